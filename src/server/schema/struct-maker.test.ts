import { describe, expect, test } from "vitest";
import { StructMaker } from "./struct-maker.ts";

describe("structs", () => {
  const fields = (count: number, absent?: number): { name: string; absent: number | undefined }[] =>
    Array.from({ length: count }, (_, i) => ({ name: `f${i}`, absent: i === 0 ? absent : undefined }));
  const of = (count: number, values: { readonly [place: number]: number }): { held: (number | undefined)[] } => ({ held: Array.from({ length: count }, (_, i) => values[i]) });

  test.each([
    ["nothing", 3, undefined, {}, {}],
    ["what stands where nothing does", 3, 7, { 2: 1 }, { f0: 7, f2: 1 }],
    ["what was said instead", 3, 7, { 0: 8 }, { f0: 8 }],
    ["a field beyond the thirtieth", 60, undefined, { 29: 1, 30: 2, 59: 3 }, { f29: 1, f30: 2, f59: 3 }],
    ["one of more fields than have a bit", 61, undefined, { 0: 1, 60: 2 }, { f0: 1, f60: 2 }],
  ])("hold %s, in order and frozen", (_, count, absent, values, expected) => {
    const made = new StructMaker<number>(fields(count, absent)).make(of(count, values));
    expect(Object.entries(made)).toEqual(Object.entries(expected));
    expect(Object.isFrozen(made)).toBe(true);
  });

  test("more sets of fields than are remembered are told apart all the same", () => {
    const maker = new StructMaker<number>(fields(5));
    const sets = Array.from({ length: 64 }, (_, n) => Object.fromEntries([0, 1, 2, 3, 4].filter((i) => (((n % 32) >> i) & 1) === 1).map((i) => [i, n])));
    for (const set of sets) expect(Object.values(maker.make(of(5, set)))).toEqual(Object.values(set));
  });

  test("the same again is the same object, and only then", () => {
    const maker = new StructMaker<number>(fields(3));
    const one = maker.make(of(3, { 0: 1, 1: 2 }));
    expect(maker.make(of(3, { 0: 1, 1: 2 }))).toBe(one);
    expect(maker.make(of(3, { 0: 1, 2: 2 }))).toEqual({ f0: 1, f2: 2 });
    expect(one).toEqual({ f0: 1, f1: 2 });
  });
});
