import type { KubeObject, ObjectMeta } from "../../api/index.ts";
import { equal, labelProblems } from "../../api/index.ts";
import { inOrder } from "../schema/index.ts";
import { allMetadata, at, kind } from "./kind.ts";
import { jobWarnings, statefulSetWarnings, templateWarning, withTemplate } from "./templates.ts";
import {
  changedControllerRevision, changedCronJob, changedCronJobStatus, changedDaemonSet, changedDaemonSetStatus, changedDeployment, changedDeploymentStatus,
  changedJob, changedJobStatus, changedPodTemplate, changedReplicaSet, changedReplicaSetStatus, changedReplicationController, changedReplicationControllerStatus,
  changedStatefulSet, changedStatefulSetStatus, newControllerRevision, newCronJob, newDaemonSet, newDeployment, newJob, newPodTemplate, newReplicaSet,
  list, newReplicationController, newStatefulSet, part,
} from "../validation/index.ts";

const template = ["spec", "template"] as const;
const ofTemplate = templateWarning({ named: true, fields: template });

function prepared(o: KubeObject): KubeObject {
  return withTemplate(o, ...template);
}

/** @source kubernetes pkg/registry/apps/deployment/strategy.go */
export const deployment = kind({
  generation: "specAndAnnotations",
  statusTakes: ["annotations", "ownerReferences", "finalizers"],
  onCreate: prepared,
  onUpdate: prepared,
  warn: templateWarning({ named: true, fields: template }),
  check: newDeployment,
  checkUpdate: changedDeployment,
  checkSubresource: { status: changedDeploymentStatus },
});

/** @source kubernetes pkg/registry/apps/replicaset/strategy.go */
export const replicaSet = kind({
  generation: "spec",
  statusTakes: allMetadata,
  onCreate: prepared,
  onUpdate: prepared,
  warn: templateWarning({ named: true, fields: template }),
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
  onCreate: prepared,
  onUpdate: prepared,
  // Of a change, upstream warns of what the template was.
  warn: (o, before) => (before === undefined || before.metadata.generation === o.metadata.generation ? ofTemplate(o, before) : ofTemplate(before, undefined)),
  check: newReplicationController,
  checkUpdate: changedReplicationController,
  checkSubresource: { status: changedReplicationControllerStatus },
});

/** @source kubernetes pkg/registry/core/podtemplate/strategy.go */
export const podTemplate = kind({
  generation: "spec",
  returnsDeleted: true,
  onCreate: (o) => withTemplate(o, "template"),
  onUpdate: (o) => withTemplate(o, "template"),
  warn: templateWarning({ named: false, fields: ["template"] }),
  check: newPodTemplate,
  checkUpdate: changedPodTemplate,
});

/** @source kubernetes pkg/registry/apps/statefulset/strategy.go */
export const statefulSet = kind({
  nameRule: labelProblems,
  generation: "spec",
  statusTakes: allMetadata,
  onCreate: (o) => withClaimKinds(prepared(withoutUnavailable(o))),
  onUpdate: (o, before) => withClaimKinds(prepared(rollingOf(before)["maxUnavailable"] === undefined ? withoutUnavailable(o) : o)),
  warn: statefulSetWarnings,
  check: newStatefulSet,
  checkUpdate: changedStatefulSet,
  checkSubresource: { status: changedStatefulSetStatus },
});

/** @source kubernetes pkg/registry/apps/controllerrevision/strategy.go */
export const controllerRevision = kind({ check: newControllerRevision, checkUpdate: changedControllerRevision });

/** @source kubernetes pkg/registry/batch/job/strategy.go */
export const job = kind({
  generation: "spec",
  statusTakes: allMetadata,
  fields: { "status.successful": (o) => at("status", "succeeded")(o) || "0" },
  refuseField: (label) => `field label "${label}" not supported for Job`,
  onCreate: (o) => prepared(withSelector(o)),
  onUpdate: prepared,
  warn: jobWarnings("spec"),
  check: newJob,
  checkUpdate: changedJob,
  checkSubresource: { status: changedJobStatus },
});

