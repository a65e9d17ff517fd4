import { breaks, randomScenario, runScenario, shrinkScenario, type Scenario, type Story } from "../../src/explore/index.ts";
import type { Mutant } from "./mutant.ts";
import { plant } from "./plant.ts";

/** A mutant that was caught, and the shortest story found of it. */
export interface Catch {
  readonly story: Story;
  /** How many random scenarios it took. */
  readonly seeds: number;
}

/**
 * Plays random scenarios against the mutant until its law breaks, then looks for the shortest story that breaks it there
 * and not in healthy code.
 *
 * @returns undefined when no scenario up to `most` breaks the law
 */
export async function hunt(mutant: Mutant, most: number): Promise<Catch | undefined> {
  const sick = await plant(mutant);
  const caught = (scenario: Scenario): boolean => breaks(sick.runScenario(scenario), mutant.caughtBy) && !breaks(runScenario(scenario), mutant.caughtBy);
  for (let seed = 1; seed <= most; seed++) {
    const scenario = randomScenario(seed);
    if (!caught(scenario)) continue;
    const shortest = shrinkScenario(scenario, caught, { runs: 800 });
    const seen = sick.runScenario(shortest).laws.find(({ law }) => law === mutant.caughtBy)?.violations[0]?.message ?? "";
    return { seeds: seed, story: { kubeloom: "story", version: 1, law: mutant.caughtBy, seen, scenario: shortest } };
  }
  return undefined;
}
