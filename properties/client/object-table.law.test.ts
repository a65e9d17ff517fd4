import fc from "fast-check";
import { expect, test } from "vitest";
import { ObjectTable } from "../../src/client/cache/object-table.ts";

type Command =
  | { readonly do: "set"; readonly key: string; readonly keyId: number | undefined; readonly object: number }
  | { readonly do: "delete"; readonly key: string };

/** Few keys and numbers, so that they meet: numbers of other keys, shared ones, ones that change. */
const key = fc.integer({ min: 0, max: 40 }).map((n) => `ns/pod-${n}`);
const keyId = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 90 }) }, { weight: 1, arbitrary: fc.constant(undefined) });

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("set" as const), key, keyId, object: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), key }) },
);

test("whatever numbers keys are given, a table is a Map", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
      const table = new ObjectTable<number>();
      const map = new Map<string, number>();
      for (const each of commands) {
        if (each.do === "set") {
          expect(table.set(each.key, each.object, each.keyId)).toBe(map.get(each.key));
          map.set(each.key, each.object);
        } else {
          table.delete(each.key);
          map.delete(each.key);
        }
        expect(table.get(each.key)).toBe(map.get(each.key));
      }
      expect([...table.entries()]).toEqual([...map]);
      expect(table.objects()).toEqual([...map.values()]);
      expect(table.keys()).toEqual([...map.keys()]);
      expect(table.size).toBe(map.size);
      for (const [each, object] of map) expect([table.has(each), table.get(each)]).toEqual([true, object]);
    }),
    { numRuns: 500 },
  );
});
