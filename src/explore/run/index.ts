export type { Run } from "./run.ts";
export { lawsHeld, runScenario, verifyScenario } from "./run-scenario.ts";
export { ScenarioError } from "./scenario-error.ts";
