import type { Json, JsonObject, KubeObject } from "../../../api/index.ts";
import { quantityNanos } from "../../schema/index.ts";
import type { Fields } from "../../validation/index.ts";
import { goJson, has, internalForm, list, part, text } from "../../validation/index.ts";
import type { Conversion } from "./conversion.ts";

/**
 * autoscaling/v1 knows one metric, the use of CPU. The others, the behavior, the statuses of metrics and the conditions
 * travel as annotations.
 *
 * @source kubernetes pkg/apis/autoscaling/v1/conversion.go, annotations.go
 * @differs a behavior that comes as an annotation has the second version's defaults before it is looked at, not after
 */
export const firstAutoscalers: Conversion = {
  storedAs: { group: "autoscaling", version: "v2", resource: "horizontalpodautoscalers" },
  stored: toSecond,
  shown: toFirst,
};

const PREFIX = "autoscaling.alpha.kubernetes.io/";
const METRICS = `${PREFIX}metrics`;
const STATUSES = `${PREFIX}current-metrics`;
const CONDITIONS = `${PREFIX}conditions`;
const BEHAVIOR = `${PREFIX}behavior`;
const carried: ReadonlySet<string> = new Set([METRICS, STATUSES, CONDITIONS, BEHAVIOR, `${PREFIX}scale-down-tolerance`, `${PREFIX}scale-up-tolerance`]);
const DEFAULT_UTILIZATION = 80;

function toFirst(stored: KubeObject): KubeObject {
  const spec = part(stored, "spec");
  const status = part(stored, "status");
  const metrics = list(spec, "metrics");
  const statuses = list(status, "currentMetrics");
  const conditions = list(status, "conditions");
  const usage = metrics.find(isCpuUse);
  const others = metrics.filter((metric) => !isCpuUse(metric)).map(firstMetric);
  const annotations: { [key: string]: string } = own(stored);
  if (has(spec, "behavior")) annotations[BEHAVIOR] = goJson(internalForm("autoscaling.v2.HorizontalPodAutoscalerBehavior", spec["behavior"]));
  if (conditions.length > 0) annotations[CONDITIONS] = goJson(conditions.map(firstCondition));
  if (statuses.length > 0) annotations[STATUSES] = goJson(statuses.map(firstStatus));
  if (others.length > 0) annotations[METRICS] = goJson(others);
  const { minReplicas, maxReplicas, scaleTargetRef } = spec;
  const { observedGeneration, lastScaleTime, currentReplicas, desiredReplicas } = status;
  const used = statuses.filter((each) => each["type"] === "Resource" && part(each, "resource")["name"] === "cpu").map((each) => part(part(each, "resource"), "current")["averageUtilization"]);
  return {
    ...stored,
    metadata: { ...stored.metadata, annotations: sorted(annotations) },
    spec: defined({ scaleTargetRef, minReplicas, maxReplicas, targetCPUUtilizationPercentage: usage === undefined ? undefined : targetOf(part(usage, "resource"))["averageUtilization"] }),
    status: defined({ observedGeneration, lastScaleTime, currentReplicas, desiredReplicas, currentCPUUtilizationPercentage: used.findLast((each) => each !== undefined) }),
  };
}

function toSecond(shown: KubeObject): KubeObject {
  const spec = part(shown, "spec");
  const status = part(shown, "status");
  const annotations = shown.metadata.annotations ?? {};
  const usage = spec["targetCPUUtilizationPercentage"];
  const carriedMetrics = parsedList(annotations[METRICS]);
  const metrics = [...carriedMetrics.map(secondMetric), ...(usage === undefined ? [] : [cpuUse(usage)])];
  const behavior = parsed(annotations[BEHAVIOR]);
  const used = status["currentCPUUtilizationPercentage"];
  const statuses = annotations[STATUSES] === undefined ? [] : parsedList(annotations[STATUSES]).map(secondStatus);
  const { minReplicas, maxReplicas, scaleTargetRef } = spec;
  const { observedGeneration, lastScaleTime, currentReplicas, desiredReplicas } = status;
  return {
    ...shown,
    metadata: { ...shown.metadata, annotations: own(shown) },
    spec: defined({
      scaleTargetRef, minReplicas, maxReplicas,
      metrics: metrics.length > 0 ? metrics : [cpuUse(DEFAULT_UTILIZATION)],
      behavior: behavior === undefined || Object.keys(behavior).length === 0 ? undefined : versioned(behavior),
    }),
    status: defined({
      observedGeneration, lastScaleTime, currentReplicas, desiredReplicas,
      currentMetrics: statuses.length > 0 ? statuses : used === undefined ? undefined : [{ type: "Resource", resource: { name: "cpu", current: { averageUtilization: used } } }],
      conditions: annotations[CONDITIONS] === undefined ? undefined : parsedList(annotations[CONDITIONS]),
    }),
  };
}

