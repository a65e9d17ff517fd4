import { expect, test } from "vitest";
import type { KubeObject, WatchEvent } from "../../api/index.ts";
import { createKernel, MINUTE, SECOND } from "../../kernel/index.ts";
import type { Kernel } from "../../kernel/index.ts";
import { serverProfile } from "../profile.ts";
import type { ServerProfile } from "../profile.ts";
import { createStorage } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import { createWatchCache } from "./index.ts";
import type { Listed, ListQuery, Refusal, Watch, WatchCache, WatchQuery, WatchSink } from "./index.ts";

const PODS = "/core/pods/";

interface World {
  readonly kernel: Kernel;
  readonly storage: Storage;
  readonly cache: WatchCache;
}

function world(profile: ServerProfile | string = "modern", cached = true): World {
  const kernel = createKernel({ seed: 1 });
  const storage = createStorage({ firstRevision: 100, now: () => kernel.clock.now() });
  const cache = createWatchCache({
    scope: kernel.root.child("apiserver"), clock: kernel.clock, random: kernel.random, storage,
    profile: typeof profile === "string" ? serverProfile(profile) : profile, collection: PODS, apiVersion: "v1", kind: "Pod", cached,
  });
  return { kernel, storage, cache };
}

function pod(name: string, labels: { [key: string]: string } = {}, nodeName = ""): KubeObject {
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "a", labels }, spec: { nodeName } };
}

function write(storage: Storage, name: string, labels: { [key: string]: string } = {}, nodeName = ""): number {
  const path = `${PODS}a/${name}`;
  const made = storage.create(path, pod(name, labels, nodeName));
  if ("revision" in made) return made.revision;
  const put = storage.put(path, pod(name, labels, nodeName));
  return "revision" in put ? put.revision : -1;
}

function remove(storage: Storage, name: string): number {
  const gone = storage.delete(`${PODS}a/${name}`);
  return "revision" in gone ? gone.revision : -1;
}

const all: ListQuery = { namespace: "", resourceVersion: undefined, match: "", limit: 0, continue: "", predicate: undefined };
const fromNow: WatchQuery = {
  namespace: "", resourceVersion: undefined, sendInitialEvents: false, allowBookmarks: false, timeoutSeconds: undefined, predicate: undefined, label: "test",
};

interface Recorder extends WatchSink {
  readonly log: string[];
  readonly events: WatchEvent[];
  refused: Refusal | undefined;
}

/** "ADDED a/x 101", "BOOKMARK 105", "ERROR 410 message", "end". */
function recorder(extra: Partial<WatchSink> = {}): Recorder {
  const log: string[] = [];
  const events: WatchEvent[] = [];
  return {
    log, events, refused: undefined,
    open: () => log.push("open"),
    refuse(refusal) { this.refused = refusal; },
    event(event) {
      events.push(event);
      if (event.type === "ERROR") log.push(`ERROR ${event.object.code} ${event.object.message}`);
      else if (event.type === "BOOKMARK") log.push(`BOOKMARK ${event.object.metadata.resourceVersion}${event.object.metadata.annotations === undefined ? "" : " end of state"}`);
      else log.push(`${event.type} ${event.key} ${event.object.metadata.resourceVersion}`);
    },
    end: () => log.push("end"),
    ...extra,
  };
}

function watch(cache: WatchCache, query: Partial<WatchQuery>, sink: WatchSink = recorder()): Watch {
  return cache.watch({ ...fromNow, ...query }, sink);
}

function list(cache: WatchCache, query: Partial<ListQuery> = {}): () => Listed | Refusal | undefined {
  let outcome: Listed | Refusal | undefined;
  cache.list({ ...all, ...query }, (o) => { outcome = o; });
  return () => outcome;
}

const names = (outcome: Listed | Refusal | undefined): readonly string[] | string | undefined => (outcome?.kind === "ok" ? outcome.keys : outcome?.kind);
const label = (l: string, value: string) => ({ matches: (o: KubeObject) => o.metadata.labels?.[l] === value, hint: { by: "label", label: l, value } as const });
const onNode = (value: string) => ({ matches: (o: KubeObject) => (o["spec"] as { nodeName: string }).nodeName === value, hint: { by: "nodeName", value } as const });

