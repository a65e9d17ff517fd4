import { describe, expect, test } from "vitest";
import { createRandom, MINUTE } from "../../kernel/index.ts";
import type { Fault } from "../../network/index.ts";
import { drawFaults, lastFaultEnds, type Intensity } from "./index.ts";

const context = { clients: ["gateway", "gateway/pods", "agent/nodes"], replicas: ["apiserver-1", "apiserver-2"], lasts: 4 * MINUTE };
const plan = (seed: number, intensity: Intensity, more = {}): readonly Fault[] => drawFaults(createRandom(seed), intensity, { ...context, ...more });
const seeds = Array.from({ length: 50 }, (_, i) => i);

test("one seed, one plan; another seed, another plan", () => {
  expect(plan(7, "heavy")).toEqual(plan(7, "heavy"));
  expect(plan(7, "normal")).not.toEqual(plan(8, "normal"));
});

test("none is none, and more is more", () => {
  expect(plan(1, "none")).toEqual([]);
  expect(plan(1, "light").length).toBeLessThan(plan(1, "normal").length);
  expect(plan(1, "normal").length).toBeLessThan(plan(1, "heavy").length);
});

test.each(["light", "normal", "heavy"] as const)("%s plans come in order and leave the last quarter to recover in", (intensity) => {
  for (const seed of seeds) {
    const faults = plan(seed, intensity);
    expect(faults.map(({ at }) => at)).toEqual(faults.map(({ at }) => at).sort((a, b) => a - b));
    expect(lastFaultEnds(faults)).toBeLessThanOrEqual(context.lasts * 0.75);
    expect(Math.min(...faults.map(({ at }) => at))).toBeGreaterThanOrEqual(context.lasts * 0.1);
  }
});

describe("a normal plan holds every kind of the story", () => {
  const kinds: readonly [string, (fault: Fault) => boolean][] = [
    ["a partition", (f) => f.kind === "partition"],
    ["dropped streams", (f) => f.kind === "dropStreams"],
    ["a half-open stream", (f) => f.kind === "rule" && f.verdict.do === "silence"],
    ["an apiserver restart", (f) => f.kind === "restart"],
    ["a lagging replica", (f) => f.kind === "lag"],
    ["failover to it", (f) => f.kind === "failover"],
    ["a compaction", (f) => f.kind === "compact"],
    ["a slow consumer", (f) => f.kind === "slowConsumer"],
    ["a 429", (f) => f.kind === "rule" && f.verdict.do === "answer" && f.verdict.status.code === 429],
    ["a 500", (f) => f.kind === "rule" && f.verdict.do === "answer" && f.verdict.status.code === 500],
    ["a truncated stream", (f) => f.kind === "rule" && f.verdict.do === "truncate"],
  ];
  test.each(kinds)("%s", (_, is) => {
    for (const seed of seeds) expect(plan(seed, "normal").some(is)).toBe(true);
  });
});

test("a plan fits even a story of a second", () => {
  for (const fault of plan(3, "heavy", { lasts: 1_000_000 })) expect(Number.isSafeInteger(fault.at)).toBe(true);
  expect(lastFaultEnds(plan(3, "heavy", { lasts: 1_000_000 }))).toBeLessThanOrEqual(750_000);
});

test("a plan survives JSON", () => {
  expect(JSON.parse(JSON.stringify(plan(5, "heavy")))).toEqual(plan(5, "heavy"));
});

test("with nothing to aim at it says so", () => {
  expect(() => plan(1, "light", { clients: [] })).toThrow(/at least one client/);
});
