import type { Micros } from "../../kernel/index.ts";
import type { ServerConstants } from "../profile.ts";
import type { CollectionLog, Revision } from "../storage/index.ts";

/**
 * Which events a watch can still be given: bounds over the shared log, moved by the rules of a ring whose capacity
 * doubles while it is too small for the freshness it promises and halves when a quarter of it would do.
 *
 * @source apiserver pkg/storage/cacher/watch_cache_history.go (resizeCacheLocked, capacityUpperBound, GetIntervalLocked)
 */
export class EventWindow {
  readonly #log: CollectionLog;
  readonly #fresh: Micros;
  readonly #lower: number;
  readonly #upper: number;
  /** What the cache was filled with. */
  readonly #listRevision: Revision;
  #capacity: number;
  #first: number;
  #end: number;
  /** Told to forget: no watch may start below. */
  #forgotten: Revision = 0;
  /** An event was dropped since the cache was filled. */
  #evicted = false;

  constructor(log: CollectionLog, from: number, listRevision: Revision, constants: ServerConstants) {
    this.#log = log;
    this.#fresh = constants.eventFreshDuration;
    this.#lower = constants.ringLowerBound;
    this.#upper = upperBound(constants);
    this.#listRevision = listRevision;
    this.#capacity = this.#lower;
    this.#first = this.#end = from;
  }

  /** Position of the oldest event, and one past the newest. */
  get first(): number {
    return this.#first;
  }

  get end(): number {
    return this.#end;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** Takes the next event of the log. */
  take(): void {
    if (this.#end - this.#first === this.#capacity) {
      this.#resize(this.#log.timeAt(this.#end));
      if (this.#end - this.#first === this.#capacity) {
        this.#first++;
        this.#evicted = true;
      }
    }
    this.#end++;
  }

  /** Moves on without keeping anything. */
  skipTo(position: number): void {
    this.#first = this.#end = position;
  }

  /** Drops what was written up to a revision. */
  forget(revision: Revision): void {
    while (this.#first < this.#end && this.#log.at(this.#first).revision <= revision) this.#first++;
    this.#forgotten = Math.max(this.#forgotten, revision);
  }

  /** The lowest revision that a watch may start from. */
  get oldestStart(): Revision {
    const kept = this.#evicted && this.#first < this.#end ? this.#log.at(this.#first).revision - 1 : this.#listRevision;
    return Math.max(kept, this.#forgotten);
  }

  /** The lowest revision whose exact state is held: snapshots go with the events once the ring is full. */
  get oldestSnapshot(): Revision {
    return this.#end - this.#first === this.#capacity ? this.#log.at(this.#first).revision : this.#listRevision;
  }

  #resize(now: Micros): void {
    if (now - this.#log.timeAt(this.#first) < this.#fresh) {
      this.#capacity = Math.min(this.#capacity * 2, this.#upper);
      return;
    }
    const quarter = this.#end - Math.floor(this.#capacity / 4);
    if (now - this.#log.timeAt(quarter) <= this.#fresh) return;
    this.#capacity = Math.max(Math.floor(this.#capacity / 2), this.#lower);
    this.#first = this.#end - this.#capacity;
  }
}

/** A longer promise gets a larger bound, by powers of two. */
function upperBound({ eventFreshDuration, ringUpperBound }: ServerConstants): number {
  const usual = 75_000_000;
  return eventFreshDuration <= usual ? ringUpperBound : ringUpperBound * 2 ** Math.min(14, Math.ceil(Math.log2(eventFreshDuration / usual)));
}
