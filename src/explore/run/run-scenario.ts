import { determinism } from "../laws/determinism.ts";
import type { RunRecord } from "../run-record.ts";
import type { Scenario } from "../scenario.ts";
import { perform } from "./perform.ts";
import { recordOf } from "./record.ts";

/**
 * Plays a scenario and judges it by every law but determinism, which takes two runs (`verifyScenario`).
 *
 * @throws {ScenarioError} for a scenario that cannot be run
 */
export function runScenario(scenario: Scenario): RunRecord {
  return recordOf(perform(scenario));
}

/** The same, twice: the record of the first run, with determinism among its laws. */
export function verifyScenario(scenario: Scenario): RunRecord {
  const first = perform(scenario);
  const record = recordOf(first);
  return { ...record, laws: [...record.laws, determinism(first.run, perform(scenario).run)] };
}

/** Whether every law held. */
export function lawsHeld({ laws }: RunRecord): boolean {
  return laws.every(({ violations }) => violations.length === 0);
}
