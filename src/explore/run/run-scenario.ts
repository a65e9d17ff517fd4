import type { LawVerdict, RunRecord } from "../run-record.ts";
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
  const record = runScenario(scenario);
  return { ...record, laws: [...record.laws, determinism(record, perform(scenario).run.digest)] };
}

function determinism({ digest, virtualTime }: RunRecord, again: string): LawVerdict {
  const law = "determinism";
  const message = `the first run ended with digest ${digest}, the second with ${again}`;
  return {
    law,
    says: "the same scenario gives the same run, event by event",
    violations: digest === again ? [] : [{ law, at: virtualTime, subject: "run", message }],
  };
}

/** Whether every law held. */
export function lawsHeld({ laws }: RunRecord): boolean {
  return laws.every(({ violations }) => violations.length === 0);
}
