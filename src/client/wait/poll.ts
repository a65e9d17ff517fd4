import type { Cancel } from "../../api/index.ts";
import type { Micros, Timer } from "../../kernel/index.ts";
import type { ClientError } from "../transport/index.ts";
import type { Delay } from "./backoff-delay.ts";
import type { Condition, Waiting } from "./waiting.ts";
import { contextCanceled, deadlineExceeded } from "./waiting.ts";

export interface PollOptions {
  readonly interval: Micros;
  /** Look at once; then the condition is asked at least once, whatever ends the waiting. */
  readonly immediate: boolean;
  /** Absent: none. */
  readonly timeout?: Micros;
}

/**
 * Asks every so often, by a ticker: a slow condition does not shift the next look, and misses looks rather than gather them.
 * `done` hears undefined when the condition held, else why not. Answers what gives up.
 *
 * @source apimachinery pkg/util/wait/poll.go PollUntilContextCancel, PollUntilContextTimeout
 */
export function poll(on: Waiting, { interval, immediate, timeout }: PollOptions, condition: Condition, done: (error: ClientError | undefined) => void): Cancel {
  return new Loop(on, interval > 0 ? ticker(interval) : noPause, { immediate, sliding: false }, condition, done).begin(timeout);
}

/**
 * Asks after each delay. Sliding: the delay begins when the condition has answered, else when it is asked.
 *
 * @source apimachinery pkg/util/wait/delay.go DelayFunc.Until
 */
export function untilHolds(
  on: Waiting,
  delay: Delay,
  shape: { readonly immediate: boolean; readonly sliding: boolean },
  condition: Condition,
  done: (error: ClientError | undefined) => void,
): Cancel {
  return new Loop(on, delays(delay), shape, condition, done).begin(undefined);
}

/** When the next look is due. */
interface Pace {
  /** From this moment on it runs. */
  begin(now: Micros): void;
  /** A look was taken. */
  next(now: Micros): void;
  /** That look is due. */
  due(): Micros;
  /** The due look is being taken. */
  take(now: Micros): void;
}

function ticker(interval: Micros): Pace {
  let at = 0;
  return {
    begin: (now) => void (at = now + interval),
    next() {},
    due: () => at,
    // One missed tick is kept, more are not.
    take: (now) => void (at += interval * Math.max(1, Math.floor((now - at) / interval) + 1)),
  };
}

function delays(delay: Delay): Pace {
  let at = 0;
  const arm = (now: Micros): void => void (at = now + delay());
  return { begin: arm, next: arm, due: () => at, take() {} };
}

const noPause: Pace = { begin() {}, next() {}, due: () => 0, take() {} };

/** @source apimachinery pkg/util/wait/loop.go loopConditionUntilContext */
class Loop {
  readonly #on: Waiting;
  readonly #pace: Pace;
  readonly #shape: { readonly immediate: boolean; readonly sliding: boolean };
  readonly #condition: Condition;
  readonly #done: (error: ClientError | undefined) => void;
  /** Why there is no next look. */
  #ended: ClientError | undefined;
  #asking = false;
  #begun = false;
  #over = false;
  #timer: Timer | undefined;
  #deadline: Timer | undefined;

  constructor(on: Waiting, pace: Pace, shape: { readonly immediate: boolean; readonly sliding: boolean }, condition: Condition, done: (error: ClientError | undefined) => void) {
    this.#on = on;
    this.#pace = pace;
    this.#shape = shape;
    this.#condition = condition;
    this.#done = done;
  }

  begin(timeout: Micros | undefined): Cancel {
    const { scope } = this.#on;
    if (timeout !== undefined) this.#deadline = scope.after(timeout, "deadline", () => this.#end(deadlineExceeded));
    if (!this.#shape.sliding) this.#run();
    if (this.#shape.immediate) this.#ask();
    else {
      this.#run();
      this.#wait();
    }
    return () => this.#end(contextCanceled);
  }

  #run(): void {
    if (!this.#begun) this.#pace.begin(this.#on.clock.now());
    this.#begun = true;
  }

  #wait(): void {
    const now = this.#on.clock.now();
    this.#timer = this.#on.scope.after(Math.max(0, this.#pace.due() - now), "poll", () => {
      this.#pace.take(this.#on.clock.now());
      if (!this.#shape.sliding) this.#pace.next(this.#on.clock.now());
      this.#ask();
    });
  }

  #ask(): void {
    this.#asking = true;
    this.#condition((outcome) => {
      if (!this.#asking) return;
      this.#asking = false;
      if (outcome === true) this.#finish(undefined);
      else if (outcome !== false) this.#finish(outcome);
      else if (this.#ended !== undefined) this.#finish(this.#ended);
      else {
        if (this.#begun && this.#shape.sliding) this.#pace.next(this.#on.clock.now());
        this.#run();
        this.#wait();
      }
    });
  }

  /** A condition that is being asked may still answer yes. */
  #end(why: ClientError): void {
    this.#ended ??= why;
    if (!this.#asking) this.#finish(this.#ended);
  }

  #finish(error: ClientError | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#timer?.cancel();
    this.#deadline?.cancel();
    this.#done(error);
  }
}
