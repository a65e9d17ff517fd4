import type { KubeObject } from "../../../api/index.ts";
import { parseRfc3339 } from "../../../api/index.ts";
import { at } from "../kind.ts";
import { list, part } from "../../validation/index.ts";
import type { Cell, Printer } from "./column.ts";
import { age, count, humanDuration, labelText, name, NONE, printer, since, text, UNKNOWN, UNSET } from "./column.ts";
import { containerImages, containerNames, selectorText, templateSpec } from "./selectors.ts";

type Fields = { readonly [field: string]: unknown };
type Part = readonly [string, (object: KubeObject, now: number) => Cell];

const spec = (o: KubeObject): Fields => part(o, "spec");
const status = (o: KubeObject): Fields => part(o, "status");
const number = (column: string, from: (o: KubeObject) => Fields, field: string): Part => [column, (o) => count(from(o)[field])];
const containers: Part = ["Containers+", (o) => containerNames(templateSpec(spec(o)))];
const images: Part = ["Images+", (o) => containerImages(templateSpec(spec(o)))];
const selector: Part = ["Selector+", (o) => selectorText(part(spec(o), "selector"))];
const readyOfAll: Part = ["Ready", (o) => `${count(status(o)["readyReplicas"])}/${count(spec(o)["replicas"])}`];

/** Tables of apps, batch and autoscaling. @source kubernetes pkg/printers/internalversion/printers.go */
export const workloadPrinters: { readonly [resource: string]: Printer } = {
  "controllerrevisions.apps": printer([name, ["Controller", controllerOf], ["Revision", (o) => String(count(o["revision"]))], age]),
  "daemonsets.apps": printer([
    name,
    number("Desired|integer", status, "desiredNumberScheduled"),
    number("Current|integer", status, "currentNumberScheduled"),
    number("Ready|integer", status, "numberReady"),
    number("Up-to-date|integer", status, "updatedNumberScheduled"),
    number("Available|integer", status, "numberAvailable"),
    ["Node Selector", (o) => labelText(part(templateSpec(spec(o)), "nodeSelector"))],
    age, containers, images, selector,
  ]),
  "deployments.apps": printer([name, readyOfAll, number("Up-to-date", status, "updatedReplicas"), number("Available", status, "availableReplicas"), age, containers, images, selector]),
  "replicasets.apps": printer([
    name,
    number("Desired|integer", spec, "replicas"), number("Current|integer", status, "replicas"), number("Ready|integer", status, "readyReplicas"),
    age, containers, images, selector,
  ]),
  "statefulsets.apps": printer([name, readyOfAll, age, containers, images]),
  "cronjobs.batch": printer([
    name,
    ["Schedule", at("spec", "schedule")],
    ["Timezone", (o) => at("spec", "timeZone")(o) || NONE],
    ["Suspend|boolean", (o) => truth(spec(o)["suspend"])],
    ["Active|integer", (o) => list(status(o), "active").length],
    ["Last Schedule", (o, now) => (status(o)["lastScheduleTime"] ? since(status(o)["lastScheduleTime"], now) : NONE)],
    age,
    ["Containers+", (o) => containerNames(templateSpec(jobSpec(o)))],
    ["Images+", (o) => containerImages(templateSpec(jobSpec(o)))],
    ["Selector+", (o) => selectorText(part(jobSpec(o), "selector"))],
  ]),
  "jobs.batch": printer([name, ["Status", jobStatus], ["Completions", completions], ["Duration", duration], age, containers, images, selector]),
  "horizontalpodautoscalers.autoscaling": printer([
    name,
    ["Reference", (o) => `${at("spec", "scaleTargetRef", "kind")(o)}/${at("spec", "scaleTargetRef", "name")(o)}`],
    ["Targets", targets],
    ["MinPods", (o) => at("spec", "minReplicas")(o) || UNSET],
    number("MaxPods", spec, "maxReplicas"),
    number("Replicas", status, "currentReplicas"),
    age,
  ]),
};

/** "True", "False", or nothing said. @source printers.go printBoolPtr */
function truth(value: unknown): string {
  return value === true ? "True" : value === false ? "False" : UNSET;
}

function controllerOf(o: KubeObject): Cell {
  const owner = o.metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined) return NONE;
  const [group = "", version] = owner.apiVersion.split("/");
  return `${owner.kind.toLowerCase()}${version === undefined ? "" : `.${group}`}/${owner.name}`;
}

function jobSpec(o: KubeObject): Fields {
  return part(part(spec(o), "jobTemplate"), "spec");
}

/** What ends a job tells more than what holds it up. */
function jobStatus(o: KubeObject): Cell {
  const has = (type: string): boolean => list(status(o), "conditions").some((each) => each["type"] === type && each["status"] === "True");
  for (const type of ["Complete", "Failed"]) if (has(type)) return type;
  if (o.metadata.deletionTimestamp !== undefined) return "Terminating";
  return ["Suspended", "FailureTarget", "SuccessCriteriaMet"].find(has) ?? "Running";
}

function completions(o: KubeObject): Cell {
  const succeeded = count(status(o)["succeeded"]);
  const { completions: wanted, parallelism } = spec(o);
  if (typeof wanted === "number") return `${succeeded}/${wanted}`;
  return count(parallelism) > 1 ? `${succeeded}/1 of ${count(parallelism)}` : `${succeeded}/1`;
}

function duration(o: KubeObject, now: number): Cell {
  const began = parseRfc3339(at("status", "startTime")(o));
  return began === undefined ? "" : humanDuration((parseRfc3339(at("status", "completionTime")(o)) ?? now) - began);
}

/** @source printers.go formatHPAMetrics */
function targets(o: KubeObject): Cell {
  const metrics = list(spec(o), "metrics");
  if (metrics.length === 0) return NONE;
  const current = list(status(o), "currentMetrics");
  const most = 2;
  const shown = metrics.slice(0, most).map((metric, i) => target(metric, current[i] ?? {})).join(", ");
  return metrics.length > most ? `${shown} + ${metrics.length - most} more...` : shown;
}

const sources: { readonly [type: string]: string } = { External: "external", Pods: "pods", Object: "object", Resource: "resource", ContainerResource: "containerResource" };

function target(metric: Fields, seen: Fields): string {
  const type = text(metric["type"]);
  const source = part(metric, sources[type] ?? "");
  const wanted = part(source, "target");
  const now = part(part(seen, sources[type] ?? ""), "current");
  const { averageValue, value, averageUtilization } = wanted;
  switch (type) {
    case "External":
    case "Object":
      return averageValue === undefined ? `${text(now["value"]) || UNKNOWN}/${text(value)}` : `${text(now["averageValue"]) || UNKNOWN}/${text(averageValue)} (avg)`;
    case "Pods":
      return `${text(now["averageValue"]) || UNKNOWN}/${text(averageValue)}`;
    case "Resource":
    case "ContainerResource": {
      const of = text(source["name"]);
      if (averageValue !== undefined) return `${of}: ${text(now["averageValue"]) || UNKNOWN}/${text(averageValue)}`;
      const used = now["averageUtilization"];
      return `${of}: ${typeof used === "number" ? `${used}%` : UNKNOWN}/${typeof averageUtilization === "number" ? `${averageUtilization}%` : "<auto>"}`;
    }
    default:
      return "<unknown type>";
  }
}
