import type { Clock, Micros, Scope, Timer } from "../../kernel/index.ts";
import { MINUTE } from "../../kernel/index.ts";
import { Roster } from "./roster.ts";
import type { Watcher } from "./watcher.ts";

/**
 * Ends each watch at its deadline, to the microsecond. Deadlines lie up to an hour ahead and most watches end before, so
 * that until its last minute a watcher costs a place in a list and no timer.
 */
export class Deadlines {
  readonly #scope: Scope;
  readonly #clock: Clock;
  readonly #end: (watcher: Watcher) => void;
  readonly #minutes = new Map<number, { readonly watchers: Roster; readonly timer: Timer }>();
  readonly #last = new Map<Watcher, Timer>();

  constructor(scope: Scope, clock: Clock, end: (watcher: Watcher) => void) {
    this.#scope = scope;
    this.#clock = clock;
    this.#end = end;
  }

  add(watcher: Watcher): void {
    const now = this.#clock.now();
    const minute = Math.floor(watcher.deadline / MINUTE);
    if (minute * MINUTE <= now) {
      this.#arm(watcher, watcher.deadline - now);
      return;
    }
    let far = this.#minutes.get(minute);
    if (far === undefined) {
      far = { watchers: new Roster(isOpen), timer: this.#scope.after(minute * MINUTE - now, "watch cache: deadlines of a minute", () => this.#near(minute)) };
      this.#minutes.set(minute, far);
    }
    far.watchers.add(watcher);
  }

  /** A watcher that was added has been closed. */
  remove(watcher: Watcher): void {
    const timer = this.#last.get(watcher);
    if (timer !== undefined) {
      timer.cancel();
      this.#last.delete(watcher);
      return;
    }
    const minute = Math.floor(watcher.deadline / MINUTE);
    const far = this.#minutes.get(minute);
    if (far === undefined) return;
    far.watchers.left();
    if (far.watchers.size > 0) return;
    far.timer.cancel();
    this.#minutes.delete(minute);
  }

  #near(minute: number): void {
    const far = this.#minutes.get(minute);
    this.#minutes.delete(minute);
    const now = this.#clock.now();
    for (const watcher of far?.watchers.members() ?? []) this.#arm(watcher, watcher.deadline - now);
  }

  #arm(watcher: Watcher, delay: Micros): void {
    this.#last.set(watcher, this.#scope.after(delay, "watch cache: deadline", () => {
      this.#last.delete(watcher);
      this.#end(watcher);
    }));
  }
}

function isOpen({ open }: Watcher): boolean {
  return open;
}
