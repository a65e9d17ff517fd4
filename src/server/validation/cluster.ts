import type { KubeObject } from "../../api/index.ts";
import { labelValueProblems, qualifiedNameProblems } from "../../api/index.ts";
import { legacyRange } from "./addresses.ts";
import type { Fields } from "./fields.ts";
import { has, list, number, part, text, textMap, texts } from "./fields.ts";
import { goJson, typed } from "./go-value.ts";
import { internalForm } from "./internal-form.ts";
import { isDualStack, parseRange } from "./ip.ts";
import { isStandardFinalizer } from "./object-meta.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import type { Report } from "./report.ts";
import { resourceQuantity } from "./resource-names.ts";
import { fits, qualifiedName } from "./rules.ts";

const finalizers = path("spec", "finalizers");

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateNamespace */
export function validateNamespace(report: Report, namespace: KubeObject): void {
  for (const each of texts(part(namespace, "spec"), "finalizers")) finalizer(report, finalizers, each);
}

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateNamespaceFinalizeUpdate */
export function validateNamespaceFinalizers(report: Report, namespace: KubeObject): void {
  for (const [i, each] of texts(part(namespace, "spec"), "finalizers").entries()) finalizer(report, finalizers.index(i), each);
}

function finalizer(report: Report, at: Path, name: string): void {
  fits(report, at, name, qualifiedNameProblems);
  if (!isStandardFinalizer(name)) report.invalid(at, name, "name is neither a standard finalizer name nor is it fully qualified");
}

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateNamespaceStatusUpdate */
export function validateNamespaceStatus(report: Report, namespace: KubeObject): void {
  const phase = text(part(namespace, "status"), "phase");
  const [proper, is] = namespace.metadata.deletionTimestamp === undefined ? ["Active", "empty"] : ["Terminating", "not empty"];
  if (phase !== proper) report.invalid(path("status", "Phase"), typed(phase), `may only be '${proper}' if \`deletionTimestamp\` is ${is}`);
}

const taintsPath = path("metadata", "taints");
const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
const podCIDRs = path("spec", "podCIDRs");
const statusPath = path("status");

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateNode */
export function validateNode(report: Report, node: KubeObject): void {
  const spec = part(node, "spec");
  const status = part(node, "status");
  taints(report, list(spec, "taints"));
  resources(report, status);
  const swap = part(part(status, "nodeInfo"), "swap");
  if (has(swap, "capacity") && number(swap, "capacity") <= 0) {
    report.invalid(path("metadata", "nodeSwapStatus", "capacity"), number(swap, "capacity"), "must be greater than zero");
  }
  declaredFeatures(report, texts(status, "declaredFeatures"));
  const ranges = texts(spec, "podCIDRs");
  for (const [i, each] of ranges.entries()) legacyRange(report, podCIDRs.index(i), each, none);
  if (ranges.length < 2) return;
  const parsed = ranges.map(parseRange);
  const bad = parsed.indexOf(undefined);
  if (bad >= 0) report.internal(podCIDRs, `invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[${bad}]: <nil> (invalid CIDR address: ${ranges[bad]})`);
  if (bad >= 0 || !isDualStack(parsed) || ranges.length > 2) report.invalid(podCIDRs, ranges, "may specify no more than one CIDR for each IP family");
}

const none: readonly string[] = Object.freeze([]);

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateNodeUpdate, without the metadata */
export function validateNodeChange(report: Report, node: KubeObject, before: KubeObject): void {
  const spec = part(node, "spec");
  const had = part(before, "spec");
  const status = part(node, "status");
  resources(report, status);
  declaredFeatures(report, texts(status, "declaredFeatures"));
  const addresses = new Set<string>();
  for (const [i, each] of list(status, "addresses").entries()) {
    const form = internalForm("core.v1.NodeAddress", each);
    const key = goJson(form);
    if (addresses.has(key)) report.duplicate(path("status", "addresses").index(i), form);
    addresses.add(key);
  }
  const then = texts(had, "podCIDRs");
  const now = texts(spec, "podCIDRs");
  const changed = then.length > 0 && then.length !== now.length ? 1 : then.filter((each, i) => each !== now[i]).length;
  for (let i = 0; i < changed; i += 1) report.forbidden(podCIDRs, 'node updates may not change podCIDR except from "" to valid');
  const provider = text(had, "providerID");
  if (provider !== "" && provider !== text(spec, "providerID")) report.forbidden(path("spec", "providerID"), 'node updates may not change providerID except from "" to valid');
  taints(report, list(spec, "taints"));
  if (text(spec, "externalID") !== text(had, "externalID")) report.forbidden(path("spec", "externalID"), "may not be updated");
}

/** @source kubernetes pkg/apis/core/validation/validation.go validateNodeTaints */
function taints(report: Report, all: readonly Fields[]): void {
  const seen = new Set<string>();
  for (const [i, taint] of all.entries()) {
    const at = taintsPath.index(i);
    const effect = text(taint, "effect");
    const value = text(taint, "value");
    qualifiedName(report, at.child("key"), text(taint, "key"));
    const wrong = labelValueProblems(value);
    if (wrong.length > 0) report.invalid(at.child("value"), value, wrong.join(";"));
    if (effect === "") report.required(at.child("effect"), "");
    else if (!effects.includes(effect)) report.notSupported(at.child("effect"), typed(effect), effects);
    const pair = `${effect} ${text(taint, "key")}`;
    if (seen.has(pair)) {
      const told = `Duplicate value: ${goJson(internalForm("core.v1.Taint", taint))}: taints must be unique by key and effect pair`;
      report.add({ reason: "FieldValueDuplicate", field: at.toString(), message: told });
    }
    seen.add(pair);
  }
}

function resources(report: Report, status: Fields): void {
  for (const field of ["capacity", "allocatable"]) {
    const amounts = textMap(status, field);
    for (const name of Object.keys(amounts)) resourceQuantity(report, statusPath.child(field).child(name), name, amounts[name] as string);
  }
}

const MAX_FEATURE = 253;

function declaredFeatures(report: Report, features: readonly string[]): void {
  const all = statusPath.child("declaredFeatures");
  for (const [i, feature] of features.entries()) {
    const quoted = JSON.stringify(feature);
    if (feature.length > MAX_FEATURE) report.invalid(all.index(i), feature, `invalid feature name ${quoted}: must be no more than ${MAX_FEATURE} characters`);
    else if (!/^[A-Z][a-zA-Z0-9]*(\/[a-zA-Z][a-zA-Z0-9]*)*$/.test(feature)) report.invalid(all.index(i), feature, `invalid feature name ${quoted}: ${FEATURE_TEXT}`);
    const next = features[i + 1];
    if (next === feature) report.duplicate(all.index(i + 1), next);
    else if (next !== undefined && next < feature) report.invalid(all.index(i + 1), next, "list must be sorted alphabetically");
  }
}

const FEATURE_TEXT =
  "must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), " +
  "and contain only alphanumeric characters and slashes";
