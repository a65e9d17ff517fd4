/** What a step of a run came to: an outcome, or nothing yet. */
export type Step<T> = () => T | undefined;

/** Work outside the process's control, waiting for its turn to be returned. */
interface Lease {
  readonly label: string;
  settled: boolean;
  readonly release: () => void;
}

// Taken before anyone can patch the globals: the drain must stay a macrotask of the real event loop.
const hop = setImmediate;

/**
 * User code's place in a run: when it may call in, how long the run waits for its promises, and what it leased.
 *
 * A step runs in a `setImmediate` callback, and a second one queued with it closes the turn. Node drains all microtasks and
 * `process.nextTick`s between two immediates of one phase, and polls neither timers nor I/O there: so a turn holds the whole
 * promise chain an event set off and nothing else, and whatever comes from real time or real I/O meets a closed turn.
 */
export class Foreground {
  readonly #leases: Lease[] = [];
  readonly #unsettled = new Map<object, string>();
  #state: "rest" | "turn" | "between" = "rest";
  #wake: (() => void) | undefined;
  #touched: string | undefined;
  /** Whether the next event must wait: for promises of user code, or for a lease. A field, since every event asks. */
  pending = false;

  /** Whether a call may come in now. */
  get inTurn(): boolean {
    return this.#state !== "between";
  }

  get running(): boolean {
    return this.#state !== "rest";
  }

  /** What the next event must wait for. */
  get pendingLabel(): string {
    return this.#touched ?? this.#leases[0]?.label ?? "";
  }

  /** Promises that user code of this label awaits have settled: what they wake runs before the next event. */
  touch(label: string): void {
    this.#touched = label;
    this.pending = true;
  }

  /** Labels of leases not yet returned and of promises user code has not yet settled. */
  waiting(): readonly string[] {
    return [...this.#leases.map(({ label }) => `lease ${label}`), ...[...this.#unsettled.values()].map((label) => `promise of ${label}`)];
  }

  /** Runs user code; a promise it returns is followed until it settles. */
  enter<T>(label: string, run: () => T): T {
    const result = run();
    if (!isThenable(result)) return result;
    this.touch(label);
    const token = {};
    this.#unsettled.set(token, label);
    // What is returned is the followed promise, so that a failure nobody looks at stays one nobody looked at.
    return result.then(
      (value: unknown) => {
        this.#unsettled.delete(token);
        return value;
      },
      (reason: unknown) => {
        this.#unsettled.delete(token);
        throw reason;
      },
    ) as T;
  }

  lease<T>(label: string, work: Promise<T>, returned: () => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const settle = (release: () => void): void => {
        lease.settled = true;
        lease.release = release;
        if (this.#state === "rest") this.#releaseAtRest();
        else this.#wake?.();
      };
      const lease: { label: string; settled: boolean; release: () => void } = { label, settled: false, release: returned };
      this.#leases.push(lease);
      this.pending = true;
      work.then(
        (value) => settle(() => { returned(); resolve(value); }),
        (reason: unknown) => settle(() => { returned(); reject(reason); }),
      );
    });
  }

  /** One step in the caller's own turn, for runs that do not await. */
  runSync<T>(step: () => T): T {
    this.#state = "turn";
    try {
      return step();
    } finally {
      this.#state = "rest";
    }
  }

  /** Steps until one has an outcome, draining microtasks behind each and waiting for leases between them. */
  run<T>(step: Step<T>): Promise<T> {
    this.#state = "turn";
    return new Promise<T>((resolve, reject) => {
      let end: (() => void) | undefined;
      const open = (): void => {
        this.#state = "turn";
        this.#touched = undefined;
        this.pending = this.#leases.length > 0;
        const lease = this.#leases[0];
        if (lease !== undefined) {
          if (!lease.settled) return;
          this.#leases.shift();
          this.touch(lease.label);
          lease.release();
          return;
        }
        if (end !== undefined) return;
        try {
          const outcome = step();
          if (outcome !== undefined) end = () => resolve(outcome);
        } catch (cause) {
          end = () => reject(cause);
        }
      };
      const close = (): void => {
        this.#state = "between";
        const lease = this.#leases[0];
        if (lease !== undefined && !lease.settled) {
          this.#wake = again;
          return;
        }
        if (end === undefined || this.pending) {
          again();
          return;
        }
        this.#state = "rest";
        end();
      };
      const again = (): void => {
        this.#wake = undefined;
        hop(open);
        hop(close);
      };
      again();
    });
  }

  #releaseAtRest(): void {
    while (this.#leases[0]?.settled === true) this.#leases.shift()!.release();
    this.pending = this.#touched !== undefined || this.#leases.length > 0;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
