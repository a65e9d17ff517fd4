import type { ApiRequest, KubeObject, Status } from "../../api/index.ts";
import { badRequest, conflict, notFound } from "../../api/index.ts";
import { frozen } from "./frozen.ts";
import type { Outcome, Rest } from "./rest.ts";
import { done, refusedWith } from "./rest.ts";
import type { Target } from "./target.ts";
import { current } from "./update.ts";

const bound: Status = Object.freeze({ kind: "Status", apiVersion: "v1", metadata: Object.freeze({}), status: "Success", code: 201 });

/**
 * POST …/pods/x/binding: the scheduler's decision.
 *
 * @source kubernetes pkg/registry/core/pod/storage/storage.go BindingREST
 * @limits annotations and labels of the binding are not copied
 */
export function bind(rest: Rest, target: Target, request: ApiRequest, binding: KubeObject): Outcome {
  const record = current(rest, target, request);
  if (record?.object === undefined) return refusedWith(notFound(target.resource, request.name));
  const { name: node } = (binding["target"] ?? {}) as { readonly name?: string };
  if (node === undefined || node === "") return refusedWith(badRequest("a binding must name its target node"));
  const pod = record.object;
  const spec = (pod["spec"] ?? {}) as { readonly nodeName?: string };
  if (spec.nodeName !== undefined && spec.nodeName !== "") {
    return refusedWith(conflict({ group: "", resource: "pods/binding" }, request.name, `pod ${request.name} is already assigned to node "${spec.nodeName}"`));
  }
  const status = (pod["status"] ?? {}) as { readonly conditions?: readonly { readonly type?: string }[] };
  const at = pod.metadata.creationTimestamp ?? null;
  const conditions = [...(status.conditions ?? []).filter((c) => c.type !== "PodScheduled"), { type: "PodScheduled", status: "True", lastProbeTime: null, lastTransitionTime: at }];
  const after = frozen({ ...pod, spec: { ...spec, nodeName: node }, status: { ...status, conditions } });
  rest.storage.put(record.entry.path, after, record.revision);
  return done(201, bound);
}
