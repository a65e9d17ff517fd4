import type { KubeObject, ObjectMeta } from "../../api/index.ts";
import { equal, labelProblems } from "../../api/index.ts";
import { inOrder } from "../schema/index.ts";
import { allMetadata, at, kind } from "./kind.ts";
import {
  changedControllerRevision, changedDaemonSet, changedDaemonSetStatus, changedDeployment, changedDeploymentStatus, changedPodTemplate, changedReplicaSet,
  changedReplicaSetStatus, changedReplicationController, changedReplicationControllerStatus, changedStatefulSet, changedStatefulSetStatus, newControllerRevision,
  newDaemonSet, newDeployment, newPodTemplate, newReplicaSet, newReplicationController, newStatefulSet, part,
} from "../validation/index.ts";

/** @source kubernetes pkg/registry/apps/deployment/strategy.go */
export const deployment = kind({
  generation: "specAndAnnotations",
  statusTakes: ["annotations", "ownerReferences", "finalizers"],
  check: newDeployment,
  checkUpdate: changedDeployment,
  checkSubresource: { status: changedDeploymentStatus },
});

/** @source kubernetes pkg/registry/apps/replicaset/strategy.go */
export const replicaSet = kind({
  generation: "spec",
  statusTakes: allMetadata,
  check: newReplicaSet,
  checkUpdate: changedReplicaSet,
  checkSubresource: { status: changedReplicaSetStatus },
});

/** @source kubernetes pkg/registry/core/replicationcontroller/strategy.go */
export const replicationController = kind({
  generation: "spec",
  statusTakes: allMetadata,
  fields: { "status.replicas": (o) => at("status", "replicas")(o) || "0" },
  refuseField: (label) => `field label not supported: ${label}`,
  check: newReplicationController,
  checkUpdate: changedReplicationController,
  checkSubresource: { status: changedReplicationControllerStatus },
});

/** @source kubernetes pkg/registry/core/podtemplate/strategy.go */
export const podTemplate = kind({ generation: "spec", check: newPodTemplate, checkUpdate: changedPodTemplate });

/** @source kubernetes pkg/registry/apps/statefulset/strategy.go */
export const statefulSet = kind({
  nameRule: labelProblems,
  generation: "spec",
  statusTakes: allMetadata,
  check: newStatefulSet,
  checkUpdate: changedStatefulSet,
  checkSubresource: { status: changedStatefulSetStatus },
});

/** @source kubernetes pkg/registry/apps/controllerrevision/strategy.go */
export const controllerRevision = kind({ check: newControllerRevision, checkUpdate: changedControllerRevision });

/** @source kubernetes pkg/registry/batch/job/strategy.go */
export const job = kind({
  generation: "spec",
  fields: { "status.successful": (o) => at("status", "succeeded")(o) || "0" },
  refuseField: (label) => `field label "${label}" not supported for Job`,
  onCreate: withSelector,
});

/** Counts changes of the template, as an annotation. @source kubernetes pkg/registry/apps/daemonset/strategy.go, pkg/apis/apps/v1/conversion.go */
export const daemonSet = kind({
  generation: "spec",
  statusTakes: allMetadata,
  check: newDaemonSet,
  checkUpdate: changedDaemonSet,
  checkSubresource: { status: changedDaemonSetStatus },
  seen: (o) => (o.metadata.annotations?.[TEMPLATE_GENERATION] === undefined ? withTemplateGeneration(o, 0) : o),
  onCreate: (o) => withTemplateGeneration(o, 1),
  onUpdate: (o, before) => {
    const count = Number(before.metadata.annotations?.[TEMPLATE_GENERATION] ?? 1);
    return withTemplateGeneration(o, equal(part(o, "spec")["template"], part(before, "spec")["template"]) ? count : count + 1);
  },
});

const TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

function withTemplateGeneration(o: KubeObject, count: number): KubeObject {
  return { ...o, metadata: { ...o.metadata, annotations: { ...o.metadata.annotations, [TEMPLATE_GENERATION]: String(count) } } };
}

/** A job finds its pods by its own uid, unless it is told not to. @source kubernetes pkg/registry/batch/job/strategy.go generateSelector */
function withSelector(o: KubeObject): KubeObject {
  const spec = part(o, "spec");
  if (spec["manualSelector"] === true) return o;
  const { name = "", uid = "" } = o.metadata;
  const template = part(spec, "template");
  const metadata = part(template, "metadata") as ObjectMeta;
  const own = { "batch.kubernetes.io/controller-uid": uid, "batch.kubernetes.io/job-name": name, "controller-uid": uid, "job-name": name };
  const labels = { ...own, ...metadata.labels };
  const selector = part(spec, "selector");
  const matchLabels = { "batch.kubernetes.io/controller-uid": uid, ...part(selector, "matchLabels") };
  const labelled = (meta: ObjectMeta): ObjectMeta => inOrder("meta.v1.ObjectMeta", { ...meta, labels } as never);
  return {
    ...o,
    // Defaults are filled in again when the object is read back.
    metadata: o.metadata.labels === undefined || equal(o.metadata.labels, metadata.labels) ? labelled(o.metadata) : o.metadata,
    spec: inOrder("batch.v1.JobSpec", { ...spec, selector: { ...selector, matchLabels }, template: { ...template, metadata: labelled(metadata) } }),
  };
}
