import type { Leak, LedgerLine, Micros, Outcome } from "../../kernel/index.ts";
import type { ClientSpec, Scenario } from "../scenario.ts";
import type { History } from "./history.ts";
import type { Staleness } from "./staleness.ts";
import type { Traffic } from "./traffic.ts";

/** A finished run, as laws see it. Times are virtual microseconds from the start. */
export interface Run {
  readonly scenario: Scenario;
  readonly clients: readonly ClientRun[];
  /** "resource namespace/name" of every subject index. */
  readonly subjects: readonly string[];
  /** When the last fault was over and the last write done. */
  readonly healed: Micros;
  /** By when every cache had to equal the store. */
  readonly deadline: Micros;
  /** How the wait for that ended. */
  readonly outcome: Outcome;
  /** An event that threw ended the story early. */
  readonly failed: { readonly at: Micros; readonly message: string } | undefined;
  readonly close: Close;
  readonly digest: string;
}

export interface ClientRun {
  readonly spec: ClientSpec;
  readonly traffic: Traffic;
  /** Of its handlers: the one that was asked for, and where it resyncs one that does not. */
  readonly histories: readonly History[];
  readonly staleness: Staleness;
  /** What the informer and its handler said when the run ended. */
  readonly synced: { readonly informer: boolean; readonly handler: boolean };
  /** The first instant after the faults at which nothing was lacking; undefined if never. */
  readonly convergedAt: Micros | undefined;
  /** What the cache held otherwise than the store, when time was up or everybody seemed to be done. */
  readonly differences: readonly Difference[];
  /** What a handler had last heard otherwise than the cache held. */
  readonly missed: readonly Missed[];
}

/** An object of which a handler does not know what the cache knows. Versions; undefined: none. */
export interface Missed {
  readonly subject: number;
  readonly heard: number | undefined;
  readonly cached: number | undefined;
}

/** One key on which a cache and the store disagree. Versions; undefined: not there. */
export interface Difference {
  readonly key: string;
  readonly cached: string | undefined;
  readonly stored: string | undefined;
}

/** What was left when everything had been told to stop. */
export interface Close {
  readonly at: Micros;
  /** Virtual time that passed until nothing was left to do; must be none. */
  readonly took: Micros;
  readonly leaks: readonly Leak[];
  readonly ledger: readonly LedgerLine[];
  /** What was left of single clients a scheduling turn after they were stopped. */
  readonly remains: readonly { readonly client: string; readonly at: Micros; readonly what: string }[];
}
