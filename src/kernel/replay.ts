import type { InputRecord, Kernel } from "./kernel.ts";

/**
 * Feeds the input log of one run to another kernel of the same seed and set-up. Each arrival finds the kernel as the
 * first run's driver left it: everything due by its instant has run, the arrivals before it included.
 */
export async function replayInputs(kernel: Kernel, log: readonly InputRecord[], deliver: (label: string, data: unknown) => void): Promise<void> {
  for (const { at, label, data } of log) {
    const ahead = at - kernel.clock.now();
    if (ahead < 0) throw new RangeError(`input "${label}" was stamped at ${at} µs, and the clock is at ${kernel.clock.now()} µs: replay a log in its order, on a fresh kernel`);
    await kernel.advance(ahead);
    kernel.input(label, data, () => deliver(label, data));
  }
  await kernel.drain();
}
