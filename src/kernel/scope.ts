import type { Micros } from "./time.ts";

/** What the ledger counts. A room may not invent kinds: the ledger's table names them all. */
export type ResourceKind =
  | "timer" | "watch" | "connection" | "request" | "handler" | "queue" | "stream" | "operation" | "informer" | "lease" | "subscription";

/** A pending callback. Owned by the scope it was made in. */
export interface Timer {
  /** Takes it out of the queue for good. False when it has run or was cancelled before. */
  cancel(): boolean;
  readonly pending: boolean;
}

/** An open resource. */
export interface Held {
  /** It is gone for good. Calling it again does nothing. */
  done(): void;
  readonly open: boolean;
}

/**
 * Whatever has a lifetime has an owner. Closing a scope cancels its timers, closes its children (last opened first) and
 * asks each held resource to close; one that has not reported `done` a scheduling turn later is a leak.
 * Opening anything in a closed scope is a programmer's error and throws.
 */
export interface Scope {
  readonly label: string;
  readonly open: boolean;
  /** `run` once, `delay` microseconds from now (0: this instant, behind what is due already). Negative or fractional throws. */
  after(delay: Micros, label: string, run: () => void): Timer;
  /** `after(0, …)`. */
  soon(label: string, run: () => void): Timer;
  /** Enters a resource into the ledger. `close` is called when the scope closes first; it must lead to `done`. */
  hold(kind: ResourceKind, label: string, close: () => void): Held;
  child(label: string): Scope;
  /** Idempotent. */
  close(): void;
}
