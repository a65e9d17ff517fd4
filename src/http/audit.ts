import { newUid, rfc3339Micro } from "../api/index.ts";
import type { Kernel } from "../kernel/index.ts";
import type { ParsedHead } from "../wire/index.ts";
import type { Received } from "./input.ts";

/**
 * An audit log in upstream's format, level Metadata: a line when an answer is complete, and for a watch one when it begins.
 *
 * @source apiserver pkg/apis/audit/v1 Event
 * @limits one level for all; no bodies, and no reason of a decision
 */
export interface Auditor {
  request(received: Received, parsed: ParsedHead): AuditedRequest;
}

export interface AuditedRequest {
  started(code: number): void;
  complete(code: number, decision: "allow" | "forbid"): void;
}

export function createAuditor({ clock, random }: Pick<Kernel, "clock" | "random">, write: (line: string) => void): Auditor {
  const uids = random.stream("audit");
  const now = (): string => rfc3339Micro(clock.wall());
  return {
    request(received, parsed) {
      const { user, target, method, headers, from } = received;
      const event = {
        kind: "Event",
        apiVersion: "audit.k8s.io/v1",
        level: "Metadata",
        auditID: newUid(uids),
      };
      const about = {
        requestURI: target,
        verb: parsed.kind === "request" ? parsed.request.verb : method.toLowerCase(),
        user: user === null ? {} : { username: user.name, groups: user.groups },
        sourceIPs: [from],
        ...(headers["user-agent"] === undefined ? {} : { userAgent: headers["user-agent"] }),
        ...(parsed.kind === "request" ? { objectRef: objectRef(parsed) } : {}),
      };
      const receivedAt = now();
      const stage = (name: string, code: number, decision: string): void => {
        write(`${JSON.stringify({
          ...event,
          stage: name,
          ...about,
          responseStatus: { metadata: {}, code },
          requestReceivedTimestamp: receivedAt,
          stageTimestamp: now(),
          annotations: { "authorization.k8s.io/decision": decision, "authorization.k8s.io/reason": "" },
        })}\n`);
      };
      return {
        started: (code) => stage("ResponseStarted", code, "allow"),
        complete: (code, decision) => stage("ResponseComplete", code, decision),
      };
    },
  };
}

function objectRef({ request: { resource: { group, version, resource }, namespace, name, subresource } }: Extract<ParsedHead, { kind: "request" }>): object {
  return {
    resource,
    ...(namespace === "" ? {} : { namespace }),
    ...(name === "" ? {} : { name }),
    ...(group === "" ? {} : { apiGroup: group }),
    apiVersion: version,
    ...(subresource === "" ? {} : { subresource }),
  };
}
