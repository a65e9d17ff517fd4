import { describe, expect, test } from "vitest";
import { createRandom } from "../kernel/index.ts";
import type { Latency } from "./latency.ts";
import { checkLatency, drawLatency } from "./latency.ts";

const DRAWS = 20_000;

function draws(latency: Latency): readonly number[] {
  const random = createRandom(3).stream("latency");
  return Array.from({ length: DRAWS }, () => drawLatency(latency, random)).sort((a, b) => a - b);
}

const at = (sorted: readonly number[], share: number): number => sorted[Math.floor(share * DRAWS)] ?? Number.NaN;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("draws", () => {
  test("are whole, never negative, and the same for the same stream", () => {
    const latency: Latency = { kind: "lognormal", median: 1_000, sigma: 1 };
    expect(draws(latency).every((value) => Number.isSafeInteger(value) && value >= 0)).toBe(true);
    expect(draws(latency)).toEqual(draws(latency));
  });

  test("a uniform one reaches both ends", () => {
    const sorted = draws({ kind: "uniform", from: 10, to: 13 });
    expect(new Set(sorted)).toEqual(new Set([10, 11, 12, 13]));
  });

  test("an exponential one has its mean above its least", () => {
    const sorted = draws({ kind: "exponential", from: 500, mean: 1_000 });
    expect(sorted[0]).toBeGreaterThanOrEqual(500);
    expect(mean(sorted)).toBeGreaterThan(1_450);
    expect(mean(sorted)).toBeLessThan(1_550);
  });

  test("a lognormal one has its median in the middle, and one in a hundred beyond three times that at sigma 0.5", () => {
    const sorted = draws({ kind: "lognormal", median: 10_000, sigma: 0.5 });
    expect(at(sorted, 0.5)).toBeGreaterThan(9_700);
    expect(at(sorted, 0.5)).toBeLessThan(10_300);
    expect(sorted.filter((value) => value > 30_000).length / DRAWS).toBeLessThan(0.02);
  });
});

test.each<[string, Latency]>([
  ["latency.of", { kind: "constant", of: 0.5 }],
  ["latency.from", { kind: "uniform", from: -1, to: 4 }],
  ["latency.mean", { kind: "exponential", from: 0, mean: Number.NaN }],
  ["latency.sigma", { kind: "lognormal", median: 5, sigma: -1 }],
  ["latency.kind", JSON.parse('{"kind":"pareto"}')],
])("a bad %s is refused by name", (field, latency) => {
  expect(() => checkLatency(latency)).toThrow(expect.objectContaining({ field }));
});
