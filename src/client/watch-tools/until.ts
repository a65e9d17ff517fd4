import type { Cancel, WatchEvent } from "../../api/index.ts";
import type { Micros, Scope } from "../../kernel/index.ts";
import type { ClientError } from "../transport/index.ts";
import { timedOut } from "../wait/index.ts";
import type { EventTaker, Watcher } from "./watcher.ts";

/** Whether an event is what was waited for; an error ends the waiting. */
export type EventCondition = (event: WatchEvent) => boolean | ClientError;

/** The last event that was looked at, and why the waiting ended before its end. */
export interface Watched {
  readonly event?: WatchEvent;
  readonly error?: ClientError;
}

/** @source client-go tools/watch/until.go ErrWatchClosed */
export const watchClosed: ClientError = { kind: "text", message: "watch closed before UntilWithoutRetry timeout" };

/**
 * Watches until each condition has held, one after the other; an event that fulfils one is shown to the next as well.
 * The watcher is stopped whatever comes of it.
 *
 * @source client-go tools/watch/until.go UntilWithoutRetry
 */
export function untilWithoutRetry(
  scope: Scope,
  open: (taker: EventTaker) => Watcher,
  { timeout, conditions }: { readonly timeout?: Micros; readonly conditions: readonly EventCondition[] },
  done: (watched: Watched) => void,
): Cancel {
  let at = 0;
  let last: WatchEvent | undefined;
  let over = false;
  let stop = (): void => {};
  const finish = (error?: ClientError): void => {
    if (over) return;
    over = true;
    deadline?.cancel();
    stop();
    done({ ...(last === undefined ? {} : { event: last }), ...(error === undefined ? {} : { error }) });
  };
  const deadline = timeout === undefined ? undefined : scope.after(timeout, "until", () => finish(timedOut));
  const watcher = open({
    event(event) {
      if (over) return;
      last = event;
      for (; at < conditions.length; at += 1) {
        const outcome = conditions[at]?.(event);
        if (outcome === false) return;
        if (outcome !== true) return finish(outcome);
      }
      finish();
    },
    ended: () => finish(watchClosed),
  });
  stop = () => watcher.stop();
  if (over) stop();
  else if (conditions.length === 0) finish();
  return () => finish(timedOut);
}
