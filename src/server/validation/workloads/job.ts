import type { Json, KubeObject } from "../../../api/index.ts";
import { equal, labelProblems, qualifiedNameProblems, subdomainProblems } from "../../../api/index.ts";
import { typed } from "../go-value.ts";
import { internalForm } from "../internal-form.ts";
import { FIELD_IS_IMMUTABLE, ownMeta, ownMetaUpdate } from "../object-meta.ts";
import type { Path } from "../path.ts";
import { path } from "../path.ts";
import { podTemplate } from "../pod/template.ts";
import type { Texts } from "../pod/types.ts";
import type { Report } from "../report.ts";
import { domainPrefixedPath, fits, labelSelector, oneOf } from "../rules.ts";
import { nonNegative } from "../scalars.ts";
import { hasOddValue } from "./daemon-set.ts";
import { indexes } from "./job-indexes.ts";
import { templateChange } from "./job-template.ts";
import { isBroken, selectorForm, selects, unselected } from "./template.ts";
import type { FailureRule, JobSpec, SuccessRule } from "./types.ts";

const specPath = path("spec");

export function jobSpecOf(object: KubeObject): JobSpec {
  return object["spec"] ?? {};
}

/** @source kubernetes pkg/apis/batch/validation/validation.go ValidateJob */
export function newJob(object: KubeObject, report: Report): void {
  wholeJob(report, object, undefined);
}

/** @source kubernetes pkg/registry/batch/job/strategy.go ValidateUpdate: upstream looks at the whole job, and then at the change */
export function changedJob(after: KubeObject, before: KubeObject, report: Report): void {
  const spec = jobSpecOf(after);
  const old = jobSpecOf(before);
  ownMeta(report, after.metadata, true, subdomainProblems);
  wholeJob(report, after, before);
  ownMetaUpdate(report, after, before);
  selectingSpec(report, spec, old);
  completions(report, spec, old);
  same(report, "selector", equal(spec.selector ?? null, old.selector ?? null), selectorForm(spec.selector));
  templateChange(report, specPath, after, before);
  same(report, "completionMode", spec.completionMode === old.completionMode, spec.completionMode ?? null);
  same(report, "podFailurePolicy", equal(spec.podFailurePolicy, old.podFailurePolicy), shownOrNull("PodFailurePolicy", spec.podFailurePolicy));
  same(report, "backoffLimitPerIndex", spec.backoffLimitPerIndex === old.backoffLimitPerIndex, spec.backoffLimitPerIndex ?? null);
  same(report, "managedBy", spec.managedBy === old.managedBy, spec.managedBy ?? null);
  same(report, "successPolicy", equal(spec.successPolicy, old.successPolicy), shownOrNull("SuccessPolicy", spec.successPolicy));
}

function same(report: Report, field: string, is: boolean, shown: Json): void {
  if (!is) report.invalid(specPath.child(field), typeof shown === "string" ? typed(shown) : shown, FIELD_IS_IMMUTABLE);
}

function shownOrNull(type: string, value: object | undefined): Json {
  return value === undefined ? null : internalForm(`batch.v1.${type}`, value);
}

/** How many are wanted of an indexed job may change if as many run at once. */
function completions(report: Report, spec: JobSpec, old: JobSpec): void {
  const at = specPath.child("completions");
  if (spec.completions === old.completions) return;
  if (spec.completionMode !== "Indexed") report.invalid(at, spec.completions, FIELD_IS_IMMUTABLE);
  else if (spec.completions !== undefined && spec.completions !== spec.parallelism) report.invalid(at, spec.completions, "can only be modified in tandem with spec.parallelism");
}

