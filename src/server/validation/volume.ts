import type { Json, JsonObject, KubeObject } from "../../api/index.ts";
import { equal, subdomainProblems } from "../../api/index.ts";
import { quantityNanos } from "../schema/index.ts";
import type { Fields } from "./fields.ts";
import { has, list, part, text, textMap, texts } from "./fields.ts";
import { goDiff } from "./go-diff.ts";
import { typed } from "./go-value.ts";
import { internalForm } from "./internal-form.ts";
import { FIELD_IS_IMMUTABLE } from "./object-meta.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import { nodeSelector } from "./pod/scheduling.ts";
import type { NodeSelectorTerm } from "./pod/types.ts";
import { Report } from "./report.ts";
import { positiveQuantity } from "./resource-names.ts";
import { fits, oneOf } from "./rules.ts";
import { sourceNames, takesMountOptions, volumeSource } from "./volume-sources.ts";

const specPath = path("spec");
const ALONE = "ReadWriteOncePod";
const modes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", ALONE];
const reclaimPolicies = ["Delete", "Recycle", "Retain"];
const volumeModes = ["Block", "Filesystem"];
const MOUNT_OPTIONS = "volume.beta.kubernetes.io/mount-options";
const INLINE = "in the context of inline volumes";

/** @source kubernetes pkg/apis/core/validation/validation.go ValidatePersistentVolume, pkg/volume/validation/pv_validation.go */
export function validateVolume(report: Report, volume: KubeObject, before?: KubeObject): void {
  volumeItself(report, volume, before);
  const { annotations = {} } = volume.metadata;
  if (!Object.hasOwn(annotations, MOUNT_OPTIONS) || takesMountOptions(part(volume, "spec"))) return;
  report.forbidden(path("metadata", "annotations").child(MOUNT_OPTIONS), "may not specify mount options for this volume type");
}

/** What a change is asked besides; its metadata and all the rest is looked at before. */
export function volumeItself(report: Report, volume: KubeObject, before?: KubeObject): void {
  const of = part(volume, "spec");
  accessModes(report, specPath, of);
  capacity(report, specPath.child("capacity"), of);
  if (text(of, "persistentVolumeReclaimPolicy") !== "") oneOf(report, specPath.child("persistentVolumeReclaimPolicy"), of["persistentVolumeReclaimPolicy"], reclaimPolicies);
  if (has(of, "nodeAffinity")) nodeAffinity(report, part(of, "nodeAffinity"), before);
  volumeSource(report, specPath, of, volume.metadata.name ?? "");
  recycled(report, specPath, of);
  if (text(of, "storageClassName") !== "") fits(report, specPath.child("storageClassName"), text(of, "storageClassName"), subdomainProblems);
  if (has(of, "volumeMode")) oneOf(report, specPath.child("volumeMode"), of["volumeMode"], volumeModes);
  attributesClass(report, specPath, of);
}

/** Of an attachment, which says itself what it attaches. */
export function inlineVolume(report: Report, at: Path, of: Fields): void {
  if (has(of, "claimRef")) report.forbidden(at.child("claimRef"), `may not be specified ${INLINE}`);
  if (Object.keys(part(of, "capacity")).length > 0) report.forbidden(at.child("capacity"), `may not be specified ${INLINE}`);
  if (!has(of, "csi")) report.required(at.child("csi"), `has to be specified ${INLINE}`);
  accessModes(report, at, of);
  const policy = text(of, "persistentVolumeReclaimPolicy");
  if (policy !== "" && policy !== "Retain") report.forbidden(at.child("persistentVolumeReclaimPolicy"), `may only be Retain ${INLINE}`);
  if (has(of, "nodeAffinity")) report.forbidden(at.child("nodeAffinity"), `may not be specified ${INLINE}`);
  volumeSource(report, at, of, "");
  recycled(report, at, of);
  if (text(of, "storageClassName") !== "") report.forbidden(at.child("storageClassName"), `may not be specified ${INLINE}`);
  if (has(of, "volumeMode") && text(of, "volumeMode") !== "Filesystem") report.forbidden(at.child("volumeMode"), `may not specify volumeMode other than Filesystem ${INLINE}`);
  attributesClass(report, at, of);
}

function accessModes(report: Report, at: Path, of: Fields): void {
  const held = texts(of, "accessModes");
  if (held.length === 0) report.required(at.child("accessModes"), "");
  for (const mode of held) oneOf(report, at.child("accessModes"), mode, modes);
  if (held.includes(ALONE) && held.some((mode) => mode !== ALONE && modes.includes(mode))) {
    report.forbidden(at.child("accessModes"), "may not use ReadWriteOncePod with other access modes");
  }
}

function capacity(report: Report, at: Path, of: Fields): void {
  const held = textMap(of, "capacity");
  const names = Object.keys(held);
  if (names.length === 0) report.required(at, "");
  if (names.length !== 1 || names[0] !== "storage") report.notSupported(at, has(of, "capacity") ? held : null, ["storage"]);
  for (const name of names) {
    const value = held[name] as string;
    if (quantityNanos(value) <= -UNIT) report.invalid(at.key(name), Number(quantityNanos(value) / UNIT), "must be a valid resource quantity");
    positiveQuantity(report, at.key(name), value);
  }
}

