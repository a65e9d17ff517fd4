import type { KubeObject } from "../../api/index.ts";
import { equal, qualifiedNameProblems } from "../../api/index.ts";
import { quantityNanos } from "../schema/index.ts";
import type { Fields } from "./fields.ts";
import { has, list, part, text, textMap, texts } from "./fields.ts";
import { typed } from "./go-value.ts";
import { internalForm } from "./internal-form.ts";
import { FIELD_IS_IMMUTABLE } from "./object-meta.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import type { Report } from "./report.ts";
import { containerResourceName, isQuotaResource, mayOvercommit, quotaResourceName, resourceName, resourceQuantity } from "./resource-names.ts";
import { fits } from "./rules.ts";

const limits = path("spec", "limits");
const limitTypes: ReadonlySet<string> = new Set(["Pod", "Container", "PersistentVolumeClaim"]);

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateLimitRange */
export function validateLimitRange(report: Report, range: KubeObject): void {
  const seen = new Set<string>();
  for (const [i, limit] of list(part(range, "spec"), "limits").entries()) {
    const at = limits.index(i);
    const type = text(limit, "type");
    if (fits(report, at.child("type"), type, qualifiedNameProblems) && !type.includes("/") && !limitTypes.has(type)) {
      report.invalid(at.child("type"), typed(type), "must be a standard limit type or fully qualified");
    }
    if (seen.has(type)) report.duplicate(at.child("type"), typed(type));
    seen.add(type);
    limitNames(report, at, limit, type);
    for (const name of new Set(bounds.flatMap((bound) => (counts(type, bound) ? Object.keys(part(limit, bound)) : [])))) compare(report, at, limit, type, name);
  }
}

const bounds = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] as const;

/** Defaults of pods as a whole are refused, and not looked at further. */
function counts(type: string, bound: string): boolean {
  return type !== "Pod" || (bound !== "default" && bound !== "defaultRequest");
}

function limitNames(report: Report, at: Path, limit: Fields, type: string): void {
  for (const bound of bounds) {
    const names = Object.keys(part(limit, bound));
    if (!counts(type, bound)) {
      if (names.length > 0) report.forbidden(at.child(bound), "may not be specified when `type` is 'Pod'");
      continue;
    }
    if (bound === "maxLimitRequestRatio" && type === "PersistentVolumeClaim" && !has(part(limit, "min"), "storage") && !has(part(limit, "max"), "storage")) {
      report.required(at.child("limits"), "either minimum or maximum storage value is required, but neither was provided");
    }
    for (const name of names) {
      if (type === "Pod" || type === "Container") containerResourceName(report, at.child(bound).key(name), name);
      else resourceName(report, at.child(bound).key(name), name);
    }
  }
}

const UNIT = 1_000_000_000n;
/** Beyond these, Go counts whole units. @source apimachinery pkg/api/resource/math.go MaxMilliValue */
const MAX_MILLI = (2n ** 63n - 1n) / 1000n;

/** How the bounds of one resource stand to each other. */
function compare(report: Report, at: Path, limit: Fields, type: string, name: string): void {
  const of = (bound: (typeof bounds)[number]): string | undefined => (counts(type, bound) ? textMap(limit, bound)[name] : undefined);
  const [max, min, usual, request, ratio] = bounds.map(of);
  const wrong = (bound: string, value: string, why: string): void => report.invalid(at.child(bound).key(name), value, why);
  /** Of two bounds the one that must not exceed the other, as each is called, and where that is told with which value. */
  const ordered = (low: string | undefined, high: string | undefined, lowName: string, highName: string, bound: string, shown: string | undefined): void => {
    if (low !== undefined && high !== undefined && quantityNanos(low) > quantityNanos(high)) wrong(bound, shown ?? low, `${lowName} value ${low} is greater than ${highName} value ${high}`);
  };
  ordered(min, max, "min", "max", "min", min);
  ordered(min, request, "min", "default request", "defaultRequest", request);
  ordered(request, max, "default request", "max", "defaultRequest", request);
  ordered(request, usual, "default request", "default limit", "defaultRequest", request);
  ordered(min, usual, "min", "default", "default", min);
  ordered(usual, max, "default", "max", "default", max);
  if (ratio !== undefined && quantityNanos(ratio) < UNIT) wrong("maxLimitRequestRatio", ratio, `ratio ${ratio} is less than 1`);
  if (ratio !== undefined && min !== undefined && max !== undefined) {
    const [most, least] = quotient(ratio, max, min);
    if (most > least) wrong("maxLimitRequestRatio", ratio, `ratio ${ratio} is greater than max/min = ${goFloat(least)}`);
  }
  if (!mayOvercommit(name) && usual !== undefined && request !== undefined && quantityNanos(usual) !== quantityNanos(request)) {
    wrong("defaultRequest", request, `default value ${usual} must equal to defaultRequest value ${request} in ${name}`);
  }
}

