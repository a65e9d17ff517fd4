import type { Path } from "../path.ts";
import { annotations, labels } from "../object-meta.ts";
import type { Report } from "../report.ts";
import { agreement, podAnnotations } from "./annotations.ts";
import { lenient } from "./lenience.ts";
import type { PodOptions } from "./options.ts";
import { ofTemplate } from "./options.ts";
import { podSpec } from "./spec.ts";
import type { PodTemplate } from "./types.ts";

/**
 * @param before what may be wrong as it was; absent: nothing
 * @source kubernetes pkg/apis/core/validation/validation.go ValidatePodTemplateSpec
 */
export function podTemplate(report: Report, at: Path, template: PodTemplate, before?: PodTemplate): void {
  const found = report.count;
  withOptions(report, at, template, ofTemplate);
  if (report.count === found || before === undefined) return;
  report.back(found);
  withOptions(report, at, template, lenient(before, false));
}

function withOptions(report: Report, at: Path, { metadata, spec = {} }: PodTemplate, options: PodOptions): void {
  if (metadata?.labels !== undefined) labels(report, metadata.labels, at.child("labels"));
  if (metadata?.annotations !== undefined) {
    annotations(report, metadata.annotations, at.child("annotations"));
    podAnnotations(report, at.child("annotations"), metadata.annotations, spec, options);
  }
  podSpec(report, at.child("spec"), spec, undefined, options);
  if (metadata?.annotations !== undefined) agreement(report, at.child("spec"), metadata.annotations, spec);
  if ((spec.ephemeralContainers ?? []).length > 0) report.forbidden(at.child("spec").child("ephemeralContainers"), "ephemeral containers not allowed in pod template");
}
