import fc from "fast-check";
import { expect, test } from "vitest";
import { createDelayingQueue, createWorkQueue } from "../../src/client/index.ts";
import { createKernel } from "../../src/kernel/index.ts";

type Move = { readonly do: "add" | "done"; readonly item: string } | { readonly do: "get" };

const item = fc.constantFrom("a", "b", "c");
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("add" as const), item }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("done" as const), item }) },
  { weight: 3, arbitrary: fc.constant({ do: "get" as const }) },
);

test("no item is in work twice, none waits twice, and none that was added is forgotten", () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
      const queue = createWorkQueue<string>();
      const working = new Set<string>();
      /** Added since its work last began. */
      const owed = new Set<string>();
      const take = () =>
        queue.get({
          item(each) {
            expect(working.has(each)).toBe(false);
            expect(owed.delete(each)).toBe(true);
            working.add(each);
          },
          shutDown() {},
        });
      for (const each of moves) {
        if (each.do === "get") take();
        else if (each.do === "add") {
          owed.add(each.item);
          queue.add(each.item);
        } else if (working.delete(each.item)) queue.done(each.item);
        expect(queue.length).toBeLessThanOrEqual(3);
      }
      for (const each of [...working]) {
        working.delete(each);
        queue.done(each);
      }
      for (let i = 0; i < 6; i += 1) take();
      expect([...owed]).toEqual([]);
    }),
  );
});

test("a delayed item comes at the earliest of the times asked for, once", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(item, fc.integer({ min: 1, max: 1000 })), { minLength: 1, maxLength: 10 }), (asked) => {
      const kernel = createKernel({ seed: 1 });
      const queue = createDelayingQueue<string>({ scope: kernel.root, clock: kernel.clock, label: "queue" });
      const came: [string, number][] = [];
      const take = () =>
        queue.get({
          item(each) {
            came.push([each, kernel.clock.now()]);
            queue.done(each);
            take();
          },
          shutDown() {},
        });
      take();
      const earliest = new Map<string, number>();
      for (const [each, wait] of asked) {
        queue.addAfter(each, wait);
        earliest.set(each, Math.min(wait, earliest.get(each) ?? Infinity));
      }
      kernel.advanceSync(2000);
      expect(new Map(came)).toEqual(earliest);
      expect(came).toHaveLength(earliest.size);
      queue.shutDown();
      expect(kernel.ledger.lines().every(({ opened, closed }) => opened === closed)).toBe(true);
    }),
  );
});
