import type { LedgerLine, Leak, Micros, Outcome } from "../kernel/index.ts";
import type { Fault } from "../network/index.ts";

/** What one client did and went through, for tables and pictures. Times are virtual microseconds from the start. */
export interface ClientRecord {
  readonly name: string;
  readonly resource: string;
  readonly profile: string;
  readonly lists: number;
  readonly watches: number;
  readonly watchLists: number;
  /** 410s seen, as an answer or in a stream. */
  readonly expired: number;
  readonly events: number;
  /** JSON bytes of all answers (counted even where objects are passed by reference). */
  readonly bytes: number;
  readonly requests: number;
  /** The longest time for which the cache lacked a write that the store already held. */
  readonly worstStaleness: Micros;
  /** From the end of the last fault to equality with the store; undefined if never. */
  readonly convergedAfter: Micros | undefined;
  readonly lane: ClientLane;
}

/** What the picture draws of one client. */
export interface ClientLane {
  readonly streams: readonly { readonly from: Micros; readonly to: Micros; readonly end: string; readonly kind: "watch" | "watchList" }[];
  readonly lists: readonly { readonly at: Micros; readonly took: Micros; readonly items: number; readonly resourceVersion: string }[];
  readonly expired: readonly Micros[];
  /** Delivered events: flat quadruples (time, type 0 ADDED 1 MODIFIED 2 DELETED 3 BOOKMARK, revision, subject index or -1 for a BOOKMARK). */
  readonly delivered: readonly number[];
  /** Staleness as a step function: flat pairs (time, micros behind), only where it changes. */
  readonly staleness: readonly number[];
}

export interface LawVerdict {
  readonly law: string;
  readonly says: string;
  readonly violations: readonly Violation[];
}

export interface Violation {
  readonly law: string;
  readonly at: Micros;
  /** Who: a client, a stream, a resource. */
  readonly subject: string;
  /** What was expected and what was seen, in a sentence. */
  readonly message: string;
}

export interface RunRecord {
  readonly seed: number;
  readonly workload: { readonly name: string; readonly objects: number; readonly events: number; readonly lasts: Micros; readonly epoch: Micros };
  readonly faults: readonly Fault[];
  readonly clients: readonly ClientRecord[];
  /** Writes: flat quadruples (time, type 0 ADDED 1 MODIFIED 2 DELETED, revision, subject index). */
  readonly writes: readonly number[];
  /** "resource namespace/name" of every subject index. */
  readonly subjects: readonly string[];
  readonly laws: readonly LawVerdict[];
  readonly ledger: readonly LedgerLine[];
  readonly leaks: readonly Leak[];
  readonly outcome: Outcome;
  readonly virtualTime: Micros;
  /** Watch events that clients were handed, all together. */
  readonly events: number;
  readonly digest: string;
}
