import { describe, expect, test } from "vitest";
import { createRandom } from "./index.ts";
import type { Random } from "./index.ts";

const draws = (random: Random, count = 5): number[] => Array.from({ length: count }, () => random.int(1_000_000));

describe("streams", () => {
  test("one seed, one sequence; another seed, another", () => {
    expect(draws(createRandom(7))).toEqual(draws(createRandom(7)));
    expect(draws(createRandom(7))).not.toEqual(draws(createRandom(8)));
    expect(draws(createRandom(7))).not.toEqual(draws(createRandom(7 + 2 ** 32)));
  });

  test("a new consumer, or one that draws more, does not shift the others", () => {
    const plain = createRandom(7);
    const crowded = createRandom(7);
    draws(crowded, 100);
    draws(crowded.stream("newcomer"), 100);
    expect(draws(crowded.stream("jitter"))).toEqual(draws(plain.stream("jitter")));
  });

  test("a name is one stream: who asks again goes on where it stands", () => {
    const random = createRandom(7);
    const [first, second] = [draws(random.stream("a")), draws(random.stream("a"))];
    expect([...first, ...second]).toEqual(draws(createRandom(7).stream("a"), 10));
  });

  test("names, paths and seeds tell streams apart", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(seed);
      for (const stream of [random, random.stream("a"), random.stream("b"), random.stream("ab"), random.stream("a").stream("b"), random.stream("")]) {
        seen.add(draws(stream).join());
      }
    }
    expect(seen.size).toBe(120);
  });
});

describe("numbers", () => {
  test.each([1, 2, 3, 7, 1_000, 2 ** 32, 2 ** 40])("int(%d) stays below and spreads evenly", (below) => {
    const random = createRandom(1);
    let sum = 0;
    for (let i = 0; i < 20_000; i++) {
      const drawn = random.int(below);
      if (!Number.isInteger(drawn) || drawn < 0 || drawn >= below) throw new Error(`${drawn}`);
      sum += drawn;
    }
    expect(sum / 20_000 / Math.max(1, below - 1)).toBeCloseTo(below === 1 ? 0 : 0.5, 1);
  });

  test("unit has all of its 53 bits in use", () => {
    const random = createRandom(1);
    const drawn = Array.from({ length: 1_000 }, () => random.unit());
    expect(drawn.every((unit) => unit >= 0 && unit < 1)).toBe(true);
    expect(drawn.some((unit) => (unit * 2 ** 53) % 2 === 1)).toBe(true);
  });

  test.each([0, -1, 0.5, Number.NaN, 2 ** 53])("int(%s) throws", (below) => {
    expect(() => createRandom(1).int(below)).toThrow(/expected a positive safe integer/);
  });

  test("a seed that is no safe integer throws", () => {
    expect(() => createRandom(0.5)).toThrow("seed is 0.5");
  });
});
