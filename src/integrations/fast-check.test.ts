import { assert, check, property, sample } from "fast-check";
import { expect, test } from "vitest";
import { createCluster } from "../cluster/index.ts";
import { lawsHeld, runScenario } from "../explore/index.ts";
import { SECOND } from "../kernel/index.ts";
import { faultPlans, scenarios, tieBreaks } from "./fast-check.ts";

const CONTEXT = { clients: ["dashboard"], replicas: ["apiserver-1"], lasts: 60 * SECOND };

test("every drawn scenario runs, and the laws hold over it", () => {
  assert(property(scenarios(), (scenario) => lawsHeld(runScenario(scenario))), { numRuns: 25, seed: 1 });
});

test("a scenario shrinks to one client and the faults that matter", () => {
  const isBroken = property(scenarios(), ({ clients, faults }) => clients.length === 0 || !faults.some(({ kind }) => kind === "compact"));
  const [shrunk] = check(isBroken, { seed: 1, numRuns: 1_000 }).counterexample ?? [];
  expect(shrunk?.clients.length).toBe(1);
  expect(shrunk?.faults.map(({ kind }) => kind)).toEqual(["compact"]);
});

test("fault plans are aimed at what the context names, and may be empty", () => {
  const plans = sample(faultPlans(CONTEXT), { numRuns: 100, seed: 1 });
  expect(plans.some((plan) => plan.length === 0)).toBe(true);
  const aimedAt = plans.flat().flatMap((fault) => ("client" in fault ? [fault.client] : []));
  expect(new Set(aimedAt)).toEqual(new Set(["dashboard"]));
});

test("tie-breaks suit a cluster, and shrink to the plainest", () => {
  assert(property(tieBreaks(), (tieBreak) => createCluster({ seed: 1, tieBreak }).seed === 1), { numRuns: 50, seed: 1 });
  expect(check(property(tieBreaks(), () => false), { seed: 3 }).counterexample).toEqual(["fifo"]);
});