const ofJobTemplate = jobWarnings("spec", "jobTemplate", "spec");

/** @source kubernetes pkg/registry/batch/cronjob/strategy.go */
export const cronJob = kind({
  generation: "spec",
  statusTakes: allMetadata,
  onCreate: (o) => withTemplate(o, "spec", "jobTemplate", "spec", "template"),
  onUpdate: (o) => withTemplate(o, "spec", "jobTemplate", "spec", "template"),
  warn: (o, before) => {
    const told = ofJobTemplate(o, before);
    const zoned = before !== undefined && String(part(o, "spec")["schedule"]).includes("TZ");
    return zoned ? [...told, ZONE_TEXT] : told;
  },
  check: newCronJob,
  checkUpdate: changedCronJob,
  checkSubresource: { status: changedCronJobStatus },
});

const ZONE_TEXT =
  "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details";

const ofDaemons = templateWarning({ named: false, fields: template });

/** Counts changes of the template, as an annotation. @source kubernetes pkg/registry/apps/daemonset/strategy.go, pkg/apis/apps/v1/conversion.go */
export const daemonSet = kind({
  generation: "spec",
  statusTakes: allMetadata,
  onCreate: (o) => withTemplateGeneration(prepared(o), Math.max(1, Number(o.metadata.annotations?.[TEMPLATE_GENERATION] ?? 1))),
  onUpdate: (o, before) => {
    const made = prepared(o);
    const count = Number(before.metadata.annotations?.[TEMPLATE_GENERATION] ?? 1);
    return withTemplateGeneration(made, equal(part(made, "spec")["template"], part(before, "spec")["template"]) ? count : count + 1);
  },
  warn: (o, before) => (before === undefined || !equal(part(o, "spec")["template"], part(before, "spec")["template"]) ? ofDaemons(o, undefined) : noWarnings),
  check: newDaemonSet,
  checkUpdate: changedDaemonSet,
  checkSubresource: { status: changedDaemonSetStatus },
  seen: (o) => (o.metadata.annotations?.[TEMPLATE_GENERATION] === undefined ? withTemplateGeneration(o, 0) : o),
});

const noWarnings: readonly string[] = Object.freeze([]);
const TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

function withTemplateGeneration(o: KubeObject, count: number): KubeObject {
  return { ...o, metadata: { ...o.metadata, annotations: { ...o.metadata.annotations, [TEMPLATE_GENERATION]: String(count) } } };
}

type Fields = { readonly [field: string]: unknown };

function rollingOf(o: KubeObject): Fields {
  return part(part(part(o, "spec"), "updateStrategy"), "rollingUpdate");
}

/** @source kubernetes pkg/registry/apps/statefulset/strategy.go dropStatefulSetDisabledFields */
function withoutUnavailable(o: KubeObject): KubeObject {
  const { maxUnavailable, ...rollingUpdate } = rollingOf(o);
  if (maxUnavailable === undefined) return o;
  const spec = part(o, "spec");
  return { ...o, spec: { ...spec, updateStrategy: { ...part(spec, "updateStrategy"), rollingUpdate } } };
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

/** @source kubernetes pkg/apis/apps/v1/conversion.go Convert_apps_StatefulSetSpec_To_v1_StatefulSetSpec */
function withClaimKinds(o: KubeObject): KubeObject {
  const spec = part(o, "spec");
  const claims = list(spec, "volumeClaimTemplates");
  if (claims.every(({ apiVersion, kind: named }) => apiVersion === "v1" && named === "PersistentVolumeClaim")) return o;
  const volumeClaimTemplates = claims.map((claim) => ({ kind: "PersistentVolumeClaim", apiVersion: "v1", ...omitted(claim) }));
  return { ...o, spec: inOrder("apps.v1.StatefulSetSpec", { ...spec, volumeClaimTemplates }) };
}

function omitted({ kind: _kind, apiVersion: _version, ...claim }: Fields): Fields {
  return claim;
}
