import type { KubeObject } from "../../../api/index.ts";
import { equal, subdomainProblems } from "../../../api/index.ts";
import { goDiff } from "../go-diff.ts";
import { internalForm } from "../internal-form.ts";
import { ownMeta, ownMetaUpdate } from "../object-meta.ts";
import type { Path } from "../path.ts";
import { path, unnamed } from "../path.ts";
import type { Report } from "../report.ts";
import { inRange } from "../rules.ts";
import { MOST_INT32 } from "../scalars.ts";
import { agreement, annotationChange, MIRROR, podAnnotations } from "./annotations.ts";
import { paddedImage } from "./containers.ts";
import { gatedSpec } from "./gated.ts";
import { lenient } from "./lenience.ts";
import type { PodOptions } from "./options.ts";
import { ofPod } from "./options.ts";
import { podSpecForm } from "./pod-form.ts";
import { addedTolerations } from "./scheduling.ts";
import { podSpec } from "./spec.ts";
import type { Container, PodSpec } from "./types.ts";

const annotationsPath = path("metadata", "annotations");
const specPath = path("spec");

/** Of a pod that was loaded as it is, there may be none. */
export function specOf(object: KubeObject): PodSpec {
  return (object["spec"] as PodSpec | undefined) ?? noSpec;
}

const noSpec: PodSpec = Object.freeze({});

/** @source kubernetes pkg/apis/core/validation/validation.go ValidatePodCreate; its metadata was looked at before */
export function newPod(object: KubeObject, report: Report): void {
  const { metadata } = object;
  const spec = specOf(object);
  podContent(report, object, ofPod);
  if ((spec.ephemeralContainers ?? []).length > 0) report.forbidden(specPath.child("ephemeralContainers"), "cannot be set on create");
  if ((spec.nodeName ?? "") !== "" && (spec.schedulingGates ?? []).length > 0) {
    report.forbidden(specPath.child("nodeName"), "cannot be set until all schedulingGates have been cleared");
  }
  if (metadata.annotations !== undefined) agreement(report, specPath, metadata.annotations, spec);
}

/** @source kubernetes pkg/apis/core/validation/validation.go validatePodMetadataAndSpec */
function podContent(report: Report, object: KubeObject, options: PodOptions): void {
  const { metadata } = object;
  const spec = specOf(object);
  if (metadata.annotations !== undefined) podAnnotations(report, annotationsPath, metadata.annotations, spec, options);
  podSpec(report, specPath, spec, metadata, options);
  if ((spec.serviceAccountName ?? "") === "") tokensOfNobody(report, spec);
  images(report, specPath.child("containers"), spec.containers);
  images(report, specPath.child("initContainers"), spec.initContainers);
}

function tokensOfNobody(report: Report, { volumes = [] }: PodSpec): void {
  for (let i = 0; i < volumes.length; i += 1) {
    const sources = volumes[i]!.projected?.sources ?? [];
    for (let j = 0; j < sources.length; j += 1) {
      if (sources[j]!.serviceAccountToken === undefined) continue;
      const at = specPath.child("volumes").index(i).child("projected").child("sources").index(j).child("serviceAccountToken");
      report.forbidden(at, "must not be specified when serviceAccountName is not set");
    }
  }
}

function images(report: Report, at: Path, containers: readonly Container[] | null | undefined): void {
  if (containers === undefined || containers === null) return;
  for (let i = 0; i < containers.length; i += 1) paddedImage(report, at.index(i), containers[i]!);
}

/** All of a pod after a change, its metadata included; what was wrong before may be so still. */
export function changedContent(report: Report, after: KubeObject, before: KubeObject): PodOptions {
  ownMetaUpdate(report, after, before);
  const found = report.count;
  let options = ofPod;
  whole(report, after, options);
  if (report.count !== found) {
    report.back(found);
    options = lenient({ metadata: before.metadata, spec: specOf(before) }, true);
    whole(report, after, options);
  }
  annotationChange(report, annotationsPath, after.metadata.annotations ?? {}, before.metadata.annotations ?? {});
  if (after.metadata.annotations !== undefined) podAnnotations(report, annotationsPath, after.metadata.annotations, specOf(after), options);
  return options;
}

/** The metadata's change, and the spec as if it were new; what was wrong before may be so still. */
export function changedSpec(report: Report, after: KubeObject, before: KubeObject): void {
  ownMetaUpdate(report, after, before);
  const found = report.count;
  whole(report, after, ofPod);
  if (report.count === found) return;
  report.back(found);
  whole(report, after, lenient({ metadata: before.metadata, spec: specOf(before) }, true));
}

function whole(report: Report, object: KubeObject, options: PodOptions): void {
  ownMeta(report, object.metadata, true, subdomainProblems);
  podContent(report, object, options);
}

const updatable = [
  "`spec.containers[*].image`", "`spec.initContainers[*].image`", "`spec.activeDeadlineSeconds`", "`spec.tolerations` (only additions to existing tolerations)",
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
];

