import type { Micros } from "../../kernel/index.ts";

/**
 * For how long internal errors are met with an immediate new try.
 *
 * @source client-go tools/cache/retry_with_deadline.go
 */
export interface RetryWindow {
  readonly first: Micros | undefined;
  readonly last: Micros | undefined;
}

export const closedWindow: RetryWindow = { first: undefined, last: undefined };

const FORGOTTEN_AFTER: Micros = 60_000_000;

/** An internal error was seen. */
export function noteError(window: RetryWindow, now: Micros): RetryWindow {
  const forgotten = window.last === undefined || now - window.last >= FORGOTTEN_AFTER;
  return { first: forgotten ? now : (window.first ?? now), last: now };
}

/** Whether to try again at once, and the window after having asked. */
export function mayRetry(window: RetryWindow, longest: Micros, now: Micros): readonly [yes: boolean, after: RetryWindow] {
  if (longest <= 0) return [false, window];
  if (window.first !== undefined && now - window.first <= longest) return [true, window];
  return [false, closedWindow];
}
