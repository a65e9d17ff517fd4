import type { Clock, Micros, Scope, Timer } from "../../kernel/index.ts";
import type { ServerConstants } from "../profile.ts";
import type { Revision, Storage } from "../storage/index.ts";
import type { Replica } from "./replica.ts";

/** How a wait came out: the replica got there, the time was up, or the cache went away meanwhile. */
export type Waited = "fresh" | "late" | "gone";

interface Wait {
  readonly revision: Revision;
  readonly until: Micros;
  readonly done: (waited: Waited) => void;
  timer: Timer | undefined;
}

/**
 * Reads that need a replica to have reached a revision. While one waits the store is asked for its progress.
 *
 * @source apiserver pkg/storage/cacher/watch_cache.go waitUntilFreshAndBlock, progress/watch_progress.go
 */
export class Freshness {
  readonly #scope: Scope;
  readonly #clock: Clock;
  readonly #storage: Storage;
  readonly #replica: Replica;
  readonly #constants: ServerConstants;
  readonly #waits = new Set<Wait>();

  constructor(scope: Scope, clock: Clock, storage: Storage, replica: Replica, constants: ServerConstants) {
    this.#scope = scope;
    this.#clock = clock;
    this.#storage = storage;
    this.#replica = replica;
    this.#constants = constants;
  }

  /** Calls `done` at once where the replica is fresh enough. Returns how to give up. */
  wait(revision: Revision, done: (waited: Waited) => void): () => void {
    if (this.#reached(revision)) {
      done("fresh");
      return nothing;
    }
    const wait: Wait = { revision, until: this.#clock.now() + this.#constants.freshnessWait, done, timer: undefined };
    this.#waits.add(wait);
    this.#arm(wait);
    return () => this.#drop(wait);
  }

  /** Nobody will get there any more. */
  fail(): void {
    for (const wait of [...this.#waits]) this.#settle(wait, "gone");
  }

  #reached(revision: Revision): boolean {
    if (this.#replica.revision >= revision) return true;
    this.#replica.askProgress();
    return this.#replica.revision >= revision;
  }

  #arm(wait: Wait): void {
    const now = this.#clock.now();
    const written = this.#storage.timeOf(wait.revision);
    const arrives = written === undefined ? Infinity : Math.max(1, written + this.#replica.lag - now);
    const delay = Math.min(arrives, this.#constants.progressRequestPeriod, wait.until - now);
    wait.timer = this.#scope.after(delay, "watch cache: wait for a fresh read", () => this.#look(wait));
  }

  #look(wait: Wait): void {
    if (this.#reached(wait.revision)) this.#settle(wait, "fresh");
    else if (this.#clock.now() >= wait.until) this.#settle(wait, "late");
    else this.#arm(wait);
  }

  #settle(wait: Wait, waited: Waited): void {
    if (!this.#waits.has(wait)) return;
    this.#drop(wait);
    wait.done(waited);
  }

  #drop(wait: Wait): void {
    this.#waits.delete(wait);
    wait.timer?.cancel();
  }
}

function nothing(): void {}
