import type { KubeObject } from "../../../api/index.ts";
import type { Fields } from "../fields.ts";
import { list, texts } from "../fields.ts";
import { labelValueProblems } from "../../../api/index.ts";
import { internalForm } from "../internal-form.ts";
import { ownMetaUpdate } from "../object-meta.ts";
import type { Path } from "../path.ts";
import { path } from "../path.ts";
import { podTemplate } from "../pod/template.ts";
import type { Report } from "../report.ts";
import { labelSelector } from "../rules.ts";
import { nonNegative } from "../scalars.ts";
import { notDecremented, sameSelector } from "./deployment.ts";
import { amount, atMostAll, intOrPercent, shown } from "./int-or-percent.ts";
import { countedStatus } from "./status.ts";
import { isBroken, isEmptySelector, selectorForm, unending, unselected } from "./template.ts";
import type { DaemonSetSpec, RollingUpdate, UpdateStrategy } from "./types.ts";

const specPath = path("spec");

function specOf(object: KubeObject): DaemonSetSpec {
  return object["spec"] ?? {};
}

/** @source kubernetes pkg/apis/apps/validation/validation.go ValidateDaemonSet */
export function newDaemonSet(object: KubeObject, report: Report): void {
  daemonSetSpec(report, specOf(object), undefined);
}

export function changedDaemonSet(after: KubeObject, before: KubeObject, report: Report): void {
  ownMetaUpdate(report, after, before);
  sameSelector(report, specOf(after), specOf(before));
  daemonSetSpec(report, specOf(after), specOf(before));
}

export function changedDaemonSetStatus(after: KubeObject, before: KubeObject, report: Report): void {
  ownMetaUpdate(report, after, before);
  countedStatus(report, after, { numbers, within: [], ready: "" });
  notDecremented(report, after, before);
}

const numbers = [
  "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady", "observedGeneration", "updatedNumberScheduled", "numberAvailable",
  "numberUnavailable", "collisionCount",
] as const;

function daemonSetSpec(report: Report, spec: DaemonSetSpec, before: DaemonSetSpec | undefined): void {
  const { selector, template = {}, updateStrategy = {} } = spec;
  const at = specPath.child("selector");
  if (selector !== undefined && selector !== null) labelSelector(report, at, selector, { values: hasOddValue(before?.selector) });
  if (!isBroken(selector)) unselected(report, specPath.child("template"), template, selector);
  if (isEmptySelector(selector)) report.invalid(at, selectorForm(selector), "empty selector is invalid for daemonset");
  podTemplate(report, specPath.child("template"), template, before?.template);
  unending(report, specPath.child("template"), template, "DaemonSet");
  nonNegative(report, specPath.child("minReadySeconds"), spec.minReadySeconds);
  strategy(report, specPath.child("updateStrategy"), updateStrategy);
  nonNegative(report, specPath.child("revisionHistoryLimit"), spec.revisionHistoryLimit);
}

/** @source apimachinery pkg/apis/meta/v1/validation LabelSelectorHasInvalidLabelValue */
export function hasOddValue(selector: Fields | null | undefined): boolean {
  return list(selector ?? {}, "matchExpressions").some((each) => texts(each, "values").some((value) => labelValueProblems(value).length > 0));
}

function strategy(report: Report, at: Path, of: UpdateStrategy): void {
  const { type = "", rollingUpdate } = of;
  if (type === "OnDelete") return;
  if (type !== "RollingUpdate") report.notSupported(at, internalForm("apps.v1.DaemonSetUpdateStrategy", of), ["RollingUpdate", "OnDelete"]);
  else if (rollingUpdate === undefined) report.required(at.child("rollingUpdate"), "");
  else rolling(report, at.child("rollingUpdate"), rollingUpdate);
}

function rolling(report: Report, at: Path, { maxUnavailable = 0, maxSurge = 0 }: RollingUpdate): void {
  intOrPercent(report, at.child("maxUnavailable"), maxUnavailable);
  intOrPercent(report, at.child("maxSurge"), maxSurge);
  atMostAll(report, at.child("maxUnavailable"), maxUnavailable);
  atMostAll(report, at.child("maxSurge"), maxSurge);
  const missing = amount(maxUnavailable) !== 0;
  const more = amount(maxSurge) !== 0;
  if (missing && more) report.invalid(at.child("maxSurge"), shown(maxSurge), "may not be set when maxUnavailable is non-zero");
  if (!missing && !more) report.required(at.child("maxUnavailable"), "cannot be 0 when maxSurge is 0");
}
