import type { KubeObject } from "../../api/index.ts";
import type { Micros } from "../../kernel/index.ts";

/** Global, dense, from `firstRevision` on (100,000 by default). */
export type Revision = number;

/** A version of a key: the version record is the log record. `object` is undefined for a delete. */
export interface VersionRecord {
  readonly revision: Revision;
  readonly entry: Entry;
  /** With `metadata.resourceVersion` = revision. For a delete: undefined. */
  readonly object: KubeObject | undefined;
  /** The version before, a tombstone included. Undefined for the first, and where compaction cut the chain. */
  readonly previous: VersionRecord | undefined;
}

/** One key for ever: survives deletes until compaction drops it. */
export interface Entry {
  /** `/<group or "core">/<resource>/<namespace>/<name>`, without the namespace segment for cluster-scoped ones. */
  readonly path: string;
  /** What clients call it: "namespace/name" or "name". Made once. */
  readonly key: string;
  /** Small dense integer, for traces and arrays indexed by entry. */
  readonly id: number;
  /** The newest version in the store that made this entry; a fork gives a key its own entry on the first write. */
  readonly head: VersionRecord;
}

export type StorageError =
  | { readonly kind: "keyNotFound"; readonly path: string }
  | { readonly kind: "keyExists"; readonly path: string; readonly entry: Entry }
  /** The expected revision is not the current one. */
  | { readonly kind: "conflict"; readonly path: string; readonly current: Revision }
  /** A precondition does not hold; `message` as upstream words it. */
  | { readonly kind: "invalidObject"; readonly path: string; readonly current: Revision; readonly message: string }
  | { readonly kind: "compacted"; readonly requested: Revision; readonly compacted: Revision }
  | { readonly kind: "future"; readonly requested: Revision; readonly current: Revision };

/** @source apiserver pkg/storage/interfaces.go Preconditions */
export interface Preconditions {
  readonly uid?: string;
  readonly resourceVersion?: string;
}

export interface Page {
  /** Frozen, in byte order of path; shared by every caller that asks the same. */
  readonly items: readonly VersionRecord[];
  /** The objects of `items`, frozen and shared as well. */
  readonly objects: readonly KubeObject[];
  /** Their keys, likewise. */
  readonly keys: readonly string[];
  /** The revision the list shows. */
  readonly at: Revision;
  /** Path of the last item when more remain. */
  readonly next: string | undefined;
  /** Items after this page. Undefined when it was not asked for. */
  readonly remaining: number | undefined;
}

export interface ListRange {
  /** Paths beginning with this, which ends with "/". */
  readonly prefix: string;
  /** Only paths strictly after this one. */
  readonly after?: string;
  /** 0: all. */
  readonly limit: number;
  /** Absent: current. */
  readonly at?: Revision;
  /** Fill in `remaining`. */
  readonly count?: boolean;
}

/**
 * Holds history of one collection back from compaction: reads through it may go below the compacted revision.
 * Storage asks `floor` when it compacts; versions that a list at that revision shows, and all later ones, stay.
 */
export interface Retention {
  /** As `Storage.list`, bounded by what is retained instead of by the compacted revision. */
  list(range: ListRange): Page | StorageError;
  get(path: string, at?: Revision): VersionRecord | undefined | StorageError;
  release(): void;
}

/** The records of one collection, oldest first, by position. Positions are dense and never reused. */
export interface CollectionLog {
  /** Position of the oldest retained record. */
  readonly first: number;
  /** One past the newest. */
  readonly end: number;
  /** Throws outside of [first, end). */
  at(position: number): VersionRecord;
  /** When the record was written. */
  timeAt(position: number): Micros;
  /** The first position whose revision is greater than this one; `end` when there is none. */
  after(revision: Revision): number;
}

/** What a bulk load takes: one object with its path, and the version it had where it was recorded. */
export interface LoadItem {
  readonly path: string;
  readonly object: KubeObject;
  /** The recorded resource version, for the renumbering table. */
  readonly recorded?: string;
}

