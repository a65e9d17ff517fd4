import type { KubeObject } from "../../api/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { Collection } from "./collection.ts";
import { KeyEntry, LogRecord, nobody, stamped } from "./log-record.ts";
import { headOf, liesIn } from "./path-order.ts";
import type { PathHead } from "./path-order.ts";
import { sameBut, violation } from "./preconditions.ts";
import type { RecordPage } from "./record-page.ts";
import { writes } from "./record-log.ts";
import type { RenumberingTable } from "./renumbering.ts";
import { takeSnapshot } from "./snapshot.ts";
import { collectionOf, forkState } from "./state.ts";
import type { State } from "./state.ts";
import type {
  CollectionLog, ListRange, LoadItem, Preconditions, Retention, Revision, Storage, StorageError, StorageSnapshot, VersionRecord,
} from "./storage.ts";
import { sweep } from "./sweep.ts";

/** Where keys lie, with the numbers of both prefixes in the table of spaces. */
interface Home extends PathHead {
  readonly collectionId: number;
  readonly spaceId: number;
}

/**
 * etcd's model in one process: one global revision, versions of a key chained, the version record is the log record.
 *
 * @source etcd server/storage/mvcc/kvstore.go, kvstore_txn.go; apiserver pkg/storage/etcd3/store.go
 * @differs writes are synchronous, so that an update never has to be tried again; a replay from one below the compacted
 *   revision is refused as compacted, where etcd's watch starts and may meet an event without its previous value
 * @limits leases are the caller's
 */
export class VersionedStore implements Storage {
  readonly #state: State;
  readonly #now: () => Micros;
  /** Of the key entered last: the next one mostly lies beside it. */
  #home: Home | undefined;

  constructor(state: State, now: () => Micros) {
    this.#state = state;
    this.#now = now;
  }

  get current(): Revision {
    return this.#state.current;
  }

  get compacted(): Revision {
    return this.#state.compacted;
  }

  get firstRevision(): Revision {
    return this.#state.firstRevision;
  }

  get renumbering(): RenumberingTable {
    return this.#state.renumbering;
  }

  create(path: string, object: KubeObject): VersionRecord | StorageError {
    const entry = this.#state.entries.get(path);
    if (entry === undefined) return this.#write(this.#enter(path), object);
    return entry.live ? { kind: "keyExists", path, entry } : this.#write(entry, object);
  }

  put(path: string, object: KubeObject, expected?: Revision): VersionRecord | StorageError {
    const entry = this.#state.entries.get(path);
    if (entry?.live !== true) return { kind: "keyNotFound", path };
    if (expected !== undefined && expected !== entry.head.revision) return { kind: "conflict", path, current: entry.head.revision };
    return this.#write(entry, object);
  }

  guaranteedUpdate(
    path: string,
    preconditions: Preconditions | undefined,
    update: (current: KubeObject | undefined) => KubeObject | undefined,
    ignoreNotFound = false,
  ): VersionRecord | undefined | StorageError {
    const head = this.#state.entries.get(path)?.head;
    const before = head?.object;
    if (before === undefined && !ignoreNotFound) return { kind: "keyNotFound", path };
    if (head !== undefined && before !== undefined) {
      const violated = violation(path, head.revision, before, preconditions);
      if (violated !== undefined) return violated;
    }
    const after = update(before);
    if (after === undefined) return undefined;
    const entry = this.#state.entries.get(path);
    if (entry?.head !== head) throw new Error(`guaranteedUpdate of ${path}: its update wrote to the same key; return the object instead`);
    if (before !== undefined && sameBut(before, after)) return head;
    return this.#write(entry ?? this.#enter(path), after);
  }

  delete(path: string, preconditions?: Preconditions): VersionRecord | StorageError {
    const entry = this.#state.entries.get(path);
    const head = entry?.head;
    if (entry === undefined || head?.object === undefined) return { kind: "keyNotFound", path };
    return violation(path, head.revision, head.object, preconditions) ?? this.#write(entry, undefined);
  }

