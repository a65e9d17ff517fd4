import type { KubeObject } from "../../api/index.ts";
import { pathSegmentProblems } from "../../api/index.ts";
import { quantityNanos } from "../schema/index.ts";
import type { Fields } from "./fields.ts";
import { has, list, number, part, text } from "./fields.ts";
import { typed } from "./go-value.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import type { Report } from "./report.ts";
import { containerResourceName, nonnegativeQuantity } from "./resource-names.ts";
import { dnsLabel, fits, oneOf } from "./rules.ts";

const spec = path("spec");

/** What was so before may stay. @source kubernetes pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go validationOptionsForHorizontalPodAutoscaler */
interface References {
  readonly anyVersion: boolean;
  readonly noGroup: boolean;
}

/** @source kubernetes pkg/apis/autoscaling/validation ValidateHorizontalPodAutoscaler */
export function validateAutoscaler(report: Report, autoscaler: KubeObject, before?: KubeObject): void {
  const of = part(autoscaler, "spec");
  const had = before === undefined ? undefined : part(before, "spec");
  const least = had !== undefined && had["minReplicas"] === 0 ? 0 : 1;
  const min = of["minReplicas"];
  const max = number(of, "maxReplicas");
  if (typeof min === "number" && min < least) report.invalid(spec.child("minReplicas"), min, `must be greater than or equal to ${least}`);
  if (max === 0) report.required(spec.child("maxReplicas"), "must be set and greater than 0");
  else if (max < 0) report.invalid(spec.child("maxReplicas"), max, "must be greater than or equal to 1");
  if (typeof min === "number" && max < min) report.invalid(spec.child("maxReplicas"), max, "must be greater than or equal to `minReplicas`");
  const target = part(of, "scaleTargetRef");
  reference(report, spec.child("scaleTargetRef"), target, targetLenience(target, had));
  const metrics = list(of, "metrics");
  const described = { anyVersion: had !== undefined && list(had, "metrics").some(hasOddReference), noGroup: true };
  for (const [i, metric] of metrics.entries()) validateMetric(report, spec.child("metrics").index(i), metric, described);
  const external = metrics.some(({ type }) => type === "Object" || type === "External");
  if (min === 0 && !external) report.forbidden(spec.child("metrics"), "must specify at least one Object or External metric to support scaling to zero replicas");
  for (const direction of ["scaleUp", "scaleDown"]) {
    const rules = part(of, "behavior");
    if (has(rules, direction)) scalingRules(report, spec.child("behavior").child(direction), part(rules, direction));
  }
}

function targetLenience(target: Fields, had: Fields | undefined): References {
  const old = had === undefined ? undefined : part(had, "scaleTargetRef");
  const same = old !== undefined && text(old, "apiVersion") === text(target, "apiVersion") && text(old, "kind") === text(target, "kind");
  return { anyVersion: same, noGroup: text(target, "kind") === "ReplicationController" };
}

function hasOddReference(metric: Fields): boolean {
  return metric["type"] === "Object" && has(metric, "object") && versionProblem(text(part(part(metric, "object"), "describedObject"), "apiVersion"), true) !== undefined;
}

/** @source kubernetes pkg/apis/autoscaling/validation ValidateAPIVersion */
function versionProblem(apiVersion: string, noGroup: boolean): string | undefined {
  const parts = apiVersion.split("/");
  if (parts.length > 2) return `unexpected GroupVersion string: ${apiVersion}`;
  const group = parts.length === 2 ? parts[0] : "";
  return group === "" && !noGroup ? "apiVersion must specify API group" : undefined;
}

function reference(report: Report, at: Path, of: Fields, { anyVersion, noGroup }: References): void {
  for (const field of ["kind", "name"]) {
    const value = text(of, field);
    if (value === "") report.required(at.child(field), "");
    else fits(report, at.child(field), value, pathSegmentProblems);
  }
  const apiVersion = text(of, "apiVersion");
  const why = anyVersion ? undefined : versionProblem(apiVersion, noGroup);
  if (why !== undefined) report.invalid(at.child("apiVersion"), apiVersion, why);
}

const metricTypes = ["ContainerResource", "External", "Object", "Pods", "Resource"];
const sources = ["object", "external", "pods", "resource", "containerResource"];
const sourceOf: { readonly [type: string]: string } = { Object: "object", External: "external", Pods: "pods", Resource: "resource", ContainerResource: "containerResource" };

function validateMetric(report: Report, at: Path, metric: Fields, references: References): void {
  const type = text(metric, "type");
  if (type === "") report.required(at.child("type"), "must specify a metric source type");
  oneOf(report, at.child("type"), type, metricTypes);
  const present = sources.filter((source) => has(metric, source));
  const first = present[0];
  if (first !== undefined) source(report, at.child(first), first, part(metric, first), references);
  const wanted = sourceOf[type];
  if (wanted === undefined) oneOf(report, at.child("type"), type, metricTypes);
  else if (!has(metric, wanted)) report.required(at.child(wanted), "must populate information for the given metric source");
  if (present.length === 1) return;
  for (const other of present) if (other !== wanted) report.forbidden(at.child(other), "must populate the given metric source only");
}

