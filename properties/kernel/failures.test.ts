import fc from "fast-check";
import { expect, test } from "vitest";
import { EventFailed } from "../../src/kernel/index.ts";
import { kernelMachine, observe, program } from "./program.ts";
import type { Machine } from "./program.ts";

test("a failing event is named with its label, owner and instant, and takes no other event with it", () => {
  fc.assert(fc.property(program, fc.integer({ min: 1, max: 20 }), fc.integer(), (pieces, nth, seed) => {
    const sound = kernelMachine({ seed });
    const failing = kernelMachine({ seed });
    let events = 0;
    let expected: unknown;
    const faulty: Machine = {
      ...failing,
      // The n-th event does its work and then throws.
      arm: (scope, delay, label, run) => failing.arm(scope, delay, label, () => {
        run();
        if (++events !== nth) return;
        expected = { seed, at: failing.now(), label, scopes: expect.arrayContaining(["kernel", "scope 0", `scope ${scope}`]) };
        throw new Error("planted");
      }),
      run: () => {
        let failed: unknown;
        try {
          failing.run();
        } catch (error) {
          failed = error;
          failing.run();
        }
        if (events < nth) expect(failed).toBeUndefined();
        else {
          expect(failed).toBeInstanceOf(EventFailed);
          expect(failed).toMatchObject({ standing: expected, cause: { message: "planted" } });
        }
      },
    };
    expect(observe(pieces, faulty)).toEqual(observe(pieces, sound));
    expect(failing.kernel.digest()).toBe(sound.kernel.digest());
  }), { numRuns: 300 });
});