export interface Storage {
  /** The newest revision. */
  readonly current: Revision;
  /** Reads below this are refused; itself it is readable. The store's first revision until something is compacted. */
  readonly compacted: Revision;

  create(path: string, object: KubeObject): VersionRecord | StorageError;
  /** Replaces an existing object. With `expected`, only if that is its revision. */
  put(path: string, object: KubeObject, expected?: Revision): VersionRecord | StorageError;
  /**
   * Checks preconditions, then calls `update` with the current object (undefined when the key is missing, which is an
   * error unless `ignoreNotFound`). Returning an equal object writes nothing and answers the current record.
   * What `update` refuses (anything that is not an object with metadata) is for the caller to keep: return undefined.
   */
  guaranteedUpdate(
    path: string,
    preconditions: Preconditions | undefined,
    update: (current: KubeObject | undefined) => KubeObject | undefined,
    ignoreNotFound?: boolean,
  ): VersionRecord | undefined | StorageError;
  /** The record is a tombstone; `lastObject(record)` is the object with the revision of the delete. */
  delete(path: string, preconditions?: Preconditions): VersionRecord | StorageError;

  /** Undefined when it does not exist (then). */
  get(path: string, at?: Revision): VersionRecord | undefined | StorageError;
  list(range: ListRange): Page | StorageError;

  /** A write that belongs to no resource: it only consumes a revision. */
  bump(): Revision;
  /** Everything below `revision` goes. Compacting again at or below is an error of kind compacted, beyond current one of kind future. */
  compact(revision: Revision): Revision | StorageError;
  /** Compacts to the newest revision that is at least this old. Undefined when nothing is. */
  compactOlderThan(age: Micros): Revision | undefined;
  /** When a revision was written. Undefined when it is compacted or not yet written. */
  timeOf(revision: Revision): Micros | undefined;

  /** The newest revision written at or before a time; never below the compacted one. */
  revisionAt(time: Micros): Revision;

  /** Every retained record after a revision, of all collections, in order. */
  replay(after: Revision): Iterable<VersionRecord> | StorageError;
  /** The log of a collection ("/core/pods/"); the same value each time. */
  log(collection: string): CollectionLog;
  /** Called after each write to the collection. Returns how to stop. */
  subscribe(collection: string, written: (record: VersionRecord) => void): () => void;
  retain(collection: string, floor: () => Revision): Retention;

  /** Creates or replaces all items in order; own revisions are dense, recorded ones are kept in `renumbering`. */
  load(items: Iterable<LoadItem>): void;
  readonly renumbering: Renumbering;

  /** An independent store that shares every object. Subscriptions and retentions stay with the parent. */
  fork(now: () => Micros): Storage;
  /** The whole store as JSON-able data; `restoreStorage` makes a store of it again. */
  snapshot(): StorageSnapshot;
}

/** Recorded resource versions and the own revisions that stand for them. */
export interface Renumbering {
  readonly size: number;
  /** The own revision of the newest recorded version at or below this one. */
  own(recorded: string): Revision | undefined;
  recorded(own: Revision): string | undefined;
}

export interface StorageOptions {
  /** What the first write gets, less one. Default 100,000. */
  readonly firstRevision?: Revision;
  readonly now: () => Micros;
}

/** Records oldest first. `path` stands where an entry first appears, later records name it by its place. */
export interface StorageSnapshot {
  readonly format: "kubeloom.storage/1";
  readonly firstRevision: Revision;
  readonly current: Revision;
  readonly compacted: Revision;
  readonly paths: readonly string[];
  /** [revision, place in `paths` (-1: a bump), time in microseconds, object or null for a delete]. */
  readonly records: readonly (readonly [Revision, number, Micros, KubeObject | null])[];
  readonly renumbering: readonly (readonly [string, Revision])[];
}
