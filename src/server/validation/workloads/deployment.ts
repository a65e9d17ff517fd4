import type { KubeObject } from "../../../api/index.ts";
import { equal } from "../../../api/index.ts";
import { internalForm } from "../internal-form.ts";
import { FIELD_IS_IMMUTABLE, ownMetaUpdate } from "../object-meta.ts";
import type { Path } from "../path.ts";
import { path } from "../path.ts";
import type { Report } from "../report.ts";
import { labelSelector } from "../rules.ts";
import { nonNegative } from "../scalars.ts";
import { amount, atMostAll, intOrPercent, shown } from "./int-or-percent.ts";
import { countedStatus } from "./status.ts";
import { isBroken, isEmptySelector, selectedTemplate, selectorForm } from "./template.ts";
import type { DeploymentSpec, RollingUpdate, UpdateStrategy, Workload } from "./types.ts";

const specPath = path("spec");
const none: Workload = Object.freeze({});

function specOf(object: KubeObject): DeploymentSpec {
  return (object["spec"] as DeploymentSpec | undefined) ?? none;
}

/** @source kubernetes pkg/apis/apps/validation/validation.go ValidateDeployment */
export function newDeployment(object: KubeObject, report: Report): void {
  deploymentSpec(report, specOf(object), undefined);
}

export function changedDeployment(after: KubeObject, before: KubeObject, report: Report): void {
  ownMetaUpdate(report, after, before);
  deploymentSpec(report, specOf(after), specOf(before));
  sameSelector(report, specOf(after), specOf(before));
}

export function changedDeploymentStatus(after: KubeObject, before: KubeObject, report: Report): void {
  ownMetaUpdate(report, after, before);
  countedStatus(report, after, {
    numbers: ["observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas", "terminatingReplicas", "collisionCount"],
    within: ["updatedReplicas", "readyReplicas", "availableReplicas"],
    ready: "readyReplicas",
  });
  notDecremented(report, after, before);
}

/** How often a name of a revision was taken only grows. */
export function notDecremented(report: Report, after: KubeObject, before: KubeObject): void {
  const now = (after["status"] as { readonly collisionCount?: number } | undefined)?.collisionCount;
  const had = (before["status"] as { readonly collisionCount?: number } | undefined)?.collisionCount;
  if (had !== undefined && (now === undefined || now < had)) report.invalid(path("status", "collisionCount"), now ?? 0, "cannot be decremented");
}

export function sameSelector(report: Report, { selector }: Workload, { selector: before }: Workload): void {
  if (!equal(selector ?? null, before ?? null)) report.invalid(specPath.child("selector"), selectorForm(selector), FIELD_IS_IMMUTABLE);
}

function deploymentSpec(report: Report, spec: DeploymentSpec, before: DeploymentSpec | undefined): void {
  const { strategy = {}, minReadySeconds = 0, progressDeadlineSeconds } = spec;
  nonNegative(report, specPath.child("replicas"), spec.replicas);
  selectedPods(report, spec, before);
  rollingStrategy(report, specPath.child("strategy"), strategy);
  nonNegative(report, specPath.child("minReadySeconds"), minReadySeconds);
  nonNegative(report, specPath.child("revisionHistoryLimit"), spec.revisionHistoryLimit);
  if (progressDeadlineSeconds === undefined) return;
  const at = specPath.child("progressDeadlineSeconds");
  nonNegative(report, at, progressDeadlineSeconds);
  if (progressDeadlineSeconds <= minReadySeconds) report.invalid(at, progressDeadlineSeconds, "must be greater than minReadySeconds");
}

/** Selector and template of Deployments and ReplicaSets. */
export function selectedPods(report: Report, { selector, template = {} }: Workload, before: Workload | undefined): void {
  const at = specPath.child("selector");
  if (selector === undefined || selector === null) report.required(at, "");
  else {
    labelSelector(report, at, selector);
    if (isEmptySelector(selector)) report.invalid(at, selectorForm(selector), "empty selector is invalid for deployment");
  }
  if (isBroken(selector)) report.invalid(at, selectorForm(selector), "invalid label selector");
  else selectedTemplate(report, specPath.child("template"), template, selector, { of: "ReplicaSet", before: before?.template });
}

function rollingStrategy(report: Report, at: Path, strategy: UpdateStrategy): void {
  const where = at.child("rollingUpdate");
  const { type = "", rollingUpdate } = strategy;
  if (type === "Recreate") {
    if (rollingUpdate !== undefined) report.forbidden(where, "may not be specified when strategy `type` is 'Recreate'");
  } else if (type !== "RollingUpdate") report.notSupported(at, internalForm("apps.v1.DeploymentStrategy", strategy), ["Recreate", "RollingUpdate"]);
  else if (rollingUpdate === undefined) report.required(where, "this should be defaulted and never be nil");
  else rolling(report, where, rollingUpdate);
}

function rolling(report: Report, at: Path, { maxUnavailable = 0, maxSurge = 0 }: RollingUpdate): void {
  intOrPercent(report, at.child("maxUnavailable"), maxUnavailable);
  intOrPercent(report, at.child("maxSurge"), maxSurge);
  if (amount(maxUnavailable) === 0 && amount(maxSurge) === 0) report.invalid(at.child("maxUnavailable"), shown(maxUnavailable), "may not be 0 when `maxSurge` is 0");
  atMostAll(report, at.child("maxUnavailable"), maxUnavailable);
}
