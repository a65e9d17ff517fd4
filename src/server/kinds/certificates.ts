import type { User } from "../../api/index.ts";
import { equal, pathSegmentProblems } from "../../api/index.ts";
import { inOrder } from "../schema/index.ts";
import type { Fields } from "../validation/index.ts";
import { has, list, ownMetaUpdate, part, validateSigningRequest, validateSigningRequestChange } from "../validation/index.ts";
import type { CheckUpdate } from "./kind.ts";
import { allMetadata, at, kind, notSupported } from "./kind.ts";

/** @source kubernetes pkg/registry/certificates/certificates/strategy.go */
export const certificateSigningRequest = kind({
  // Any name will do, as far as a path can say it.
  nameRule: pathSegmentProblems,
  statusTakes: allMetadata,
  fields: { "spec.signerName": at("spec", "signerName") },
  refuseField: notSupported,
  onCreate: (o, user) => ({ ...o, spec: signedBy(part(o, "spec"), user) }),
  // What was asked for stays; who asks anew makes another request.
  onUpdate: (o, before) => ({ ...o, spec: before["spec"] }),
  onStatus: (o, before, now) => withTimes(keptDecisions(part(o, "status"), part(before, "status")), part(before, "status"), now),
  parts: { approval: withDecisions },
  check: (o, report) => validateSigningRequest(report, o),
  checkUpdate: changedBy(""),
  checkSubresource: { status: changedBy("status"), approval: changedBy("approval") },
});

function changedBy(subresource: "" | "status" | "approval"): CheckUpdate {
  return (after, before, report) => {
    validateSigningRequestChange(report, after, before, subresource);
    ownMetaUpdate(report, after, before);
  };
}

/** Conditions alone. @source strategy.go csrApprovalStrategy.PrepareForUpdate */
function withDecisions(o: Fields, before: Fields, now: string): { readonly status: Fields } {
  const had = part(before, "status");
  const { conditions } = part(o, "status");
  return { status: withTimes(inOrder("certificates.v1.CertificateSigningRequestStatus", { ...had, conditions }), had, now) };
}

/** Who asks is told by who they are, not by what they say. */
function signedBy(spec: Fields, { name, uid, groups }: User): Fields {
  const { username: _name, uid: _uid, groups: _groups, extra: _extra, ...asked } = spec;
  return inOrder("certificates.v1.CertificateSigningRequestSpec", {
    ...asked,
    ...(name === "" ? {} : { username: name }),
    ...(uid === undefined || uid === "" ? {} : { uid }),
    ...(groups.length === 0 ? {} : { groups }),
  });
}

/** Decisions are the approval's to change. @source strategy.go preserveConditionInstances */
function keptDecisions(status: Fields, before: Fields): Fields {
  let conditions = list(status, "conditions");
  for (const type of ["Approved", "Denied"]) {
    const had = list(before, "conditions").filter((each) => each["type"] === type);
    if (had.length !== conditions.filter((each) => each["type"] === type).length) continue;
    let next = 0;
    conditions = conditions.map((each) => (each["type"] === type ? (had[next++] ?? each) : each));
  }
  return equal(conditions, list(status, "conditions")) ? status : { ...status, conditions };
}

/** @source strategy.go populateConditionTimestamps */
function withTimes(status: Fields, before: Fields, now: string): Fields {
  const conditions = list(status, "conditions");
  if (conditions.every((each) => has(each, "lastUpdateTime") && has(each, "lastTransitionTime"))) return status;
  const timed = conditions.map((each) => {
    const same = list(before, "conditions").find((had) => had["type"] === each["type"] && had["status"] === each["status"] && has(had, "lastTransitionTime"));
    return inOrder("certificates.v1.CertificateSigningRequestCondition", {
      ...each,
      lastUpdateTime: has(each, "lastUpdateTime") ? each["lastUpdateTime"] : now,
      lastTransitionTime: has(each, "lastTransitionTime") ? each["lastTransitionTime"] : (same?.["lastTransitionTime"] ?? now),
    });
  });
  return { ...status, conditions: timed };
}