const UNIT = 1_000_000_000n;

function nodeAffinity(report: Report, of: Fields, before: KubeObject | undefined): void {
  const at = specPath.child("nodeAffinity").child("required");
  if (!has(of, "required")) return report.required(at, "must specify required node constraints");
  nodeSelector(report, at, terms(of), before !== undefined && hadBadValues(part(part(before, "spec"), "nodeAffinity")));
}

function terms(affinity: Fields): readonly NodeSelectorTerm[] {
  return list(part(affinity, "required"), "nodeSelectorTerms");
}

function hadBadValues(affinity: Fields): boolean {
  if (!has(affinity, "required")) return false;
  const [strict, lenient] = [new Report(), new Report()];
  nodeSelector(strict, specPath, terms(affinity), false);
  nodeSelector(lenient, specPath, terms(affinity), true);
  return strict.count > lenient.count;
}

/** A whole disk of a node is not swept. */
function recycled(report: Report, at: Path, of: Fields): void {
  const isRoot = has(of, "hostPath") && /^\/[./]*$/.test(text(part(of, "hostPath"), "path"));
  if (isRoot && of["persistentVolumeReclaimPolicy"] === "Recycle") report.forbidden(at.child("persistentVolumeReclaimPolicy"), "may not be 'recycle' for a hostPath mount of '/'");
}

function attributesClass(report: Report, at: Path, of: Fields): void {
  const name = of["volumeAttributesClassName"];
  if (typeof name !== "string") return;
  if (name === "") report.required(at.child("volumeAttributesClassName"), "an empty string is disallowed");
  else fits(report, at.child("volumeAttributesClassName"), name, subdomainProblems);
  if (!has(of, "csi")) report.required(at.child("csi"), "has to be specified when using volumeAttributesClassName");
}

/** @source kubernetes pkg/apis/core/validation/validation.go ValidatePersistentVolumeUpdate */
export function validateVolumeChange(report: Report, volume: KubeObject, before: KubeObject): void {
  const of = part(volume, "spec");
  const had = part(before, "spec");
  const now = sourceForm(withoutNewSecret(of, had));
  const was = sourceForm(had);
  if (!equal(now, was)) report.forbidden(path("spec", "persistentvolumesource"), `spec.persistentvolumesource is immutable after creation\n${goDiff(was, now)}`);
  if (of["volumeMode"] !== had["volumeMode"]) report.invalid(path("volumeMode"), typed(text(of, "volumeMode")), FIELD_IS_IMMUTABLE);
  if (has(had, "nodeAffinity") && !equal(of["nodeAffinity"], inNewTerms(had["nodeAffinity"] as Json, of["nodeAffinity"] as Json | undefined))) {
    const told = has(of, "nodeAffinity") ? internalForm("core.v1.VolumeNodeAffinity", of["nodeAffinity"]) : null;
    report.invalid(path("nodeAffinity"), told, `${FIELD_IS_IMMUTABLE}, except for updating from beta label to GA`);
  }
  if (has(had, "volumeAttributesClassName") && !has(of, "volumeAttributesClassName")) {
    report.forbidden(specPath.child("volumeAttributesClassName"), "update from non-nil value to nil is forbidden");
  }
}

function withoutNewSecret(of: Fields, had: Fields): Fields {
  const { controllerExpandSecretRef, ...csi } = part(of, "csi");
  const isNew = controllerExpandSecretRef !== undefined && has(had, "csi") && !has(part(had, "csi"), "controllerExpandSecretRef");
  return isNew ? { ...of, csi } : of;
}

function sourceForm(spec: Fields): JsonObject {
  const all = internalForm("core.v1.PersistentVolumeSpec", spec) as JsonObject;
  return Object.fromEntries(sourceNames.map((name) => [name, all[name] ?? null]));
}

/** @source kubernetes pkg/apis/core/validation/validation.go betaToGALabel */
const newTerms: { readonly [label: string]: string } = {
  "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
  "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
  "beta.kubernetes.io/os": "kubernetes.io/os",
  "beta.kubernetes.io/arch": "kubernetes.io/arch",
  "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
};

/** Labels under their new names, wherever the new value has these. */
function inNewTerms(before: Json, after: Json | undefined): Json {
  if (typeof before === "string") return newTerms[before] !== undefined && newTerms[before] === after ? after : before;
  if (Array.isArray(before)) return before.map((each, i) => inNewTerms(each, Array.isArray(after) ? after[i] : undefined));
  if (typeof before !== "object" || before === null) return before;
  const other = typeof after === "object" && after !== null ? (after as JsonObject) : {};
  return Object.fromEntries(Object.entries(before as JsonObject).map(([key, value]) => [key, key === "values" ? value : inNewTerms(value, other[key])]));
}
