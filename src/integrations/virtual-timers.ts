import { MILLISECOND } from "../kernel/index.ts";
import type { Kernel, Scope, Timer } from "../kernel/index.ts";

/** A pending timeout, immediate or interval, of its maker's table. Usable as a primitive number, as browsers' are. */
export type TimerId = number;

/** The platform's timers under a kernel's clock, for code that takes them as an argument. Times in milliseconds. */
export interface VirtualTimers {
  setTimeout<A extends unknown[]>(run: (...args: A) => unknown, delay?: number, ...args: A): TimerId;
  setInterval<A extends unknown[]>(run: (...args: A) => unknown, period?: number, ...args: A): TimerId;
  setImmediate<A extends unknown[]>(run: (...args: A) => unknown, ...args: A): TimerId;
  clearTimeout(id: TimerId | undefined): void;
  clearInterval(id: TimerId | undefined): void;
  clearImmediate(id: TimerId | undefined): void;
  /** Settles that much later; rejects with the signal's reason if it is aborted first. */
  sleep(delay: number, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** The wall, in milliseconds since 1970, as `Date.now()`. */
  now(): number;
  /** Milliseconds since the kernel's start, as `performance.now()`. */
  monotonic(): number;
}

/**
 * Timers of a scope: they are counted in its ledger and gone when it closes. Callbacks run as user code: promises they
 * return are drained before the next event, and their failure fails the run.
 *
 * @differs from Node: ids are numbers; the shortest timeout is 0 (Node: 1 ms), the shortest interval 1 ms; delays keep
 * fractions of a millisecond down to the microsecond; NaN and negative delays count as 0, infinite ones never fire
 */
export function timersOn(kernel: Kernel, scope: Scope): VirtualTimers {
  const pending = new Map<TimerId, Timer>();
  let lastId = 0;

  const arm = (id: TimerId, label: string, delay: number, run: () => void): void => {
    pending.set(id, scope.after(micros(delay), label, run));
  };
  // A callback that is an async function: nobody holds its promise, so its failure becomes the failure of an event.
  const perform = (label: string, run: () => unknown): void => {
    const result = kernel.foreign(label, run);
    if (!(result instanceof Promise)) return;
    result.catch((cause: unknown) => {
      (scope.open ? scope : kernel.root).soon(`${label} callback`, () => { throw cause; });
    });
  };
  const once = (label: string, delay: number, run: () => unknown): TimerId => {
    const id = ++lastId;
    if (delay === Infinity) return id;
    arm(id, label, delay, () => {
      pending.delete(id);
      perform(label, run);
    });
    return id;
  };
  const clear = (id: TimerId | undefined): void => {
    if (id === undefined) return;
    pending.get(id)?.cancel();
    pending.delete(id);
  };

  return {
    setTimeout: (run, delay = 0, ...args) => once("setTimeout", delay, () => run(...args)),
    setImmediate: (run, ...args) => once("setImmediate", 0, () => run(...args)),
    setInterval: (run, period = 0, ...args) => {
      const id = ++lastId;
      // Not Math.max, which would let NaN through.
      const every = period > 1 ? period : 1;
      const beat = (): void => {
        arm(id, "setInterval", every, beat);
        perform("setInterval", () => run(...args));
      };
      if (period !== Infinity) arm(id, "setInterval", every, beat);
      return id;
    },
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
    sleep: (delay, { signal } = {}) => {
      const { promise, resolve, reject } = kernel.deferred<void>("sleep");
      if (signal?.aborted === true) {
        reject(signal.reason);
        return promise;
      }
      const abort = (): void => {
        clear(id);
        reject(signal?.reason);
      };
      const id = once("sleep", delay, () => {
        signal?.removeEventListener("abort", abort);
        resolve();
      });
      signal?.addEventListener("abort", abort, { once: true });
      return promise;
    },
    now: () => Math.floor(kernel.clock.wall() / MILLISECOND),
    monotonic: () => kernel.clock.now() / MILLISECOND,
  };
}

function micros(milliseconds: number): number {
  return milliseconds > 0 ? Math.round(milliseconds * MILLISECOND) : 0;
}
