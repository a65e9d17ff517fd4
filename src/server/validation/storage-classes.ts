import type { KubeObject } from "../../api/index.ts";
import { equal, subdomainProblems } from "../../api/index.ts";
import type { Fields } from "./fields.ts";
import { has, list, number, part, text, textMap, texts } from "./fields.ts";
import { typed } from "./go-value.ts";
import { internalForm } from "./internal-form.ts";
import { FIELD_IS_IMMUTABLE, immutableField } from "./object-meta.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import type { Report } from "./report.ts";
import { driverName } from "./pod/volumes.ts";
import { nonnegativeQuantity } from "./resource-names.ts";
import { fits, labelSelector, oneOf, qualifiedName } from "./rules.ts";
import { inlineVolume } from "./volume.ts";

const spec = path("spec");
const MAX_PARAMETERS = 512;
const MAX_PARAMETER_BYTES = 262_144;
const reclaimPolicies = ["Delete", "Retain"];
const bindingModes = ["Immediate", "WaitForFirstConsumer"];

/** @source kubernetes pkg/apis/storage/validation ValidateStorageClass */
export function validateStorageClass(report: Report, storage: KubeObject): void {
  driver(report, path("provisioner"), text(storage, "provisioner"));
  parameters(report, textMap(storage, "parameters"), true);
  if (text(storage, "reclaimPolicy") !== "") oneOf(report, path("reclaimPolicy"), storage["reclaimPolicy"], reclaimPolicies);
  if (!has(storage, "volumeBindingMode")) report.required(path("volumeBindingMode"), "");
  else oneOf(report, path("volumeBindingMode"), storage["volumeBindingMode"], bindingModes);
  topologies(report, list(storage, "allowedTopologies"));
}

