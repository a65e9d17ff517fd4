import type { KubeObject, ObjectEventType, WatchEvent } from "../../api/index.ts";
import type { Entry, Revision, VersionRecord } from "./storage.ts";

/** How many retained versions a key has before reads of the past search an array instead of walking the chain. */
const LONG_CHAIN = 16;

/** The store's side of a version: compaction cuts `previous`. */
export class LogRecord implements VersionRecord {
  readonly revision: Revision;
  readonly entry: KeyEntry;
  readonly object: KubeObject | undefined;
  previous: LogRecord | undefined;
  /** What a list that is streamed later says of it, or that it is gone; once someone asked. */
  event: ObjectEvent | undefined = undefined;

  constructor(revision: Revision, entry: KeyEntry, object: KubeObject | undefined, previous: LogRecord | undefined) {
    this.revision = revision;
    this.entry = entry;
    this.object = object;
    this.previous = previous;
  }
}

/** The store's side of a key. */
export class KeyEntry implements Entry {
  readonly path: string;
  readonly key: string;
  readonly id: number;
  /** Numbers of its collection and of its namespace's part of it, in the store's table of spaces. */
  readonly collection: number;
  readonly space: number;
  /** Which store may write to this entry: another one's is cloned first. */
  readonly owner: object;
  /** Undefined only between the making of the entry and its first record. */
  newest: LogRecord | undefined = undefined;
  /** Whether the newest version is an object: asked on every write, which then need not touch a record gone cold. */
  live = false;
  /** Retained versions, the newest included. */
  depth = 0;
  /** All retained versions, oldest first, of a key with a long chain. */
  versions: LogRecord[] | undefined = undefined;

  constructor(path: string, key: string, id: number, collection: number, space: number, owner: object) {
    this.path = path;
    this.key = key;
    this.id = id;
    this.collection = collection;
    this.space = space;
    this.owner = owner;
  }

  get head(): LogRecord {
    if (this.newest === undefined) throw new Error(`entry ${this.path} was read before its first record`);
    return this.newest;
  }

  push(record: LogRecord): void {
    this.newest = record;
    this.live = record.object !== undefined;
    this.depth++;
    if (this.versions !== undefined) this.versions.push(record);
    else if (this.depth >= LONG_CHAIN) this.versions = chain(record);
  }

  /** The newest version at or below a revision, tombstones included. */
  at(revision: Revision): LogRecord | undefined {
    let record = this.newest;
    if (record === undefined || record.revision <= revision) return record;
    if (this.versions !== undefined) return this.versions[countUpTo(this.versions, revision) - 1];
    do record = record.previous;
    while (record !== undefined && record.revision > revision);
    return record;
  }

  /** Compaction unlinked what lies before the newest version at or below `floor`. */
  trim(floor: Revision): void {
    if (this.versions === undefined) return;
    const kept = this.versions.slice(Math.max(0, countUpTo(this.versions, floor) - 1));
    this.versions = kept.length < LONG_CHAIN / 2 ? undefined : kept;
  }

  clone(owner: object): KeyEntry {
    const clone = new KeyEntry(this.path, this.key, this.id, this.collection, this.space, owner);
    clone.newest = this.newest;
    clone.live = this.live;
    clone.depth = this.depth;
    clone.versions = this.versions?.slice();
    return clone;
  }
}

/** The entry of writes that belong to no resource. */
export const nobody = new KeyEntry("", "", -1, -1, -1, {});

function chain(newest: LogRecord): LogRecord[] {
  const versions: LogRecord[] = [];
  for (let record: LogRecord | undefined = newest; record !== undefined; record = record.previous) versions.push(record);
  return versions.reverse();
}

/** How many of the versions are at or below a revision. */
function countUpTo(versions: readonly LogRecord[], revision: Revision): number {
  let low = 0;
  let high = versions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((versions[middle] as LogRecord).revision <= revision) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** An object as of a revision: what a store keeps and what a DELETED event shows. What is frozen and says so already is that object. */
export function stamped(object: KubeObject, revision: Revision): KubeObject {
  const { metadata } = object;
  const resourceVersion = String(revision);
  if (metadata.resourceVersion === resourceVersion && Object.isFrozen(object) && Object.isFrozen(metadata)) return object;
  return Object.freeze({ ...object, metadata: Object.freeze({ ...metadata, resourceVersion }) });
}

/**
 * What a watcher is told of a record: ADDED and MODIFIED show the object, DELETED (a delete, or a change that left the
 * watcher's selection) shows what was before, with the record's revision. A record keeps the event that is told of it at
 * many times; others are made anew, since one for each version kept was a quarter of what the garbage collector had to copy.
 *
 * @source apiserver pkg/storage/cacher/cache_watcher.go convertToWatchEvent, etcd3/watcher.go prepareObjs
 */
export function eventOf(record: VersionRecord, type: ObjectEventType): ObjectEvent {
  const own = record as LogRecord;
  const lasting = own.object === undefined ? "DELETED" : "ADDED";
  return type === lasting ? (own.event ??= made(own, type)) : made(own, type);
}

type ObjectEvent = WatchEvent & { readonly type: ObjectEventType };

function made(record: LogRecord, type: ObjectEventType): ObjectEvent {
  return Object.freeze({ type, object: shown(record, type), key: record.entry.key, keyId: record.entry.id });
}

/** The object of a deleted key with the revision of the delete. */
export function lastObject(record: VersionRecord): KubeObject {
  return eventOf(record, "DELETED").object;
}

function shown(record: LogRecord, type: ObjectEventType): KubeObject {
  if (type === "DELETED") {
    const before = record.previous?.object;
    if (before !== undefined) return stamped(before, record.revision);
  } else if (record.object !== undefined) return record.object;
  throw new Error(
    `revision ${record.revision} of ${record.entry.path} has no ${type} event: ` +
      (type === "DELETED" ? "the version before is compacted or a delete; replay only what is retained" : "it is a delete"),
  );
}
