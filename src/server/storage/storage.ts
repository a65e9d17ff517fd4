import type { KubeObject } from "../../api/index.ts";

/** Global, dense, from `firstRevision` on (100,000 by default). */
export type Revision = number;

/** A version of a key: the version record is the log record. `object` is undefined for a delete. */
export interface VersionRecord {
  readonly revision: Revision;
  readonly entry: Entry;
  /** With `metadata.resourceVersion` = revision. For a delete: undefined. */
  readonly object: KubeObject | undefined;
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
  readonly head: VersionRecord;
}

export type StorageError =
  | { readonly kind: "keyNotFound"; readonly path: string }
  | { readonly kind: "keyExists"; readonly path: string; readonly entry: Entry }
  | { readonly kind: "conflict"; readonly path: string; readonly current: Revision }
  | { readonly kind: "compacted"; readonly requested: Revision; readonly compacted: Revision }
  | { readonly kind: "future"; readonly requested: Revision; readonly current: Revision };

export interface Page {
  /** Frozen; shared by every caller that asks the same. */
  readonly items: readonly VersionRecord[];
  /** Path of the last item when more remain. */
  readonly next: string | undefined;
  /** Items after this page (0 when none). */
  readonly remaining: number;
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
}