function wholeJob(report: Report, object: KubeObject, before: KubeObject | undefined): void {
  const spec = jobSpecOf(object);
  const { name = "" } = object.metadata;
  generatedSelector(report, object, before);
  selectingSpec(report, spec, before === undefined ? undefined : jobSpecOf(before));
  if (spec.completionMode !== "Indexed" || spec.completions === undefined || spec.completions <= 0) return;
  const longest = `${name}-${spec.completions - 1}`;
  if (labelProblems(longest).length > 0) report.invalid(path("metadata", "name"), name, `will not able to create pod with invalid DNS label: ${longest}`);
}

const UID = "batch.kubernetes.io/controller-uid";
const NAME = "batch.kubernetes.io/job-name";

/** @source kubernetes pkg/apis/batch/validation/validation.go validateGeneratedSelector */
function generatedSelector(report: Report, object: KubeObject, before: KubeObject | undefined): void {
  const { manualSelector, selector, template } = jobSpecOf(object);
  const { name = "", uid = "" } = object.metadata;
  if (manualSelector === true || selector === undefined || selector === null) return;
  if (uid === "") report.required(path("metadata", "uid"), "");
  const labels = template?.metadata?.labels ?? {};
  const expected: { [key: string]: string } = { "controller-uid": uid, "job-name": name };
  if (before === undefined || hasPrefixed(jobSpecOf(before))) Object.assign(expected, { [UID]: uid, [NAME]: name });
  for (const key of Object.keys(expected)) hasLabel(report, labels, key, expected[key]!);
  if (!isBroken(selector) && !selects(selector, expected)) report.invalid(specPath.child("selector"), selectorForm(selector), "`selector` not auto-generated");
}

function hasPrefixed({ template }: JobSpec): boolean {
  const labels = template?.metadata?.labels;
  return labels?.[UID] !== undefined && labels[NAME] !== undefined;
}

function hasLabel(report: Report, labels: Texts, key: string, value: string): void {
  const at = path("spec", "template", "metadata", "labels").key(key);
  if (labels[key] === undefined) report.required(at, `must be '${value}'`);
  else if (labels[key] !== value) report.invalid(at, Object.fromEntries(Object.keys(labels).sort().map((each) => [each, labels[each]!])), `must be '${value}'`);
}

/** @source kubernetes pkg/apis/batch/validation/validation.go ValidateJobSpec */
function selectingSpec(report: Report, spec: JobSpec, before: JobSpec | undefined): void {
  const { selector, template = {} } = spec;
  jobSpec(report, specPath, spec, before);
  if (selector === undefined || selector === null) report.required(specPath.child("selector"), "");
  else labelSelector(report, specPath.child("selector"), selector, { values: hasOddValue(before?.selector) });
  if (!isBroken(selector)) unselected(report, specPath.child("template"), template, selector);
}

const counts = ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"] as const;
const MAX_MANAGED_BY = 63;
const replacements = ["Failed", "TerminatingOrFailed"] as const;

/** Of a job, or of the template of one. @source kubernetes pkg/apis/batch/validation/validation.go validateJobSpec */
export function jobSpec(report: Report, at: Path, spec: JobSpec, before: JobSpec | undefined): void {
  const { completionMode, managedBy, podFailurePolicy, successPolicy, podReplacementPolicy: replacement, template = {} } = spec;
  for (const field of counts) nonNegative(report, at.child(field), spec[field]);
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) report.required(at.child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
  if (managedBy !== undefined) {
    domainPrefixedPath(report, at.child("managedBy"), managedBy);
    if (managedBy.length > MAX_MANAGED_BY) report.tooLong(at.child("managedBy"), MAX_MANAGED_BY);
  }
  if (completionMode !== undefined) oneOf(report, at.child("completionMode"), completionMode, ["NonIndexed", "Indexed"]);
  if (completionMode === "Indexed") indexed(report, at, spec);
  else if (completionMode === undefined || completionMode === "NonIndexed") {
    for (const field of ["backoffLimitPerIndex", "maxFailedIndexes"] as const) if (spec[field] !== undefined) report.invalid(at.child(field), spec[field], INDEXED_ONLY);
  }
  if (podFailurePolicy !== undefined) failurePolicy(report, at.child("podFailurePolicy").child("rules"), spec, podFailurePolicy.rules ?? []);
  if (successPolicy !== undefined) {
    if (completionMode !== "Indexed") report.invalid(at.child("successPolicy"), internalForm("batch.v1.SuccessPolicy", successPolicy), INDEXED_ONLY);
    else successRules(report, at.child("successPolicy").child("rules"), spec, successPolicy.rules ?? []);
  }
  if (replacement !== undefined) oneOf(report, at.child("podReplacementPolicy"), replacement, podFailurePolicy === undefined ? replacements : ["Failed"]);
  podTemplate(report, at.child("template"), template, before?.template);
  ending(report, at.child("template").child("spec").child("restartPolicy"), spec);
}

