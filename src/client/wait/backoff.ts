import type { Micros, Random } from "../../kernel/index.ts";

/**
 * Exponential backoff that forgets.
 *
 * @source apimachinery pkg/util/wait/backoff.go (Backoff.Step, delay, Jitter, DelayWithReset, exponentialBackoffManagerImpl)
 * @differs jitter comes from the caller's random stream, so that a run repeats; waits are cut to microseconds, not nanoseconds
 */
export interface BackoffPolicy {
  readonly initial: Micros;
  /** 0: none. */
  readonly cap: Micros;
  /** 0: no growth. */
  readonly factor: number;
  /** Share of the wait added at random: 1 means up to twice the wait. */
  readonly jitter: number;
  /** How often it may grow. */
  readonly steps: number;
  /** Quiet time after which it starts over. 0: the wait never grows. */
  readonly resetAfter: Micros;
  /** Quiet since when: since it last started over, or since it was last asked. */
  readonly forgets: "sinceReset" | "sinceFailure";
}

/** What the next wait depends on. Plain data: it can be printed, compared, forked. */
export interface Backoff {
  readonly wait: Micros;
  readonly steps: number;
  readonly since: Micros;
}

export function freshBackoff(policy: BackoffPolicy, now: Micros): Backoff {
  return { wait: policy.initial, steps: policy.steps, since: now };
}

/** The next wait before jitter, and the backoff after it. */
export function nextWait(policy: BackoffPolicy, before: Backoff, now: Micros): readonly [wait: Micros, after: Backoff] {
  const forgotten = now - before.since > policy.resetAfter;
  const { wait, steps } = forgotten ? { wait: policy.initial, steps: policy.steps } : before;
  const since = forgotten || policy.forgets === "sinceFailure" ? now : before.since;
  if (policy.resetAfter <= 0 || steps < 1) return [wait, { wait, steps, since }];
  const grown = policy.factor === 0 ? wait : wait * policy.factor;
  const capped = policy.cap > 0 && grown > policy.cap;
  return [wait, { wait: capped ? policy.cap : grown, steps: capped ? 0 : steps - 1, since }];
}

/** `wait` with its random share, in whole microseconds. */
export function jittered(wait: Micros, jitter: number, random: Random): Micros {
  return jitter <= 0 ? Math.floor(wait) : Math.floor(wait + random.unit() * jitter * wait);
}
