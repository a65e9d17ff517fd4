import type { KubeObject } from "../../../api/index.ts";
import { equal } from "../../../api/index.ts";
import { FIELD_IS_IMMUTABLE } from "../object-meta.ts";
import type { Path } from "../path.ts";
import { podSpecForm, podTemplateForm } from "../pod/pod-form.ts";
import type { Affinity, Container, PodSpec, PodTemplate } from "../pod/types.ts";
import type { Report } from "../report.ts";
import type { JobSpec, JobStatus } from "./types.ts";

/**
 * The template of a job is for good, but for where its pods may go and what they may use while it is suspended.
 *
 * @source kubernetes pkg/apis/batch/validation/validation.go validatePodTemplateUpdate, validatePodResourceUpdatesOnly;
 *   pkg/registry/batch/job/strategy.go validationOptionsForJob
 */
export function templateChange(report: Report, at: Path, after: KubeObject, before: KubeObject): void {
  const { template = {} } = (after["spec"] ?? {}) as JobSpec;
  const { template: old = {}, suspend } = (before["spec"] ?? {}) as JobSpec;
  const open = suspend === true && isAtRest(before["status"] ?? {});
  const allowed = open ? withPlacement(old, template) : old;
  if (!open) {
    if (!equal(template, allowed)) report.invalid(at.child("template"), podTemplateForm(template), FIELD_IS_IMMUTABLE);
    return;
  }
  const spec = template.spec ?? {};
  if (!equal(spec, withResources(allowed.spec ?? {}, spec))) report.invalid(at.child("template.spec"), podSpecForm(spec), FIELD_IS_IMMUTABLE);
}

/** Suspended for good, or never begun. */
function isAtRest({ startTime, conditions = [], active = 0 }: JobStatus): boolean {
  return (startTime === undefined || conditions.some(({ type, status }) => type === "Suspended" && status === "True")) && active === 0;
}

/** The old template, with what may change as it is now. */
function withPlacement(old: PodTemplate, now: PodTemplate): PodTemplate {
  const { nodeSelector: _n, tolerations: _t, schedulingGates: _g, affinity, ...rest } = old.spec ?? {};
  const { nodeSelector, tolerations, schedulingGates, affinity: wanted } = now.spec ?? {};
  const placed = withNodes(affinity, wanted);
  const { labels: _l, annotations: _a, ...metadata } = old.metadata ?? {};
  const { labels, annotations } = now.metadata ?? {};
  return {
    metadata: { ...metadata, ...(labels === undefined ? {} : { labels }), ...(annotations === undefined ? {} : { annotations }) },
    spec: {
      ...rest,
      ...(nodeSelector === undefined ? {} : { nodeSelector }),
      ...(tolerations === undefined ? {} : { tolerations }),
      ...(schedulingGates === undefined ? {} : { schedulingGates }),
      ...(placed === undefined ? {} : { affinity: placed }),
    },
  };
}

function withNodes(old: Affinity | undefined, now: Affinity | undefined): Affinity | undefined {
  const { nodeAffinity: _old, ...rest } = old ?? {};
  if (now === undefined) return Object.keys(rest).length === 0 ? undefined : rest;
  return now.nodeAffinity === undefined ? rest : { nodeAffinity: now.nodeAffinity, ...rest };
}

function withResources(old: PodSpec, now: PodSpec): PodSpec {
  const taken = (field: "containers" | "initContainers"): PodSpec => {
    const before = old[field] ?? [];
    const after = now[field] ?? [];
    if (before.length === 0 || before.length !== after.length) return {};
    return { [field]: before.map((each, i) => (each.name === after[i]!.name ? resourced(each, after[i]!) : each)) };
  };
  return { ...old, ...taken("containers"), ...taken("initContainers") };
}

function resourced({ resources: _old, ...container }: Container, { resources }: Container): Container {
  return resources === undefined ? container : { ...container, resources };
}
