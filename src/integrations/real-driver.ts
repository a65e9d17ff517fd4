import type { Kernel, Micros } from "../kernel/index.ts";

/** Moves a kernel's clock along with real time, and stamps what arrives from outside. */
export interface RealDriver {
  /**
   * Something arrived: a request on a socket, a line typed. It becomes an event at the virtual instant that stands for
   * now, behind all that is due by then, and enters the kernel's input log.
   */
  arrive(label: string, data: unknown, run: () => void): void;
  /** Settles when the run under way is over; nothing runs afterwards. Rejects if an event failed. */
  stop(): Promise<void>;
}

export interface RealDriverOptions {
  /** Virtual seconds a real second: 1 is real time, 60 an hour a minute. Default 1. */
  readonly pace?: number;
  /** The longest real wait between two looks at the clock, in milliseconds. Default 20. */
  readonly period?: number;
}

/**
 * Drives a kernel by the computer's clock. Until it is stopped nobody else may run the kernel; its input log replays the
 * run in process (`replayInputs`), at any speed.
 *
 * @limits events run late by up to a period: virtual order and instants are exact all the same
 */
export function driveInRealTime(kernel: Kernel, { pace = 1, period = 20 }: RealDriverOptions = {}): RealDriver {
  if (!(pace > 0) || !Number.isFinite(pace)) throw new RangeError(`pace is ${pace}; expected virtual seconds a real second, above 0`);
  const startedAt = performance.now();
  const origin = kernel.clock.now();
  const arrivals: { readonly label: string; readonly data: unknown; readonly run: () => void }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let failure: { readonly cause: unknown } | undefined;
  let stopped = false;

  const virtualNow = (): Micros => origin + Math.floor((performance.now() - startedAt) * 1_000 * pace);

  const catchUp = async (): Promise<void> => {
    await kernel.advance(Math.max(0, virtualNow() - kernel.clock.now()));
    for (let arrival = arrivals.shift(); arrival !== undefined; arrival = arrivals.shift()) {
      kernel.input(arrival.label, arrival.data, arrival.run);
      await kernel.drain();
    }
  };

  const look = (): void => {
    if (stopped || running !== undefined) return;
    clearTimeout(timer);
    running = catchUp()
      .catch((cause: unknown) => {
        failure = { cause };
        stopped = true;
      })
      .finally(() => {
        running = undefined;
        if (stopped) return;
        timer = setTimeout(look, arrivals.length > 0 ? 0 : period);
      });
  };

  look();
  return {
    arrive: (label, data, run) => {
      if (stopped) throw new Error(`"${label}" arrived after the driver had stopped`);
      arrivals.push({ label, data, run });
      look();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
      if (failure !== undefined) throw failure.cause;
    },
  };
}
