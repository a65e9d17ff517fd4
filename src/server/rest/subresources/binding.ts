import type { KubeObject, Status } from "../../../api/index.ts";
import { badRequest, conflict, equal, notFound, rfc3339, serverError } from "../../../api/index.ts";
import { inOrder } from "../../schema/index.ts";
import type { Fields } from "../../validation/index.ts";
import { list, part, path, Report, text, typed } from "../../validation/index.ts";
import { frozen } from "../frozen.ts";
import type { Outcome } from "../rest.ts";
import { done, refusedWith } from "../rest.ts";
import { current, preconditionProblem } from "../update.ts";
import { isDryRun } from "../write-options.ts";
import type { Call } from "./actions.ts";

/** What is told of an action that was taken. */
export const succeeded: Status = Object.freeze({ kind: "Status", apiVersion: "v1", metadata: Object.freeze({}), status: "Success", code: 201 });

/**
 * The scheduler's decision.
 *
 * @source kubernetes pkg/registry/core/pod/storage/storage.go BindingREST.Create, assignPod, setPodHostAndAnnotations;
 *   pkg/apis/core/validation ValidatePodBinding; plugin/pkg/admission/podtopologylabels
 */
export function bind({ rest, target, request, sent }: Call): Outcome {
  const { name } = request;
  if (sent.metadata.name !== name) return refusedWith(badRequest("name in URL does not match name in Binding object"));
  const unfit = targetProblem(part(sent, "target"));
  if (unfit !== undefined) return refusedWith(serverError(unfit));
  const record = current(rest, target, request);
  if (record?.object === undefined) return refusedWith(notFound(target.resource, name));
  const pod = record.object;
  const unmet = preconditionProblem(target, request, pod, sent.metadata);
  if (unmet !== undefined) return refusedWith(unmet);
  const spec = part(pod, "spec");
  const refused = (why: string): Outcome => refusedWith(conflict({ group: "", resource: "pods/binding" }, name, why));
  if (pod.metadata.deletionTimestamp !== undefined) return refused(`pod ${name} is being deleted, cannot be assigned to a host`);
  if (text(spec, "nodeName") !== "") return refused(`pod ${name} is already assigned to node ${JSON.stringify(text(spec, "nodeName"))}`);
  if (list(spec, "schedulingGates").length > 0) return refused(`pod ${name} has non-empty .spec.schedulingGates`);
  if (isDryRun(request.options)) return done(201, succeeded);
  const node = text(part(sent, "target"), "name");
  const after = frozen({
    ...pod,
    metadata: { ...pod.metadata, ...merged(pod, "labels", { ...sent.metadata.labels, ...topologyOf(rest.storage.get(`/core/nodes/${node}`)) }), ...merged(pod, "annotations", sent.metadata.annotations ?? {}) },
    spec: inOrder("core.v1.PodSpec", { ...spec, nodeName: node }),
    status: withCondition(unnominated(part(pod, "status")), rfc3339(rest.clock.wall())),
  });
  rest.storage.put(record.entry.path, after, record.revision);
  return done(201, succeeded);
}

/** As Go joins what is wrong with it. */
function targetProblem(target: Fields): string | undefined {
  const report = new Report();
  const at = path("target");
  if (text(target, "kind") !== "" && text(target, "kind") !== "Node") report.notSupported(at.child("kind"), typed(text(target, "kind")), ["Node", "<empty>"]);
  if (text(target, "name") === "") report.required(at.child("name"), "");
  const problems = report.problems.map(({ field, message }) => `${field}: ${message}`);
  return problems.length < 2 ? problems[0] : `[${problems.join(", ")}]`;
}

function merged(pod: KubeObject, field: "labels" | "annotations", added: { readonly [key: string]: string }): Fields {
  return Object.keys(added).length === 0 ? {} : { [field]: { ...pod.metadata[field], ...added } };
}

const topologyLabels = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"];

/** Where a node is, its pods are. */
function topologyOf(node: unknown): { readonly [key: string]: string } {
  const labels = part(part(part((node ?? {}) as Fields, "object"), "metadata"), "labels") as { readonly [key: string]: string };
  return Object.fromEntries(topologyLabels.flatMap((key) => (labels[key] === undefined ? [] : [[key, labels[key]]])));
}

/** A nomination is a hint until the decision. */
function unnominated(status: Fields): Fields {
  if (status["nominatedNodeName"] === undefined) return status;
  const { nominatedNodeName: _hint, ...rest } = status;
  return rest;
}

function withCondition(status: Fields, at: string): Fields {
  const scheduled = { type: "PodScheduled", status: "True", lastProbeTime: null, lastTransitionTime: at };
  return withPodCondition(status, scheduled);
}

/** In the place of one of its type, else last. @source kubernetes pkg/api/v1/pod/util.go UpdatePodCondition */
export function withPodCondition(status: Fields, condition: Fields): Fields {
  const conditions = list(status, "conditions");
  const at = conditions.findIndex(({ type }) => type === condition["type"]);
  const before = conditions[at];
  const kept = before !== undefined && before["status"] === condition["status"] ? { ...condition, lastTransitionTime: before["lastTransitionTime"] } : condition;
  if (before !== undefined && equal(before, kept)) return status;
  const all = before === undefined ? [...conditions, kept] : conditions.map((each, i) => (i === at ? kept : each));
  return inOrder("core.v1.PodStatus", { ...status, conditions: all });
}
