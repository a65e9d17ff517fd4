import fc from "fast-check";
import { expect, test } from "vitest";
import { checkDeterminism } from "../../src/kernel/index.ts";
import type { TieBreak } from "../../src/kernel/index.ts";
import { kernelMachine, observe, program } from "./program.ts";

const tieBreak: fc.Arbitrary<TieBreak> = fc.oneof(
  fc.constant("fifo" as const),
  fc.constant({ kind: "seeded" as const }),
  fc.record({ kind: fc.constant("pct" as const), changePoints: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 4 }) }),
  fc.record({ kind: fc.constant("choices" as const), choices: fc.array(fc.nat(6), { maxLength: 30 }) }),
);

test("same seed, same run, same digest: 1 000 random programs", () => {
  fc.assert(fc.property(program, tieBreak, fc.integer(), (pieces, strategy, seed) => {
    const [first, second] = [kernelMachine({ seed, tieBreak: strategy }), kernelMachine({ seed, tieBreak: strategy })];
    expect(observe(pieces, second)).toEqual(observe(pieces, first));
    expect(second.kernel.digest()).toBe(first.kernel.digest());
  }), { numRuns: 1_000 });
});

test("the events of one scope keep their order, whatever the strategy", () => {
  fc.assert(fc.property(fc.array(fc.nat(3), { maxLength: 30 }), tieBreak, fc.integer(), (owners, strategy, seed) => {
    const { kernel, scopes } = kernelMachine({ seed, tieBreak: strategy });
    const ran: [number, number][] = [];
    owners.forEach((owner, i) => scopes[owner]!.after(10, "tie", () => ran.push([owner, i])));
    kernel.advanceSync(10);
    expect(ran).toHaveLength(owners.length);
    for (const owner of [0, 1, 2, 3]) {
      const own = ran.filter(([of]) => of === owner).map(([, i]) => i);
      expect(own).toEqual(own.toSorted((a, b) => a - b));
    }
  }));
});

test("a run that reads something unseeded is caught at its first differing event", () => {
  let outside = 0;
  const outcome = checkDeterminism((witness) => {
    const { kernel, scopes } = kernelMachine({ seed: 3, witness });
    outside++;
    scopes[1]!.after(5, "same", () => {});
    scopes[1]!.after(7, outside === 1 ? "first time" : "second time", () => {});
    kernel.advanceSync(10);
  });
  expect(outcome).toMatchObject({ kind: "nonDeterminism", at: 7 });
  expect(outcome).toHaveProperty("first", expect.stringMatching(/happening 2: first "first time" .* at 7 µs, then "second time"/));
});
