import { array, constantFrom, integer, nat, noShrink, oneof, record, subarray } from "fast-check";
import type { Arbitrary } from "fast-check";
import { createRandom } from "../kernel/index.ts";
import type { TieBreak } from "../kernel/index.ts";
import { drawFaults, INTENSITIES, randomScenario } from "../explore/index.ts";
import type { FaultContext, Scenario } from "../explore/index.ts";
import type { Fault } from "../network/index.ts";

/**
 * Arbitraries for properties about clusters (`kubeloom/fast-check`). What is drawn from a seed does not shrink by its seed,
 * since a smaller seed is another story; it shrinks by leaving parts out.
 */

const MOST_SEED = 0xffff_ffff;

/** Seeds of clusters and scenarios: 32 bits. */
export function seeds(): Arbitrary<number> {
  return noShrink(integer({ min: 0, max: MOST_SEED }));
}

/** Small clusters with clients and faults, ready for `runScenario`; shrinks to fewer faults and fewer clients (one at least). */
export function scenarios(): Arbitrary<Scenario> {
  return seeds().chain((seed) => {
    const drawn = randomScenario(seed);
    return record({ clients: subarray([...drawn.clients], { minLength: 1 }), faults: subarray([...drawn.faults]) })
      .map(({ clients, faults }) => ({ ...drawn, clients, faults }));
  });
}

/** Fault plans aimed at what the context names, of any intensity; shrinks to fewer faults. */
export function faultPlans(context: FaultContext): Arbitrary<readonly Fault[]> {
  return record({ seed: seeds(), intensity: constantFrom(...INTENSITIES) })
    .chain(({ seed, intensity }) => subarray([...drawFaults(createRandom(seed), intensity, context)]));
}

/** Orders among events of one instant, for `createCluster({ tieBreak })`; shrinks to first-in-first-out. */
export function tieBreaks(): Arbitrary<TieBreak> {
  return oneof(
    { withCrossShrink: true },
    constantFrom<TieBreak>("fifo"),
    array(nat(7), { maxLength: 200 }).map((choices): TieBreak => ({ kind: "choices", choices })),
    array(integer({ min: 1, max: 500 }), { maxLength: 4 }).map((changePoints): TieBreak => ({ kind: "pct", changePoints: [...new Set(changePoints)].sort((a, b) => a - b) })),
  );
}
