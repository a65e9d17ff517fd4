import type { Clock, Random, Scope } from "../../kernel/index.ts";
import type { ClientError } from "../transport/index.ts";

/** What a loop waits with. Its timers end with the scope; then nothing more is told. */
export interface Waiting {
  readonly scope: Scope;
  readonly clock: Clock;
  readonly random: Random;
}

/** Asks whether something holds, and answers once: yes, not yet, or an error that ends the waiting. Perhaps before it returns. */
export type Condition = (answer: (outcome: boolean | ClientError) => void) => void;

/** @source apimachinery pkg/util/wait/error.go ErrWaitTimeout */
export const timedOut: ClientError = { kind: "timedOut", message: "timed out waiting for the condition" };

/** @source context.Canceled */
export const contextCanceled: ClientError = { kind: "canceled", sent: false, message: "context canceled" };

/** @source context.DeadlineExceeded */
export const deadlineExceeded: ClientError = { kind: "deadlineExceeded", message: "context deadline exceeded" };

/** The waiting ended before what was waited for. @source apimachinery pkg/util/wait/error.go Interrupted */
export function isInterrupted({ kind }: ClientError): boolean {
  return kind === "timedOut" || kind === "canceled" || kind === "deadlineExceeded";
}