test("an instant's events reach every watcher in one kernel event, as one shared frozen value", () => {
  const { kernel, storage, cache } = world();
  const [a, b] = [recorder(), recorder()];
  watch(cache, {}, a);
  watch(cache, { namespace: "a" }, b);
  write(storage, "x");
  write(storage, "x", { l: "1" });
  remove(storage, "x");
  expect(a.log).toEqual(["open"]);
  kernel.drainSync();
  expect(a.log).toEqual(["open", "ADDED a/x 101", "MODIFIED a/x 102", "DELETED a/x 103"]);
  expect(b.log).toEqual(a.log);
  expect(a.events.every((event, i) => event === b.events[i] && Object.isFrozen(event))).toBe(true);
  expect(a.events[2]?.object).toMatchObject({ metadata: { labels: { l: "1" }, resourceVersion: "103" } });
});

test.each([
  ["label", label("l", "1")],
  ["label without a hint", { matches: label("l", "1").matches }],
])("entering and leaving a selector by %s is ADDED and DELETED with the version before", (_, predicate) => {
  const { kernel, storage, cache } = world();
  const sink = recorder();
  watch(cache, { predicate }, sink);
  write(storage, "x", { l: "0" });
  write(storage, "x", { l: "1" });
  write(storage, "x", { l: "1", m: "1" });
  write(storage, "x", { l: "2" });
  write(storage, "x", { l: "1" });
  remove(storage, "x");
  kernel.drainSync();
  expect(sink.log).toEqual(["open", "ADDED a/x 102", "MODIFIED a/x 103", "DELETED a/x 104", "ADDED a/x 105", "DELETED a/x 106"]);
  expect(sink.events[2]?.object).toMatchObject({ metadata: { labels: { l: "1", m: "1" }, resourceVersion: "104" } });
});

test("a pod that moves is offered to the watchers of both nodes", () => {
  const { kernel, storage, cache } = world();
  const [one, two, none] = [recorder(), recorder(), recorder()];
  watch(cache, { predicate: onNode("n1") }, one);
  watch(cache, { predicate: onNode("n2") }, two);
  watch(cache, { predicate: onNode("") }, none);
  write(storage, "x");
  write(storage, "x", {}, "n1");
  write(storage, "x", {}, "n2");
  kernel.drainSync();
  expect(none.log).toEqual(["open", "ADDED a/x 101", "DELETED a/x 102"]);
  expect(one.log).toEqual(["open", "ADDED a/x 102", "DELETED a/x 103"]);
  expect(two.log).toEqual(["open", "ADDED a/x 103"]);
});

test("the state, its marked bookmark, then what follows; without bookmarks no marker", () => {
  const { kernel, storage, cache } = world();
  write(storage, "y");
  write(storage, "x");
  const [marked, plain, legacy] = [recorder(), recorder(), recorder()];
  watch(cache, { sendInitialEvents: true, allowBookmarks: true }, marked);
  watch(cache, { sendInitialEvents: true }, plain);
  watch(cache, { sendInitialEvents: undefined, allowBookmarks: true }, legacy);
  write(storage, "z");
  kernel.drainSync();
  expect(marked.log).toEqual(["open", "ADDED a/x 102", "ADDED a/y 101", "BOOKMARK 102 end of state", "ADDED a/z 103"]);
  expect(plain.log).toEqual(["open", "ADDED a/x 102", "ADDED a/y 101", "ADDED a/z 103"]);
  expect(legacy.log).toEqual(plain.log);
});

test("a watch replays what followed its version; from before the window it is an ERROR 410 in the stream", () => {
  const { kernel, storage, cache } = world();
  write(storage, "x");
  write(storage, "y");
  remove(storage, "x");
  const [first, future] = [recorder(), recorder()];
  watch(cache, { resourceVersion: 101 }, first);
  watch(cache, { resourceVersion: 104 }, future);
  expect(first.log).toEqual(["open", "ADDED a/y 102", "DELETED a/x 103"]);
  cache.restart();
  expect(first.log.at(-1)).toBe("end");
  const [old, present] = [recorder(), recorder()];
  watch(cache, { resourceVersion: 102 }, old);
  watch(cache, { resourceVersion: 103 }, present);
  write(storage, "z");
  write(storage, "z2");
  kernel.drainSync();
  expect(old.log).toEqual(["open", "ERROR 410 too old resource version: 102 (103)", "end"]);
  expect(present.log).toEqual(["open", "ADDED a/z 104", "ADDED a/z2 105"]);
  expect(future.log).toEqual(["open", "end"]);
});

test("a full window evicts what is not fresh, and doubles while it is", () => {
  const { kernel, storage, cache } = world();
  for (let i = 0; i < 150; i++) write(storage, "x", { i: String(i) });
  const fresh = recorder();
  watch(cache, { resourceVersion: 101 }, fresh);
  expect(fresh.log).toHaveLength(150);
  kernel.advanceSync(76 * SECOND);
  for (let i = 0; i < 60; i++) write(storage, "y", { i: String(i) });
  const old = recorder();
  watch(cache, { resourceVersion: 101 }, old);
  // A ring of 200 holds the last 200 of 210.
  expect(old.log).toEqual(["open", "ERROR 410 too old resource version: 101 (110)", "end"]);
});

