import type { KubeObject } from "../../api/index.ts";
import { qualifiedNameProblems } from "../../api/index.ts";
import type { Fields } from "./fields.ts";
import { has, list, number, part, text } from "./fields.ts";
import { typed } from "./go-value.ts";
import { internalForm } from "./internal-form.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import { Report } from "./report.ts";
import { fits, intOrPercent, labelSelector, notMoreThanWhole, oneOf } from "./rules.ts";

const spec = path("spec");
const evictionPolicies = ["AlwaysAllow", "IfHealthyBudget"];

/** @source kubernetes pkg/apis/policy/validation ValidatePodDisruptionBudgetSpec */
export function validateDisruptionBudget(report: Report, budget: KubeObject, before?: KubeObject): void {
  const of = part(budget, "spec");
  if (has(of, "minAvailable") && has(of, "maxUnavailable")) {
    report.invalid(spec, internalForm("policy.v1.PodDisruptionBudgetSpec", of), "minAvailable and maxUnavailable cannot be both set");
  }
  for (const field of ["minAvailable", "maxUnavailable"]) {
    if (!has(of, field)) continue;
    intOrPercent(report, spec.child(field), of[field]);
    notMoreThanWhole(report, spec.child(field), of[field]);
  }
  const values = before !== undefined && hasOddSelector(part(before, "spec"));
  if (has(of, "selector")) labelSelector(report, spec.child("selector"), part(of, "selector"), { values });
  if (has(of, "unhealthyPodEvictionPolicy")) oneOf(report, spec.child("unhealthyPodEvictionPolicy"), of["unhealthyPodEvictionPolicy"], evictionPolicies);
}

function hasOddSelector(of: Fields): boolean {
  const probe = new Report();
  labelSelector(probe, spec, part(of, "selector"));
  return probe.count > 0;
}

const status = path("status");

/** @source kubernetes pkg/apis/policy/validation ValidatePodDisruptionBudgetStatusUpdate */
export function validateDisruptionBudgetStatus(report: Report, budget: KubeObject): void {
  const of = part(budget, "status");
  conditions(report, status.child("conditions"), list(of, "conditions"));
  for (const field of ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"]) {
    if (number(of, field) < 0) report.invalid(status.child(field), number(of, field), "must be greater than or equal to 0");
  }
}

const conditionStatuses = ["False", "True", "Unknown"];
const MAX_REASON = 1024;
const MAX_MESSAGE = 32_768;

/** Of the type that newer kinds share. @source apimachinery pkg/apis/meta/v1/validation ValidateConditions */
export function conditions(report: Report, all: Path, held: readonly Fields[]): void {
  const types = new Set<string>();
  for (const [i, condition] of held.entries()) {
    const at = all.index(i);
    const type = text(condition, "type");
    if (types.has(type)) report.duplicate(at.child("type"), type);
    types.add(type);
    fits(report, at.child("type"), type, qualifiedNameProblems);
    oneOf(report, at.child("status"), text(condition, "status"), conditionStatuses);
    const generation = number(condition, "observedGeneration");
    if (generation < 0) report.invalid(at.child("observedGeneration"), generation, "must be greater than or equal to zero");
    if (!has(condition, "lastTransitionTime")) report.required(at.child("lastTransitionTime"), "");
    reasonOf(report, at.child("reason"), text(condition, "reason"));
    if (text(condition, "message").length > MAX_MESSAGE) report.tooLong(at.child("message"), MAX_MESSAGE);
  }
}

function reasonOf(report: Report, at: Path, reason: string): void {
  if (reason === "") return report.required(at, "");
  if (!/^[A-Za-z][A-Za-z0-9_,:]*$/.test(reason) || /[,:]$/.test(reason)) report.invalid(at, reason, REASON_TEXT);
  if (reason.length > MAX_REASON) report.tooLong(at, MAX_REASON);
}

const REASON_TEXT =
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an " +
  "alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is " +
  "'[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')";

const SYSTEM = "system-";
const HIGHEST = 1_000_000_000;
const systemClasses: { readonly [name: string]: number } = { "system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000 };
const preemptionPolicies = ["PreemptLowerPriority", "Never"];

/** @source kubernetes pkg/apis/scheduling/validation ValidatePriorityClass */
export function validatePriorityClass(report: Report, priority: KubeObject): void {
  const name = priority.metadata.name ?? "";
  if (name.startsWith(SYSTEM)) {
    const why = systemProblem(name, number(priority, "value"), priority["globalDefault"] === true);
    if (why !== undefined) report.forbidden(path("metadata", "name"), `priority class names with '${SYSTEM}' prefix are reserved for system use only. error: ${why}`);
  } else if (number(priority, "value") > HIGHEST) report.forbidden(path("value"), `maximum allowed value of a user defined priority is ${HIGHEST}`);
  if (!has(priority, "preemptionPolicy")) return;
  const policy = text(priority, "preemptionPolicy");
  if (policy === "") report.required(path("preemptionPolicy"), "");
  else oneOf(report, path("preemptionPolicy"), policy, preemptionPolicies);
}

/** @source kubernetes pkg/apis/scheduling/v1/helpers.go IsKnownSystemPriorityClass */
function systemProblem(name: string, value: number, globalDefault: boolean): string | undefined {
  const known = systemClasses[name];
  if (known === undefined) return `${name} is not a known system priority class`;
  if (value !== known) return `value of ${name} PriorityClass must be ${known}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

export function validatePriorityClassChange(report: Report, priority: KubeObject, before: KubeObject): void {
  if (number(priority, "value") !== number(before, "value")) report.forbidden(path("value"), "may not be changed in an update.");
  const policy = priority["preemptionPolicy"];
  if (policy !== before["preemptionPolicy"]) report.invalid(path("preemptionPolicy"), typeof policy === "string" ? typed(policy) : null, "field is immutable");
}

/** @source kubernetes pkg/apis/coordination/validation ValidateLeaseSpec */
export function validateLease(report: Report, lease: KubeObject): void {
  const of = part(lease, "spec");
  const seconds = of["leaseDurationSeconds"];
  const transitions = of["leaseTransitions"];
  if (typeof seconds === "number" && seconds <= 0) report.invalid(spec.child("leaseDurationSeconds"), seconds, "must be greater than 0");
  if (typeof transitions === "number" && transitions < 0) report.invalid(spec.child("leaseTransitions"), transitions, "must be greater than or equal to 0");
}
