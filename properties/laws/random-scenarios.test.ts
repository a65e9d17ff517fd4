import { check, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { printStory, randomScenario, type RunRecord, shrinkScenario, tellStory, verifyScenario } from "../../src/explore/index.ts";

const RUNS = 60;

test("every law holds of small random stories, whatever their faults", () => {
  const outcome = check(property(integer({ min: 0, max: 1_000_000 }), (seed) => brokenLaws(verifyScenario(randomScenario(seed))).length === 0), { numRuns: RUNS, seed: 20261122, endOnFailure: true });
  const seed = outcome.counterexample?.[0];
  expect(seed === undefined ? "" : shortestOf(seed)).toBe("");
}, 60_000);

function brokenLaws({ laws }: RunRecord): readonly string[] {
  return laws.flatMap(({ law, violations }) => (violations.length > 0 ? [law] : []));
}

/** What a failure prints: the story in sentences, and the JSON to be kept among the regressions. */
function shortestOf(seed: number): string {
  const [law = ""] = brokenLaws(verifyScenario(randomScenario(seed)));
  const scenario = shrinkScenario(randomScenario(seed), (candidate) => brokenLaws(verifyScenario(candidate)).includes(law));
  const seen = verifyScenario(scenario).laws.find((verdict) => verdict.law === law)?.violations[0]?.message ?? "";
  return [`seed ${seed} breaks ${law}: ${seen}`, ...tellStory(scenario), printStory({ kubeloom: "story", version: 1, law, seen, scenario })].join("\n");
}
