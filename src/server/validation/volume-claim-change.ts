import type { Json, KubeObject } from "../../api/index.ts";
import { equal, qualifiedNameProblems } from "../../api/index.ts";
import { quantityNanos } from "../schema/index.ts";
import type { Fields } from "./fields.ts";
import { has, part, text, textMap, texts } from "./fields.ts";
import { goDiff } from "./go-diff.ts";
import { typed } from "./go-value.ts";
import { internalForm } from "./internal-form.ts";
import { FIELD_IS_IMMUTABLE, immutableField } from "./object-meta.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import { labelSelector } from "./rules.ts";
import { Report } from "./report.ts";
import { fits } from "./rules.ts";
import { volumeClaimSpec } from "./volume-claim.ts";

const specPath = path("spec");
const UNIT = 1_000_000_000n;

export function validateVolumeClaim(report: Report, claim: KubeObject, before?: KubeObject): void {
  volumeClaimSpec(report, specPath, part(claim, "spec"), before === undefined ? strict : lenienceOf(part(before, "spec")));
}

const strict = { values: false, groups: false };

/** What was wrong before need not be mended with the next change. */
function lenienceOf(had: Fields): typeof strict {
  const probe = new Report();
  labelSelector(probe, specPath, part(had, "selector"));
  return { values: probe.count > 0, groups: ["dataSource", "dataSourceRef"].some((field) => has(part(had, field), "apiGroup")) };
}

const CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
const IMMUTABLE_CLAIM = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

/** @source kubernetes pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimUpdate */
export function validateVolumeClaimChange(report: Report, claim: KubeObject, before: KubeObject): void {
  const of = part(claim, "spec");
  const had = part(before, "spec");
  const annotations = claim.metadata.annotations ?? {};
  const annotated = before.metadata.annotations?.[CLASS_ANNOTATION];
  let now: Fields = of;
  let was: Fields = text(had, "volumeName") === "" && has(of, "volumeName") ? { ...had, volumeName: of["volumeName"] } : had;
  if (text(had, "volumeName") === "" && !has(of, "volumeName")) was = without(was, "volumeName");
  const isUpgrade = annotated !== undefined && !has(had, "storageClassName") && of["storageClassName"] === annotated && [undefined, annotated].includes(annotations[CLASS_ANNOTATION]);
  if (isUpgrade) now = without(now, "storageClassName");
  else {
    if (annotations[CLASS_ANNOTATION] !== annotated) {
      report.invalid(path("metadata", "annotations").child(CLASS_ANNOTATION), annotations[CLASS_ANNOTATION] ?? "", FIELD_IS_IMMUTABLE);
    }
    const isFirst = has(of, "storageClassName") && !has(had, "storageClassName") && (annotated === undefined || of["storageClassName"] === annotated);
    if (isFirst) now = without(now, "storageClassName");
  }
  const isBound = part(claim, "status")["phase"] === "Bound";
  if (isBound) now = asBefore(now, had);
  const [form, formerly] = [claimForm(now), claimForm(was)];
  if (!equal(form, formerly)) report.forbidden(specPath, `${IMMUTABLE_CLAIM}\n${goDiff(formerly, form)}`);
  const size = sizeOf(part(of, "resources"), "requests");
  const shrinks = size < sizeOf(part(had, "resources"), "requests");
  if (shrinks && size <= sizeOf(part(before, "status"), "capacity")) {
    report.forbidden(path("spec", "resources", "requests", "storage"), "field can not be less than status.capacity");
  }
  immutableField(report, of["volumeMode"], had["volumeMode"], path("volumeMode"));
  const current = part(before, "status")["currentVolumeAttributesClassName"];
  if (current === undefined || of["volumeAttributesClassName"] === had["volumeAttributesClassName"]) return;
  const where = specPath.child("volumeAttributesClassName");
  const why = "is forbidden when status.currentVolumeAttributesClassName is not nil";
  if (!has(of, "volumeAttributesClassName")) report.forbidden(where, `update to nil ${why}`);
  else if (of["volumeAttributesClassName"] === "") report.forbidden(where, `update to empty string ${why}`);
}

function without(of: Fields, field: string): Fields {
  const { [field]: _dropped, ...rest } = of;
  return rest;
}

/** Of a bound claim, the size and the class may change. */
function asBefore(of: Fields, had: Fields): Fields {
  const resources = part(of, "resources");
  const kept = has(resources, "requests")
    ? { ...of, resources: { ...resources, requests: { ...part(resources, "requests"), storage: part(part(had, "resources"), "requests")["storage"] ?? "0" } } }
    : of;
  const name = had["volumeAttributesClassName"];
  return name === undefined ? without(kept, "volumeAttributesClassName") : { ...kept, volumeAttributesClassName: name };
}

function claimForm(spec: Fields): Json {
  return internalForm("core.v1.PersistentVolumeClaimSpec", spec);
}

function sizeOf(of: Fields, field: string): bigint {
  return quantityNanos(textMap(of, field)["storage"] ?? "0");
}

const resizing = ["ControllerResizeInProgress", "ControllerResizeInfeasible", "NodeResizeInProgress", "NodeResizeInfeasible", "NodeResizePending"];

/** @source kubernetes pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimStatusUpdate */
export function validateVolumeClaimStatus(report: Report, claim: KubeObject): void {
  const status = part(claim, "status");
  if (texts(part(claim, "spec"), "accessModes").length === 0) report.required(path("Spec", "accessModes"), "");
  amounts(report, path("status", "capacity"), textMap(status, "capacity"), () => true);
  const states = path("status", "allocatedResourceStatuses");
  for (const [name, state] of Object.entries(textMap(status, "allocatedResourceStatuses"))) {
    claimResource(report, states, name);
    if (!resizing.includes(state)) report.notSupported(states, typed(name), [...resizing].sort());
  }
  const at = path("status", "allocatedResources");
  amounts(report, at, textMap(status, "allocatedResources"), (name) => claimResource(report, at, name));
}

function amounts(report: Report, at: Path, held: { readonly [name: string]: string }, isKnown: (name: string) => boolean): void {
  for (const name of Object.keys(held)) {
    const nanos = quantityNanos(held[name] as string);
    if (isKnown(name) && nanos <= -UNIT) report.invalid(at.key(name), Number(nanos / UNIT), "must be a valid resource quantity");
  }
}

function claimResource(report: Report, at: Path, name: string): boolean {
  if (!name.includes("/") || name.includes("kubernetes.io/")) {
    if (name !== "storage") report.notSupported(at, name, ["storage"]);
    return name === "storage";
  }
  return fits(report, at, name, qualifiedNameProblems);
}
