import { equal, labelProblems, labelValueProblems, qualifiedNameProblems, subdomainProblems } from "../../../api/index.ts";
import type { Fields } from "../fields.ts";
import { list, part, text } from "../fields.ts";
import { typed } from "../go-value.ts";
import { decimalProblems } from "../names.ts";
import type { Path } from "../path.ts";
import type { Report } from "../report.ts";
import type { SelectorLenience } from "../rules.ts";
import { fits, labelSelector, oneOf } from "../rules.ts";
import { positive } from "../scalars.ts";
import type { PodOptions } from "./options.ts";
import type { Affinity, NodeAffinity, NodeSelectorTerm, PodAffinity, PodAffinityTerm, Requirement, Toleration, TopologySpreadConstraint } from "./types.ts";

/** Where pods may go. @source kubernetes pkg/apis/core/validation/validation.go validateAffinity */
export function affinity(report: Report, at: Path, { nodeAffinity, podAffinity, podAntiAffinity }: Affinity, options: PodOptions): void {
  if (nodeAffinity !== undefined) toNodes(report, at.child("nodeAffinity"), nodeAffinity, options);
  if (podAffinity !== undefined) toPods(report, at.child("podAffinity"), podAffinity, options);
  if (podAntiAffinity !== undefined) toPods(report, at.child("podAntiAffinity"), podAntiAffinity, options);
}

const REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

function toNodes(report: Report, at: Path, of: NodeAffinity, { anyNodeAffinityValue }: PodOptions): void {
  const required = of[REQUIRED];
  if (required !== undefined) nodeSelector(report, at.child(REQUIRED), required.nodeSelectorTerms ?? [], anyNodeAffinityValue);
  const preferred = of[PREFERRED] ?? [];
  for (let i = 0; i < preferred.length; i += 1) {
    const { weight: points = 0, preference = {} } = preferred[i]!;
    const where = at.child(PREFERRED).index(i);
    weight(report, where, points);
    // What no node can have does no harm here.
    nodeSelectorTerm(report, where.child("preference"), preference, true);
  }
}

function weight(report: Report, at: Path, points: number): void {
  if (points <= 0 || points > 100) report.invalid(at.child("weight"), points, "must be in the range 1-100");
}

/** @param anyValue whether values that no label can have are taken @source kubernetes pkg/apis/core/validation/validation.go ValidateNodeSelector */
export function nodeSelector(report: Report, at: Path, terms: readonly NodeSelectorTerm[], anyValue: boolean): void {
  const where = at.child("nodeSelectorTerms");
  if (terms.length === 0) return report.required(where, "must have at least one node selector term");
  for (let i = 0; i < terms.length; i += 1) nodeSelectorTerm(report, where.index(i), terms[i]!, anyValue);
}

function nodeSelectorTerm(report: Report, at: Path, { matchExpressions = [], matchFields = [] }: NodeSelectorTerm, anyValue: boolean): void {
  for (let i = 0; i < matchExpressions.length; i += 1) nodeRequirement(report, at.child("matchExpressions").index(i), matchExpressions[i]!, anyValue);
  for (let i = 0; i < matchFields.length; i += 1) fieldRequirement(report, at.child("matchFields").index(i), matchFields[i]!);
}

