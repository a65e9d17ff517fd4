import type { KubeObject } from "../../../api/index.ts";
import { equal, labelProblems } from "../../../api/index.ts";
import { typed } from "../go-value.ts";
import { internalForm } from "../internal-form.ts";
import { annotations, labels, ownMetaUpdate } from "../object-meta.ts";
import type { Path } from "../path.ts";
import { path } from "../path.ts";
import { podAnnotations } from "../pod/annotations.ts";
import { ofTemplate } from "../pod/options.ts";
import { podTemplate } from "../pod/template.ts";
import type { PodTemplate } from "../pod/types.ts";
import { Report } from "../report.ts";
import { fits, labelSelector, oneOf } from "../rules.ts";
import { nonNegative } from "../scalars.ts";
import { volumeClaimSpec } from "../volume-claim.ts";
import { notDecremented } from "./deployment.ts";
import { amount, atMostAll, intOrPercent, shown } from "./int-or-percent.ts";
import { countedStatus } from "./status.ts";
import { isBroken, isEmptySelector, selectorForm, unending, unselected } from "./template.ts";
import type { RollingUpdate, StatefulSetSpec, UpdateStrategy } from "./types.ts";

const specPath = path("spec");

function specOf(object: KubeObject): StatefulSetSpec {
  return object["spec"] ?? {};
}

/** What is not looked at of a change, since it cannot have changed, or was wrong before. */
interface Skipped {
  readonly fixed: boolean;
  readonly template: boolean;
}

/** @source kubernetes pkg/apis/apps/validation/validation.go ValidateStatefulSet */
export function newStatefulSet(object: KubeObject, report: Report): void {
  statefulSetSpec(report, specOf(object), undefined, { fixed: false, template: false });
}

export function changedStatefulSet(after: KubeObject, before: KubeObject, report: Report): void {
  ownMetaUpdate(report, after, before);
  const found = report.count;
  statefulSetSpec(report, specOf(after), specOf(before), { fixed: true, template: false });
  if (report.count > found && isWrong(specOf(before))) {
    report.back(found);
    statefulSetSpec(report, specOf(after), specOf(before), { fixed: true, template: true });
  }
  if (equal(fixedPart(specOf(after)), fixedPart(specOf(before)))) return;
  report.forbidden(
    specPath,
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', " +
      "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
  );
}

function isWrong(spec: StatefulSetSpec): boolean {
  const report = new Report();
  statefulSetSpec(report, spec, spec, { fixed: true, template: false });
  return report.count > 0;
}

function fixedPart(spec: StatefulSetSpec): StatefulSetSpec {
  const { replicas: _r, template: _t, updateStrategy: _u, minReadySeconds: _m, ordinals: _o, revisionHistoryLimit: _h, persistentVolumeClaimRetentionPolicy: _p, ...rest } = spec;
  return rest;
}

export function changedStatefulSetStatus(after: KubeObject, before: KubeObject, report: Report): void {
  countedStatus(report, after, {
    numbers: ["replicas", ...within, "observedGeneration", "collisionCount"],
    within: ["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"],
    ready: "status.readyReplicas",
  });
  ownMetaUpdate(report, after, before);
  notDecremented(report, after, before);
}

const within = ["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"] as const;
const retentions = ["Retain", "Delete"] as const;