function source(report: Report, at: Path, name: string, of: Fields, references: References): void {
  const target = part(of, "target");
  const value = has(target, "value");
  const average = has(target, "averageValue");
  const utilization = has(target, "averageUtilization");
  const below = at.child("target");
  if (name === "object") reference(report, at.child("describedObject"), part(of, "describedObject"), references);
  if (name === "object" || name === "external" || name === "pods") metricName(report, at.child("metric"), part(of, "metric"));
  if (name === "resource" || name === "containerResource") resourceNames(report, at, name, of);
  metricTarget(report, below, target);
  switch (name) {
    case "object":
      if (!value && !average) report.required(below.child("averageValue"), "must set either a target value or averageValue");
      return;
    case "external":
      if (!value && !average) report.required(below.child("averageValue"), "must set either a target value for metric or a per-pod target");
      if (value && average) report.forbidden(below.child("value"), "may not set both a target value for metric and a per-pod target");
      return;
    case "pods":
      if (!average) report.required(below.child("averageValue"), "must specify a positive target averageValue");
      return;
    default:
      if (!utilization && !average) report.required(below.child("averageUtilization"), "must set either a target raw value or a target utilization");
      if (utilization && average) report.forbidden(below.child("averageValue"), "may not set both a target raw value and a target utilization");
  }
}

function metricName(report: Report, at: Path, metric: Fields): void {
  const name = text(metric, "name");
  if (name === "") report.required(at.child("name"), "must specify a metric name");
  else fits(report, at.child("name"), name, pathSegmentProblems);
}

function resourceNames(report: Report, at: Path, source: string, of: Fields): void {
  const name = text(of, "name");
  if (name === "") report.required(at.child("name"), "must specify a resource name");
  else if (source === "containerResource") containerResourceName(report, at.child("name"), name);
  if (source !== "containerResource") return;
  const container = text(of, "container");
  if (container === "") report.required(at.child("container"), "must specify a container");
  else dnsLabel(report, at.child("container"), container);
}

const targetTypes = ["Utilization", "Value", "AverageValue"];

function metricTarget(report: Report, at: Path, target: Fields): void {
  const type = text(target, "type");
  if (type === "") report.required(at.child("type"), "must specify a metric target type");
  if (!targetTypes.includes(type)) report.invalid(at.child("type"), typed(type), "must be either Utilization, Value, or AverageValue");
  for (const field of ["value", "averageValue"]) {
    const quantity = text(target, field);
    if (has(target, field) && quantityNanos(quantity) <= 0n) report.invalid(at.child(field), quantity, "must be positive");
  }
  const utilization = target["averageUtilization"];
  if (typeof utilization === "number" && utilization < 1) report.invalid(at.child("averageUtilization"), utilization, "must be greater than 0");
}

const MAX_WINDOW = 3600;
const MAX_PERIOD = 1800;
const selectPolicies = ["Disabled", "Max", "Min"];
const policyTypes = ["Percent", "Pods"];

function scalingRules(report: Report, at: Path, rules: Fields): void {
  const window = rules["stabilizationWindowSeconds"];
  if (typeof window === "number" && window < 0) report.invalid(at.child("stabilizationWindowSeconds"), window, "must be greater than or equal to zero");
  if (typeof window === "number" && window > MAX_WINDOW) report.invalid(at.child("stabilizationWindowSeconds"), window, `must be less than or equal to ${MAX_WINDOW}`);
  if (has(rules, "selectPolicy")) oneOf(report, at.child("selectPolicy"), rules["selectPolicy"], selectPolicies);
  const policies = list(rules, "policies");
  if (policies.length === 0) report.required(at.child("policies"), "must specify at least one Policy");
  for (const [i, policy] of policies.entries()) {
    const below = at.child("policies").index(i);
    const period = number(policy, "periodSeconds");
    oneOf(report, below.child("type"), text(policy, "type"), policyTypes);
    if (number(policy, "value") <= 0) report.invalid(below.child("value"), number(policy, "value"), "must be greater than zero");
    if (period <= 0) report.invalid(below.child("periodSeconds"), period, "must be greater than zero");
    if (period > MAX_PERIOD) report.invalid(below.child("periodSeconds"), period, `must be less than or equal to ${MAX_PERIOD}`);
  }
  if (has(rules, "tolerance")) nonnegativeQuantity(report, at.child("tolerance"), text(rules, "tolerance"));
}

/** @source kubernetes pkg/apis/autoscaling/validation ValidateHorizontalPodAutoscalerStatusUpdate */
export function validateAutoscalerStatus(report: Report, autoscaler: KubeObject): void {
  const status = part(autoscaler, "status");
  for (const field of ["currentReplicas", "desiredReplicas"]) {
    if (number(status, field) < 0) report.invalid(path("status", field), number(status, field), "must be greater than or equal to 0");
  }
}
