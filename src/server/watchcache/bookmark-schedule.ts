import type { Clock, Micros, Random, Scope, Timer } from "../../kernel/index.ts";
import type { ServerConstants } from "../profile.ts";
import type { Replica } from "./replica.ts";
import type { Watcher } from "./watcher.ts";

/** Watchers due in the same second, and the tick that serves them. */
interface Tick {
  readonly due: Map<Watcher, Micros>;
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
  readonly #tickOf = new Map<Watcher, number>();
  /** Asleep, with the time each would have been due. */
  readonly #asleep = new Map<Watcher, Micros>();
  #report: Timer | undefined = undefined;

  constructor(scope: Scope, clock: Clock, random: Random, replica: Replica, constants: ServerConstants, serve: (due: readonly Watcher[]) => void) {
    this.#scope = scope;
    this.#clock = clock;
    this.#random = random;
    this.#replica = replica;
    this.#constants = constants;
    this.#serve = serve;
  }

  /** Watchers that stand in here. */
  get size(): number {
    return this.#tickOf.size + this.#asleep.size;
  }

  add(watcher: Watcher): void {
    const now = this.#clock.now();
    const due = Math.min(now + this.#constants.bookmarkFrequency, watcher.deadline - this.#constants.bookmarkBeforeDeadline);
    if (due <= now) return;
    if (this.#replica.revision > watcher.after) this.#enter(watcher, due);
    else this.#sleep(watcher, due);
  }

  remove(watcher: Watcher): void {
    this.#asleep.delete(watcher);
    const second = this.#tickOf.get(watcher);
    if (second === undefined) return;
    this.#tickOf.delete(watcher);
    const tick = this.#ticks.get(second) as Tick;
    tick.due.delete(watcher);
    if (tick.due.size > 0) return;
    tick.timer.cancel();
    this.#ticks.delete(second);
  }

  /** The cache came further: wakes whom that gives something to say, at the times they would have been due. */
  advanced(): void {
    if (this.#asleep.size === 0) return;
    const { revision } = this.#replica;
    const now = this.#clock.now();
    const { bookmarkFrequency, bookmarkBeforeDeadline } = this.#constants;
    for (const [watcher, due] of [...this.#asleep]) {
      if (revision <= watcher.after) continue;
      this.#asleep.delete(watcher);
      const missed = due > now ? 0 : Math.floor((now - due) / bookmarkFrequency) + 1;
      const next = Math.min(due + missed * bookmarkFrequency, watcher.deadline - bookmarkBeforeDeadline);
      if (next > now) this.#enter(watcher, next);
    }
    this.#listen();
  }

  clear(): void {
    for (const { timer } of this.#ticks.values()) timer.cancel();
    this.#ticks.clear();
    this.#tickOf.clear();
    this.#asleep.clear();
    this.#listen();
  }

  #enter(watcher: Watcher, due: Micros): void {
    const { bookmarkTick } = this.#constants;
    const second = Math.floor(due / bookmarkTick);
    let tick = this.#ticks.get(second);
    if (tick === undefined) {
      const at = second * bookmarkTick + this.#random.int(Math.max(1, Math.floor(bookmarkTick * 1.25)));
      const delay = Math.max(0, at - this.#clock.now());
      tick = { due: new Map(), timer: this.#scope.after(delay, "watch cache: bookmarks", () => this.#fire(second)) };
      this.#ticks.set(second, tick);
    }
    tick.due.set(watcher, due);
    this.#tickOf.set(watcher, second);
  }

  #sleep(watcher: Watcher, due: Micros): void {
    this.#asleep.set(watcher, due);
    this.#listen();
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
    const due = [...(this.#ticks.get(second) as Tick).due.keys()];
    this.#ticks.delete(second);
    for (const watcher of due) this.#tickOf.delete(watcher);
    this.#serve(due);
    for (const watcher of due) if (watcher.open) this.add(watcher);
  }
}