/** @source kubernetes pkg/apis/core/validation/validation.go ValidatePodUpdate */
export function changedPod(after: KubeObject, before: KubeObject, report: Report): void {
  const options = changedContent(report, after, before);
  const spec = specOf(after);
  const old = specOf(before);
  if (!sameContainers(report, specPath.child("containers"), spec.containers ?? [], old.containers ?? [])) return;
  if (!sameContainers(report, specPath.child("initContainers"), spec.initContainers ?? [], old.initContainers ?? [])) return;
  if (!deadline(report, specPath.child("activeDeadlineSeconds"), spec.activeDeadlineSeconds, old.activeDeadlineSeconds)) return;
  addedTolerations(report, specPath.child("tolerations"), spec.tolerations ?? [], old.tolerations ?? [], options.comparingTolerations);
  removedGates(report, specPath.child("schedulingGates"), spec, old);
  if (equal(spec, old)) return;
  const rest = (old.schedulingGates ?? []).length > 0 ? gatedSpec(report, withMutable(spec, old), old) : withMutable(spec, old);
  if (equal(rest, old)) return;
  report.forbidden(specPath, `pod updates may not change fields other than ${updatable.join(",")}\n${goDiff(podSpecForm(old), podSpecForm(rest))}`);
}

/** Answers whether there are as many. */
function sameContainers(report: Report, at: Path, after: readonly Container[], before: readonly Container[]): boolean {
  if (after.length !== before.length) {
    report.forbidden(at, "pod updates may not add or remove containers");
    return false;
  }
  for (let i = 0; i < after.length; i += 1) {
    if ((after[i]!.image ?? "") === "") report.required(at.index(i).child("image"), "");
    paddedImage(report, at.index(i), after[i]!);
  }
  return true;
}

/** It may come, and come nearer. Answers whether to go on. */
function deadline(report: Report, at: Path, after: number | undefined, before: number | undefined): boolean {
  const found = report.count;
  if (after === undefined) {
    if (before !== undefined) report.invalid(at, undefined, "must not update from a positive integer to nil value");
    return true;
  }
  inRange(report, at, after, 0, MOST_INT32);
  if (report.count === found && before !== undefined && before < after) report.invalid(at, after, "must be less than or equal to previous value");
  return report.count === found;
}

function removedGates(report: Report, at: Path, { schedulingGates: after = [] }: PodSpec, { schedulingGates: before = [] }: PodSpec): void {
  for (let i = 0; i < after.length; i += 1) {
    const { name = "" } = after[i]!;
    if (before.some((each) => (each.name ?? "") === name)) continue;
    report.forbidden(at.index(i).child("name"), `only deletion is allowed, but found new scheduling gate '${name}'`);
  }
}

/** The new spec, but with the old values of what may change. */
function withMutable(spec: PodSpec, old: PodSpec): PodSpec {
  const { activeDeadlineSeconds: _deadline, schedulingGates: _gates, tolerations: _tolerations, ...rest } = spec;
  const { activeDeadlineSeconds, schedulingGates, tolerations, terminationGracePeriodSeconds: grace } = old;
  return {
    ...rest,
    ...withImages("containers", spec, old),
    ...withImages("initContainers", spec, old),
    ...(activeDeadlineSeconds === undefined ? {} : { activeDeadlineSeconds }),
    ...(schedulingGates === undefined ? {} : { schedulingGates }),
    ...(tolerations === undefined ? {} : { tolerations }),
    ...(grace !== undefined && grace < 0 && spec.terminationGracePeriodSeconds === 1 ? { terminationGracePeriodSeconds: grace } : {}),
  };
}

function withImages(field: "containers" | "initContainers", spec: PodSpec, old: PodSpec): PodSpec {
  const before = old[field] ?? [];
  const after = spec[field] ?? [];
  return after.length === 0 ? {} : { [field]: after.map((each, i) => ({ ...each, image: before[i]!.image ?? "" })) };
}

/** @source kubernetes pkg/apis/core/validation/validation.go ValidatePodEphemeralContainersUpdate */
export function changedEphemeralContainers(after: KubeObject, before: KubeObject, report: Report): void {
  const found = report.count;
  changedContent(report, after, before);
  if (before.metadata.annotations?.[MIRROR] !== undefined) {
    report.back(found);
    return report.forbidden(unnamed, "static pods do not support ephemeral containers");
  }
  const at = specPath.child("ephemeralContainers");
  const containers = specOf(after).ephemeralContainers ?? [];
  for (const old of specOf(before).ephemeralContainers ?? []) {
    const { name = "" } = old;
    const now = containers.findLast((each) => (each.name ?? "") === name);
    if (now === undefined) report.forbidden(at, `existing ephemeral containers ${JSON.stringify(name)} may not be removed\n`);
    else if (!equal(now, old)) {
      const shown = (each: Container) => internalForm("core.v1.EphemeralContainer", each);
      report.forbidden(at, `existing ephemeral containers ${JSON.stringify(name)} may not be changed\n${goDiff(shown(old), shown(now))}`);
    }
  }
}
