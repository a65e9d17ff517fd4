import { Subscription } from "rxjs/internal/Subscription";
import type { SchedulerAction, SchedulerLike } from "rxjs";
import { MILLISECOND } from "../kernel/index.ts";
import type { Clock, Scope, Timer } from "../kernel/index.ts";

/**
 * A scheduler for RxJS operators that take one (`interval`, `delay`, `debounceTime` …), on a kernel's clock: what is
 * scheduled becomes a timer of the scope, and is gone when the scope closes. `now()` is the wall in milliseconds.
 *
 * @differs from `asyncScheduler`: delays are exact, and a delay of 0 runs at this instant behind what is due already
 */
export function schedulerOn(scope: Scope, clock: Clock): SchedulerLike {
  return {
    now: () => clock.wall() / MILLISECOND,
    schedule: <T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T): Subscription => {
      const action = new KernelAction(scope, work);
      action.schedule(state, delay);
      return action;
    },
  };
}

/** One scheduled piece of work, which may schedule itself again. */
class KernelAction<T> extends Subscription implements SchedulerAction<T> {
  readonly #scope: Scope;
  readonly #work: (this: SchedulerAction<T>, state?: T) => void;
  #timer: Timer | undefined;

  constructor(scope: Scope, work: (this: SchedulerAction<T>, state?: T) => void) {
    super(() => this.#timer?.cancel());
    this.#scope = scope;
    this.#work = work;
  }

  schedule(state?: T, delay = 0): Subscription {
    if (this.closed) return this;
    this.#timer?.cancel();
    const timer = this.#scope.after(Math.round(Math.max(0, delay) * MILLISECOND), "rxjs", () => {
      this.#work.call(this, state);
      // RxJS ends an action that did not schedule itself again.
      if (this.#timer === timer) this.unsubscribe();
    });
    this.#timer = timer;
    return this;
  }
}
