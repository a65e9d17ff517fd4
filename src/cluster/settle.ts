import type { Kernel, Limits, Micros, Outcome } from "../kernel/index.ts";
import type { Settled } from "./cluster.ts";
import { NotSettled } from "./errors.ts";

export interface SettleGoal {
  readonly kernel: Kernel;
  readonly within: Micros;
  readonly limits: Limits | undefined;
  /** What is not at rest, one sentence each; asked once all of an instant is done. */
  unsettled(): readonly string[];
  /** The same, cheaper. */
  settled(): boolean;
  readonly replayLine: string;
}

/**
 * Runs instant by instant until everything is at rest. Looking once an instant, not once an event, is what makes it cheap:
 * the caches are compared only where something changed.
 *
 * @throws NotSettled when nothing is pending, time is up, or an instant does not end
 */
export async function settle(goal: SettleGoal): Promise<Settled> {
  const { kernel, within, limits } = goal;
  const begun = kernel.clock.now();
  for (;;) {
    const drained = await kernel.drain(limits);
    if (drained.kind === "stepLimit") throw fallenShort(goal, drained);
    const now = kernel.clock.now();
    if (goal.settled()) return { kind: "settled", at: now / 1_000, took: (now - begun) / 1_000 };
    const next = await kernel.runUntil(onceMoved(), begun + within - now, limits);
    if (next.kind !== "reached") throw fallenShort(goal, next);
  }
}

/** Holds after one event: asked before the first one, too. */
function onceMoved(): () => boolean {
  let asked = 0;
  return () => asked++ > 0;
}

function fallenShort({ kernel, unsettled, replayLine }: SettleGoal, outcome: Outcome): NotSettled {
  const tail = kernel.trace.tail(12).map(({ at, what }) => `${at / 1_000} ms  ${what}`);
  return new NotSettled(outcome, unsettled(), tail, replayLine);
}
