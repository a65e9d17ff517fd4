import type { Clock, Scope } from "../../kernel/index.ts";
import { SECOND } from "../../kernel/index.ts";
import type { ServerConstants } from "../profile.ts";
import { eventOf } from "../storage/index.ts";
import type { Page, Revision, VersionRecord } from "../storage/index.ts";
import type { Replica } from "./replica.ts";
import type { StreamGuard } from "./stream-guard.ts";
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

/** The streams that someone catches up with. */
export interface Live {
  /** Records before this position were offered. */
  readonly dispatched: number;
  /** Sends a bookmark. */
  mark(watcher: Watcher, revision: Revision, marked: boolean): void;
  /** No more live events and bookmarks for it. */
  abandon(watcher: Watcher): void;
  end(watcher: Watcher): void;
}

/** Events a replay may lag behind the window before it looks again. @source watch_cache_interval.go bufferSize */
const REPLAY_BLOCK = 100;

/**
 * Watchers that have yet to be told something, since they have just begun or read slowly: each pulls from a backlog at its
 * consumer's pace until it is level with the others, or is given up.
 *
 * @source apiserver pkg/storage/cacher/cache_watcher.go (processInterval, process, add)
 * @differs others are not held up while a blocked watcher uses the budget
 */
export class CatchUp {
  readonly #scope: Scope;
  readonly #clock: Clock;
  readonly #replica: Replica;
  readonly #constants: ServerConstants;
  readonly #guard: StreamGuard;
  readonly #live: Live;
  readonly #budget: TimeBudget;
  readonly #behind = new Set<Watcher>();

  constructor(scope: Scope, clock: Clock, replica: Replica, constants: ServerConstants, guard: StreamGuard, live: Live) {
    this.#scope = scope;
    this.#clock = clock;
    this.#replica = replica;
    this.#constants = constants;
    this.#guard = guard;
    this.#live = live;
    this.#budget = new TimeBudget(constants, clock.now());
  }

  /** Who is behind. */
  get watchers(): ReadonlySet<Watcher> {
    return this.#behind;
  }

  /** Position of the oldest record that someone has yet to look at; Infinity when there is none. */
  get oldest(): number {
    let oldest = Infinity;
    for (const { backlog } of this.#behind) if (backlog !== undefined) oldest = Math.min(oldest, backlog.cursor);
    return oldest;
  }

  /** A stream begins. */
  begin(watcher: Watcher, { after, state, marked, from }: Start): void {
    const { end } = this.#replica.window;
    const cursor = from ?? end;
    if (state === undefined && !marked && cursor >= end) return;
    this.#stall(watcher, {
      state, looked: 0, shown: 0, shownLast: "", marker: marked ? after : undefined, cursor, replayEnd: end, replayFrom: from,
      waiting: 0, bookmark: false, timer: undefined, patience: undefined, remaining: undefined,
    });
  }

  /** A live event is for a watcher that cannot be told now. */
  late(watcher: Watcher, position: number): void {
    const { backlog } = watcher;
    if (backlog === undefined) {
      this.#stall(watcher, {
        state: undefined, looked: 0, shown: 0, shownLast: "", marker: undefined, cursor: position, replayEnd: position, replayFrom: undefined,
        waiting: 1, bookmark: false, timer: undefined, patience: undefined, remaining: undefined,
      });
      return;
    }
    backlog.waiting++;
    if (backlog.waiting > 2 * this.#channel(watcher) + 1 && backlog.remaining === undefined && backlog.patience === undefined) this.#block(watcher, backlog);
  }

  /** The consumer reads again. */
  resume(watcher: Watcher): void {
    if (watcher.open && watcher.backlog !== undefined && watcher.backlog.timer === undefined) this.#pump(watcher, watcher.backlog);
  }

  /** A bookmark is due for one that is behind: it gets it when it has read the rest, unless its channel is full. */
  bookmark(watcher: Watcher, backlog: Backlog): void {
    if (backlog.waiting < this.#channel(watcher)) backlog.bookmark = true;
  }

  /** It has been told everything, or is gone. */
  settle(watcher: Watcher): void {
    const { backlog } = watcher;
    if (backlog === undefined) return;
    backlog.timer?.cancel();
    backlog.patience?.cancel();
    watcher.backlog = undefined;
    this.#behind.delete(watcher);
  }

  #stall(watcher: Watcher, backlog: Backlog): void {
    watcher.backlog = backlog;
    this.#behind.add(watcher);
    this.#pump(watcher, backlog);
  }

  /** Tells as much as the consumer takes now. */
  #pump(watcher: Watcher, backlog: Backlog): void {
    const { sink } = watcher;
    while (watcher.open) {
      const pace = sink.pace === undefined ? 0 : sink.pace();
      if (pace === Infinity) return;
      if (!this.#step(watcher, backlog)) {
        // Ended meanwhile, or up to date.
        if (watcher.open) this.settle(watcher);
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
      this.#live.end(watcher);
      return false;
    }
    if (backlog.state !== undefined && backlog.looked <= backlog.state.items.length && this.#stepState(watcher, backlog, backlog.state)) return true;
    if (backlog.marker !== undefined) {
      const revision = backlog.marker;
      backlog.marker = undefined;
      this.#live.mark(watcher, revision, true);
      return true;
    }
    return this.#stepLog(watcher, backlog) || this.#stepBookmark(watcher, backlog);
  }

  #stepState(watcher: Watcher, backlog: Backlog, state: Page): boolean {
    const { predicate } = watcher;
    while (backlog.looked < state.items.length) {
      const record = state.items[backlog.looked++] as VersionRecord;
      if (predicate !== undefined && !predicate.matches(record.object as NonNullable<typeof record.object>)) continue;
      this.#guard.shown(watcher, record, backlog.shownLast);
      backlog.shown++;
      backlog.shownLast = record.entry.path;
      watcher.sink.event(eventOf(record, "ADDED"));
      return true;
    }
    this.#guard.stateShown(watcher, state, backlog.shown);
    // Past its end, so that this is said once.
    backlog.looked++;
    return false;
  }

  #stepLog(watcher: Watcher, backlog: Backlog): boolean {
    const { log, window, cached } = this.#replica;
    const end = Math.max(this.#live.dispatched, backlog.replayEnd);
    while (backlog.cursor < end) {
      const { cursor, replayFrom, replayEnd } = backlog;
      if (cached && replayFrom !== undefined && cursor < replayEnd && cursor < window.first && (cursor - replayFrom) % REPLAY_BLOCK === 0) {
        // The window moved on while the consumer was still reading history.
        this.#live.end(watcher);
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
      this.#guard.change(watcher, record, cursor, type);
      watcher.sink.event(eventOf(record, type));
      return true;
    }
    return false;
  }

  #stepBookmark(watcher: Watcher, backlog: Backlog): boolean {
    if (!backlog.bookmark) return false;
    backlog.bookmark = false;
    const { log, window, revision } = this.#replica;
    this.#live.mark(watcher, backlog.cursor < window.end ? log.at(backlog.cursor).revision - 1 : revision, false);
    return true;
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
    this.#live.abandon(watcher);
    const draining = backlog.marker !== undefined;
    backlog.remaining = draining ? backlog.waiting : Math.min(backlog.waiting, this.#channel(watcher));
  }
}
