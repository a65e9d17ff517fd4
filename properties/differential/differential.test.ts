import { expect, test } from "vitest";
import { replayScenario, scenariosIn } from "../golden/conformance-replay.ts";
import { differentialRecordings } from "./recordings.ts";

/** Asked once of kube-apiserver v1.36.3 by `npm run differential`. */
test.each(scenariosIn(differentialRecordings).map((scenario) => [scenario.name, scenario] as const))("what is told of %s is what a real server tells", (_, scenario) => {
  expect(replayScenario(scenario).differences).toEqual([]);
});
