import type { KubeObject } from "../../../api/index.ts";
import type { Fields } from "../fields.ts";
import { ownMetaUpdate } from "../object-meta.ts";
import { path } from "../path.ts";
import { podTemplate } from "../pod/template.ts";
import type { PodTemplate } from "../pod/types.ts";
import type { Report } from "../report.ts";
import { nonNegative } from "../scalars.ts";
import { sameSelector, selectedPods } from "./deployment.ts";
import { countedStatus } from "./status.ts";
import { selectedTemplate } from "./template.ts";
import type { ReplicationControllerSpec, Workload } from "./types.ts";

const specPath = path("spec");

function specOf<Spec extends Workload | ReplicationControllerSpec>(object: KubeObject): Spec {
  return (object["spec"] ?? {}) as Spec;
}

/** @source kubernetes pkg/apis/apps/validation/validation.go ValidateReplicaSet */
export function newReplicaSet(object: KubeObject, report: Report): void {
  replicaSetSpec(report, specOf(object), undefined);
}

export function changedReplicaSet(after: KubeObject, before: KubeObject, report: Report): void {
  ownMetaUpdate(report, after, before);
  replicaSetSpec(report, specOf(after), specOf(before));
  sameSelector(report, specOf<Workload>(after), specOf<Workload>(before));
}

function replicaSetSpec(report: Report, spec: Workload, before: Workload | undefined): void {
  nonNegative(report, specPath.child("replicas"), spec.replicas);
  nonNegative(report, specPath.child("minReadySeconds"), spec.minReadySeconds);
  selectedPods(report, spec, before);
}

const within = ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"] as const;

export function changedReplicaSetStatus(after: KubeObject, before: KubeObject, report: Report): void {
  ownMetaUpdate(report, after, before);
  countedStatus(report, after, { numbers: ["replicas", ...within, "observedGeneration", "terminatingReplicas"], within, ready: "readyReplicas" });
}

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateReplicationController */
export function newReplicationController(object: KubeObject, report: Report): void {
  controllerSpec(report, specOf(object), undefined);
}

export function changedReplicationController(after: KubeObject, before: KubeObject, report: Report): void {
  ownMetaUpdate(report, after, before);
  controllerSpec(report, specOf(after), specOf(before));
}

function controllerSpec(report: Report, spec: ReplicationControllerSpec, before: ReplicationControllerSpec | undefined): void {
  const { selector = {}, replicas } = spec;
  nonNegative(report, specPath.child("minReadySeconds"), spec.minReadySeconds);
  if (Object.keys(selector).length === 0) report.required(specPath.child("selector"), "");
  if (replicas === undefined) report.required(specPath.child("replicas"), "");
  else nonNegative(report, specPath.child("replicas"), replicas);
  const at = specPath.child("template");
  if (spec.template === undefined) return report.required(at, "");
  const matching: Fields = { matchLabels: selector };
  selectedTemplate(report, at, spec.template, matching, { of: "ReplicationController", before: before?.template });
}

export function changedReplicationControllerStatus(after: KubeObject, before: KubeObject, report: Report): void {
  ownMetaUpdate(report, after, before);
  countedStatus(report, after, { numbers: ["replicas", ...within, "observedGeneration"], within, ready: "readyReplicas" });
}

function templateOf(object: KubeObject): PodTemplate {
  return object["template"] ?? {};
}

/** @source kubernetes pkg/apis/core/validation/validation.go ValidatePodTemplate */
export function newPodTemplate(object: KubeObject, report: Report): void {
  podTemplate(report, path("template"), templateOf(object));
}

export function changedPodTemplate(after: KubeObject, before: KubeObject, report: Report): void {
  ownMetaUpdate(report, after, before);
  podTemplate(report, path("template"), templateOf(after), templateOf(before));
}
