import type { Cancel } from "../../api/index.ts";
import type { Timer } from "../../kernel/index.ts";
import type { ClientError } from "../transport/index.ts";
import { isConflict } from "../transport/index.ts";
import { backoff } from "./backoff-delay.ts";
import type { BackoffPolicy } from "./backoff.ts";
import { freshBackoff, jittered, nextWait } from "./backoff.ts";
import type { Condition, Waiting } from "./waiting.ts";
import { contextCanceled, isInterrupted, timedOut } from "./waiting.ts";

/**
 * Asks as often as the policy has steps, waiting longer each time. A wait that was cut by the cap is the last, and nothing
 * is asked after it.
 *
 * @source apimachinery pkg/util/wait/backoff.go ExponentialBackoff, ExponentialBackoffWithContext
 */
export function exponentialBackoff(on: Waiting, policy: BackoffPolicy, condition: Condition, done: (error: ClientError | undefined) => void): Cancel {
  let state = freshBackoff(policy, on.clock.now());
  let asking = false;
  let over = false;
  let cancelled = false;
  let timer: Timer | undefined;
  const finish = (error: ClientError | undefined): void => {
    if (over) return;
    over = true;
    timer?.cancel();
    done(error);
  };
  const round = (): void => {
    if (state.steps <= 0) return finish(timedOut);
    asking = true;
    condition((outcome) => {
      if (!asking) return;
      asking = false;
      if (outcome === true) return finish(undefined);
      if (outcome !== false) return finish(outcome);
      if (state.steps === 1) return finish(timedOut);
      if (cancelled) return finish(contextCanceled);
      const [wait, after] = nextWait(policy, state, on.clock.now());
      state = after;
      timer = on.scope.after(jittered(wait, policy.jitter, on.random), "backoff", round);
    });
  };
  round();
  return () => {
    cancelled = true;
    if (!asking) finish(contextCanceled);
  };
}

/** For changes that others make, too: five tries, 10 ms apart. @source client-go util/retry/util.go DefaultRetry */
export const defaultRetry: BackoffPolicy = backoff({ initial: 10_000, factor: 1, jitter: 0.1, steps: 5 });

/** For changes that controllers fight over: four tries, 10, 50 and 250 ms apart. @source client-go util/retry/util.go DefaultBackoff */
export const defaultBackoff: BackoffPolicy = backoff({ initial: 10_000, factor: 5, jitter: 0.1, steps: 4 });

/** Something that may fail: `answer` is called once, without an error if it went well. */
export type Attempt = (answer: (error?: ClientError) => void) => void;

/** Tries again on errors of some kinds; when the tries are used up, `done` hears the last of them. @source client-go util/retry/util.go OnError */
export function onError(on: Waiting, policy: BackoffPolicy, retriable: (error: ClientError) => boolean, attempt: Attempt, done: (error: ClientError | undefined) => void): Cancel {
  let last: ClientError | undefined;
  const condition: Condition = (answer) =>
    attempt((error) => {
      if (error === undefined) return answer(true);
      if (!retriable(error)) return answer(error);
      last = error;
      answer(false);
    });
  return exponentialBackoff(on, policy, condition, (error) => done(error !== undefined && isInterrupted(error) ? last : error));
}

/** @source client-go util/retry/util.go RetryOnConflict */
export function retryOnConflict(on: Waiting, policy: BackoffPolicy, attempt: Attempt, done: (error: ClientError | undefined) => void): Cancel {
  return onError(on, policy, isConflict, attempt, done);
}
