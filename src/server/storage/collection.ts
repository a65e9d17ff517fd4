import { RecordLog } from "./record-log.ts";
import type { Revision, VersionRecord } from "./storage.ts";

/** One resource's part of the store. */
export class Collection {
  readonly prefix: string;
  readonly log: RecordLog;
  /** Who is told of writes, in the order they asked. Replaced, never changed: a write may add or remove some. */
  listeners: readonly ((record: VersionRecord) => void)[] = [];
  /** The lowest revision each retention needs. */
  floors: readonly (() => Revision)[] = [];
  /** Below this, versions are gone for good. */
  swept: Revision;

  constructor(prefix: string, swept: Revision, log = new RecordLog()) {
    this.prefix = prefix;
    this.swept = swept;
    this.log = log;
  }

  /** How far a compaction may go here. */
  bound(revision: Revision): Revision {
    let bound = revision;
    for (const floor of this.floors) bound = Math.min(bound, floor());
    return bound;
  }

  fork(): Collection {
    return new Collection(this.prefix, this.swept, this.log.fork());
  }
}