/** Annotations of the object's own. */
function own({ metadata: { annotations = {} } }: KubeObject): { [key: string]: string } {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => !carried.has(key)));
}

function sorted(annotations: { readonly [key: string]: string }): { readonly [key: string]: string } {
  return Object.fromEntries(Object.keys(annotations).sort().map((key) => [key, annotations[key] as string]));
}

function defined(fields: { readonly [field: string]: unknown }): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function isCpuUse(metric: Fields): boolean {
  const resource = part(metric, "resource");
  return metric["type"] === "Resource" && resource["name"] === "cpu" && has(targetOf(resource), "averageUtilization");
}

function targetOf(source: Fields): Fields {
  return part(source, "target");
}

function cpuUse(averageUtilization: unknown): Fields {
  return { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization } } };
}

/** What each type of metric is called, and how its source is written in the first version, in the order of its fields there. */
const sources = ["object", "pods", "resource", "containerResource", "external"] as const;
type Source = (typeof sources)[number];
type Rewrite = (source: Fields) => { readonly [field: string]: unknown };

const firstSources: { readonly [source in Source]: Rewrite } = {
  object: (s) => ({ ...described(s), targetValue: targetOf(s)["value"] ?? "0", selector: selectorOf(s), averageValue: targetOf(s)["averageValue"] }),
  pods: (s) => ({ metricName: nameOf(s), targetAverageValue: targetOf(s)["averageValue"] ?? "0", selector: selectorOf(s) }),
  resource: (s) => ({ name: text(s, "name"), targetAverageUtilization: targetOf(s)["averageUtilization"], targetAverageValue: targetOf(s)["averageValue"] }),
  containerResource: (s) => ({ name: text(s, "name"), targetAverageUtilization: targetOf(s)["averageUtilization"], targetAverageValue: targetOf(s)["averageValue"], container: text(s, "container") }),
  external: (s) => ({ metricName: nameOf(s), metricSelector: selectorOf(s), targetValue: targetOf(s)["value"], targetAverageValue: targetOf(s)["averageValue"] }),
};

const firstStatuses: { readonly [source in Source]: Rewrite } = {
  object: (s) => ({ ...described(s), currentValue: currentOf(s)["value"] ?? "0", selector: selectorOf(s), averageValue: currentOf(s)["averageValue"] }),
  pods: (s) => ({ metricName: nameOf(s), currentAverageValue: currentOf(s)["averageValue"] ?? "0", selector: selectorOf(s) }),
  resource: (s) => ({ name: text(s, "name"), currentAverageUtilization: currentOf(s)["averageUtilization"], currentAverageValue: currentOf(s)["averageValue"] ?? "0" }),
  containerResource: (s) => ({ name: text(s, "name"), currentAverageUtilization: currentOf(s)["averageUtilization"], currentAverageValue: currentOf(s)["averageValue"] ?? "0", container: text(s, "container") }),
  external: (s) => ({ metricName: nameOf(s), metricSelector: selectorOf(s), currentValue: currentOf(s)["value"] ?? "0", currentAverageValue: currentOf(s)["averageValue"] }),
};

