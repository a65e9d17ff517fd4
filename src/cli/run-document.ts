import type { ClientRecord, RunRecord, Scenario, Violation } from "../explore/index.ts";
import { describeFault, type Fault } from "../network/index.ts";
import { verdictOf } from "../report/index.ts";
import type { Measured } from "./measured.ts";

/**
 * What `--json` prints: one document, stable keys. Times are virtual microseconds from the start of the run. All but
 * `measured` and the paths under `files` is the same for the same command, byte for byte.
 */
export interface RunDocument extends Pick<RunRecord, "seed" | "workload" | "laws" | "ledger" | "leaks" | "outcome" | "virtualTime" | "events" | "digest"> {
  readonly kubeloom: "run";
  /** Grows when a key changes its meaning or goes. */
  readonly schemaVersion: 1;
  readonly verdict: { readonly good: boolean; readonly says: string };
  readonly cluster: { readonly apiservers: number; readonly serverProfile: string; readonly tieBreak: string };
  /** Each with its sentence: an array that `--faults FILE` reads. */
  readonly faults: readonly (Fault & { readonly story: string })[];
  readonly clients: readonly Omit<ClientRecord, "lane">[];
  readonly broken: BrokenLaw | null;
  readonly files: { readonly report: string | null; readonly story: string | null };
  readonly measured: Measured & { readonly virtualSecondsPerCpuSecond: number };
}

/** The first broken law and the shortest story found that breaks it. */
export interface BrokenLaw {
  readonly law: string;
  /** How the shortest story breaks it. */
  readonly first: Violation;
  /** Sentences. */
  readonly story: readonly string[];
  /** The line that replays it. */
  readonly replay: string;
}

export interface RunFiles {
  readonly report: string | undefined;
  readonly story: string | undefined;
}

export function runDocument(record: RunRecord, scenario: Scenario, measured: Measured, files: RunFiles, broken: BrokenLaw | undefined): RunDocument {
  return {
    kubeloom: "run",
    schemaVersion: 1,
    verdict: verdictOf(record),
    seed: record.seed,
    workload: record.workload,
    cluster: { apiservers: scenario.apiservers, serverProfile: scenario.serverProfile, tieBreak: scenario.tieBreak },
    faults: record.faults.map((fault) => ({ ...fault, story: describeFault(fault) })),
    clients: record.clients.map(({ lane: _lane, ...client }) => client),
    laws: record.laws,
    ledger: record.ledger,
    leaks: record.leaks,
    outcome: record.outcome,
    virtualTime: record.virtualTime,
    events: record.events,
    digest: record.digest,
    broken: broken ?? null,
    files: { report: files.report ?? null, story: files.story ?? null },
    measured: { ...measured, virtualSecondsPerCpuSecond: measured.cpuSeconds > 0 ? record.virtualTime / 1_000_000 / measured.cpuSeconds : 0 },
  };
}
