import type { Kernel, Micros } from "../kernel/index.ts";

/** Moves a kernel's clock along with real time, and stamps what arrives from outside. */
export interface RealDriver {
  /**
   * Something arrived: a request on a socket, a line typed. It becomes an event at the virtual instant that stands for
   * now, behind all that is due by then, and enters the kernel's input log.
   */
  arrive(label: string, data: unknown, run: () => void): void;
  /** Looks at the kernel while it is at rest, behind what arrived before. It is no event, and not in the log. */
  look<T>(at: () => T): Promise<T>;
  /** Moves virtual time on by so much beyond what real time has brought. Settles when what was due by then has run. */
  advance(by: Micros): Promise<void>;
  /** Settles when the run under way is over; nothing runs afterwards. Rejects if an event failed. */
  stop(): Promise<void>;
}

export interface RealDriverOptions {
  /** Virtual seconds a real second: 1 is real time, 60 an hour a minute; "manual" stands still but for `advance`. Default 1. */
  readonly pace?: number | "manual";
  /** The longest real wait between two looks at the clock, in milliseconds. Default 20. */
  readonly period?: number;
  /**
   * Whether events may leave promises of user code behind, which are waited for before the next event. Where none do, what
   * arrives together is worked through at once. Default true.
   */
  readonly foreign?: boolean;
  /** Called whenever the kernel has come to rest: what its events put out may be sent now. */
  readonly rested?: () => void;
  /** Told when an event fails; what is due next runs all the same. Absent: nothing runs afterwards, and `stop` rejects. */
  readonly failed?: (cause: unknown) => void;
}

/** One thing to do once the clock has caught up. */
type Arrival =
  | { readonly kind: "input"; readonly label: string; readonly data: unknown; readonly run: () => void }
  | { readonly kind: "look"; readonly run: () => void }
  | { readonly kind: "advance"; readonly by: Micros; readonly run: () => void };

/**
 * Drives a kernel by the computer's clock. Until it is stopped nobody else may run the kernel; its input log replays the
 * run in process (`replayInputs`), at any speed.
 *
 * @limits events run late by up to a period: virtual order and instants are exact all the same
 */
export function driveInRealTime(kernel: Kernel, { pace = 1, period = 20, foreign = true, rested, failed }: RealDriverOptions = {}): RealDriver {
  if (pace !== "manual" && (!(pace > 0) || !Number.isFinite(pace))) throw new RangeError(`pace is ${pace}; expected virtual seconds a real second, above 0, or "manual"`);
  const startedAt = performance.now();
  let origin = kernel.clock.now();
  let arrivals: Arrival[] = [];
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let failure: { readonly cause: unknown } | undefined;
  let stopped = false;

  const virtualNow = (): Micros => (pace === "manual" ? origin : origin + Math.floor((performance.now() - startedAt) * 1_000 * pace));

  const catchUp = async (): Promise<void> => {
    const ahead = virtualNow() - kernel.clock.now();
    if (ahead > 0) await kernel.advance(ahead);
    while (arrivals.length > 0) {
      const batch = arrivals;
      arrivals = [];
      for (const arrival of batch) {
        if (begun(arrival)) await kernel.drain();
        else if (arrival.kind === "advance") await kernel.advance(arrival.by);
        done(arrival);
      }
    }
    rested?.();
  };

  const catchUpSync = (): void => {
    const ahead = virtualNow() - kernel.clock.now();
    if (ahead > 0) kernel.advanceSync(ahead);
    // What arrives while answers go out has its turn behind other I/O.
    const batch = arrivals;
    arrivals = [];
    for (const arrival of batch) {
      if (begun(arrival)) kernel.drainSync();
      else if (arrival.kind === "advance") kernel.advanceSync(arrival.by);
      done(arrival);
    }
    rested?.();
  };

  /** Whether there are events to run now. */
  const begun = (arrival: Arrival): boolean => {
    if (arrival.kind === "input") kernel.input(arrival.label, arrival.data, arrival.run);
    else if (arrival.kind === "advance") origin += arrival.by;
    return arrival.kind === "input";
  };

  const done = (arrival: Arrival): void => {
    if (arrival.kind === "input") return;
    rested?.();
    arrival.run();
  };

  const wake = (): void => {
    if (stopped || running !== undefined) return;
    clearTimeout(timer);
    timer = undefined;
    if (!foreign) {
      try {
        catchUpSync();
      } catch (cause) {
        told(cause);
      }
      return onward();
    }
    running = catchUp()
      .catch(told)
      .finally(() => {
        running = undefined;
        onward();
      });
  };

  const told = (cause: unknown): void => {
    if (failed !== undefined) return failed(cause);
    failure = { cause };
    stopped = true;
  };

  const onward = (): void => {
    if (stopped) return;
    if (arrivals.length > 0) soon();
    else if (pace !== "manual") timer = setTimeout(wake, period);
  };

  /** Once all that lies ready has been read: what came together is answered together. */
  let called = false;
  const soon = (): void => {
    if (called) return;
    called = true;
    setImmediate(() => {
      called = false;
      wake();
    });
  };

  const enter = (arrival: Arrival): void => {
    arrivals.push(arrival);
    if (foreign) wake();
    else soon();
  };

  wake();
  return {
    arrive: (label, data, run) => {
      if (stopped) throw new Error(`"${label}" arrived after the driver had stopped`);
      enter({ kind: "input", label, data, run });
    },
    look: <T>(at: () => T) =>
      new Promise<T>((resolve, reject) => {
        if (stopped) return reject(new Error("the driver has stopped"));
        enter({
          kind: "look",
          run: () => {
            try {
              resolve(at());
            } catch (cause) {
              reject(cause instanceof Error ? cause : new Error(String(cause)));
            }
          },
        });
      }),
    advance: (by) =>
      new Promise<void>((resolve, reject) => {
        if (stopped) return reject(new Error("the driver has stopped"));
        enter({ kind: "advance", by, run: resolve });
      }),
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
      if (failure !== undefined) throw failure.cause;
    },
  };
}
