import fc from "fast-check";
import { expect, test } from "vitest";
import { createKernel } from "../../src/kernel/index.ts";
import type { TieBreak } from "../../src/kernel/index.ts";

/** The order in which `count` scopes with one event each at one instant go. */
function order(count: number, seed: number, tieBreak: TieBreak): string {
  const kernel = createKernel({ seed, tieBreak });
  let ran = "";
  for (let i = 0; i < count; i++) kernel.root.child(`scope ${i}`).after(10, "tie", () => { ran += i; });
  kernel.advanceSync(10);
  return ran;
}

test("every order has its list of choices, and no two lists below the counts share one", () => {
  const orders = new Set<string>();
  for (let a = 0; a < 4; a++) for (let b = 0; b < 3; b++) for (let c = 0; c < 2; c++) {
    orders.add(order(4, 1, { kind: "choices", choices: [a, b, c] }));
  }
  expect(orders.size).toBe(24);
});

test("past its end a list of choices is first in, first out", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), (count) => {
    expect(order(count, 1, { kind: "choices", choices: [] })).toBe(order(count, 1, "fifo"));
  }));
  expect(order(4, 1, { kind: "choices", choices: [2] })).toBe("2013");
});

test.each<[string, TieBreak]>([["seeded", { kind: "seeded" }], ["pct", { kind: "pct", changePoints: [] }]])("%s reaches every order over the seeds", (_, tieBreak) => {
  const orders = new Set<string>();
  for (let seed = 0; seed < 200; seed++) orders.add(order(3, seed, tieBreak));
  expect([...orders].sort()).toEqual(["012", "021", "102", "120", "201", "210"]);
});

test("a change point lowers who was about to go below all others", () => {
  const kernelOrder = (changePoints: readonly number[]): string => {
    const kernel = createKernel({ seed: 5, tieBreak: { kind: "pct", changePoints } });
    let ran = "";
    for (const name of ["a", "b"]) {
      const scope = kernel.root.child(name);
      for (let i = 0; i < 3; i++) scope.after(1, "tie", () => { ran += name; });
    }
    kernel.advanceSync(1);
    return ran;
  };
  const [plain, changed] = [kernelOrder([]), kernelOrder([1])];
  // Without a change one scope runs through; with one it takes a single step and falls behind.
  expect(["aaabbb", "bbbaaa"]).toContain(plain);
  expect(changed).toBe(plain === "aaabbb" ? "abbbaa" : "baaabb");
});