test("compaction behind the apiserver's back takes nothing from the cache: exact lists, tokens and watches", () => {
  const { storage, cache } = world();
  write(storage, "a");
  write(storage, "b");
  write(storage, "c");
  const page = list(cache, { limit: 1 })();
  write(storage, "a", { l: "1" });
  remove(storage, "b");
  storage.compact(105);
  expect(names(list(cache, { resourceVersion: 102, match: "Exact" })())).toEqual(["a/a", "a/b"]);
  expect(page).toMatchObject({ resourceVersion: 103, remaining: 2 });
  expect(list(cache, { limit: 1, continue: page?.kind === "ok" ? page.continue : "" })()).toMatchObject({ keys: ["a/b"], resourceVersion: 103, remaining: 1 });
  const sink = recorder();
  watch(cache, { resourceVersion: 101 }, sink);
  expect(sink.log).toEqual(["open", "ADDED a/b 102", "ADDED a/c 103", "MODIFIED a/a 104", "DELETED a/b 105"]);
});

test("without snapshots, after a restart, or after its own compaction an exact list of the compacted past is expired", () => {
  for (const way of ["no-snapshots", "restart", "own compaction"]) {
    const { kernel, storage, cache } = world(way === "no-snapshots" ? "no-snapshots" : "modern");
    write(storage, "a");
    write(storage, "b");
    const page = list(cache, { limit: 1 })();
    write(storage, "a", { l: "1" });
    if (way === "restart") cache.restart();
    expect(names(list(cache, { resourceVersion: 102, match: "Exact" })())).toEqual(["a/a", "a/b"]);
    storage.compact(103);
    if (way === "own compaction") {
      cache.compacted(103);
      expect(names(list(cache, { resourceVersion: 102, match: "Exact" })())).toEqual(["a/a", "a/b"]);
      kernel.advanceSync(15 * SECOND);
    }
    expect(list(cache, { resourceVersion: 102, match: "Exact" })()).toEqual({ kind: "expired", message: "The resourceVersion for the provided list is too old." });
    const expired = list(cache, { limit: 1, continue: page?.kind === "ok" ? page.continue : "" })();
    expect(expired).toMatchObject({ kind: "expired", message: expect.stringMatching(/^The provided continue parameter is too old/) });
    expect(list(cache, { continue: expired?.kind === "expired" ? (expired.continue ?? "") : "" })()).toMatchObject({ keys: ["a/b"], resourceVersion: 103 });
  }
});

test("a lagging replica tells the past at version 0, and makes consistent reads wait for it", () => {
  const { kernel, storage, cache } = world();
  cache.setLag(2 * SECOND);
  write(storage, "x");
  const sink = recorder();
  watch(cache, { sendInitialEvents: true, allowBookmarks: true, resourceVersion: 0 }, sink);
  expect(names(list(cache, { resourceVersion: 0 })())).toEqual([]);
  const consistent = list(cache);
  const exact = list(cache, { resourceVersion: 101, match: "Exact" });
  kernel.advanceSync(2 * SECOND - 1);
  expect([consistent(), exact()]).toEqual([undefined, undefined]);
  expect(sink.log).toEqual(["open", "BOOKMARK 100 end of state"]);
  kernel.advanceSync(1);
  expect([names(consistent()), names(exact())]).toEqual([["a/x"], ["a/x"]]);
  expect(sink.log.at(-1)).toBe("ADDED a/x 101");
});

test("what does not come in three seconds: the storage answers a consistent list, others are told it is too large", () => {
  const { kernel, storage, cache } = world();
  cache.setLag(MINUTE);
  write(storage, "x");
  const consistent = list(cache);
  const future = list(cache, { resourceVersion: 500 });
  const sink = recorder();
  watch(cache, { sendInitialEvents: true, allowBookmarks: true }, sink);
  kernel.advanceSync(3 * SECOND - 1);
  expect(consistent()).toBe(undefined);
  kernel.advanceSync(1);
  expect(consistent()).toMatchObject({ keys: ["a/x"], resourceVersion: 101 });
  expect(future()).toEqual({ kind: "tooLarge", requested: 500, current: 100, retryAfter: 1 });
  expect(sink.log).toEqual(["open", "ERROR 504 Timeout: Too large resource version: 101, current: 100", "end"]);
});

