import type { ApiRequest, User } from "../../api/index.ts";
import type { OwnClient } from "../allocation/index.ts";
import { createObject } from "./create.ts";
import { removeObject } from "./delete.ts";
import type { Rest } from "./rest.ts";
import type { Target } from "./target.ts";
import { targetOf } from "./target.ts";
import { current, owned, replace } from "./update.ts";

const user: User = Object.freeze({ name: "system:apiserver", groups: Object.freeze(["system:masters"]) });
const AGENT = "kube-apiserver";

/** The server as a client of itself: through the same door, within the request it serves. */
export function createOwnClient(rest: () => Rest): OwnClient {
  const asked = (verb: ApiRequest["verb"], apiVersion: string, kind: string, namespace: string, name: string, subresource: string): { readonly target: Target; readonly request: ApiRequest } => {
    const { registry } = rest();
    const info = registry.ofKind(apiVersion, kind);
    const target = info === undefined ? undefined : targetOf(registry, info.group, info.version, info.resource);
    if (target === undefined) throw new Error(`the server has no resource for ${kind} of ${apiVersion}, which it needs itself`);
    return { target, request: { verb, resource: target.info, namespace, name, subresource, options: {}, user, agent: AGENT } };
  };
  return {
    create(object) {
      const { target, request } = asked("create", object.apiVersion, object.kind, object.metadata.namespace ?? "", "", "");
      const outcome = createObject(rest(), target, request, object);
      return outcome.kind === "refused" ? outcome.status : undefined;
    },
    remove(apiVersion, kind, namespace, name) {
      const { target, request } = asked("delete", apiVersion, kind, namespace, name, "");
      const record = current(rest(), target, request);
      if (record?.object !== undefined) removeObject(rest(), target, record, request.options);
    },
    writeStatus(object) {
      const { target, request } = asked("update", object.apiVersion, object.kind, object.metadata.namespace ?? "", object.metadata.name ?? "", "status");
      const record = current(rest(), target, request);
      if (record?.object !== undefined) replace(rest(), target, request, record, owned(rest(), target, request, record.object, object, false));
    },
  };
}
