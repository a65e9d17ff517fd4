import type { Clock, Micros } from "../../kernel/index.ts";
import { createTokenBucket } from "../flowcontrol/index.ts";

/**
 * How long an item has to wait before its next try.
 *
 * @source client-go util/workqueue/default_rate_limiters.go, golang.org/x/time/rate
 */
export interface RateLimiter<T> {
  /** Counts a failure, and says the wait. */
  when(item: T): Micros;
  /** The item did well, or is given up. */
  forget(item: T): void;
  /** Failures counted so far. */
  retries(item: T): number;
}

/** base · 2^failures, at most `most`. */
export function exponential<T>(base: Micros, most: Micros): RateLimiter<T> {
  return counting((failures) => Math.min(base * 2 ** failures, most));
}

/** `fast` for the first so many tries, then `slow`. */
export function fastSlow<T>(fast: Micros, slow: Micros, fastTries: number): RateLimiter<T> {
  return counting((failures) => (failures < fastTries ? fast : slow));
}

function counting<T>(wait: (failures: number) => Micros): RateLimiter<T> {
  const failures = new Map<T, number>();
  return {
    when(item) {
      const before = failures.get(item) ?? 0;
      failures.set(item, before + 1);
      return wait(before);
    },
    forget: (item) => void failures.delete(item),
    retries: (item) => failures.get(item) ?? 0,
  };
}

/** So many a second over all items, with a burst; each call takes a token, if need be one of the future. */
export function bucket<T>(clock: Clock, perSecond: number, burst: number): RateLimiter<T> {
  const tokens = createTokenBucket(clock, perSecond, burst);
  return { when: () => tokens.reserve(), forget() {}, retries: () => 0 };
}

/** The longest wait of several, each of which counts. */
export function maxOf<T>(...limiters: readonly RateLimiter<T>[]): RateLimiter<T> {
  return {
    when: (item) => limiters.reduce((longest, each) => Math.max(longest, each.when(item)), 0),
    forget(item) {
      for (const each of limiters) each.forget(item);
    },
    retries: (item) => limiters.reduce((most, each) => Math.max(most, each.retries(item)), 0),
  };
}

export function withMaxWait<T>(limiter: RateLimiter<T>, most: Micros): RateLimiter<T> {
  return { when: (item) => Math.min(limiter.when(item), most), forget: (item) => limiter.forget(item), retries: (item) => limiter.retries(item) };
}

/** 5 ms to 1,000 s by item, and ten a second with a burst of a hundred over all. @source DefaultTypedControllerRateLimiter */
export function defaultControllerLimiter<T>(clock: Clock): RateLimiter<T> {
  return maxOf(exponential<T>(5_000, 1_000_000_000), bucket<T>(clock, 10, 100));
}

/** 1 ms to 1,000 s by item. @source DefaultTypedItemBasedRateLimiter */
export function defaultItemLimiter<T>(): RateLimiter<T> {
  return exponential<T>(1_000, 1_000_000_000);
}
