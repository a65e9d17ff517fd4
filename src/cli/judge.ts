import { runScenario, verifyScenario, type RunRecord, type Scenario } from "../explore/index.ts";

/** Who plays scenarios and judges them by the laws. */
export interface Judge {
  /** By every law but determinism. */
  readonly once: (scenario: Scenario) => RunRecord;
  /** The same run twice, with determinism among the laws. */
  readonly twice: (scenario: Scenario) => RunRecord;
}

export const explorer: Judge = { once: runScenario, twice: verifyScenario };
