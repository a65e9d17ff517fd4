import type { ObjectEventType, WatchEvent } from "../../api/index.ts";
import type { Clock, Random, Scope, Timer } from "../../kernel/index.ts";
import { SECOND } from "../../kernel/index.ts";
import type { ServerConstants } from "../profile.ts";
import { eventOf } from "../storage/index.ts";
import type { Page, Revision, VersionRecord } from "../storage/index.ts";
import { BookmarkSchedule } from "./bookmark-schedule.ts";
import { Deadlines } from "./deadlines.ts";
import { DispatchIndex } from "./dispatch-index.ts";
import type { Take } from "./dispatch-index.ts";
import type { Replica } from "./replica.ts";
import { GUARDED, StreamGuard, StreamLawBroken } from "./stream-guard.ts";
import { TimeBudget } from "./time-budget.ts";
import type { Backlog, Watcher } from "./watcher.ts";

/** Where a stream begins. */
export interface Start {
  /** Events at or below are no news. */
  readonly after: Revision;
  /** The state to begin with. */
  readonly state?: Page;
  /** End the state with a marked bookmark. */
  readonly marked: boolean;
  /** Position of the first record to replay. */
  readonly from?: number;
}

/** Events a replay may lag behind the window before it looks again. @source watch_cache_interval.go bufferSize */
const REPLAY_BLOCK = 100;

/**
 * The watches of one cache. What the replica learned in an instant is dispatched in one kernel event; a watcher that
 * keeps up has no cursor, one that does not has a backlog of its own and pulls at its consumer's pace.
 *
 * @source apiserver pkg/storage/cacher/cacher.go (dispatchEvents, dispatchEvent), cache_watcher.go (processInterval, process, add)
 * @differs others are not held up while a blocked watcher uses the budget
 */
export class Streams {
  readonly #scope: Scope;
  readonly #clock: Clock;
  readonly #replica: Replica;
  readonly #index = new DispatchIndex();
  readonly #bookmarks: BookmarkSchedule;
  readonly #deadlines: Deadlines;
  readonly #budget: TimeBudget;
  readonly #constants: ServerConstants;
  readonly #bookmarkAt: (revision: Revision, marked: boolean) => WatchEvent;
  readonly #behind = new Set<Watcher>();
  /** Records before this position were offered. */
  #dispatched: number;
  #flush: Timer | undefined = undefined;
  readonly #offer: Take;

  constructor(
    scope: Scope, clock: Clock, random: Random, replica: Replica, constants: ServerConstants,
    bookmarkAt: (revision: Revision, marked: boolean) => WatchEvent,
  ) {
    this.#scope = scope;
    this.#clock = clock;
    this.#replica = replica;
    this.#constants = constants;
    this.#bookmarkAt = bookmarkAt;
    this.#bookmarks = new BookmarkSchedule(scope, clock, random, replica, constants, (due) => this.#serveBookmarks(due));
    this.#deadlines = new Deadlines(scope, clock, (watcher) => this.end(watcher));
    this.#budget = new TimeBudget(constants, clock.now());
    this.#dispatched = replica.window.end;
    this.#offer = (watcher, record, position, type) => this.#take(watcher, record, position, type);
  }

  /** Open watches. */
  get size(): number {
    return this.#index.size;
  }

