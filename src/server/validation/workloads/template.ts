import type { Json } from "../../../api/index.ts";
import type { Fields } from "../fields.ts";
import { list, part, text, textMap, texts } from "../fields.ts";
import { sortedMap } from "../go-value.ts";
import type { Path } from "../path.ts";
import { noPath } from "../path.ts";
import { podTemplate } from "../pod/template.ts";
import type { PodTemplate, Texts } from "../pod/types.ts";
import { Report } from "../report.ts";
import { labelSelector } from "../rules.ts";

/** Of what keeps pods running: they end when it says so. */
export interface Rules {
  /** As messages call the kind that cannot have a deadline. */
  readonly of: string;
  /** Where the template says what is wrong before. */
  readonly before: PodTemplate | undefined;
}

/** A template whose pods a selector must find. @source kubernetes pkg/apis/apps/validation/validation.go ValidatePodTemplateSpecForReplicaSet */
export function selectedTemplate(report: Report, at: Path, template: PodTemplate, selector: Fields | null | undefined, { of, before }: Rules): void {
  if (!isEmptySelector(selector)) unselected(report, at, template, selector);
  podTemplate(report, at, template, before);
  unending(report, at, template, of);
}

export function unselected(report: Report, at: Path, { metadata }: PodTemplate, selector: Fields | null | undefined): void {
  if (selects(selector, metadata?.labels)) return;
  report.invalid(at.child("metadata").child("labels"), labelsForm(metadata?.labels), "`selector` does not match template `labels`");
}

export function unending(report: Report, at: Path, { spec = {} }: PodTemplate, of: string): void {
  if (spec.restartPolicy !== "Always") report.notSupported(at.child("spec").child("restartPolicy"), spec.restartPolicy ?? "", ["Always"]);
  if (spec.activeDeadlineSeconds !== undefined) report.forbidden(at.child("spec").child("activeDeadlineSeconds"), `activeDeadlineSeconds in ${of} is not Supported`);
}

export function labelsForm(labels: Texts | undefined): Json {
  return labels === undefined ? null : sortedMap(labels);
}

/** A selector that selects everything. */
export function isEmptySelector(selector: Fields | null | undefined): boolean {
  return selector !== undefined && selector !== null && Object.keys(part(selector, "matchLabels")).length === 0 && list(selector, "matchExpressions").length === 0;
}

/** As messages show it. */
export function selectorForm(selector: Fields | null | undefined): Json {
  if (selector === undefined || selector === null) return null;
  const labels = textMap(selector, "matchLabels");
  return { ...(selector as { readonly [field: string]: Json }), ...(selector["matchLabels"] === undefined ? {} : { matchLabels: sortedMap(labels) }) };
}

/** Whether there is something wrong with it. @source apimachinery pkg/apis/meta/v1/helpers.go LabelSelectorAsSelector */
export function isBroken(selector: Fields | null | undefined): boolean {
  if (selector === undefined || selector === null) return false;
  const report = new Report();
  labelSelector(report, noPath, selector);
  return report.count > 0;
}

/** No selector selects nothing. */
export function selects(selector: Fields | null | undefined, labels: Texts = {}): boolean {
  if (selector === undefined || selector === null) return false;
  const wanted = textMap(selector, "matchLabels");
  for (const key of Object.keys(wanted)) if (labels[key] !== wanted[key]) return false;
  return list(selector, "matchExpressions").every((each) => holds(each, labels));
}

function holds(expression: Fields, labels: Texts): boolean {
  const value = labels[text(expression, "key")];
  switch (text(expression, "operator")) {
    case "In":
      return value !== undefined && texts(expression, "values").includes(value);
    case "NotIn":
      return value === undefined || !texts(expression, "values").includes(value);
    case "Exists":
      return value !== undefined;
    default:
      return value === undefined;
  }
}