const INDEXED_ONLY = "requires indexed completion mode";

/** Pods of a job end. */
function ending(report: Report, at: Path, { template, podFailurePolicy }: JobSpec): void {
  const policy = template?.spec?.restartPolicy ?? "";
  if (policy === "Always" || policy === "") report.required(at, 'valid values: "OnFailure", "Never"');
  else if (policy !== "OnFailure" && policy !== "Never") report.notSupported(at, typed(policy), ["OnFailure", "Never"]);
  else if (podFailurePolicy !== undefined && policy !== "Never") report.invalid(at, typed(policy), 'only "Never" is supported when podFailurePolicy is specified');
}

const MANY = 100_000;
const FEWER = 10_000;
const WHEN_MANY = `must be less than or equal to ${FEWER} when completions are above ${MANY} and used with backoff limit per index`;

function indexed(report: Report, at: Path, { completions: all, parallelism = 0, maxFailedIndexes: failed, backoffLimitPerIndex }: JobSpec): void {
  if (all === undefined) report.required(at.child("completions"), "when completion mode is Indexed");
  if (parallelism > MANY) report.invalid(at.child("parallelism"), parallelism, `must be less than or equal to ${MANY} when completion mode is Indexed`);
  const where = at.child("maxFailedIndexes");
  if (all !== undefined && failed !== undefined && failed > all) report.invalid(where, failed, "must be less than or equal to completions");
  if (failed !== undefined && failed > MANY) report.invalid(where, failed, `must be less than or equal to ${MANY}`);
  if (all === undefined || all <= MANY || backoffLimitPerIndex === undefined) return;
  if (failed === undefined) report.required(where, `must be specified when completions is above ${MANY}`);
  if (parallelism > FEWER) report.invalid(at.child("parallelism"), parallelism, WHEN_MANY);
  if (failed !== undefined && failed > FEWER) report.invalid(where, failed, WHEN_MANY);
}

const MAX_RULES = 20;
const MAX_CODES = 255;
const actions = ["Count", "FailIndex", "FailJob", "Ignore"] as const;
const operators = ["In", "NotIn"] as const;
const statuses = ["False", "True", "Unknown"] as const;

function quotedList(all: readonly string[]): string {
  return `valid values: [${all.map((each) => JSON.stringify(each)).join(" ")}]`;
}

function requiredChoice(report: Report, at: Path, value: string, all: readonly string[]): void {
  if (value === "") report.required(at, quotedList(all));
  else oneOf(report, at, value, all);
}