  /** The lowest revision from which someone has yet to be told; Infinity when all keep up. */
  get floor(): Revision {
    let next = this.#index.size === 0 ? Infinity : this.#dispatched;
    for (const { backlog } of this.#behind) if (backlog !== undefined) next = Math.min(next, backlog.cursor);
    const { log } = this.#replica;
    return next < log.end ? log.at(next).revision - 1 : Infinity;
  }

  /** A record was written. */
  written(): void {
    if (this.#index.size > 0 && this.#flush === undefined) this.#arm();
  }

  /** Records reach the replica at other times than thought. */
  lagChanged(): void {
    this.#flush?.cancel();
    this.#flush = undefined;
    if (this.#index.size > 0) this.#arm();
  }

  open(watcher: Watcher, { after, state, marked, from }: Start): void {
    const { window } = this.#replica;
    if (this.#index.size === 0) this.#dispatched = window.end;
    if (this.#index.size < GUARDED) watcher.guard = new StreamGuard(watcher.label, after);
    const end = window.end;
    watcher.after = from === undefined || from >= end ? after : Math.max(after, this.#replica.log.at(end - 1).revision);
    this.#index.add(watcher);
    this.#deadlines.add(watcher);
    if (this.#flush === undefined) this.#arm();
    const backlog: Backlog = {
      state, told: 0, marker: marked ? after : undefined, cursor: from ?? end, replayEnd: end, replayFrom: from,
      waiting: 0, bookmark: false, timer: undefined, patience: undefined, remaining: undefined,
    };
    if (state !== undefined || marked || backlog.cursor < end) this.#stall(watcher, backlog);
    if (watcher.open && watcher.bookmarks && this.#replica.cached) this.#bookmarks.add(watcher);
  }

  /** The consumer reads again. */
  resume(watcher: Watcher): void {
    if (watcher.open && watcher.backlog !== undefined && watcher.backlog.timer === undefined) this.#pump(watcher, watcher.backlog);
  }

  /** Ends a stream in good order. */
  end(watcher: Watcher): void {
    if (!watcher.open) return;
    this.close(watcher);
    watcher.sink.end();
  }

  /** Takes a watcher out; its sink hears nothing more from here. */
  close(watcher: Watcher): void {
    if (!watcher.open) return;
    watcher.open = false;
    watcher.guard?.over();
    this.#index.remove(watcher);
    this.#bookmarks.remove(watcher);
    this.#deadlines.remove(watcher);
    this.#settle(watcher);
    watcher.held?.done();
    if (this.#index.size > 0) return;
    this.#flush?.cancel();
    this.#flush = undefined;
  }

  endAll(): void {
    for (const watcher of [...this.#index.watchers(), ...this.#behind]) this.end(watcher);
    this.#bookmarks.clear();
  }

  /** Tells everyone what the replica has learned. */
  dispatch(): void {
    this.#replica.learn();
    const { log, window } = this.#replica;
    const { end } = window;
    while (this.#dispatched < end) {
      const position = this.#dispatched++;
      this.#index.offer(log.at(position), position, this.#offer);
    }
    this.#index.tidy();
    this.#bookmarks.advanced();
  }

  #arm(): void {
    const next = this.#replica.nextArrival;
    const waiting = this.#dispatched < this.#replica.window.end;
    if (next === undefined && !waiting) return;
    const delay = waiting || next === undefined ? 0 : Math.max(0, next - this.#clock.now());
    this.#flush = this.#scope.after(delay, "watch cache: dispatch", () => {
      this.#flush = undefined;
      this.dispatch();
      if (this.#index.size > 0 && this.#flush === undefined) this.#arm();
    });
  }

  /** An event is offered to a watcher. */
  #take(watcher: Watcher, record: VersionRecord, position: number, common: ObjectEventType | undefined): void {
    if (record.revision <= watcher.after) return;
    const type = watcher.predicate === undefined && common !== undefined ? common : watcher.typeOf(record);
    if (type === undefined) return;
    const { backlog, sink } = watcher;
    if (backlog === undefined) {
      if (sink.pace === undefined || sink.pace() === 0) tell(watcher, record, type);
      else this.#stall(watcher, {
        state: undefined, told: 0, marker: undefined, cursor: position, replayEnd: position, replayFrom: undefined,
        waiting: 1, bookmark: false, timer: undefined, patience: undefined, remaining: undefined,
      });
      return;
    }
    backlog.waiting++;
    if (backlog.waiting > 2 * this.#channel(watcher) + 1 && backlog.remaining === undefined && backlog.patience === undefined) this.#block(watcher, backlog);
  }

  #stall(watcher: Watcher, backlog: Backlog): void {
    watcher.backlog = backlog;
    this.#behind.add(watcher);
    this.#pump(watcher, backlog);
  }

  /** It has been told everything. */
  #settle(watcher: Watcher): void {
    const { backlog } = watcher;
    if (backlog === undefined) return;
    backlog.timer?.cancel();
    backlog.patience?.cancel();
    watcher.backlog = undefined;
    this.#behind.delete(watcher);
  }

  /** Tells as much as the consumer takes now. */
  #pump(watcher: Watcher, backlog: Backlog): void {
    const { sink } = watcher;
    while (watcher.open) {
      const pace = sink.pace === undefined ? 0 : sink.pace();
      if (pace === Infinity) return;
      if (!this.#step(watcher, backlog)) {
        // Ended meanwhile, or up to date.
        if (watcher.open) this.#settle(watcher);
        return;
      }
      // The consumer asked for more from within, and was served there.
      if (watcher.backlog !== backlog || backlog.timer !== undefined) return;
      if (pace > 0) {
        backlog.timer = this.#scope.after(pace, "watch cache: slow consumer", () => {
          backlog.timer = undefined;
          this.#pump(watcher, backlog);
        });
        return;
      }
    }
  }

  /** Tells the next thing; false when there is none. */
  #step(watcher: Watcher, backlog: Backlog): boolean {
    if (backlog.remaining === 0) {
      this.end(watcher);
      return false;
    }
    const { state } = backlog;
    while (state !== undefined && backlog.told < state.items.length) {
      const record = state.items[backlog.told++] as VersionRecord;
      if (watcher.predicate !== undefined && !watcher.predicate.matches(record.object as NonNullable<typeof record.object>)) continue;
      watcher.guard?.state(record);
      watcher.sink.event(eventOf(record, "ADDED"));
      return true;
    }
    if (backlog.marker !== undefined) {
      const revision = backlog.marker;
      backlog.marker = undefined;
      this.#mark(watcher, revision, true);
      return true;
    }
    return this.#stepLog(watcher, backlog) || this.#stepBookmark(watcher, backlog);
  }

  #stepLog(watcher: Watcher, backlog: Backlog): boolean {
    const { log, window, cached } = this.#replica;
    const end = Math.max(this.#dispatched, backlog.replayEnd);
    while (backlog.cursor < end) {
      const { cursor, replayFrom, replayEnd } = backlog;
      if (cached && replayFrom !== undefined && cursor < replayEnd && cursor < window.first && (cursor - replayFrom) % REPLAY_BLOCK === 0) {
        // The window moved on while the consumer was still reading history.
        this.end(watcher);
        return false;
      }
      const record = log.at(cursor);
      backlog.cursor++;
      const live = cursor >= replayEnd;
      // What a replay covers is told here although the watcher is past it for live events.
      if (live && record.revision <= watcher.after) continue;
      const type = watcher.typeOf(record);
      if (type === undefined) continue;
      if (live) backlog.waiting--;
      if (backlog.remaining !== undefined) backlog.remaining--;
      tell(watcher, record, type);
      return true;
    }
    return false;
  }

  #stepBookmark(watcher: Watcher, backlog: Backlog): boolean {
    if (!backlog.bookmark) return false;
    backlog.bookmark = false;
    this.#mark(watcher, this.#toldUpTo(watcher, false), false);
    return true;
  }

  #mark(watcher: Watcher, revision: Revision, marked: boolean): void {
    watcher.guard?.bookmark(revision, this.#toldUpTo(watcher, marked));
    watcher.sink.event(this.#bookmarkAt(revision, marked));
  }

  /** Every event of the stream up to here was told. */
  #toldUpTo({ backlog, after }: Watcher, marked: boolean): Revision {
    if (marked) return after;
    const { log, revision } = this.#replica;
    const next = backlog === undefined ? this.#dispatched : backlog.cursor;
    return next < this.#replica.window.end ? log.at(next).revision - 1 : revision;
  }

  #serveBookmarks(due: readonly Watcher[]): void {
    this.dispatch();
    const { revision } = this.#replica;
    for (const watcher of due) {
      if (!watcher.open || revision <= watcher.after) continue;
      const { backlog } = watcher;
      if (backlog === undefined && (watcher.sink.pace === undefined || watcher.sink.pace() === 0)) this.#mark(watcher, revision, false);
      // A consumer that is behind gets it when it has read the rest, unless its channel is full.
      else if (backlog !== undefined && backlog.waiting < this.#channel(watcher)) backlog.bookmark = true;
    }
  }

  /**
   * Events that each of a watcher's two channels holds.
   *
   * @source apiserver pkg/storage/cacher/cacher.go suggestedWatchChannelSize
   */
  #channel({ predicate }: Watcher): number {
    const { eventFreshDuration } = this.#constants;
    const perSecond = Math.ceil(this.#replica.window.capacity / (eventFreshDuration / SECOND));
    const indexed = this.#replica.collection === "/core/pods/";
    const most = !indexed ? 100 : predicate?.hint?.by === "nodeName" ? 10 : 1_000;
    return Math.min(Math.max(perSecond, 10), most);
  }

  /** Its channels are full: it may use up the cache's patience, then it is given up. */
  #block(watcher: Watcher, backlog: Backlog): void {
    if (!this.#replica.cached) return;
    const patience = this.#budget.take(this.#clock.now());
    if (patience === 0) {
      this.#giveUp(watcher, backlog);
      return;
    }
    backlog.patience = this.#scope.after(patience, "watch cache: blocked watcher", () => {
      backlog.patience = undefined;
      if (backlog.waiting > 2 * this.#channel(watcher) + 1) this.#giveUp(watcher, backlog);
      else this.#budget.giveBack(patience);
    });
  }

  /** What is in its result channel is still read, then the stream ends; a state not yet ended by its bookmark is drained. */
  #giveUp(watcher: Watcher, backlog: Backlog): void {
    this.#index.remove(watcher);
    this.#bookmarks.remove(watcher);
    const draining = backlog.marker !== undefined;
    backlog.remaining = draining ? backlog.waiting : Math.min(backlog.waiting, this.#channel(watcher));
  }
}

/** Tells one event, under the laws. */
export function tell(watcher: Watcher, record: VersionRecord, type: ObjectEventType): void {
  const { revision } = record;
  if (revision <= watcher.last) throw new StreamLawBroken("versions strictly increase", watcher.label, revision, `${type} of ${record.entry.path} after ${watcher.last}`);
  watcher.last = revision;
  watcher.guard?.change(record, type);
  watcher.sink.event(eventOf(record, type));
}
