import type { Cancel } from "../../api/index.ts";
import type { Micros, Timer } from "../../kernel/index.ts";
import type { Delay } from "./backoff-delay.ts";
import { jittered } from "./backoff.ts";
import type { Waiting } from "./waiting.ts";

export interface UntilOptions {
  readonly period: Micros;
  /** Share of the period added at random. Default 0. */
  readonly jitter?: number;
  /** The pause begins when the work is over (default), else with it. */
  readonly sliding?: boolean;
}

/**
 * Does the work again and again until it is cancelled; work in progress is waited for. `work` calls `over` once.
 *
 * @source apimachinery pkg/util/wait/backoff.go JitterUntil, Until, NonSlidingUntil
 */
export function until(on: Waiting, { period, jitter = 0, sliding = true }: UntilOptions, work: (over: () => void) => void, done: () => void): Cancel {
  return backoffUntil(on, () => jittered(period, jitter, on.random), sliding, work, done);
}

/** @source apimachinery pkg/util/wait/backoff.go BackoffUntil */
export function backoffUntil(on: Waiting, delay: Delay, sliding: boolean, work: (over: () => void) => void, done: () => void): Cancel {
  let working = false;
  let cancelled = false;
  let due = 0;
  let timer: Timer | undefined;
  const now = (): Micros => on.clock.now();
  const round = (): void => {
    working = true;
    if (!sliding) due = now() + delay();
    work(() => {
      if (!working) return;
      working = false;
      if (cancelled) return done();
      if (sliding) due = now() + delay();
      timer = on.scope.after(Math.max(0, due - now()), "until", round);
    });
  };
  round();
  return () => {
    if (cancelled) return;
    cancelled = true;
    timer?.cancel();
    if (!working) done();
  };
}
