import fc from "fast-check";
import { expect, test } from "vitest";
import { createKernel } from "../../src/kernel/index.ts";

/** Settles after so many turns of the real event loop. */
async function realWork(turns: number): Promise<void> {
  for (let i = 0; i < turns; i++) await new Promise<void>((done) => { setImmediate(done); });
}

test("leases return in the order they were taken, at the instant they were taken, however long each works", async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.record({ at: fc.nat(3), turns: fc.nat(6) }), { minLength: 1, maxLength: 8 }), async (works) => {
    const kernel = createKernel({ seed: 1 });
    const taken: string[] = [];
    const returned: string[] = [];
    const done: Promise<void>[] = [];
    works.forEach(({ at, turns }, i) => kernel.root.after(at, "work", () => {
      done.push(kernel.foreign("work", async () => {
        taken.push(`${i} at ${kernel.clock.now()}`);
        await kernel.lease(`lease ${i}`, realWork(turns));
        returned.push(`${i} at ${kernel.clock.now()}`);
        kernel.assertInTurn("after a lease");
      }));
    }));
    await kernel.advance(10);
    await Promise.all(done);
    expect(returned).toEqual(taken);
  }), { numRuns: 60 });
});
