import type { ApiRequest, KubeObject, User } from "../../api/index.ts";
import type { Rest } from "./rest.ts";
import { targetOf } from "./target.ts";
import { current, owned, replace } from "./update.ts";

/** The server as a client of itself. */
const itself: User = Object.freeze({ name: "system:apiserver", groups: Object.freeze(["system:masters"]) });
const AGENT = "kube-apiserver";

/** Writes the status of an object, as the server does through its own door. */
export function writeStatus(rest: Rest, object: KubeObject): void {
  const info = rest.registry.ofKind(object.apiVersion, object.kind);
  const target = info === undefined ? undefined : targetOf(rest.registry, info.group, info.version, info.resource);
  if (target === undefined) return;
  const { name = "", namespace = "" } = object.metadata;
  const request: ApiRequest = { verb: "update", resource: target.info, namespace, name, subresource: "status", options: {}, user: itself, agent: AGENT };
  const record = current(rest, target, request);
  if (record?.object !== undefined) replace(rest, target, request, record, owned(rest, target, request, record.object, object, false));
}
