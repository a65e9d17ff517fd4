import fc from "fast-check";
import { expect, test } from "vitest";
import { kernelMachine, observe, program } from "./program.ts";
import type { Machine } from "./program.ts";

test("however the wall jumps, monotonic time, timers and their order stay as they were", () => {
  fc.assert(fc.property(program, fc.array(fc.integer({ min: -1e12, max: 1e12 }), { minLength: 1, maxLength: 20 }), (pieces, jumps) => {
    const steady = kernelMachine({ seed: 1, epoch: 0 });
    const jumping = kernelMachine({ seed: 1, epoch: 0 });
    let jumped = 0;
    let total = 0;
    const machine: Machine = {
      ...jumping,
      arm: (scope, delay, label, run) => jumping.arm(scope, delay, label, () => {
        const by = jumps[jumped++ % jumps.length]!;
        const before = jumping.now();
        jumping.kernel.jumpWall(by);
        total += by;
        expect(jumping.now()).toBe(before);
        expect(jumping.kernel.clock.wall()).toBe(before + total);
        run();
      }),
    };
    expect(observe(pieces, machine)).toEqual(observe(pieces, steady));
  }), { numRuns: 200 });
});
