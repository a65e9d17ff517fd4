import fc from "fast-check";
import { expect, test } from "vitest";
import { kernelMachine, modelMachine, observe, program } from "./program.ts";

test("a run is what a sorted array says: total order, no event lost, cancelling and closing remove at once", () => {
  fc.assert(fc.property(program, (pieces) => {
    expect(observe(pieces, kernelMachine({ seed: 1 }))).toEqual(observe(pieces, modelMachine()));
  }), { numRuns: 600 });
});

test("cutting a span into many runs changes nothing", () => {
  fc.assert(fc.property(program, fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 20 }), (pieces, cuts) => {
    const whole = kernelMachine({ seed: 1 });
    const cut = kernelMachine({ seed: 1 });
    const inPieces = {
      ...cut,
      run: () => {
        for (const by of cuts) cut.kernel.advanceSync(by);
        cut.run();
      },
    };
    // Deadlock, where the last event left the clock, is as far as both get: the cuts may end later.
    const events = (log: readonly string[]): readonly string[] => log.slice(0, -1);
    expect(events(observe(pieces, inPieces))).toEqual(events(observe(pieces, whole)));
    expect(cut.kernel.digest()).toBe(whole.kernel.digest());
  }), { numRuns: 200 });
});

test("a step limit stops between two events and loses none", () => {
  fc.assert(fc.property(program, fc.integer({ min: 1, max: 5 }), (pieces, steps) => {
    const whole = kernelMachine({ seed: 1 });
    const stepped = kernelMachine({ seed: 1 });
    const byStep = {
      ...stepped,
      run: () => {
        while (stepped.kernel.runUntilSync(() => false, 2 ** 50, { steps }).kind === "stepLimit");
      },
    };
    expect(observe(pieces, byStep)).toEqual(observe(pieces, whole));
  }), { numRuns: 200 });
});
