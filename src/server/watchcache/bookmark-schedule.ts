import type { Clock, Micros, Random, Scope, Timer } from "../../kernel/index.ts";
import type { ServerConstants } from "../profile.ts";
import type { Revision } from "../storage/index.ts";
import type { Replica } from "./replica.ts";
import { Roster } from "./roster.ts";
import type { Watcher } from "./watcher.ts";

/** Watchers due in the same second, and the timer that serves them. */
interface Tick {
  readonly due: Roster;
  readonly timer: Timer;
}

/**
 * When each watcher gets its next bookmark: a minute after the last, or shortly before its deadline. Upstream ticks once
 * a second with some jitter and serves who is due; here a tick exists only for seconds in which someone is. A watcher
 * whose start the cache has not left behind gets no bookmark, so that it sleeps until there is something to say.
 *
 * @source apiserver pkg/storage/cacher/cacher.go (watcherBookmarkTimeBuckets, dispatchEvents), cache_watcher.go nextBookmarkTime
 * @differs the jitter is drawn for each tick that serves someone, from the second's start
 */
export class BookmarkSchedule {
  readonly #scope: Scope;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #replica: Replica;
  readonly #constants: ServerConstants;
  /** Sends a watcher the bookmark of now; the caller first delivers what it should precede. */
  readonly #serve: (due: readonly Watcher[]) => void;
  readonly #ticks = new Map<number, Tick>();
  /** Asleep, each with the tick it would have been due at. */
  readonly #asleep = new Roster(({ asleep }) => asleep);
  /** Someone who sleeps may have something to say when the cache is past this. */
  #wakes: Revision = Infinity;
  #report: Timer | undefined = undefined;

  constructor(scope: Scope, clock: Clock, random: Random, replica: Replica, constants: ServerConstants, serve: (due: readonly Watcher[]) => void) {
    this.#scope = scope;
    this.#clock = clock;
    this.#random = random;
    this.#replica = replica;
    this.#constants = constants;
    this.#serve = serve;
  }

  add(watcher: Watcher): void {
    const now = this.#clock.now();
    const due = Math.min(now + this.#constants.bookmarkFrequency, this.#lastChance(watcher));
    if (due <= now) return;
    const second = this.#secondOf(due);
    if (this.#replica.revision > watcher.after) this.#enter(watcher, second);
    else this.#sleep(watcher, second);
  }

  remove(watcher: Watcher): void {
    const { due, asleep } = watcher;
    if (due < 0) return;
    watcher.due = -1;
    if (asleep) {
      watcher.asleep = false;
      this.#asleep.left();
      if (this.#asleep.size === 0) this.#listen();
      return;
    }
    const tick = this.#ticks.get(due) as Tick;
    tick.due.left();
    if (tick.due.size > 0) return;
    tick.timer.cancel();
    this.#ticks.delete(due);
  }

  /** The cache came further: wakes whom that gives something to say, at the times they would have been due. */
  advanced(): void {
    const { revision } = this.#replica;
    if (revision <= this.#wakes) return;
    this.#wakes = Infinity;
    const now = this.#clock.now();
    const current = this.#secondOf(now);
    const { bookmarkFrequency, bookmarkTick } = this.#constants;
    const period = Math.max(1, Math.round(bookmarkFrequency / bookmarkTick));
    const sleepers = this.#asleep.members();
    this.#asleep.clear();
    for (const watcher of sleepers) {
      const { due } = watcher;
      if (revision <= watcher.after) {
        this.#sleep(watcher, due);
        continue;
      }
      watcher.asleep = false;
      watcher.due = -1;
      const last = this.#lastChance(watcher);
      const missed = due >= current ? 0 : Math.ceil((current - due) / period);
      if (last > now) this.#enter(watcher, Math.min(due + missed * period, this.#secondOf(last)));
    }
    this.#listen();
  }

  clear(): void {
    for (const { timer } of this.#ticks.values()) timer.cancel();
    this.#ticks.clear();
    this.#asleep.clear();
    this.#wakes = Infinity;
    this.#listen();
  }

  #enter(watcher: Watcher, second: number): void {
    let tick = this.#ticks.get(second);
    if (tick === undefined) {
      const { bookmarkTick } = this.#constants;
      const at = second * bookmarkTick + this.#random.int(Math.max(1, Math.floor(bookmarkTick * 1.25)));
      const delay = Math.max(0, at - this.#clock.now());
      tick = { due: new Roster(({ due }) => due === second), timer: this.#scope.after(delay, "watch cache: bookmarks", () => this.#fire(second)) };
      this.#ticks.set(second, tick);
    }
    watcher.due = second;
    tick.due.add(watcher);
  }

  #sleep(watcher: Watcher, second: number): void {
    watcher.due = second;
    watcher.asleep = true;
    this.#asleep.add(watcher);
    this.#wakes = Math.min(this.#wakes, watcher.after);
    this.#listen();
  }

  #lastChance({ deadline }: Watcher): Micros {
    return deadline - this.#constants.bookmarkBeforeDeadline;
  }

  #secondOf(time: Micros): number {
    return Math.floor(time / this.#constants.bookmarkTick);
  }

  /** While someone sleeps, the store's unasked reports of progress may wake them. */
  #listen(): void {
    if (this.#asleep.size === 0) {
      this.#report?.cancel();
      this.#report = undefined;
    } else if (this.#report?.pending !== true) {
      this.#report = this.#scope.after(this.#replica.nextReport - this.#clock.now(), "watch cache: progress report", () => {
        this.#replica.learn();
        this.advanced();
        this.#listen();
      });
    }
  }

  #fire(second: number): void {
    const due = (this.#ticks.get(second) as Tick).due.members();
    this.#ticks.delete(second);
    for (const watcher of due) watcher.due = -1;
    this.#serve(due);
    for (const watcher of due) if (watcher.slot >= 0) this.add(watcher);
  }
}