test("writes elsewhere are progress: a consistent read shows the store's revision", () => {
  const { storage, cache } = world();
  storage.bump();
  expect(list(cache, { resourceVersion: 0 })()).toMatchObject({ resourceVersion: 100 });
  expect(list(cache)()).toMatchObject({ resourceVersion: 101 });
  expect(list(cache, { resourceVersion: 0 })()).toMatchObject({ resourceVersion: 101 });
});

test("bookmarks: none while nothing moved, then one a minute, and one before the deadline", () => {
  const { kernel, storage, cache } = world();
  const [idle, short, plain] = [recorder(), recorder(), recorder()];
  watch(cache, { allowBookmarks: true, timeoutSeconds: 3600 }, idle);
  watch(cache, { allowBookmarks: true, timeoutSeconds: 10 }, short);
  watch(cache, { timeoutSeconds: 10 }, plain);
  kernel.advanceSync(5 * SECOND);
  write(storage, "x");
  kernel.advanceSync(5 * SECOND - 1);
  expect(short.log).toEqual(["open", "ADDED a/x 101", "BOOKMARK 101"]);
  kernel.advanceSync(1);
  expect(short.log.at(-1)).toBe("end");
  expect(plain.log).toEqual(["open", "ADDED a/x 101", "end"]);
  kernel.advanceSync(60 * MINUTE);
  expect(idle.log[0]).toBe("open");
  expect(idle.log.filter((line) => line === "BOOKMARK 101").length).toBeGreaterThanOrEqual(58);
  expect(idle.log.filter((line) => line === "BOOKMARK 101").length).toBeLessThanOrEqual(61);
  expect(idle.log.at(-1)).toBe("end");
});

test("an idle cache keeps no bookmark tick, and wakes at the store's report of progress", () => {
  const { kernel, storage, cache } = world();
  const sink = recorder();
  watch(cache, { allowBookmarks: true, timeoutSeconds: 3600 }, sink);
  storage.bump();
  kernel.advanceSync(10 * MINUTE - 1);
  expect(sink.log).toEqual(["open"]);
  kernel.advanceSync(2 * MINUTE);
  expect(sink.log.slice(0, 2)).toEqual(["open", "BOOKMARK 101"]);
});

test("a consumer that stops reading keeps its channel's worth, loses the rest, and ends cleanly when it reads again", () => {
  const { kernel, storage, cache } = world();
  let reading = true;
  const slow = recorder({ pace: () => (reading ? 0 : Infinity) });
  const other = recorder();
  const handle = watch(cache, { predicate: onNode("") }, slow);
  watch(cache, {}, other);
  write(storage, "x");
  kernel.drainSync();
  reading = false;
  for (let i = 0; i < 21; i++) write(storage, "x", { i: String(i) });
  kernel.drainSync();
  kernel.advanceSync(SECOND);
  reading = true;
  handle.resume();
  expect(slow.log).toHaveLength(23);
  reading = false;
  for (let i = 0; i < 30; i++) write(storage, "x", { j: String(i) });
  kernel.drainSync();
  kernel.advanceSync(SECOND);
  for (let i = 0; i < 5; i++) write(storage, "x", { k: String(i) });
  kernel.drainSync();
  reading = true;
  handle.resume();
  expect(slow.log).toHaveLength(23 + 10 + 1);
  expect(slow.log.at(-1)).toBe("end");
  expect(other.log).toHaveLength(1 + 1 + 21 + 30 + 5);
});

test("a consumer that needs time for each event gets them that far apart, in order", () => {
  const { kernel, storage, cache } = world();
  const sink = recorder({ pace: () => SECOND });
  watch(cache, {}, sink);
  write(storage, "x");
  write(storage, "y");
  write(storage, "z");
  kernel.drainSync();
  expect(sink.log).toEqual(["open", "ADDED a/x 101"]);
  kernel.advanceSync(SECOND);
  expect(sink.log.at(-1)).toBe("ADDED a/y 102");
  kernel.advanceSync(SECOND);
  expect(sink.log.at(-1)).toBe("ADDED a/z 103");
});

