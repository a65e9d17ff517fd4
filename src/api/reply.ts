import type { KubeList, KubeObject } from "./object.ts";
import type { ApiRequest } from "./request.ts";
import type { Status } from "./status.ts";
import type { WatchEvent } from "./watch-event.ts";

export interface ReplyHead {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: { readonly [name: string]: string };
  /** Where the body is written as text, it is to be indented. */
  readonly pretty?: true;
}

/** How a connection fails, as client-go tells failures apart. */
export type FailureKind = "refused" | "reset" | "eof" | "unexpectedEOF" | "timeout" | "goAway";

export type ReplyEnd =
  /** The body is complete, or the stream was closed in good order. */
  | { readonly kind: "complete" }
  | { readonly kind: "failure"; readonly failure: FailureKind; readonly message: string };

export type ReplyBody = KubeObject | KubeList | Status;

/**
 * Takes one answer. Order: `head` once (skipped when the connection fails before it), then the body, then `end` once.
 * The body of one answer is either objects (`object` once, or `event` many times) or `bytes` (chunks cut anywhere).
 * After `end`, or after the caller's cancel, nothing is called any more. Never called before `handle` or `open` returned? It may be:
 * most answers come in the same event, so a caller must be ready before it asks.
 */
export interface ReplySink {
  /** How fast the consumer reads. Absent: as fast as it is given. */
  readonly flow?: Flow;
  head(head: ReplyHead): void;
  /** `keys`: of a list's items, in their order, as the store made them; absent where nobody has them ready. */
  object(body: ReplyBody, keys?: readonly string[]): void;
  event(event: WatchEvent): void;
  bytes(chunk: Uint8Array): void;
  end(end: ReplyEnd): void;
}

/**
 * Back-pressure of a slow consumer or a stalled link. A server looks at `ready` before each event of a watch: while it
 * is false the watcher's cursor stays where it is (and may fall out of the window); `resume`, which the server sets, is
 * called when it is true again.
 */
export interface Flow {
  readonly ready: boolean;
  resume: (() => void) | undefined;
}

/** Gives up. Idempotent; after it the sink hears nothing. */
export type Cancel = () => void;

/** The serving side: an apiserver replica, or whatever stands before it. Never throws for what a request holds. */
export interface Handler {
  handle(request: ApiRequest, sink: ReplySink): Cancel;
}