function statefulSetSpec(report: Report, spec: StatefulSetSpec, before: StatefulSetSpec | undefined, skipped: Skipped): void {
  const { podManagementPolicy: policy = "", persistentVolumeClaimRetentionPolicy: retention, volumeClaimTemplates: claims = [], serviceName = "", selector } = spec;
  const policyPath = specPath.child("podManagementPolicy");
  if (policy === "") report.required(policyPath, "");
  else if (policy !== "OrderedReady" && policy !== "Parallel") report.invalid(policyPath, typed(policy), "must be 'OrderedReady' or 'Parallel'");
  strategy(report, specPath.child("updateStrategy"), spec.updateStrategy ?? {});
  if (retention !== undefined) {
    const at = specPath.child("persistentVolumeClaimRetentionPolicy");
    oneOf(report, at.child("whenDeleted"), retention.whenDeleted ?? "", retentions);
    oneOf(report, at.child("whenScaled"), retention.whenScaled ?? "", retentions);
  }
  if (!skipped.fixed) {
    for (let i = 0; i < claims.length; i += 1) {
      volumeClaimSpec(report, specPath.child("volumeClaimTemplates").index(i).child("spec"), claims[i]!.spec ?? {}, { values: false, groups: false });
    }
  }
  nonNegative(report, specPath.child("replicas"), spec.replicas);
  nonNegative(report, specPath.child("minReadySeconds"), spec.minReadySeconds);
  nonNegative(report, specPath.child("ordinals.start"), spec.ordinals?.start);
  if (!skipped.fixed && serviceName !== "") fits(report, specPath.child("serviceName"), serviceName, labelProblems);
  const at = specPath.child("selector");
  if (selector === undefined || selector === null) report.required(at, "");
  else {
    labelSelector(report, at, selector);
    if (isEmptySelector(selector)) report.invalid(at, selectorForm(selector), "empty selector is invalid for statefulset");
  }
  if (isBroken(selector)) report.invalid(at, selectorForm(selector), "");
  else templateOfOrdinals(report, specPath.child("template"), spec, before, skipped.template);
  unending(report, specPath.child("template"), spec.template ?? {}, "StatefulSet");
}

/** Upstream looks at parts of it twice. @source kubernetes pkg/apis/apps/validation/validation.go ValidatePodTemplateSpecForStatefulSet */
function templateOfOrdinals(report: Report, at: Path, spec: StatefulSetSpec, before: StatefulSetSpec | undefined, skipped: boolean): void {
  const template = asStarted(spec);
  const { metadata } = template;
  if (!isEmptySelector(spec.selector)) unselected(report, at, template, spec.selector);
  if (!skipped) podTemplate(report, at, template, before === undefined ? undefined : asStarted(before));
  if (metadata?.labels !== undefined) labels(report, metadata.labels, at.child("labels"));
  if (metadata?.annotations === undefined) return;
  annotations(report, metadata.annotations, at.child("annotations"));
  podAnnotations(report, at.child("annotations"), metadata.annotations, template.spec ?? {}, ofTemplate);
}

/** The template as its pods are made: with a volume for each claim, and names of their own. */
function asStarted({ template = {}, volumeClaimTemplates: claims = [] }: StatefulSetSpec): PodTemplate {
  const { spec = {} } = template;
  if (claims.length === 0 && spec.subdomain === undefined && spec.hostname === undefined) return template;
  const { subdomain: _subdomain, hostname: _hostname, volumes = [], ...rest } = spec;
  const names = claims.map(({ metadata }) => metadata?.name ?? "");
  const made = [...new Set(names)].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const all = [...made, ...volumes.filter(({ name = "" }) => !names.includes(name))];
  return { ...template, spec: { ...rest, ...(all.length === 0 ? {} : { volumes: all }) } };
}

function strategy(report: Report, at: Path, of: UpdateStrategy): void {
  const { type = "", rollingUpdate } = of;
  if (type === "") report.required(at, "");
  else if (type === "OnDelete") {
    if (rollingUpdate === undefined) return;
    report.invalid(at.child("rollingUpdate"), internalForm("apps.v1.RollingUpdateStatefulSetStrategy", rollingUpdate), "only allowed for updateStrategy 'RollingUpdate'");
  } else if (type !== "RollingUpdate") {
    report.invalid(at, internalForm("apps.v1.StatefulSetUpdateStrategy", of), "must be 'RollingUpdate' or 'OnDelete'");
  } else if (rollingUpdate !== undefined) rolling(report, at.child("rollingUpdate"), rollingUpdate);
}

function rolling(report: Report, at: Path, { partition, maxUnavailable }: RollingUpdate): void {
  nonNegative(report, at.child("partition"), partition);
  if (maxUnavailable === undefined) return;
  const where = at.child("maxUnavailable");
  intOrPercent(report, where, maxUnavailable);
  if (amount(maxUnavailable) === 0) report.invalid(where, shown(maxUnavailable), "cannot be 0");
  atMostAll(report, where, maxUnavailable);
}