test("while a cache is filled, reads and watches are told to come back later, by how long it has been", () => {
  const { kernel, storage, cache } = world();
  write(storage, "x");
  const waiting = list(cache, { resourceVersion: 500 });
  cache.restart(MINUTE);
  expect(waiting()).toMatchObject({ kind: "notReady" });
  for (const [seconds, retryAfter] of [[0, 1], [14, 2], [20, 3], [30, 6], [40, 11], [59, 30]] as const) {
    kernel.advanceSync(seconds * SECOND - kernel.clock.now());
    expect(list(cache, { resourceVersion: 0 })()).toEqual({ kind: "notReady", message: "storage is (re)initializing", retryAfter });
  }
  const refused = recorder();
  watch(cache, {}, refused);
  expect([refused.refused?.kind, refused.log]).toEqual(["notReady", []]);
  expect(names(list(cache, { resourceVersion: 0, limit: 1 })())).toEqual(["a/x"]);
  kernel.advanceSync(SECOND);
  expect(names(list(cache, { resourceVersion: 0 })())).toEqual(["a/x"]);
});

test.each([["no-watch-cache", true], ["modern", false]])("an uncached resource is the storage's (%s, cached %s): limits at 0, no waits, its own texts", (profile, cached) => {
  const { kernel, storage, cache } = world(profile, cached);
  for (const name of ["a", "b", "c"]) write(storage, name);
  expect(list(cache, { resourceVersion: 0, limit: 2 })()).toMatchObject({ keys: ["a/a", "a/b"], remaining: 1 });
  expect(list(cache, { resourceVersion: 900 })()).toEqual({ kind: "tooLarge", requested: 900, current: 103, retryAfter: 0 });
  const [before, state, late] = [recorder(), recorder(), recorder()];
  watch(cache, { resourceVersion: 101, allowBookmarks: true, timeoutSeconds: 300 }, before);
  watch(cache, { sendInitialEvents: true, allowBookmarks: true }, state);
  watch(cache, { sendInitialEvents: true, resourceVersion: 900 }, late);
  expect(before.log).toEqual(["open", "ADDED a/b 102", "ADDED a/c 103"]);
  expect(state.log).toEqual(["open", "ADDED a/a 101", "ADDED a/b 102", "ADDED a/c 103", "BOOKMARK 103 end of state"]);
  expect(late.log[1]).toMatch("ERROR 504");
  remove(storage, "a");
  storage.compact(104);
  kernel.drainSync();
  expect(before.log.at(-1)).toBe("DELETED a/a 104");
  const old = recorder();
  watch(cache, { resourceVersion: 102 }, old);
  expect(old.log).toEqual(["open", "ERROR 410 The resourceVersion for the provided watch is too old.", "end"]);
  kernel.advanceSync(10 * MINUTE);
  expect(before.log.filter((line) => line.startsWith("BOOKMARK"))).toEqual([]);
});

test("a cancelled watch hears nothing and leaves nothing; a closed scope ends the rest", () => {
  const kernel = createKernel({ seed: 1 });
  const storage = createStorage({ now: () => kernel.clock.now() });
  const scope = kernel.root.child("apiserver");
  const cache = createWatchCache({ scope, clock: kernel.clock, random: kernel.random, storage, profile: serverProfile("modern"), collection: PODS, apiVersion: "v1", kind: "Pod" });
  const [gone, left, waiting] = [recorder(), recorder(), recorder()];
  const handle = watch(cache, { allowBookmarks: true, predicate: label("l", "1") }, gone);
  watch(cache, { allowBookmarks: true, sendInitialEvents: true }, left);
  watch(cache, { sendInitialEvents: true, resourceVersion: 900_000 }, waiting).cancel();
  write(storage, "x", { l: "1" });
  handle.cancel();
  kernel.drainSync();
  expect(gone.log).toEqual(["open"]);
  expect(waiting.log).toEqual([]);
  expect(cache.watches).toBe(1);
  scope.close();
  kernel.drainSync();
  expect(left.log.at(-1)).toBe("end");
  expect(kernel.ledger.leaks()).toEqual([]);
  expect(kernel.ledger.open().filter(({ kind }) => kind === "watch")).toEqual([]);
});

test.each<[string, number, number | undefined]>([
  ["below zero: over at once", -1, 0],
  ["more than 64 bits of nanoseconds: below zero", 9_223_372_037, 0],
  ["so much more that it is a moment again", 18_446_744_074, 290_448],
  ["292 years: longer than anybody looks", 9_223_372_036, undefined],
  ["beyond any integer", 2 ** 64, 0],
])("a timeout of seconds %s", (_, timeoutSeconds, ends) => {
  const { kernel, cache } = world();
  const sink = recorder();
  watch(cache, { timeoutSeconds }, sink);
  if (ends !== undefined && ends > 0) kernel.advanceSync(ends - 1);
  expect(sink.log).not.toContain("end");
  kernel.advanceSync(ends === undefined ? 600 * MINUTE : 1);
  expect(sink.log.includes("end")).toBe(ends !== undefined);
});
