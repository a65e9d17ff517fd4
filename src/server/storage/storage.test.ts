import { expect, test } from "vitest";
import type { KubeObject } from "../../api/index.ts";
import { createStorage, decodeContinue, encodeContinue, isStorageError } from "./index.ts";
import type { KeyEntry } from "./log-record.ts";

const pod = (name: string): KubeObject => ({ apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "a" } });
const path = (name: string): string => `/core/pods/a/${name}`;

test("compaction gives back what nobody can read: tombstones, old versions, log segments", () => {
  const storage = createStorage({ now: () => 0 });
  storage.create(path("gone"), pod("gone"));
  storage.delete(path("gone"));
  storage.create(path("hot"), pod("hot"));
  for (let i = 0; i < 10_000; i++) storage.put(path("hot"), pod("hot"));
  storage.compact(storage.current - 20);
  const entries: readonly KeyEntry[] = [...storage.entriesInOrder()];
  expect(entries.map((entry) => entry.key)).toEqual(["a/hot"]);
  expect(entries[0]?.versions).toHaveLength(21);
  const { first, end } = storage.log("/core/pods/");
  expect(end - first).toBe(20);
});

test("a retention holds back its collection only", () => {
  const storage = createStorage({ firstRevision: 0, now: () => 0 });
  storage.create(path("x"), pod("x"));
  storage.create("/core/nodes/n", pod("n"));
  const held = storage.retain("/core/pods/", () => 1);
  storage.put(path("x"), pod("x"));
  storage.put("/core/nodes/n", pod("n"));
  storage.compact(4);
  expect(storage.list({ prefix: "/core/pods/", limit: 0, at: 1 })).toMatchObject({ kind: "compacted" });
  expect(held.list({ prefix: "/core/pods/", limit: 0, at: 1 })).toMatchObject({ keys: ["a/x"], at: 1 });
  expect(storage.log("/core/nodes/").first).toBe(2);
});

test("order and pages hold over many chunks, in whatever order keys came", () => {
  const storage = createStorage({ now: () => 0 });
  const names = Array.from({ length: 3_000 }, (_, i) => `p-${(i * 1_237) % 3_000}`);
  for (const name of names) storage.create(path(name), pod(name));
  const whole = storage.list({ prefix: "/core/pods/", limit: 0 });
  expect(isStorageError(whole) ? whole : whole.keys).toEqual(names.map((name) => `a/${name}`).sort());
  expect(storage.list({ prefix: "/core/pods/", limit: 0 })).toBe(whole);
  expect(storage.list({ prefix: "/core/pods/", limit: 500, after: path("p-2"), count: true })).toMatchObject({ next: expect.any(String) });
});

test("recorded versions find the own revisions that stand for them, between writes too", () => {
  const storage = createStorage({ firstRevision: 100, now: () => 0 });
  storage.load([["b", "90071992547409931"], ["a", "512"], ["c", "90071992547409940"]].map(([name, recorded]) => ({ path: path(name as string), object: pod(name as string), recorded: recorded as string })));
  const { renumbering } = storage;
  expect(["1", "512", "600", "90071992547409931", "90071992547409939", "90071992547409950"].map((v) => renumbering.own(v))).toEqual([undefined, 102, 102, 101, 102, 103]);
  expect(renumbering.recorded(101)).toBe("90071992547409931");
});

test("tokens are upstream's, byte for byte", () => {
  expect(encodeContinue("/core/pods/foo", "/core/pods/", 10_245)).toBe("eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MTAyNDUsInN0YXJ0IjoiZm9vXHUwMDAwIn0");
  expect(encodeContinue("/core/pods/default/web-2", "/core/pods/", -1)).toBe("eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoiZGVmYXVsdC93ZWItMlx1MDAwMCJ9");
});

test.each([
  ["xyz!", "illegal base64 data at input byte 3"],
  ["abcd", "invalid character 'i' looking for beginning of value"],
  ["e30", "server does not recognize this encoded version "],
  ["eyJ2IjoidjkiLCJydiI6MSwic3RhcnQiOiJhIn0", "server does not recognize this encoded version v9"],
  ["eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MCwic3RhcnQiOiJhXHUwMDAwIn0", "incorrect encoded start resourceVersion (version meta.k8s.io/v1)"],
  ["eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoiIn0", "encoded start key empty (version meta.k8s.io/v1)"],
  ["eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoiLi4veCJ9", "../x"],
])("a bad token %s is told apart", (token, why) => {
  expect(decodeContinue(token, "/core/pods/a/")).toEqual({ problem: `continue key is not valid: ${why}` });
});

test("a path that names no object is the caller's mistake", () => {
  const storage = createStorage({ now: () => 0 });
  for (const bad of ["pods/a", "/core/pods", "/core/pods/", "/core/pods/a/b/c"]) expect(() => storage.create(bad, pod("x"))).toThrow(/path is .*expected/);
});
