import type { Clock, Micros, Random } from "../../kernel/index.ts";
import type { Backoff, BackoffPolicy } from "./backoff.ts";
import { freshBackoff, jittered, nextWait } from "./backoff.ts";

/** The next wait, jitter included. Asking moves the backoff on. */
export type Delay = () => Micros;

/**
 * Waits of a backoff, one after the other.
 *
 * @source apimachinery pkg/util/wait/backoff.go (Backoff.DelayFunc, DelayWithReset, NewExponentialBackoffManager)
 */
export function backoffDelay(policy: BackoffPolicy, clock: Clock, random: Random): Delay {
  let backoff: Backoff = freshBackoff(policy, clock.now());
  return () => {
    const [wait, after] = nextWait(policy, backoff, clock.now());
    backoff = after;
    return jittered(wait, policy.jitter, random);
  };
}

/** Never forgets, unless told to. @source apimachinery pkg/util/wait/backoff.go Backoff */
export function backoff(of: Partial<Omit<BackoffPolicy, "initial">> & Pick<BackoffPolicy, "initial">): BackoffPolicy {
  return { cap: 0, factor: 0, jitter: 0, steps: 0, resetAfter: Number.MAX_SAFE_INTEGER, forgets: "sinceReset", ...of };
}
