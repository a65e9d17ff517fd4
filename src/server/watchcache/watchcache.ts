import type { CompiledSelector, KubeObject, WatchEvent } from "../../api/index.ts";
import type { Clock, Micros, Random, Scope } from "../../kernel/index.ts";
import type { ServerProfile } from "../profile.ts";
import type { Revision, Storage, VersionRecord } from "../storage/index.ts";

/**
 * A compiled selector. Its hint names one equality that every match satisfies, so that events of other values need not
 * even be tested; without one the watcher is offered every event of its scope.
 */
export type Predicate = CompiledSelector;

/** Why a read or a watch is refused. REST turns it into a Status with `statusOf`. */
export type Refusal =
  /** 410. `continue` is the token that goes on at the present, for an expired token. */
  | { readonly kind: "expired"; readonly message: string; readonly continue?: string }
  /** 504; a Retry-After header when `retryAfter` (seconds) is above 0. */
  | { readonly kind: "tooLarge"; readonly requested: Revision; readonly current: Revision; readonly retryAfter: number }
  /** 429. */
  | { readonly kind: "notReady"; readonly message: string; readonly retryAfter: number }
  /** 400. */
  | { readonly kind: "badRequest"; readonly message: string }
  /** 500 without a reason. */
  | { readonly kind: "internal"; readonly message: string };

export interface ListQuery {
  /** "" for all namespaces or a cluster-scoped resource. */
  readonly namespace: string;
  /** Set when the field selector pins one name within one namespace (or a cluster-scoped resource): a read of one key. */
  readonly name?: string;
  /** Undefined: parameter unset. 0: "0". Texts that are no version are refused before. */
  readonly resourceVersion: Revision | undefined;
  readonly match: "" | "Exact" | "NotOlderThan";
  /** 0: none. */
  readonly limit: number;
  /** The token as sent; "" for none. */
  readonly continue: string;
  /** Undefined: everything. */
  readonly predicate: Predicate | undefined;
}

export interface Listed {
  readonly kind: "ok";
  /** Frozen and shared. */
  readonly objects: readonly KubeObject[];
  /** Their keys, in their order. */
  readonly keys: readonly string[];
  readonly resourceVersion: Revision;
  /** "" when nothing remains. */
  readonly continue: string;
  /** Only where upstream gives it: no predicate, and something remains. */
  readonly remaining: number | undefined;
}

export interface Got {
  readonly kind: "ok";
  /** Undefined: not found. */
  readonly record: VersionRecord | undefined;
}

export interface WatchQuery {
  readonly namespace: string;
  readonly resourceVersion: Revision | undefined;
  /** After defaulting: undefined is the legacy start, which sends the state and no marked bookmark. */
  readonly sendInitialEvents: boolean | undefined;
  readonly allowBookmarks: boolean;
  /** Undefined or 0: drawn between minRequestTimeout and twice that. */
  readonly timeoutSeconds: number | undefined;
  readonly predicate: Predicate | undefined;
  /** For ledger and laws: who watches. */
  readonly label: string;
}

/**
 * Takes one watch. Either `refuse` alone, or `open`, events, `end`. After the caller's cancel nothing is called.
 * An ERROR event is the last event; a clean `end` follows.
 */
export interface WatchSink {
  open(): void;
  refuse(refusal: Refusal): void;
  event(event: WatchEvent): void;
  end(): void;
  /** How long the consumer takes over an event, asked before each. Absent: no time. Infinity: it reads nothing until `resume`. */
  pace?(): Micros;
}

export interface Watch {
  /** The client is gone. Idempotent. */
  cancel(): void;
  /** A consumer that stopped reading reads again. */
  resume(): void;
}

/** One resource on one apiserver replica. Cached or not is for the profile (and the resource) to say. */
export interface WatchCache {
  readonly cached: boolean;
  /** How far this replica has come. Uncached: the store's current revision. */
  readonly revision: Revision;
  /** `resourceVersion` undefined is a quorum read. */
  get(path: string, resourceVersion: Revision | undefined, done: (outcome: Got | Refusal) => void): () => void;
  list(query: ListQuery, done: (outcome: Listed | Refusal) => void): () => void;
  watch(query: WatchQuery, sink: WatchSink): Watch;
  /** From now on records reach this replica so much later than they were written. Never takes back what it knows. */
  setLag(lag: Micros): void;
  /** Ends all watches; not ready for `downFor`, then comes back at the store's current revision with an empty window. */
  restart(downFor?: Micros): void;
  /** The apiserver itself compacted: snapshots below are dropped. */
  compacted(revision: Revision): void;
  /** The window no longer reaches below: watches from there are expired. Streams that are open go on. */
  forget(revision: Revision): void;
  /** Open watches. */
  readonly watches: number;
}

export interface WatchCacheOptions {
  readonly scope: Scope;
  readonly clock: Clock;
  readonly random: Random;
  readonly storage: Storage;
  readonly profile: ServerProfile;
  /** "/core/pods/". */
  readonly collection: string;
  /** What a bookmark's object says it is. */
  readonly apiVersion: string;
  readonly kind: string;
  /** False for resources the apiserver never caches (Events). Default true. */
  readonly cached?: boolean;
}