function nodeRequirement(report: Report, at: Path, { key = "", operator = "", values = [] }: Requirement, anyValue: boolean): void {
  switch (operator) {
    case "In":
    case "NotIn":
      if (values.length === 0) report.required(at.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
      break;
    case "Exists":
    case "DoesNotExist":
      if (values.length > 0) report.forbidden(at.child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
      break;
    case "Gt":
    case "Lt":
      if (values.length !== 1) report.required(at.child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'");
      break;
    default:
      report.invalid(at.child("operator"), typed(operator), NO_OPERATOR);
  }
  fits(report, at.child("key"), key, qualifiedNameProblems);
  if (!anyValue) for (let i = 0; i < values.length; i += 1) fits(report, at.child("values").index(i), values[i]!, labelValueProblems);
}

const NO_OPERATOR = "not a valid selector operator";

function fieldRequirement(report: Report, at: Path, { key = "", operator = "", values = [] }: Requirement): void {
  if (operator !== "In" && operator !== "NotIn") report.invalid(at.child("operator"), typed(operator), NO_OPERATOR);
  else if (values.length !== 1) report.required(at.child("values"), "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
  if (key !== "metadata.name") return report.invalid(at.child("key"), key, "not a valid field selector key");
  for (let i = 0; i < values.length; i += 1) fits(report, at.child("values").index(i), values[i]!, subdomainProblems);
}

function toPods(report: Report, at: Path, of: PodAffinity, options: PodOptions): void {
  const lenience = { values: options.anySelectorValue };
  const required = of[REQUIRED] ?? [];
  for (let i = 0; i < required.length; i += 1) podAffinityTerm(report, at.child(REQUIRED).index(i), required[i]!, lenience);
  const preferred = of[PREFERRED] ?? [];
  for (let i = 0; i < preferred.length; i += 1) {
    const { weight: points = 0, podAffinityTerm: term = {} } = preferred[i]!;
    weight(report, at.child(PREFERRED).index(i), points);
    podAffinityTerm(report, at.child(PREFERRED).index(i).child("podAffinityTerm"), term, lenience);
  }
}

function podAffinityTerm(report: Report, at: Path, term: PodAffinityTerm, lenience: SelectorLenience): void {
  const { namespaces = [], matchLabelKeys = [], mismatchLabelKeys = [], topologyKey = "" } = term;
  termSelectors(report, at, term, lenience);
  for (const name of namespaces) fits(report, at.child("namespace"), name, labelProblems);
  selectorKeys(report, at, matchLabelKeys, mismatchLabelKeys, term.labelSelector);
  if (topologyKey === "") report.required(at.child("topologyKey"), "can not be empty");
  fits(report, at.child("topologyKey"), topologyKey, qualifiedNameProblems);
}

export function termSelectors(report: Report, at: Path, { labelSelector: labels, namespaceSelector }: PodAffinityTerm, lenience: SelectorLenience): void {
  if (labels !== undefined) labelSelector(report, at.child("labelSelector"), labels, lenience);
  if (namespaceSelector !== undefined) labelSelector(report, at.child("namespaceSelector"), namespaceSelector, lenience);
}

/** Keys whose values are taken from the pod. @source kubernetes pkg/apis/core/validation/validation.go ValidateMatchLabelKeysAndMismatchLabelKeys */
export function selectorKeys(report: Report, at: Path, keys: readonly string[], others: readonly string[], selector: Fields | undefined): void {
  labelKeys(report, at.child("matchLabelKeys"), keys, selector);
  labelKeys(report, at.child("mismatchLabelKeys"), others, selector);
  if (selector !== undefined && keys.length > 0) {
    const known = new Set(Object.keys(part(selector, "matchLabels")));
    // The server has put them into the selector by then: it is the second time that is wrong.
    for (const expression of list(selector, "matchExpressions")) {
      const key = text(expression, "key");
      const place = keys.lastIndexOf(key);
      if (place >= 0 && known.has(key)) report.invalid(at.index(place), key, IN_BOTH);
      known.add(key);
    }
  }
  for (let i = 0; i < keys.length; i += 1) {
    if (others.includes(keys[i]!)) report.invalid(at.child("matchLabelKeys").index(i), keys[i], "exists in both matchLabelKeys and mismatchLabelKeys");
  }
}

const IN_BOTH = "exists in both matchLabelKeys and labelSelector";
const NO_SELECTOR = "must not be specified when labelSelector is not set";

function labelKeys(report: Report, at: Path, keys: readonly string[], selector: Fields | undefined): void {
  if (keys.length === 0) return;
  if (selector === undefined) return report.forbidden(at, NO_SELECTOR);
  for (let i = 0; i < keys.length; i += 1) fits(report, at.index(i), keys[i]!, qualifiedNameProblems);
}

/** @source kubernetes pkg/apis/core/validation/validation.go validateTopologySpreadConstraints */
export function spreadConstraints(report: Report, at: Path, all: readonly TopologySpreadConstraint[], options: PodOptions): void {
  for (let i = 0; i < all.length; i += 1) {
    const { maxSkew, topologyKey = "", whenUnsatisfiable = "", labelSelector: selector, minDomains, nodeAffinityPolicy, nodeTaintsPolicy, matchLabelKeys = [] } = all[i]!;
    const where = at.index(i);
    positive(report, where.child("maxSkew"), maxSkew);
    if (topologyKey === "") report.required(where.child("topologyKey"), "can not be empty");
    oneOf(report, where.child("whenUnsatisfiable"), whenUnsatisfiable, scheduleActions);
    if (all.slice(i + 1).some((other) => (other.topologyKey ?? "") === topologyKey && (other.whenUnsatisfiable ?? "") === whenUnsatisfiable)) {
      report.duplicate(where.child("{topologyKey, whenUnsatisfiable}"), `{${topologyKey}, ${whenUnsatisfiable}}`);
    }
    if (minDomains !== undefined) {
      positive(report, where.child("minDomains"), minDomains);
      const why = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
      if (whenUnsatisfiable !== "DoNotSchedule") report.invalid(where.child("minDomains"), minDomains, why);
    }
    if (nodeAffinityPolicy !== undefined) oneOf(report, where.child("nodeAffinityPolicy"), nodeAffinityPolicy, inclusionPolicies);
    if (nodeTaintsPolicy !== undefined) oneOf(report, where.child("nodeTaintsPolicy"), nodeTaintsPolicy, inclusionPolicies);
    if (options.oldSpreadKeys) oldSpreadKeys(report, where.child("matchLabelKeys"), matchLabelKeys, selector);
    else selectorKeys(report, where, matchLabelKeys, [], selector);
    if (!options.anySpreadSelector && selector !== undefined) labelSelector(report, where.child("labelSelector"), selector);
  }
}

const scheduleActions = ["DoNotSchedule", "ScheduleAnyway"] as const;
const inclusionPolicies = ["Honor", "Ignore"] as const;

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateMatchLabelKeysInTopologySpread */
function oldSpreadKeys(report: Report, at: Path, keys: readonly string[], selector: Fields | undefined): void {
  if (keys.length === 0) return;
  if (selector === undefined) report.forbidden(at, NO_SELECTOR);
  const known = new Set([...Object.keys(part(selector ?? {}, "matchLabels")), ...list(selector ?? {}, "matchExpressions").map((each) => text(each, "key"))]);
  for (let i = 0; i < keys.length; i += 1) {
    fits(report, at.index(i), keys[i]!, qualifiedNameProblems);
    if (known.has(keys[i]!)) report.invalid(at.index(i), keys[i], IN_BOTH);
  }
}

const INT64 = 2n ** 63n;

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateTolerations */
export function tolerations(report: Report, at: Path, all: readonly Toleration[], comparing: boolean): void {
  for (let i = 0; i < all.length; i += 1) {
    const { key = "", operator = "", value = "", effect = "", tolerationSeconds } = all[i]!;
    if (key !== "") {
      const problems = qualifiedNameProblems(key);
      if (problems.length > 0) fits(report, at.index(i).child("key"), key, qualifiedNameProblems);
    } else if (operator !== "Exists") {
      report.invalid(at.index(i).child("operator"), typed(operator), 'operator must be Exists when `key` is empty, which means "match all values and all keys"');
    }
    if (tolerationSeconds !== undefined && effect !== "NoExecute") {
      report.invalid(at.index(i).child("effect"), typed(effect), "effect must be 'NoExecute' when `tolerationSeconds` is set");
    }
    tolerated(report, at, i, operator, value, comparing);
    if (effect !== "" && !taintEffects.has(effect)) oneOf(report, at.index(i).child("effect"), effect, [...taintEffects]);
  }
}

const taintEffects: ReadonlySet<string> = new Set(["NoSchedule", "PreferNoSchedule", "NoExecute"]);

function tolerated(report: Report, at: Path, i: number, operator: string, value: string, comparing: boolean): void {
  switch (operator) {
    case "Equal":
    case "": {
      const problems = labelValueProblems(value);
      if (problems.length > 0) report.invalid(at.index(i).child("operator"), value, problems.join(";"));
      break;
    }
    case "Exists":
      if (value !== "") report.invalid(at.index(i).child("operator"), value, "value must be empty when `operator` is 'Exists'");
      break;
    case "Lt":
    case "Gt": {
      if (!comparing) return report.notSupported(at.index(i).child("operator"), typed(operator), ["Equal", "Exists", "Lt", "Gt"]);
      const where = at.index(i).child("value");
      fits(report, where, value, decimalProblems);
      if (!/^[-+]?[0-9]+$/.test(value)) report.invalid(where, value, `strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
      else if (BigInt(value) >= INT64 || BigInt(value) < -INT64) report.invalid(where, value, `strconv.ParseInt: parsing ${JSON.stringify(value)}: value out of range`);
      break;
    }
    default:
      report.notSupported(at.index(i).child("operator"), typed(operator), ["Equal", "Exists"]);
  }
}

/** Tolerations may come, and may change for how long they hold. */
export function addedTolerations(report: Report, at: Path, after: readonly Toleration[], before: readonly Toleration[], comparing: boolean): void {
  const kept = before.every((old) => after.some((each) => equal({ ...each, tolerationSeconds: undefined }, { ...old, tolerationSeconds: undefined })));
  if (!kept) report.forbidden(at, "existing toleration can not be modified except its tolerationSeconds");
  else tolerations(report, at, after, comparing);
}
