import { describe, expect, test } from "vitest";
import { replayScenario, scenariosIn } from "./conformance-replay.ts";

/** Asked of kube-apiserver v1.36.3 for this: nested lists of every type, several managers and versions, scale, kubectl's hand-over. */
const recordings = new URL("../recordings/ownership.json.gz", import.meta.url).pathname;

describe("who owns what, as a real apiserver answered", () => {
  test.each(scenariosIn(recordings).map((scenario) => [scenario.name, scenario] as const))("%s", (_, scenario) => {
    expect(replayScenario(scenario).differences.slice(0, 3)).toEqual([]);
  });
});
