import type { WatchEvent } from "../../api/index.ts";
import type { Clock, Random, Scope, Timer } from "../../kernel/index.ts";
import type { ServerConstants } from "../profile.ts";
import type { Revision } from "../storage/index.ts";
import { BookmarkSchedule } from "./bookmark-schedule.ts";
import { CatchUp } from "./catch-up.ts";
import type { Live, Start } from "./catch-up.ts";
import { Deadlines } from "./deadlines.ts";
import { DispatchIndex } from "./dispatch-index.ts";
import type { Replica } from "./replica.ts";
import { SharedEvents } from "./shared-events.ts";
import { StreamGuard } from "./stream-guard.ts";
import type { WatchQuery } from "./watchcache.ts";
import type { Watcher, WatchOwner } from "./watcher.ts";

/**
 * The watches of one cache. What the replica learned in an instant is dispatched in one kernel event; a watcher that
 * keeps up has no cursor, one that does not catches up by itself.
 *
 * @source apiserver pkg/storage/cacher/cacher.go (dispatchEvents, dispatchEvent)
 */
export class Streams implements WatchOwner, Live {
  readonly #scope: Scope;
  readonly #clock: Clock;
  readonly #replica: Replica;
  readonly #guard: StreamGuard;
  readonly #index: DispatchIndex;
  readonly #catchUp: CatchUp;
  readonly #bookmarks: BookmarkSchedule;
  readonly #deadlines: Deadlines;
  readonly #bookmarkAt: (revision: Revision, marked: boolean) => WatchEvent;
  /** How to end the wait of those whose start has yet to come. */
  readonly #waiting = new Map<Watcher, () => void>();
  #dispatched: number;
  #dispatching = false;
  #flush: Timer | undefined = undefined;
  readonly #onFlush = (): void => {
    this.#flush = undefined;
    this.dispatch();
    if (this.#index.size > 0 && this.#flush === undefined) this.#arm();
  };

  constructor(
    scope: Scope, clock: Clock, random: Random, replica: Replica, constants: ServerConstants,
    bookmarkAt: (revision: Revision, marked: boolean) => WatchEvent,
  ) {
    this.#scope = scope;
    this.#clock = clock;
    this.#replica = replica;
    this.#bookmarkAt = bookmarkAt;
    this.#guard = new StreamGuard(replica.log);
    this.#catchUp = new CatchUp(scope, clock, replica, constants, this.#guard, this);
    this.#index = new DispatchIndex({ guard: this.#guard, events: new SharedEvents(), late: (watcher, position) => this.#catchUp.late(watcher, position) });
    this.#bookmarks = new BookmarkSchedule(scope, clock, random, replica, constants, (due) => this.#serveBookmarks(due));
    this.#deadlines = new Deadlines(scope, clock, (watcher) => this.#finish(watcher));
    this.#dispatched = replica.window.end;
  }

  /** Open watches. */
  get size(): number {
    return this.#index.size;
  }

  get dispatched(): number {
    return this.#dispatched;
  }

  /** The lowest revision from which someone has yet to be told; Infinity when all keep up. */
  get floor(): Revision {
    const next = Math.min(this.#index.size === 0 ? Infinity : this.#dispatched, this.#catchUp.oldest);
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

  /** Its start will come, unless it gives up. */
  wait(watcher: Watcher, giveUp: () => void): void {
    this.#waiting.set(watcher, giveUp);
  }

  open(watcher: Watcher, { resourceVersion = 0, allowBookmarks }: WatchQuery, start: Start): void {
    this.#replica.learn();
    const { window, log, cached } = this.#replica;
    const { after, from } = start;
    this.#waiting.delete(watcher);
    if (this.#index.size === 0) this.#dispatched = window.end;
    this.#guard.begin(watcher, resourceVersion, start);
    watcher.after = from === undefined || from >= window.end ? after : Math.max(after, log.at(window.end - 1).revision);
    watcher.phase = "running";
    this.#index.add(watcher);
    this.#deadlines.add(watcher);
    if (this.#flush === undefined) this.#arm();
    this.#catchUp.begin(watcher, start);
    if (watcher.open && allowBookmarks && cached) this.#bookmarks.add(watcher);
  }

  resume(watcher: Watcher): void {
    this.#catchUp.resume(watcher);
  }

  end(watcher: Watcher): void {
    if (!watcher.open) return;
    this.close(watcher);
    watcher.sink.end();
  }

  close(watcher: Watcher): void {
    if (!watcher.open) return;
    const begun = watcher.phase === "running";
    watcher.phase = "closed";
    watcher.held?.done();
    if (!begun) {
      this.#waiting.get(watcher)?.();
      this.#waiting.delete(watcher);
      return;
    }
    this.#index.remove(watcher);
    this.#bookmarks.remove(watcher);
    this.#deadlines.remove(watcher);
    this.#catchUp.settle(watcher);
    if (this.#index.size > 0) return;
    this.#flush?.cancel();
    this.#flush = undefined;
  }

  endAll(): void {
    for (const watcher of [...this.#index.watchers(), ...this.#catchUp.watchers]) this.#finish(watcher);
    this.#bookmarks.clear();
  }

  /** Tells everyone what the replica has learned. */
  dispatch(): void {
    this.#replica.learn();
    const { log, window } = this.#replica;
    const { end } = window;
    this.#dispatching = true;
    try {
      while (this.#dispatched < end) {
        const position = this.#dispatched++;
        this.#index.offer(log.at(position), position);
      }
    } finally {
      this.#dispatching = false;
      this.#index.settle();
    }
    this.#bookmarks.advanced();
  }

  mark(watcher: Watcher, revision: Revision, marked: boolean): void {
    this.#guard.bookmark(watcher, revision);
    watcher.sink.event(this.#bookmarkAt(revision, marked));
  }

  abandon(watcher: Watcher): void {
    this.#index.remove(watcher);
    this.#bookmarks.remove(watcher);
  }

  /** The server ends a stream that owes nothing. */
  #finish(watcher: Watcher): void {
    // One that reads slowly stands in both lists of watchers: the second time it is closed, and what it owed is nobody's.
    if (!watcher.open) return;
    if (watcher.backlog === undefined && !this.#dispatching) this.#guard.complete(watcher, this.#dispatched);
    this.end(watcher);
  }

  #arm(): void {
    const next = this.#replica.nextArrival;
    const waiting = this.#dispatched < this.#replica.window.end;
    if (next === undefined && !waiting) return;
    const delay = waiting || next === undefined ? 0 : Math.max(0, next - this.#clock.now());
    this.#flush = this.#scope.after(delay, "watch cache: dispatch", this.#onFlush);
  }

  #serveBookmarks(due: readonly Watcher[]): void {
    this.dispatch();
    const { revision } = this.#replica;
    for (const watcher of due) {
      if (!watcher.open || revision <= watcher.after) continue;
      const { backlog } = watcher;
      if (backlog !== undefined) this.#catchUp.bookmark(watcher, backlog);
      else if (watcher.keepsUp) this.mark(watcher, revision, false);
    }
  }
}
