import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { CompiledSelector, KubeObject } from "../../src/api/index.ts";
import { createKernel } from "../../src/kernel/index.ts";
import type { Timer } from "../../src/kernel/index.ts";
import { serverProfile } from "../../src/server/profile.ts";
import { createStorage } from "../../src/server/storage/index.ts";
import { createWatchCache } from "../../src/server/watchcache/index.ts";
import { StorageModel } from "../model/storage-model.ts";

const PODS = "/core/pods/";
const SECOND = 1_000_000;

type Step =
  | { readonly do: "write"; readonly namespace: string; readonly name: string; readonly label: string }
  | { readonly do: "delete"; readonly namespace: string; readonly name: string }
  | { readonly do: "watch"; readonly namespace: string; readonly label: string; readonly hinted: boolean; readonly back: number; readonly state: boolean; readonly pace: number }
  | { readonly do: "burst"; readonly writes: number }
  | { readonly do: "restart"; readonly downFor: number }
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
      back: fc.nat(5), state: fc.boolean(), pace: fc.constantFrom(0, 0, SECOND / 10, SECOND / 2),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("advance" as const), by: fc.nat(3 * SECOND) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("lag" as const), by: fc.constantFrom(0, SECOND, 2 * SECOND) }) },
  { weight: 1, arbitrary: fc.constant({ do: "compact" as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("burst" as const), writes: fc.integer({ min: 15, max: 45 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const), downFor: fc.constantFrom(0, SECOND) }) },
);

interface Seen {
  readonly watch: Extract<Step, { do: "watch" }>;
  /** Undefined: it begins with the state, which tells where. */
  readonly start: number | undefined;
  /** What the cache was filled with, and whether it was ready, when the watch was asked for. */
  readonly filledWith: number;
  readonly ready: boolean;
  readonly told: string[];
  /** The server ended it: a restart, or it was too slow. */
  end: "restart" | "slow" | undefined;
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

/** Events that each of a watcher's two channels holds in these runs, whose windows stay at their least. */
const CHANNEL = 10;

/** What streams were seen to do over all runs, so that none of it goes untested. */
const seenOf = { whole: 0, restarted: 0, slow: 0, expired: 0, refused: 0 };

/** A stream tells a beginning of the log from its start, all of it unless the server ended it, which it does for two reasons. */
function judge(model: StorageModel, each: Seen): void {
  const { told, watch, start, filledWith, ready, end } = each;
  if (!ready) {
    seenOf.refused++;
    expect(told).toEqual(["notReady"]);
    return;
  }
  if (start !== undefined && start < filledWith) {
    seenOf.expired++;
    expect(told).toEqual(["ERROR", "end"]);
    return;
  }
  const state = told.findIndex((line) => line.startsWith("STATE"));
  const at = start ?? Number((told[state] ?? "").slice("STATE ".length));
  if (start === undefined && state < 0) {
    // It ended before it had told the state, which it tells whole or not at all unless its consumer is slow.
    expect(end).toBe("restart");
    expect(watch.pace).toBeGreaterThan(0);
    return;
  }
  if (start === undefined) {
    const items = model.list(PODS, at).filter(([, object]) => selects(watch, object));
    expect(told.slice(0, state)).toEqual(items.map(([path, object]) => `ADDED ${path.slice(PODS.length)} ${object.metadata.resourceVersion}`));
  }
  const all = expected(model, each, at);
  const events = told.slice(state + 1, end === undefined ? undefined : -1);
  expect(events).toEqual(all.slice(0, events.length));
  if (end === undefined) {
    seenOf.whole++;
    expect(events).toHaveLength(all.length);
  } else if (end === "restart") seenOf.restarted++;
  else {
    seenOf.slow++;
    expect(watch.pace).toBeGreaterThan(0);
    // Both channels and one in the hand were full, and one channel's worth was still read; all of it while the state was being told.
    if (!watch.state) expect(all.length - events.length).toBeGreaterThan(CHANNEL);
  }
}

test("every stream equals the fold of the log from its start, whatever its pace, the lag, compactions and restarts", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
      const kernel = createKernel({ seed: 1 });
      const storage = createStorage({ firstRevision: 100, now: () => kernel.clock.now() });
      const model = new StorageModel(100);
      const cache = createWatchCache({
        scope: kernel.root.child("apiserver"), clock: kernel.clock, random: kernel.random, storage, profile: serverProfile("modern"), collection: PODS, apiVersion: "v1", kind: "Pod",
      });
      const seen: Seen[] = [];
      let filledWith = 100;
      let readyAt = 0;
      let restarting = false;
      let refill: Timer | undefined;
      const write = (each: { readonly namespace: string; readonly name: string; readonly label: string }): void => {
        const path = `${PODS}${each.namespace}/${each.name}`;
        const object = { apiVersion: "v1", kind: "Pod", metadata: { name: each.name, namespace: each.namespace, labels: { l: each.label } } };
        if (model.get(path) === undefined) storage.create(path, object);
        else storage.put(path, object);
        model.write(path, object);
      };
      for (const each of steps) {
        switch (each.do) {
          case "write":
            write(each);
            break;
          case "burst":
            for (let i = 0; i < each.writes; i++) write({ namespace: "a", name: "x", label: String(1 + (i & 1)) });
            break;
          case "restart":
            restarting = true;
            cache.restart(each.downFor);
            restarting = false;
            readyAt = kernel.clock.now() + each.downFor;
            filledWith = model.current;
            refill?.cancel();
            // Behind the cache's own return.
            if (each.downFor > 0) refill = kernel.root.after(each.downFor, "oracle: filled again", () => {
              filledWith = model.current;
            });
            break;
          case "delete": {
            const path = `${PODS}${each.namespace}/${each.name}`;
            storage.delete(path);
            if (model.get(path) !== undefined) model.write(path, undefined);
            break;
          }
          case "watch": {
            const told: string[] = [];
            const mine: Seen = {
              watch: each, start: each.state ? undefined : Math.max(100, model.current - each.back), filledWith, ready: kernel.clock.now() >= readyAt, told, end: undefined,
            };
            seen.push(mine);
            const resourceVersion = each.state ? 0 : Math.max(100, model.current - each.back);
            cache.watch(
              { namespace: each.namespace, resourceVersion, sendInitialEvents: each.state ? true : undefined, allowBookmarks: true, timeoutSeconds: 9_000, predicate: predicate(each), label: "watch" },
              {
                open() {},
                end() {
                  told.push("end");
                  mine.end = restarting ? "restart" : "slow";
                },
                refuse: (refusal) => told.push(refusal.kind),
                event: ({ type, object }) => {
                  if (type === "BOOKMARK") {
                    if (object.metadata.annotations !== undefined) told.push(`STATE ${object.metadata.resourceVersion}`);
                  } else if (type === "ERROR") told.push("ERROR");
                  else told.push(`${type} ${object.metadata.namespace}/${object.metadata.name} ${object.metadata.resourceVersion}`);
                },
                ...(each.pace > 0 ? { pace: () => each.pace } : {}),
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
      kernel.advanceSync(200 * SECOND);
      for (const each of seen) judge(model, each);
    }),
    { numRuns: 200 },
  );
  expect(Math.min(...Object.values(seenOf)), JSON.stringify(seenOf)).toBeGreaterThan(0);
});
