import type { KubeObject } from "../../../api/index.ts";
import { parseRfc3339 } from "../../../api/index.ts";
import { at } from "../kind.ts";
import { list, part } from "../../validation/index.ts";
import type { Cell, Printer, RowCondition } from "./column.ts";
import { age, count, humanDuration, name, NONE, printer, text } from "./column.ts";

type Fields = { readonly [field: string]: unknown };

/** How a pod fares, as told in one line. */
interface Summary {
  readonly ready: string;
  readonly reason: string;
  readonly restarts: string;
}

/** @source kubernetes pkg/printers/internalversion/printers.go printPod */
export const podPrinter: Printer = {
  ...printer([
    name,
    ["Ready", (o, now) => summary(o, now).ready],
    ["Status", (o, now) => summary(o, now).reason],
    ["Restarts", (o, now) => summary(o, now).restarts],
    age,
    ["IP+", (o) => text(list(part(o, "status"), "podIPs")[0]?.["ip"]) || NONE],
    ["Node+", (o) => at("spec", "nodeName")(o) || NONE],
    ["Nominated Node+", (o) => at("status", "nominatedNodeName")(o) || NONE],
    ["Readiness Gates+", readinessGates],
  ]),
  conditions: (o) => over[at("status", "phase")(o)],
};

/** @source printers.go podSuccessConditions, podFailedConditions */
const over: { readonly [phase: string]: readonly RowCondition[] } = {
  Succeeded: [{ type: "Completed", status: "True", reason: "Succeeded", message: "The pod has completed successfully." }],
  Failed: [{ type: "Completed", status: "True", reason: "Failed", message: "The pod failed." }],
};

function readinessGates(pod: KubeObject): Cell {
  const gates = list(part(pod, "spec"), "readinessGates");
  const conditions = list(part(pod, "status"), "conditions");
  const met = gates.filter((gate) => conditions.some((each) => each["type"] === gate["conditionType"] && each["status"] === "True"));
  return gates.length === 0 ? NONE : `${met.length}/${gates.length}`;
}

let last: { readonly pod: KubeObject; readonly now: number; readonly summary: Summary } | undefined;

/** Three cells ask for it one after the other. */
function summary(pod: KubeObject, now: number): Summary {
  if (last?.pod !== pod || last.now !== now) last = { pod, now, summary: summarize(pod, now) };
  return last.summary;
}

interface Count {
  restarts: number;
  /** The latest restart, microseconds since 1970; 0: none is known. */
  at: number;
}

function summarize(pod: KubeObject, now: number): Summary {
  const spec = part(pod, "spec");
  const status = part(pod, "status");
  const phase = at("status", "phase")(pod);
  const conditions = list(status, "conditions");
  const inits = new Map(list(spec, "initContainers").map((each) => [each["name"], each]));
  const sidecar = (container: Fields): boolean => inits.get(container["name"])?.["restartPolicy"] === "Always";
  const total = list(spec, "containers").length + [...inits.values()].filter((each) => each["restartPolicy"] === "Always").length;
  let ready = 0;
  let reason = at("status", "reason")(pod) || phase;
  if (conditions.some((each) => each["type"] === "PodScheduled" && each["reason"] === "SchedulingGated")) reason = "SchedulingGated";

  const restarted: Count = { restarts: 0, at: 0 };
  const sidecars: Count = { restarts: 0, at: 0 };
  let initializing = false;
  for (const [i, container] of list(status, "initContainerStatuses").entries()) {
    tally(restarted, container);
    if (sidecar(container)) tally(sidecars, container);
    const terminated = stateOf(container, "terminated");
    const waiting = stateOf(container, "waiting");
    if (terminated?.["exitCode"] === 0) continue;
    if (sidecar(container) && container["started"] === true) {
      if (container["ready"] === true) ready += 1;
      continue;
    }
    initializing = true;
    if (terminated !== undefined) reason = `Init:${endOf(terminated)}`;
    else if (waiting?.["reason"] && waiting["reason"] !== "PodInitializing") reason = `Init:${text(waiting["reason"])}`;
    else reason = `Init:${i}/${list(spec, "initContainers").length}`;
    break;
  }

  let counted = restarted;
  if (!initializing || conditions.some((each) => each["type"] === "Initialized" && each["status"] === "True")) {
    counted = sidecars;
    let running = false;
    for (const container of [...list(status, "containerStatuses")].reverse()) {
      tally(counted, container);
      const terminated = stateOf(container, "terminated");
      const waiting = stateOf(container, "waiting");
      if (waiting?.["reason"]) reason = text(waiting["reason"]);
      else if (terminated !== undefined) reason = endOf(terminated);
      else if (container["ready"] === true && stateOf(container, "running") !== undefined) {
        running = true;
        ready += 1;
      }
    }
    if (reason === "Completed" && running) reason = conditions.some((each) => each["type"] === "Ready" && each["status"] === "True") ? "Running" : "NotReady";
  }

  if (pod.metadata.deletionTimestamp !== undefined) {
    if (status["reason"] === "NodeLost") reason = "Unknown";
    else if (phase !== "Failed" && phase !== "Succeeded") reason = "Terminating";
  }
  const { restarts, at: latest } = counted;
  const ago = restarts !== 0 && latest !== 0 ? ` (${humanDuration(now - latest)} ago)` : "";
  return { ready: `${ready}/${total}`, reason, restarts: `${restarts}${ago}` };
}

function tally(into: Count, container: Fields): void {
  into.restarts += count(container["restartCount"]);
  const finished = part(part(container, "lastState"), "terminated")["finishedAt"];
  const ended = typeof finished === "string" ? (parseRfc3339(finished) ?? 0) : 0;
  if (ended > into.at) into.at = ended;
}

function endOf(terminated: Fields): string {
  if (terminated["reason"]) return text(terminated["reason"]);
  return count(terminated["signal"]) === 0 ? `ExitCode:${count(terminated["exitCode"])}` : `Signal:${count(terminated["signal"])}`;
}

function stateOf(container: Fields, state: string): Fields | undefined {
  const found = part(container, "state")[state];
  return typeof found === "object" && found !== null ? (found as Fields) : undefined;
}
