import type { ResourceInfo } from "../../api/index.ts";
import { removeObject } from "./delete.ts";
import type { Rest } from "./rest.ts";
import { targetOf } from "./target.ts";
import { current } from "./update.ts";

const self = { user: { name: "system:apiserver", groups: ["system:masters"] }, agent: "kube-apiserver" } as const;

/** Asks for the deletion of each; what has finalizers stays. */
export function removeAll(rest: Rest, { group, version, resource }: ResourceInfo): void {
  const target = targetOf(rest.registry, group, version, resource);
  const page = target === undefined ? undefined : rest.storage.list({ prefix: target.collection, limit: 0 });
  if (target === undefined || page === undefined || "kind" in page) return;
  for (const { object } of page.items) {
    const { namespace = "", name = "" } = object?.metadata ?? {};
    const record = current(rest, target, { verb: "delete", resource: target.info, namespace, name, subresource: "", options: {}, ...self });
    if (record?.object !== undefined) removeObject(rest, target, record, {});
  }
}
