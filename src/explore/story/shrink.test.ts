import { expect, test } from "vitest";
import type { Scenario } from "../scenario.ts";
import { randomScenario } from "../workload/index.ts";
import { printStory, readStory, StoryError, type Story } from "./story.ts";
import { shrinkScenario } from "./shrink.ts";

const large = (): Scenario => {
  for (let seed = 0; ; seed++) {
    const scenario = randomScenario(seed);
    if (scenario.clients.length === 4 && scenario.faults.length > 5 && scenario.workload.writes.length > 30) return scenario;
  }
};

test("only what breaks is left: one client, one fault, two writes, plain settings", () => {
  const scenario = large();
  const culprits = [scenario.workload.writes[4], scenario.workload.writes[20]].map((write) => write?.object);
  const fault = scenario.faults[3];
  const breaks = ({ faults, workload }: Scenario): boolean =>
    faults.some((candidate) => candidate === fault) && culprits.every((culprit) => workload.writes.some(({ object }) => object === culprit));
  const shortest = shrinkScenario(scenario, breaks);
  expect(shortest.clients).toHaveLength(1);
  expect(Object.keys(shortest.clients[0] ?? {})).toEqual(["name", "resource"]);
  expect(shortest.faults).toEqual([fault]);
  expect(shortest.workload.writes.map(({ object }) => object)).toEqual(culprits);
  expect([shortest.apiservers, shortest.tieBreak]).toEqual([1, "fifo"]);
});

test("what is left always makes sense: nothing is changed or deleted that is not there", () => {
  const scenario = large();
  shrinkScenario(scenario, ({ workload }) => {
    const live = new Set(workload.initial.map(({ object }) => object.metadata.name));
    for (const { type, object } of workload.writes) {
      expect(live.has(object.metadata.name)).toBe(type !== "ADDED");
      if (type === "DELETED") live.delete(object.metadata.name);
      else live.add(object.metadata.name);
    }
    return workload.writes.length > 3;
  });
});

test("it stops after so many runs, with something that breaks", () => {
  const scenario = large();
  let runs = 0;
  const shortest = shrinkScenario(scenario, ({ workload }) => {
    runs += 1;
    return workload.writes.length > 2;
  }, { runs: 7 });
  expect(runs).toBe(7);
  expect(shortest.workload.writes.length).toBeGreaterThan(2);
});

test("a story survives being saved", () => {
  const story: Story = { kubeloom: "story", version: 1, law: "convergence", seen: "the cache lacks pods shop/a", scenario: large() };
  expect(readStory(printStory(story))).toEqual(story);
});

test.each([
  ["{", /not JSON/],
  ["[]", /not a story/],
  ['{"kubeloom":"story","version":2}', /version 2; this release reads version 1/],
  ['{"kubeloom":"story","version":1,"law":"x"}', /without "seen"/],
  ['{"kubeloom":"story","version":1,"law":"x","seen":"y"}', /without "scenario"/],
  ['{"kubeloom":"story","version":1,"law":"x","seen":"y","scenario":{"seed":1}}', /lacks workload, clients/],
  ['{"kubeloom":"story","__proto__":{"law":"x"}}', /"__proto__"/],
])("%s is refused", (text, message) => {
  expect(() => readStory(text)).toThrow(StoryError);
  expect(() => readStory(text)).toThrow(message);
});