/** @source kubernetes pkg/apis/batch/validation/validation.go validatePodFailurePolicy */
function failurePolicy(report: Report, at: Path, spec: JobSpec, rules: readonly FailureRule[]): void {
  if (rules.length > MAX_RULES) report.tooMany(at, rules.length, MAX_RULES);
  const { containers, initContainers = [] } = spec.template?.spec ?? {};
  const names = new Set([...(containers ?? []), ...initContainers].map(({ name = "" }) => name));
  for (let i = 0; i < rules.length; i += 1) {
    const { action = "", onExitCodes, onPodConditions = [] } = rules[i]!;
    const where = at.index(i);
    if (action !== "FailIndex") requiredChoice(report, where.child("action"), action, actions);
    else if (spec.backoffLimitPerIndex === undefined) report.invalid(where.child("action"), typed(action), "requires the backoffLimitPerIndex to be set");
    if (onExitCodes !== undefined) exitCodes(report, where.child("onExitCodes"), onExitCodes, names);
    conditions(report, where.child("onPodConditions"), onPodConditions);
    if (onExitCodes !== undefined && onPodConditions.length > 0) report.wrong(where, "specifying both OnExitCodes and OnPodConditions is not supported");
    if (onExitCodes === undefined && onPodConditions.length === 0) report.wrong(where, "specifying one of OnExitCodes and OnPodConditions is required");
  }
}

function exitCodes(report: Report, at: Path, { operator = "", containerName, values }: NonNullable<FailureRule["onExitCodes"]>, names: ReadonlySet<string>): void {
  const where = at.child("values");
  const codes = values ?? [];
  requiredChoice(report, at.child("operator"), operator, operators);
  if (containerName !== undefined && !names.has(containerName)) {
    report.invalid(at.child("containerName"), containerName, "must be one of the container or initContainer names in the pod template");
  }
  if (codes.length === 0) report.invalid(where, values ?? null, "at least one value is required");
  else if (codes.length > MAX_CODES) report.tooMany(where, codes.length, MAX_CODES);
  const seen = new Set<number>();
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i]!;
    if (operator === "In" && code === 0) report.invalid(where.index(i), code, "must not be 0 for the In operator");
    if (seen.has(code)) report.duplicate(where.index(i), code);
    seen.add(code);
  }
  if (codes.some((code, i) => i > 0 && codes[i - 1]! > code)) report.invalid(where, codes, "must be ordered");
}

function conditions(report: Report, at: Path, all: NonNullable<FailureRule["onPodConditions"]>): void {
  if (all.length > MAX_RULES) report.tooMany(at, all.length, MAX_RULES);
  for (let i = 0; i < all.length; i += 1) {
    const { type = "", status = "" } = all[i]!;
    fits(report, at.index(i).child("type"), type, qualifiedNameProblems);
    requiredChoice(report, at.index(i).child("status"), status, statuses);
  }
}

const MAX_INDEXES = 64 * 1024;

/** @source kubernetes pkg/apis/batch/validation/validation.go validateSuccessPolicy */
function successRules(report: Report, at: Path, { completions: all = 0 }: JobSpec, rules: readonly SuccessRule[]): void {
  if (rules.length === 0) report.required(at, "at least one rules must be specified when the successPolicy is specified");
  if (rules.length > MAX_RULES) report.tooMany(at, rules.length, MAX_RULES);
  for (let i = 0; i < rules.length; i += 1) {
    const { succeededIndexes, succeededCount: count } = rules[i]!;
    const where = at.index(i);
    if (count === undefined && succeededIndexes === undefined) report.required(where, "at least one of succeededCount or succeededIndexes must be specified");
    let total = 0;
    if (succeededIndexes !== undefined) {
      const read = indexes(succeededIndexes, all);
      if (succeededIndexes.length > MAX_INDEXES) report.tooLong(where.child("succeededIndexes"), MAX_INDEXES);
      if (typeof read === "string") report.invalid(where.child("succeededIndexes"), succeededIndexes, `error parsing succeededIndexes: ${read}`);
      else ({ total } = read);
    }
    if (count === undefined) continue;
    nonNegative(report, where.child("succeededCount"), count);
    if (count > all) report.invalid(where.child("succeededCount"), count, `must be less than or equal to ${all} (the number of specified completions)`);
    if (succeededIndexes !== undefined && count > total) {
      report.invalid(where.child("succeededCount"), count, `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`);
    }
  }
}
