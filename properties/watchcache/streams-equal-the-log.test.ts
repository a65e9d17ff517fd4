import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { CompiledSelector, KubeObject } from "../../src/api/index.ts";
import { createKernel } from "../../src/kernel/index.ts";
import { serverProfile } from "../../src/server/profile.ts";
import { createStorage } from "../../src/server/storage/index.ts";
import { createWatchCache } from "../../src/server/watchcache/index.ts";
import { StorageModel } from "../model/storage-model.ts";

const PODS = "/core/pods/";
const SECOND = 1_000_000;

type Step =
  | { readonly do: "write"; readonly namespace: string; readonly name: string; readonly label: string }
  | { readonly do: "delete"; readonly namespace: string; readonly name: string }
  | { readonly do: "watch"; readonly namespace: string; readonly label: string; readonly hinted: boolean; readonly back: number; readonly state: boolean; readonly slow: boolean }
  | { readonly do: "advance"; readonly by: number }
  | { readonly do: "lag"; readonly by: number }
  | { readonly do: "compact" };

const namespace = fc.constantFrom("a", "b");
const name = fc.constantFrom("x", "y", "z");
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant("write" as const), namespace, name, label: fc.constantFrom("1", "2") }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("delete" as const), namespace, name }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("watch" as const), namespace: fc.constantFrom("", "a"), label: fc.constantFrom("", "1", "2"), hinted: fc.boolean(),
      back: fc.nat(5), state: fc.boolean(), slow: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("advance" as const), by: fc.nat(3 * SECOND) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("lag" as const), by: fc.constantFrom(0, SECOND, 2 * SECOND) }) },
  { weight: 1, arbitrary: fc.constant({ do: "compact" as const }) },
);

interface Seen {
  readonly watch: Extract<Step, { do: "watch" }>;
  readonly start: number | undefined;
  readonly told: string[];
}

function selects({ namespace, label }: Seen["watch"], object: KubeObject | undefined): boolean {
  return object !== undefined && (namespace === "" || object.metadata.namespace === namespace) && (label === "" || object.metadata.labels?.["l"] === label);
}

function predicate({ label, hinted }: Seen["watch"]): CompiledSelector | undefined {
  if (label === "") return undefined;
  const matches = (o: KubeObject): boolean => o.metadata.labels?.["l"] === label;
  return hinted ? { matches, hint: { by: "label", label: "l", value: label } } : { matches };
}

/** What a watch from a revision must be told, by full copies of the state around every write. */
function expected(model: StorageModel, { watch }: Seen, from: number): string[] {
  const lines: string[] = [];
  for (const { revision, path } of model.writes(PODS, from)) {
    const now = selects(watch, model.get(path, revision));
    const then = selects(watch, model.get(path, revision - 1));
    if (now || then) lines.push(`${now ? (then ? "MODIFIED" : "ADDED") : "DELETED"} ${path.slice(PODS.length)} ${revision}`);
  }
  return lines;
}

test("every stream equals the fold of the log from its start, whatever its pace, the lag, and compactions", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
      const kernel = createKernel({ seed: 1 });
      const storage = createStorage({ firstRevision: 100, now: () => kernel.clock.now() });
      const model = new StorageModel(100);
      const cache = createWatchCache({
        scope: kernel.root.child("apiserver"), clock: kernel.clock, random: kernel.random, storage, profile: serverProfile("modern"), collection: PODS, apiVersion: "v1", kind: "Pod",
      });
      const seen: Seen[] = [];
      for (const each of steps) {
        switch (each.do) {
          case "write": {
            const path = `${PODS}${each.namespace}/${each.name}`;
            const object = { apiVersion: "v1", kind: "Pod", metadata: { name: each.name, namespace: each.namespace, labels: { l: each.label } } };
            if (model.get(path) === undefined) storage.create(path, object);
            else storage.put(path, object);
            model.write(path, object);
            break;
          }
          case "delete": {
            const path = `${PODS}${each.namespace}/${each.name}`;
            storage.delete(path);
            if (model.get(path) !== undefined) model.write(path, undefined);
            break;
          }
          case "watch": {
            const told: string[] = [];
            seen.push({ watch: each, start: each.state ? undefined : Math.max(100, model.current - each.back), told });
            const resourceVersion = each.state ? 0 : Math.max(100, model.current - each.back);
            cache.watch(
              { namespace: each.namespace, resourceVersion, sendInitialEvents: each.state ? true : undefined, allowBookmarks: true, timeoutSeconds: 9_000, predicate: predicate(each), label: "watch" },
              {
                open() {}, end: () => told.push("end"), refuse: (refusal) => told.push(refusal.kind),
                event: ({ type, object }) => {
                  if (type === "BOOKMARK") {
                    if (object.metadata.annotations !== undefined) told.push(`STATE ${object.metadata.resourceVersion}`);
                  } else if (type === "ERROR") told.push("ERROR");
                  else told.push(`${type} ${object.metadata.namespace}/${object.metadata.name} ${object.metadata.resourceVersion}`);
                },
                ...(each.slow ? { pace: () => SECOND / 10 } : {}),
              },
            );
            break;
          }
          case "advance":
            kernel.advanceSync(each.by);
            break;
          case "lag":
            cache.setLag(each.by);
            break;
          case "compact":
            storage.compact(storage.current);
            break;
        }
      }
      kernel.advanceSync(60 * SECOND);
      for (const each of seen) {
        const { told, watch } = each;
        const mark = told.findIndex((line) => line.startsWith("STATE"));
        if (each.start !== undefined) {
          expect(told).toEqual(expected(model, each, each.start));
          continue;
        }
        const at = Number((told[mark] as string).slice("STATE ".length));
        const state = model.list(PODS, at).filter(([, object]) => selects(watch, object));
        expect(told.slice(0, mark)).toEqual(state.map(([path, object]) => `ADDED ${path.slice(PODS.length)} ${object.metadata.resourceVersion}`));
        expect(told.slice(mark + 1)).toEqual(expected(model, each, at));
      }
    }),
    { numRuns: 150 },
  );
});
