import type { Clock, Micros } from "../../kernel/index.ts";
import type { ServerProfile } from "../profile.ts";
import type { CollectionLog, ListRange, Page, Retention, Revision, Storage, StorageError, VersionRecord } from "../storage/index.ts";
import { EventWindow } from "./event-window.ts";

/**
 * What one apiserver knows of one resource: how much of the shared log has reached it, from where on it can replay, and
 * which past states it still holds. It learns when it is asked, so that a resource nobody reads costs nothing.
 *
 * @source apiserver pkg/storage/cacher/watch_cache.go, cacher.go, compactor.go
 * @differs records come by reference from the store's log, a lag after they were written; snapshots are revisions of the
 *   store, which is asked to retain them
 */
export class Replica {
  readonly cached: boolean;
  readonly log: CollectionLog;
  readonly collection: string;
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #profile: ServerProfile;
  readonly #retention: Retention;
  #window: EventWindow;
  #revision: Revision;
  #lag: Micros = 0;
  #startedAt: Micros;
  /** Reports of progress taken in so far. */
  #reports = 0;
  /** What this apiserver compacted, known to its cache from a time on. */
  #compacted: { readonly revision: Revision; readonly from: Micros; /** At the look before. */ readonly seen: Revision | undefined } | undefined = undefined;

  constructor(storage: Storage, clock: Clock, profile: ServerProfile, collection: string, cached: boolean, floor: () => Revision) {
    this.cached = cached;
    this.collection = collection;
    this.log = storage.log(collection);
    this.#storage = storage;
    this.#clock = clock;
    this.#profile = profile;
    this.#revision = storage.current;
    this.#window = new EventWindow(this.log, this.log.end, storage.current, profile.constants);
    this.#startedAt = clock.now();
    this.#retention = storage.retain(collection, () => Math.min(floor(), this.#floor()));
  }

  /** How far this replica has come. */
  get revision(): Revision {
    this.learn();
    return this.cached ? this.#revision : this.#storage.current;
  }

  get lag(): Micros {
    return this.#lag;
  }

  set lag(lag: Micros) {
    this.learn();
    this.#lag = lag;
  }

  get window(): EventWindow {
    return this.#window;
  }

  /** When the oldest record that has not arrived will; undefined when all have. */
  get nextArrival(): Micros | undefined {
    const { end } = this.#window;
    return end < this.log.end ? this.log.timeAt(end) + this.#lag : undefined;
  }

  /** Takes in what has arrived. */
  learn(): void {
    const window = this.#window;
    const { log } = this;
    if (!this.cached) {
      window.skipTo(log.end);
      return;
    }
    const arrived = this.#clock.now() - this.#lag;
    if (window.end < log.end && (this.#lag === 0 || log.timeAt(window.end) <= arrived)) {
      do window.take();
      while (window.end < log.end && (this.#lag === 0 || log.timeAt(window.end) <= arrived));
      this.#revision = Math.max(this.#revision, log.at(window.end - 1).revision);
    }
    const reports = Math.floor((this.#clock.now() - this.#startedAt) / this.#profile.constants.progressReportInterval);
    if (reports > this.#reports) {
      this.#reports = reports;
      this.#progress(this.#startedAt + reports * this.#profile.constants.progressReportInterval);
    }
  }

  /** Asks the store for its progress, as a cache does while someone waits for it. */
  askProgress(): void {
    this.learn();
    this.#progress(this.#clock.now());
  }

  /** When the next unasked report of progress comes. */
  get nextReport(): Micros {
    return this.#startedAt + (this.#reports + 1) * this.#profile.constants.progressReportInterval;
  }

  /** Begins anew with what the store holds now. */
  reset(): void {
    this.#window = new EventWindow(this.log, this.log.end, this.#storage.current, this.#profile.constants);
    this.#revision = this.#storage.current;
    this.#startedAt = this.#clock.now();
    this.#reports = 0;
    this.#compacted = undefined;
  }

  /** This apiserver compacted: its cache hears of it at its next look. */
  heardOfCompaction(revision: Revision): void {
    const now = this.#clock.now();
    const before = this.#compacted;
    // The look that is due sees the newest compaction: one more does not put it off.
    if (before !== undefined && now < before.from) {
      this.#compacted = { ...before, revision };
      return;
    }
    const poll = this.#profile.constants.snapshotCompactionPoll;
    const from = this.#startedAt + (Math.floor((now - this.#startedAt) / poll) + 1) * poll;
    this.#compacted = { revision, from, seen: before?.revision };
  }

  /** No watch may start below, as if its window had moved past. */
  forget(revision: Revision): void {
    this.learn();
    this.#window.forget(Math.min(revision, this.#revision));
  }

  get(path: string): VersionRecord | undefined | StorageError {
    return this.#retention.get(path, this.revision);
  }

  list(range: ListRange): Page | StorageError {
    return this.#retention.list(range);
  }

  /** Whether the exact state of a revision, which has been reached, is held here. */
  holds(at: Revision): boolean {
    if (!this.cached || !this.#profile.gates.ListFromCacheSnapshot || at < this.#window.oldestSnapshot) return false;
    const compacted = this.#compacted;
    const known = compacted === undefined || this.#clock.now() >= compacted.from ? compacted?.revision : compacted.seen;
    if (known === undefined) return true;
    // A snapshot was kept for each event; those before the compaction are gone.
    const first = Math.max(this.#window.first, this.log.after(known - 1));
    return first < this.#window.end && at >= this.log.at(first).revision;
  }

  release(): void {
    this.#retention.release();
  }

  #progress(reported: Micros): void {
    const known = this.#lag === 0 && reported >= this.#clock.now() ? this.#storage.current : this.#storage.revisionAt(reported - this.#lag);
    const { end } = this.#window;
    // Progress overtakes no event.
    const bound = end < this.log.end ? Math.min(known, this.log.at(end).revision - 1) : known;
    this.#revision = Math.max(this.#revision, bound);
  }

  /** The lowest revision that watches, snapshots and reads here may ask the store for. */
  #floor(): Revision {
    if (!this.cached) return Infinity;
    this.learn();
    return Math.min(this.#window.oldestStart, this.#revision);
  }
}