/** The ratio asked for, and the one that the bounds allow. */
function quotient(ratio: string, max: string, min: string): readonly [number, number] {
  const all = [ratio, max, min].map(quantityNanos) as [bigint, bigint, bigint];
  const fine = all.every((each) => each / UNIT < MAX_MILLI);
  const unit = fine ? UNIT / 1000n : UNIT;
  const [r, high, low] = all.map((each) => Number(roundedUp(each, unit))) as [number, number, number];
  return [fine ? r / 1000 : r, high / low];
}

function roundedUp(value: bigint, by: bigint): bigint {
  const whole = value / by;
  return value > 0n && value % by !== 0n ? whole + 1n : whole;
}

/** As Go's "%f" does. */
function goFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return Number.isFinite(value) ? value.toFixed(6) : value > 0 ? "+Inf" : "-Inf";
}

const spec = path("spec");
const status = path("status");
const plainScopes = ["Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "CrossNamespacePodAffinity"];
const scopes = [...plainScopes, "PriorityClass", "VolumeAttributesClass"];
const computed = ["pods", "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"];
const scopedResources: { readonly [scope: string]: readonly string[] } = {
  Terminating: computed, NotTerminating: computed, NotBestEffort: computed, PriorityClass: computed, CrossNamespacePodAffinity: computed,
  BestEffort: ["pods"],
  VolumeAttributesClass: ["persistentvolumeclaims", "requests.storage"],
};

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateResourceQuota */
export function validateResourceQuota(report: Report, quota: KubeObject): void {
  quotaSpec(report, part(quota, "spec"));
  validateQuotaStatus(report, quota);
}

/** Scopes stay. @source kubernetes pkg/apis/core/validation/validation.go ValidateResourceQuotaUpdate */
export function validateResourceQuotaChange(report: Report, quota: KubeObject, before: KubeObject): void {
  const of = part(quota, "spec");
  quotaSpec(report, of);
  const sorted = (o: Fields): readonly string[] => [...new Set(texts(o, "scopes"))].sort();
  if (!equal(sorted(of), sorted(part(before, "spec")))) report.invalid(spec.child("scopes"), shownScopes(of), FIELD_IS_IMMUTABLE);
}

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateResourceQuotaStatusUpdate */
export function validateQuotaStatus(report: Report, quota: KubeObject): void {
  const of = part(quota, "status");
  for (const field of ["hard", "used"]) amounts(report, status.child(field), textMap(of, field));
}

function amounts(report: Report, at: Path, hard: { readonly [name: string]: string }): void {
  for (const name of Object.keys(hard)) {
    quotaResourceName(report, at.key(name), name);
    resourceQuantity(report, at.key(name), name, hard[name] as string);
  }
}

function shownScopes(of: Fields): readonly string[] | null {
  return has(of, "scopes") ? texts(of, "scopes") : null;
}

function quotaSpec(report: Report, of: Fields): void {
  amounts(report, spec.child("hard"), textMap(of, "hard"));
  const hard = Object.keys(part(of, "hard")).sort();
  const at = spec.child("scopes");
  const own = texts(of, "scopes");
  for (const scope of own) {
    if (!scopes.includes(scope)) report.invalid(at, own, "unsupported scope");
    for (const name of hard) if (isBeyond(scope, name)) report.invalid(at, own, "unsupported scope applied to resource");
  }
  conflicts(report, at, own, own);
  if (of["scopeSelector"] !== undefined) scopeSelector(report, of, hard);
}

function isBeyond(scope: string, name: string): boolean {
  const known = scopedResources[scope];
  return known !== undefined && isQuotaResource(name) && !known.includes(name);
}

function conflicts(report: Report, at: Path, held: readonly string[], shown: readonly string[] | null): void {
  for (const pair of [["BestEffort", "NotBestEffort"], ["Terminating", "NotTerminating"]]) {
    if (pair.every((scope) => held.includes(scope))) report.invalid(at, shown, "conflicting scopes");
  }
}

function scopeSelector(report: Report, of: Fields, hard: readonly string[]): void {
  const at = spec.child("scopeSelector").child("matchExpressions");
  const selector = part(of, "scopeSelector");
  const expressions = list(selector, "matchExpressions");
  for (const each of expressions) {
    const scope = text(each, "scopeName");
    const operator = text(each, "operator");
    const values = texts(each, "values");
    if (!scopes.includes(scope)) report.invalid(at.child("scopeName"), typed(scope), "unsupported scope");
    for (const name of hard) if (isBeyond(scope, name)) report.invalid(at, internalForm("core.v1.ScopeSelector", selector), "unsupported scope applied to resource");
    if (plainScopes.includes(scope) && operator !== "Exists") report.invalid(at.child("operator"), typed(operator), ONLY_EXISTS);
    if (operator === "In" || operator === "NotIn") {
      if (values.length === 0) report.required(at.child("values"), "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
    } else if (operator === "Exists" || operator === "DoesNotExist") {
      if (values.length > 0) report.invalid(at.child("values"), values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
    } else report.invalid(at.child("operator"), typed(operator), "not a valid selector operator");
  }
  conflicts(report, at, expressions.map((each) => text(each, "scopeName")), shownScopes(of));
}

const ONLY_EXISTS =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, " +
  "ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
