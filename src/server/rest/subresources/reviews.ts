import type { JsonObject, KubeObject, Status, User } from "../../../api/index.ts";
import { badRequest, invalid, rfc3339 } from "../../../api/index.ts";
import type { Fields } from "../../validation/index.ts";
import { part, path, Report, text, texts } from "../../validation/index.ts";
import type { Call } from "./actions.ts";
import { tokenHolder } from "./service-account-tokens.ts";

/** What a review says: the parts of the answer that are the server's. */
export type Review = (call: Call) => { readonly [field: string]: unknown } | Status;

/**
 * Questions that are answered and never kept.
 *
 * @source kubernetes pkg/registry/authentication, pkg/registry/authorization, pkg/apis/authorization/validation
 * @limits there are no rules: whoever gets in may do everything, of others only administrators may. Tokens that the front
 *   was given are nobody's
 */
export const reviews: { readonly [resource: string]: Review } = {
  "tokenreviews.authentication.k8s.io"({ rest, sent }) {
    const spec = part(sent, "spec");
    const token = text(spec, "token");
    if (token === "") return badRequest("token is required for TokenReview in authentication");
    const holder = tokenHolder(rest, token, texts(spec, "audiences"));
    if ("error" in holder) return { status: { user: {}, error: holder.error } };
    const { audiences, ...user } = holder;
    return { status: { authenticated: true, user, audiences } };
  },
  "selfsubjectreviews.authentication.k8s.io"({ rest, request: { user } }) {
    return { metadata: { creationTimestamp: rfc3339(rest.clock.wall()) }, status: { userInfo: userInfo(user) } };
  },
  "subjectaccessreviews.authorization.k8s.io": ({ sent }) => accessReview(sent, undefined, isAdministrator),
  "localsubjectaccessreviews.authorization.k8s.io": ({ sent, request: { namespace } }) => accessReview(sent, namespace, isAdministrator),
  "selfsubjectaccessreviews.authorization.k8s.io": ({ sent }) => accessReview(sent, undefined, undefined),
  "selfsubjectrulesreviews.authorization.k8s.io"({ sent }) {
    if (text(part(sent, "spec"), "namespace") === "") return badRequest("no namespace on request");
    return { metadata: {}, spec: {}, status: { resourceRules, nonResourceRules, incomplete: false } };
  },
};

function userInfo({ name, uid, groups }: User): JsonObject {
  return { username: name, ...(uid === undefined ? {} : { uid }), groups: groups.includes(AUTHENTICATED) ? groups : [...groups, AUTHENTICATED] };
}

const AUTHENTICATED = "system:authenticated";

function isAdministrator(spec: Fields): boolean {
  return texts(spec, "groups").includes("system:masters");
}

/** @param namespace where only that one may be asked about @param may undefined: it is asked about oneself */
function accessReview(sent: KubeObject, namespace: string | undefined, may: ((spec: Fields) => boolean) | undefined): ReturnType<Review> {
  const spec = part(sent, "spec");
  const report = new Report();
  const at = path("spec");
  const [resource, nonResource] = [spec["resourceAttributes"], spec["nonResourceAttributes"]];
  const shown = { Path: text(part(spec, "nonResourceAttributes"), "path"), Verb: text(part(spec, "nonResourceAttributes"), "verb") };
  if (resource !== undefined && nonResource !== undefined) report.invalid(at.child("nonResourceAttributes"), shown, "cannot be specified in combination with resourceAttributes");
  if (resource === undefined && nonResource === undefined) report.invalid(at.child("resourceAttributes"), null, "exactly one of nonResourceAttributes or resourceAttributes must be specified");
  if (may !== undefined && text(spec, "user") === "" && texts(spec, "groups").length === 0) report.invalid(at.child("user"), "", "at least one of user or group must be specified");
  const { namespace: own, ...metadata } = sent.metadata;
  const { managedFields: _managed, ...rest } = metadata;
  if (Object.keys(rest).length > 0 || (namespace === undefined && own !== undefined)) report.invalid(path("metadata"), sent.metadata as JsonObject, "must be empty");
  if (namespace !== undefined) {
    const asked = text(part(spec, "resourceAttributes"), "namespace");
    if (resource !== undefined && asked !== namespace) report.invalid(at.child("resourceAttributes").child("namespace"), asked, "must match metadata.namespace");
    if (nonResource !== undefined) report.invalid(at.child("nonResourceAttributes"), shown, "disallowed on this kind of request");
  }
  if (report.count > 0) return invalid({ group: "authorization.k8s.io", resource: "" }, "", report.problems);
  return { status: { allowed: may?.(spec) ?? true } };
}

const resourceRules = [
  { verbs: ["create"], apiGroups: ["authorization.k8s.io"], resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"] },
  { verbs: ["create"], apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"] },
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
];
const publicPaths = ["/healthz", "/livez", "/readyz", "/version", "/version/"];
const nonResourceRules = [
  { verbs: ["get"], nonResourceURLs: publicPaths },
  { verbs: ["get"], nonResourceURLs: ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];