export function validateStorageClassChange(report: Report, storage: KubeObject, before: KubeObject): void {
  for (const field of ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"]) immutableField(report, storage[field], before[field], path(field));
}

function driver(report: Report, at: Path, name: string): void {
  if (name === "") report.required(at, "");
  else qualifiedName(report, at, name.toLowerCase());
}

function parameters(report: Report, held: { readonly [key: string]: string }, mayBeEmpty: boolean): void {
  const at = path("parameters");
  const keys = Object.keys(held);
  if (keys.length > MAX_PARAMETERS) return report.tooLong(at, MAX_PARAMETERS);
  let size = 0;
  for (const key of keys) {
    if (key === "") report.invalid(at, key, "field can not be empty.");
    size += bytes(key) + bytes(held[key] as string);
  }
  if (size > MAX_PARAMETER_BYTES) report.tooLong(at, MAX_PARAMETER_BYTES);
  if (!mayBeEmpty && keys.length === 0) report.required(at, "must contain at least one key/value pair");
}

const encoder = new TextEncoder();

function bytes(of: string): number {
  return encoder.encode(of).length;
}

function topologies(report: Report, terms: readonly Fields[]): void {
  const seen: unknown[] = [];
  for (const [i, term] of terms.entries()) {
    const at = path("allowedTopologies").index(i);
    const below = at.child("matchLabelExpressions");
    const keys = new Map<string, readonly string[]>();
    for (const [j, each] of list(term, "matchLabelExpressions").entries()) {
      const key = text(each, "key");
      const values = texts(each, "values");
      if (values.length === 0) report.required(below.index(j).child("values"), "");
      for (const [k, value] of values.entries()) if (values.indexOf(value) < k) report.duplicate(below.index(j).child("values").index(k), value);
      qualifiedName(report, below.index(j).child("key"), key);
      if (keys.has(key)) report.duplicate(below.index(j).child("key"), key);
      keys.set(key, [...new Set(values)].sort());
    }
    const form = [...keys].sort(([a], [b]) => (a < b ? -1 : 1));
    // A term without expressions equals those that Go's list begins with, which are not there yet.
    const doubles = form.length === 0 ? terms.length : seen.filter((each) => equal(each, form)).length;
    for (let k = 0; k < doubles; k += 1) report.duplicate(below, "");
    seen.push(form);
  }
}

/** @source kubernetes pkg/apis/storage/validation ValidateVolumeAttributesClass */
export function validateVolumeAttributesClass(report: Report, attributes: KubeObject): void {
  driver(report, path("driverName"), text(attributes, "driverName"));
  parameters(report, textMap(attributes, "parameters"), false);
}

export function validateVolumeAttributesClassChange(report: Report, attributes: KubeObject, before: KubeObject): void {
  for (const field of ["driverName", "parameters"]) if (!equal(attributes[field], before[field])) report.forbidden(path(field), `updates to ${field} are forbidden.`);
}

const MIN_PERIOD = 10;
const MIN_TOKEN = 600;
const MAX_TOKEN = 2 ** 32;
const groupPolicies = ["File", "None", "ReadWriteOnceWithFSType"];
const lifecycleModes = ["Persistent", "Ephemeral"];

/** @source kubernetes pkg/apis/storage/validation ValidateCSIDriver */
export function validateCSIDriver(report: Report, object: KubeObject): void {
  const of = part(object, "spec");
  for (const [field, told] of [["attachRequired", "attachedRequired"], ["podInfoOnMount", "podInfoOnMount"], ["storageCapacity", "storageCapacity"]] as const) {
    if (!has(of, field)) report.required(spec.child(told), "");
  }
  if (has(of, "fsGroupPolicy")) oneOf(report, spec.child("fsGroupPolicy"), of["fsGroupPolicy"], groupPolicies);
  tokenRequests(report, list(of, "tokenRequests"));
  for (const mode of texts(of, "volumeLifecycleModes")) if (!lifecycleModes.includes(mode)) report.notSupported(spec.child("volumeLifecycleModes"), typed(mode), lifecycleModes);
  if (!has(of, "seLinuxMount")) report.required(spec.child("seLinuxMount"), "");
  const period = of["nodeAllocatableUpdatePeriodSeconds"];
  if (typeof period === "number" && period < MIN_PERIOD) report.invalid(spec.child("nodeAllocatableUpdatePeriodSeconds"), period, "must be greater than or equal to 10 seconds");
  const inSecrets = of["serviceAccountTokenInSecrets"];
  if (typeof inSecrets === "boolean" && list(of, "tokenRequests").length === 0) {
    report.invalid(spec.child("serviceAccountTokenInSecrets"), inSecrets, "serviceAccountTokenInSecrets is set but no tokenRequests are specified");
  }
}

function tokenRequests(report: Report, requests: readonly Fields[]): void {
  const audiences = new Set<string>();
  for (const [i, each] of requests.entries()) {
    const at = spec.child("tokenRequests").index(i);
    const audience = text(each, "audience");
    if (audiences.has(audience)) report.duplicate(at.child("audience"), audience);
    else if (has(each, "expirationSeconds")) {
      const seconds = number(each, "expirationSeconds");
      if (seconds < MIN_TOKEN) report.invalid(at.child("expirationSeconds"), seconds, "may not specify a duration less than 10 minutes");
      if (seconds > MAX_TOKEN) report.invalid(at.child("expirationSeconds"), seconds, "may not specify a duration larger than 2^32 seconds");
    }
    audiences.add(audience);
  }
}

export function validateCSIDriverChange(report: Report, object: KubeObject, before: KubeObject): void {
  validateCSIDriver(report, object);
  const of = part(object, "spec");
  const had = part(before, "spec");
  immutableField(report, of["attachRequired"], had["attachRequired"], spec.child("attachedRequired"));
  immutableField(report, of["volumeLifecycleModes"], had["volumeLifecycleModes"], spec.child("volumeLifecycleModes"));
}

const MAX_NODE_ID = 256;

/** @source kubernetes pkg/apis/storage/validation ValidateCSINode */
export function validateCSINode(report: Report, node: KubeObject): void {
  const names = new Set<string>();
  for (const [i, each] of list(part(node, "spec"), "drivers").entries()) {
    const at = spec.child("drivers").index(i);
    const name = text(each, "name");
    const id = text(each, "nodeID");
    driverName(report, at.child("name"), name);
    if (id === "") report.required(at.child("nodeID"), "");
    if (id.length > MAX_NODE_ID) report.invalid(at.child("nodeID"), id, `must be ${MAX_NODE_ID} characters or less`);
    const count = part(each, "allocatable")["count"];
    if (typeof count === "number" && count < 0) report.invalid(at.child("allocatable").child("count"), count, "must be greater than or equal to 0");
    if (names.has(name)) report.duplicate(at.child("name"), name);
    names.add(name);
    const keys = texts(each, "topologyKeys");
    for (const [j, key] of keys.entries()) {
      if (key === "") report.required(at, "");
      if (keys.indexOf(key) < j) report.duplicate(at, key);
      qualifiedName(report, at, key);
    }
  }
}

/** Of a driver that is still there, only how much it can attach may change. */
export function validateCSINodeChange(report: Report, node: KubeObject, before: KubeObject): void {
  const drivers = list(part(node, "spec"), "drivers");
  for (const had of list(part(before, "spec"), "drivers")) {
    for (const each of drivers) {
      const now = fixed(each);
      if (each["name"] !== had["name"] || equal(now, fixed(had))) continue;
      report.invalid(spec.child("drivers"), internalForm("storage.v1.CSINodeDriver", now), FIELD_IS_IMMUTABLE);
    }
  }
}

function fixed({ allocatable: _allocatable, ...rest }: Fields): Fields {
  return rest;
}

/** @source kubernetes pkg/apis/storage/validation ValidateCSIStorageCapacity */
export function validateStorageCapacity(report: Report, capacity: KubeObject): void {
  if (has(capacity, "nodeTopology")) labelSelector(report, path("nodeTopology"), part(capacity, "nodeTopology"));
  fits(report, path("storageClassName"), text(capacity, "storageClassName"), subdomainProblems);
  if (has(capacity, "capacity")) nonnegativeQuantity(report, path("capacity"), text(capacity, "capacity"));
}

export function validateStorageCapacityChange(report: Report, capacity: KubeObject, before: KubeObject): void {
  for (const field of ["nodeTopology", "storageClassName"]) immutableField(report, capacity[field], before[field], path(field));
}

const MAX_METADATA = 262_144;
const MAX_MESSAGE = 1024;

/** @source kubernetes pkg/apis/storage/validation ValidateVolumeAttachment */
export function validateVolumeAttachment(report: Report, attachment: KubeObject): void {
  const of = part(attachment, "spec");
  const source = part(of, "source");
  const at = spec.child("source");
  driverName(report, spec.child("attacher"), text(of, "attacher"));
  const volume = source["persistentVolumeName"];
  const inlined = has(source, "inlineVolumeSpec");
  const one = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
  if (volume === undefined && !inlined) report.required(at, one);
  else if (volume !== undefined && inlined) report.forbidden(at, one);
  else if (volume === "") report.required(at.child("persistentVolumeName"), "must specify non empty persistentVolumeName");
  else if (inlined) inlineVolume(report, at.child("inlineVolumeSpec"), part(source, "inlineVolumeSpec"));
  fits(report, spec.child("nodeName"), text(of, "nodeName"), subdomainProblems);
  attachmentStatus(report, part(attachment, "status"));
  if (typeof volume === "string") fits(report, path("spec.source.persistentVolumeName"), volume, subdomainProblems);
}

function attachmentStatus(report: Report, status: Fields): void {
  const at = path("status");
  const metadata = textMap(status, "attachmentMetadata");
  const size = Object.keys(metadata).reduce((sum, key) => sum + bytes(key) + bytes(metadata[key] as string), 0);
  if (size > MAX_METADATA) report.tooLong(at.child("attachmentMetadata"), MAX_METADATA);
  for (const field of ["attachError", "detachError"]) {
    const error = part(status, field);
    // Upstream names the limit of the metadata here.
    if (text(error, "message").length > MAX_MESSAGE) report.tooLong(at.child(field).child("message"), MAX_METADATA);
    if (number(error, "errorCode") < 0) report.invalid(at.child(field).child("errorCode"), number(error, "errorCode"), "must be between 0 and 2147483647, inclusive");
  }
}

export function validateVolumeAttachmentChange(report: Report, attachment: KubeObject, before: KubeObject): void {
  if (!equal(attachment["spec"], before["spec"])) report.invalid(spec, internalForm("storage.v1.VolumeAttachmentSpec", attachment["spec"]), FIELD_IS_IMMUTABLE);
}