  get(path: string, at?: Revision): VersionRecord | undefined | StorageError {
    const unreadable = at === undefined ? undefined : this.#unreadable(at, this.#state.compacted);
    return unreadable ?? this.#read(path, at);
  }

  list(range: ListRange): RecordPage | StorageError {
    const { current, compacted, lister } = this.#state;
    const at = range.at ?? current;
    return this.#unreadable(at, compacted) ?? lister.list(range, at);
  }

  bump(): Revision {
    const { log } = this.#state;
    const revision = ++this.#state.current;
    log.append(new LogRecord(revision, nobody, undefined, undefined), this.#now());
    return revision;
  }

  compact(revision: Revision): Revision | StorageError {
    const state = this.#state;
    if (revision > state.current) return { kind: "future", requested: revision, current: state.current };
    if (revision <= state.compacted) return { kind: "compacted", requested: revision, compacted: state.compacted };
    // The time of the compacted revision itself stays known.
    state.log.dropBefore(revision - state.firstRevision - 1);
    state.compacted = revision;
    for (const collection of state.collections.values()) sweep(state, collection, collection.bound(revision));
    return revision;
  }

  compactOlderThan(age: Micros): Revision | undefined {
    const revision = this.revisionAt(this.#now() - age);
    if (revision <= this.#state.compacted) return undefined;
    this.compact(revision);
    return revision;
  }

  revisionAt(time: Micros): Revision {
    const { log, firstRevision, compacted } = this.#state;
    return Math.max(compacted, firstRevision + log.since(time));
  }

  timeOf(revision: Revision): Micros | undefined {
    const { log, firstRevision } = this.#state;
    const position = revision - firstRevision - 1;
    return position >= log.first && position < log.end ? log.timeAt(position) : undefined;
  }

  replay(after: Revision): Iterable<VersionRecord> | StorageError {
    return this.#unreadable(after, this.#state.compacted) ?? writes(this.#state.log, after - this.#state.firstRevision);
  }

  log(collection: string): CollectionLog {
    return collectionOf(this.#state, collection).log;
  }

  subscribe(collection: string, written: (record: VersionRecord) => void): () => void {
    const subscribed = collectionOf(this.#state, collection);
    // A wrapper, so that the same function may subscribe twice.
    const listener = (record: VersionRecord): void => written(record);
    subscribed.listeners = [...subscribed.listeners, listener];
    return () => {
      subscribed.listeners = subscribed.listeners.filter((each) => each !== listener);
    };
  }

  retain(prefix: string, floor: () => Revision): Retention {
    const collection = collectionOf(this.#state, prefix);
    collection.floors = [...collection.floors, floor];
    return {
      list: (range) => {
        const at = range.at ?? this.#state.current;
        return this.#unreadable(at, collection.swept) ?? this.#state.lister.list(range, at);
      },
      get: (path, at) => (at === undefined ? undefined : this.#unreadable(at, collection.swept)) ?? this.#read(path, at),
      release: () => {
        collection.floors = collection.floors.filter((each) => each !== floor);
      },
    };
  }

  load(items: Iterable<LoadItem>): void {
    const { renumbering } = this.#state;
    for (const { path, object, recorded } of items) {
      const { revision } = this.#write(this.#state.entries.get(path) ?? this.#enter(path), object);
      if (recorded !== undefined) renumbering.note(recorded, revision);
    }
  }

  fork(now: () => Micros): VersionedStore {
    return new VersionedStore(forkState(this.#state), now);
  }

  snapshot(): StorageSnapshot {
    return takeSnapshot(this);
  }

  /** Every entry in byte order of path, tombstones included. */
  *entriesInOrder(): IterableIterator<KeyEntry> {
    for (let at = 0, chunk = this.#state.index.chunk(0); chunk !== undefined; chunk = this.#state.index.chunk(++at)) yield* chunk;
  }

  /** The retained log, bumps included. */
  *everyRecord(): IterableIterator<LogRecord> {
    const { log, compacted, firstRevision } = this.#state;
    for (let position = compacted - firstRevision; position < log.end; position++) yield log.at(position);
  }

  /** Puts back a record of a snapshot: the next revision, or the newest version a key had when the store was compacted. */
  restore(path: string | undefined, object: KubeObject | undefined, revision: Revision, time: Micros): void {
    const state = this.#state;
    if (revision <= state.compacted) {
      if (path !== undefined) this.#append(state.entries.get(path) ?? this.#enter(path), object, revision);
      return;
    }
    if (revision !== state.current + 1) throw new Error(`revision ${revision} follows ${state.current} in the snapshot; expected every revision once`);
    state.current = revision;
    if (path === undefined) {
      state.log.append(new LogRecord(revision, nobody, undefined, undefined), time);
      return;
    }
    const record = this.#append(state.entries.get(path) ?? this.#enter(path), object, revision);
    state.log.append(record, time);
    state.collections.get(record.entry.collection)?.log.append(record, time);
  }

  /** A store that holds nothing yet and whose history begins at a compaction. */
  beginAt(compacted: Revision): void {
    const state = this.#state;
    state.current = state.compacted = compacted;
    state.log.skipTo(compacted - state.firstRevision);
  }

  #read(path: string, at: Revision | undefined): LogRecord | undefined {
    const entry = this.#state.entries.get(path);
    const record = at === undefined ? entry?.newest : entry?.at(at);
    return record?.object === undefined ? undefined : record;
  }

  #unreadable(at: Revision, oldest: Revision): StorageError | undefined {
    const { current } = this.#state;
    if (at > current) return { kind: "future", requested: at, current };
    return at < oldest ? { kind: "compacted", requested: at, compacted: oldest } : undefined;
  }

  #enter(path: string): KeyEntry {
    const state = this.#state;
    const { collection, collectionId, spaceId } = this.#homeOf(path);
    const entry = new KeyEntry(path, path.slice(collection.length), state.nextId++, collectionId, spaceId, state.owner);
    state.entries.set(path, entry);
    state.index.insert(entry);
    return entry;
  }

  #homeOf(path: string): Home {
    if (this.#home !== undefined && liesIn(this.#home, path)) return this.#home;
    const { collection, space } = headOf(path);
    const { spaces } = this.#state;
    collectionOf(this.#state, collection);
    this.#home = { collection, space, collectionId: spaces.of(collection), spaceId: spaces.of(space) };
    return this.#home;
  }

  #write(entry: KeyEntry, object: KubeObject | undefined): LogRecord {
    const state = this.#state;
    const revision = ++state.current;
    const record = this.#append(entry, object === undefined ? undefined : stamped(object, revision), revision);
    const time = this.#now();
    state.log.append(record, time);
    const collection = state.collections.get(entry.collection) as Collection;
    collection.log.append(record, time);
    const { listeners } = collection;
    for (let i = 0; i < listeners.length; i++) (listeners[i] as (record: VersionRecord) => void)(record);
    return record;
  }

  #append(entry: KeyEntry, object: KubeObject | undefined, revision: Revision): LogRecord {
    const { owner, spaces } = this.#state;
    const own = entry.owner === owner ? entry : this.#adopt(entry);
    const born = (object === undefined ? 0 : 1) - (own.live ? 1 : 0);
    const record = new LogRecord(revision, own, object, own.newest);
    own.push(record);
    spaces.wrote(own.space, revision, born);
    if (own.collection !== own.space) spaces.wrote(own.collection, revision, born);
    return record;
  }

  /** A fork's first write to a key that both sides have. */
  #adopt(entry: KeyEntry): KeyEntry {
    const { entries, index, owner } = this.#state;
    const own = entry.clone(owner);
    entries.set(own.path, own);
    index.replace(own);
    return own;
  }
}