const secondSources: { readonly [source in Source]: Rewrite } = {
  object: (s) => ({ describedObject: s["target"], metric: metricOf(s), target: objectTarget(s) }),
  pods: (s) => ({ metric: metricOf(s), target: { type: "AverageValue", averageValue: s["targetAverageValue"] ?? "0" } }),
  resource: (s) => ({ name: s["name"], target: usageTarget(s) }),
  containerResource: (s) => ({ name: s["name"], container: s["container"], target: usageTarget(s) }),
  external: (s) => ({
    metric: metricOf(s),
    target: defined({ type: has(s, "targetValue") ? "Value" : "AverageValue", value: s["targetValue"], averageValue: s["targetAverageValue"] }),
  }),
};

const secondStatuses: { readonly [source in Source]: Rewrite } = {
  object: (s) => ({ describedObject: s["target"], metric: metricOf(s), current: defined({ value: s["currentValue"] ?? "0", averageValue: s["averageValue"] }) }),
  pods: (s) => ({ metric: metricOf(s), current: { averageValue: s["currentAverageValue"] ?? "0" } }),
  resource: (s) => ({ name: s["name"], current: usage(s) }),
  containerResource: (s) => ({ name: s["name"], container: s["container"], current: usage(s) }),
  external: (s) => ({ metric: metricOf(s), current: defined({ value: s["currentValue"] ?? "0", averageValue: s["currentAverageValue"] }) }),
};

function rewritten(by: { readonly [source in Source]: Rewrite }): (metric: Fields) => JsonObject {
  return (metric) => {
    const made: { [field: string]: unknown } = { type: text(metric, "type") };
    for (const source of sources) if (has(metric, source)) made[source] = defined(by[source](part(metric, source)));
    return made as JsonObject;
  };
}

const firstMetric = rewritten(firstSources);
const firstStatus = rewritten(firstStatuses);
const secondMetric = rewritten(secondSources);
const secondStatus = rewritten(secondStatuses);

function firstCondition(condition: Fields): JsonObject {
  const { type = "", status = "", lastTransitionTime = null, reason, message } = condition;
  return defined({ type, status, lastTransitionTime, reason, message }) as JsonObject;
}

function described(source: Fields): Fields {
  const { kind = "", name = "", apiVersion } = part(source, "describedObject");
  return { target: defined({ kind, name, apiVersion }), metricName: nameOf(source) };
}

function currentOf(source: Fields): Fields {
  return part(source, "current");
}

function nameOf(source: Fields): string {
  return text(part(source, "metric"), "name");
}

function selectorOf(source: Fields): unknown {
  return part(source, "metric")["selector"];
}

function metricOf(source: Fields): Fields {
  return defined({ name: source["metricName"] ?? "", selector: source["selector"] ?? source["metricSelector"] });
}

/** The first version always writes a value, though only an average was asked for. */
function objectTarget(source: Fields): Fields {
  const { targetValue = "0", averageValue } = source;
  if (averageValue === undefined) return { type: "Value", value: targetValue };
  return defined({ type: "AverageValue", value: quantityNanos(String(targetValue)) === 0n ? undefined : targetValue, averageValue });
}

function usageTarget(source: Fields): Fields {
  const { targetAverageUtilization, targetAverageValue } = source;
  return defined({ type: targetAverageUtilization === undefined ? "AverageValue" : "Utilization", averageValue: targetAverageValue, averageUtilization: targetAverageUtilization });
}

function usage(source: Fields): Fields {
  return defined({ averageValue: source["currentAverageValue"] ?? "0", averageUtilization: source["currentAverageUtilization"] });
}

/** An annotation that is no JSON of the kind is passed over. */
function parsed(annotation: string | undefined): Fields | undefined {
  if (annotation === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(annotation);
    return typeof value === "object" && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

function parsedList(annotation: string | undefined): readonly Fields[] {
  const value = parsed(annotation);
  return Array.isArray(value) ? (value as readonly Fields[]) : [];
}

/** Names of Go's own as the version writes them: Go reads either. */
function versioned(value: Json | Fields): Json {
  if (Array.isArray(value)) return value.map((each: Json) => versioned(each));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as JsonObject).filter(([, each]) => each !== null);
  return Object.fromEntries(entries.map(([field, each]) => [field.replace(/^[A-Z]/, (letter) => letter.toLowerCase()), versioned(each)]));
}
