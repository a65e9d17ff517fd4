import { judge } from "../laws/index.ts";
import type { ClientRecord, RunRecord } from "../run-record.ts";
import { lastFaultEnds } from "../faults/index.ts";
import type { Performance } from "./perform.ts";
import type { ClientRun, Run } from "./run.ts";
import type { Exchange } from "./traffic.ts";

/** What reports are made of. */
export function recordOf({ run, writes, virtualTime, events }: Performance): RunRecord {
  const { scenario, subjects, close, outcome, digest } = run;
  const { workload } = scenario;
  return {
    seed: scenario.seed,
    workload: { name: workload.name, objects: objectsOf(run), events: workload.writes.length, lasts: workload.lasts, epoch: workload.epoch },
    faults: scenario.faults,
    clients: run.clients.map((client) => clientRecord(client, run, virtualTime)),
    writes,
    subjects,
    laws: judge(run),
    ledger: close.ledger,
    leaks: close.leaks,
    outcome,
    virtualTime,
    events,
    digest,
  };
}

/** Different objects that the workload speaks of: a name that is made again is another object. */
function objectsOf({ scenario: { workload } }: Run): number {
  return workload.initial.length + workload.writes.filter(({ type }) => type === "ADDED").length;
}

function clientRecord({ spec, traffic, staleness, convergedAt }: ClientRun, run: Run, end: number): ClientRecord {
  const { exchanges } = traffic;
  const count = (is: (exchange: Exchange) => boolean): number => exchanges.filter(is).length;
  return {
    name: spec.name,
    resource: spec.resource,
    profile: spec.profile ?? "1.36",
    lists: count(({ kind, continued }) => kind === "list" && !continued),
    watches: count(({ kind }) => kind === "watch"),
    watchLists: count(({ kind }) => kind === "watchList"),
    expired: traffic.expired.length,
    events: traffic.delivered.length / 4,
    bytes: traffic.bytes,
    requests: exchanges.length,
    worstStaleness: staleness.worst,
    convergedAfter: convergedAt === undefined ? undefined : convergedAt - lastFaultEnds(run.scenario.faults),
    lane: {
      streams: exchanges.filter(isStream).map(({ at, ended, end: how, kind }) => ({ from: at, to: ended ?? end, end: how === "" ? "open" : how, kind })),
      lists: traffic.lists.map(({ at, took, items, resourceVersion }) => ({ at, took, items, resourceVersion })),
      expired: traffic.expired,
      delivered: traffic.delivered,
      staleness: staleness.steps,
    },
  };
}

/** A stream that was answered as one: refused watches are no streams. */
function isStream(exchange: Exchange): exchange is Exchange & { readonly kind: "watch" | "watchList" } {
  return (exchange.kind === "watch" || exchange.kind === "watchList") && exchange.status === 200;
}
