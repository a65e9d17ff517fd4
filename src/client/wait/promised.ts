import type { Micros } from "../../kernel/index.ts";
import { ApiError } from "../api-error.ts";
import type { ClientError } from "../transport/index.ts";
import { isConflict } from "../transport/index.ts";
import type { Turns } from "../turns.ts";
import type { BackoffPolicy } from "./backoff.ts";
import { defaultRetry, exponentialBackoff, onError } from "./exponential-backoff.ts";
import type { PollOptions } from "./poll.ts";
import { poll } from "./poll.ts";
import type { Waiting } from "./waiting.ts";

/** The loops for code that awaits. What a condition or an attempt throws is what the promise rejects with; an end of the waiting is an `ApiError`. */
export interface Waits {
  sleep(wait: Micros): Promise<void>;
  /** @throws ApiError with a `failure` of kind "deadlineExceeded" */
  poll(options: PollOptions, condition: () => boolean | Promise<boolean>): Promise<void>;
  /** @throws ApiError with a `failure` of kind "timedOut" */
  exponentialBackoff(policy: BackoffPolicy, condition: () => boolean | Promise<boolean>): Promise<void>;
  /** Answers what the attempt that went well answered. @throws ApiError the last conflict, or what else went wrong */
  retryOnConflict<T>(attempt: () => T | Promise<T>, policy?: BackoffPolicy): Promise<T>;
  /** The same for errors of other kinds. */
  onError<T>(policy: BackoffPolicy, retriable: (error: ClientError) => boolean, attempt: () => T | Promise<T>): Promise<T>;
}

export function createWaits(on: Waiting & { readonly turns: Turns }): Waits {
  return new PromisedWaits(on);
}

class PromisedWaits implements Waits {
  readonly #on: Waiting & { readonly turns: Turns };

  constructor(on: Waiting & { readonly turns: Turns }) {
    this.#on = on;
  }

  sleep(wait: Micros): Promise<void> {
    return this.#promise<void>("sleep", (resolve) => void this.#on.scope.after(wait, "sleep", () => resolve()));
  }

  poll(options: PollOptions, condition: () => boolean | Promise<boolean>): Promise<void> {
    return this.#holding("poll", condition, (ask, done) => void poll(this.#on, options, ask, done));
  }

  exponentialBackoff(policy: BackoffPolicy, condition: () => boolean | Promise<boolean>): Promise<void> {
    return this.#holding("backoff", condition, (ask, done) => void exponentialBackoff(this.#on, policy, ask, done));
  }

  retryOnConflict<T>(attempt: () => T | Promise<T>, policy: BackoffPolicy = defaultRetry): Promise<T> {
    return this.onError(policy, isConflict, attempt);
  }

  onError<T>(policy: BackoffPolicy, retriable: (error: ClientError) => boolean, attempt: () => T | Promise<T>): Promise<T> {
    return this.#promise<T>("retry", (resolve, reject) => {
      let last: { readonly value: T } | { readonly error: unknown };
      const done = (): void => ("value" in last ? resolve(last.value) : reject(last.error));
      onError(
        this.#on,
        policy,
        retriable,
        (answer) =>
          this.#call(
            "retry",
            attempt,
            (value) => {
              last = { value };
              answer();
            },
            (error) => {
              last = { error };
              answer(failureOf(error));
            },
          ),
        done,
      );
    });
  }

  #holding(
    label: string,
    condition: () => boolean | Promise<boolean>,
    loop: (ask: (answer: (outcome: boolean | ClientError) => void) => void, done: (error: ClientError | undefined) => void) => void,
  ): Promise<void> {
    return this.#promise<void>(label, (resolve, reject) => {
      let thrown: { readonly error: unknown } | undefined;
      loop(
        (answer) =>
          this.#call(label, condition, answer, (error) => {
            thrown = { error };
            answer(failureOf(error));
          }),
        (error) => {
          if (thrown !== undefined) reject(thrown.error);
          else if (error !== undefined) reject(new ApiError(error));
          else resolve();
        },
      );
    });
  }

  #call<T>(label: string, run: () => T | Promise<T>, well: (value: T) => void, ill: (error: unknown) => void): void {
    let result: T | Promise<T>;
    try {
      result = this.#on.turns.foreign(label, run);
    } catch (error) {
      return ill(error);
    }
    if (result instanceof Promise) void result.then(well, ill);
    else well(result);
  }

  #promise<T>(label: string, begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => void): Promise<T> {
    const { turns } = this.#on;
    turns.assertInTurn(label);
    const deferred = turns.deferred<T>(label);
    // As with a client's calls: awaited after the next run, too late for Node.
    if (!turns.running) deferred.promise.catch(() => {});
    begin((value) => deferred.resolve(value), (error) => deferred.reject(error));
    return deferred.promise;
  }
}

function failureOf(error: unknown): ClientError {
  if (error instanceof ApiError) return error.failure;
  return { kind: "text", message: error instanceof Error ? error.message : String(error) };
}
