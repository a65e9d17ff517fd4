import type { Random } from "./random.ts";
import type { Scope } from "./scope.ts";
import type { Clock, Micros } from "./time.ts";
import type { Trace } from "./trace.ts";
import type { Ledger } from "./ledger.ts";

/** Why a run of events came to rest. */
export type Outcome =
  | { readonly kind: "reached"; readonly at: Micros }
  /** Nothing left to do, and nothing was asked for beyond that. */
  | { readonly kind: "idle"; readonly at: Micros }
  /** The goal is not met and nothing is pending that could meet it. */
  | { readonly kind: "deadlock"; readonly at: Micros; readonly waiting: readonly string[] }
  /** The goal is not met by the end of its time; `next` labels what was due first beyond it. */
  | { readonly kind: "timeLimit"; readonly at: Micros; readonly next: string }
  | { readonly kind: "stepLimit"; readonly at: Micros; readonly steps: number; readonly busiest: string }
  | { readonly kind: "leak"; readonly at: Micros; readonly leaks: readonly Leak[] }
  | { readonly kind: "nonDeterminism"; readonly at: Micros; readonly first: string };

export interface Leak {
  readonly kind: string;
  readonly label: string;
  readonly age: Micros;
  /** Labels of the scopes that own it, outermost first. */
  readonly openedBy: readonly string[];
}

export interface Limits {
  /** Events in all. Default 50,000,000. */
  readonly steps?: number;
  /** Events at one instant before it is called a livelock. Default 1,000,000. */
  readonly stepsPerInstant?: number;
}

/** What arrived from outside the run, as it was stamped. `data` is JSON. */
export interface InputRecord {
  readonly at: Micros;
  readonly label: string;
  readonly data: unknown;
}

/** A promise that the kernel's side settles and user code awaits. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

/**
 * One kernel, one order: virtual time, randomness and the order of events. Total order is (time, tie-break, sequence).
 * Inside the core nothing awaits. The synchronous runs throw `ForeignWork` when user promises are in play; the
 * asynchronous ones drain them with one macrotask hop after each event that ran foreign code.
 */
export interface Kernel {
  readonly seed: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly root: Scope;
  readonly trace: Trace;
  readonly ledger: Ledger;

  /** Runs everything due up to now + by. */
  advanceSync(by: Micros, limits?: Limits): Outcome;
  advance(by: Micros, limits?: Limits): Promise<Outcome>;
  /** Runs until the goal holds (looked at after each event); `within` bounds virtual time. */
  runUntilSync(goal: () => boolean, within: Micros, limits?: Limits): Outcome;
  runUntil(goal: () => boolean, within: Micros, limits?: Limits): Promise<Outcome>;
  /** Runs what is due now, without moving the clock. */
  drainSync(limits?: Limits): Outcome;
  drain(limits?: Limits): Promise<Outcome>;

  /**
   * An outside arrival: an event of its own at this instant, behind what is due, which is logged and covered by the digest.
   * Feeding the log of one run to another at the same instants repeats it.
   */
  input(label: string, data: unknown, run: () => void): void;
  readonly inputs: readonly InputRecord[];
  /** Lets go of the input log: such a run cannot be replayed, and a long one does not grow. The digest covers it all the same. */
  forgetInputs(): void;

  /** Runs user code; if it returns a promise, the clock waits for microtasks to drain after this event. */
  foreign<T>(label: string, run: () => T): T;
  /** Work outside the process's control: the clock stands still until it settles; results return in lease order. */
  lease<T>(label: string, work: Promise<T>): Promise<T>;

  /** A promise for user code: settling it counts as user code's turn, so that what awaits it runs before the next event. */
  deferred<T>(label: string): Deferred<T>;
  /** The same of a value that is there already. */
  resolved<T>(label: string, value: T): Promise<T>;
  /**
   * Throws `OutsideTurn` unless the caller runs in a turn: in an event, in what an event's promises woke, or between runs.
   * What user code calls into (a client's methods) begins with it.
   */
  assertInTurn(label: string): void;
  /** A run is under way. Who calls in while none is awaits the answer only after the next run. */
  readonly running: boolean;

  /** Moves the wall clock, not the monotonic one. */
  jumpWall(by: Micros): void;
  /** The digest of the run so far: 16 hexadecimal digits. */
  digest(): string;
}
