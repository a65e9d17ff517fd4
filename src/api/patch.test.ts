import { expect, test } from "vitest";
import { jsonPatch } from "./json-patch.ts";
import { mergePatch } from "./merge-patch.ts";
import type { Json } from "./object.ts";

const before = Object.freeze({ data: Object.freeze({ a: "1", b: "2" }), list: Object.freeze(["x", "y", "z"]), spec: Object.freeze({ n: 1 }) });

test.each<[string, Json[], unknown]>([
  ["replace of a missing key adds it", [{ op: "replace", path: "/data/none", value: "x" }], { ...before, data: { a: "1", b: "2", none: "x" } }],
  ["a missing value is null", [{ op: "add", path: "/data/c" }], { ...before, data: { a: "1", b: "2", c: null } }],
  ["a test of a missing key against null passes", [{ op: "test", path: "/data/none", value: null }], before],
  ["copy of a missing key writes null", [{ op: "copy", from: "/data/none", path: "/data/c" }], { ...before, data: { a: "1", b: "2", c: null } }],
  ["a path without a leading slash loses its first segment", [{ op: "add", path: "data/b", value: "x" }], { ...before, b: "x" }],
  ["-1 is the last element", [{ op: "remove", path: "/list/-1" }], { ...before, list: ["x", "y"] }],
  ["- appends", [{ op: "add", path: "/list/-", value: "end" }], { ...before, list: ["x", "y", "z", "end"] }],
  ["an index inserts", [{ op: "add", path: "/list/1", value: "ins" }], { ...before, list: ["x", "ins", "y", "z"] }],
  ["move", [{ op: "move", from: "/data/a", path: "/data/m" }], { ...before, data: { b: "2", m: "1" } }],
  ["no operations", [], before],
])("JSON patch: %s", (_, operations, after) => {
  expect(jsonPatch(before, operations as never)).toEqual({ kind: "patched", value: after });
});

test.each<[string, Json[], number]>([
  ["remove of a missing key", [{ op: "remove", path: "/data/none" }], 0],
  ["a missing parent", [{ op: "add", path: "/none/deep", value: 1 }], 0],
  ["an index beyond the end", [{ op: "add", path: "/list/9", value: 1 }], 0],
  ["a failing test", [{ op: "add", path: "/data/c", value: "3" }, { op: "test", path: "/data/a", value: "no" }], 1],
  ["an unknown operation", [{ op: "upsert", path: "/data/a" }], 0],
  ["no path", [{ op: "add", value: 1 }], 0],
  ["move of a missing key", [{ op: "move", from: "/data/none", path: "/data/c" }], 0],
])("JSON patch fails as a whole: %s", (_, operations, operation) => {
  expect(jsonPatch(before, operations as never)).toEqual({ kind: "failed", operation });
});

test("merge patch: null deletes, lists are replaced, and what is equal stays the same value", () => {
  const after = mergePatch(before, { data: { a: null, c: "3" }, list: ["q"], spec: { n: 1 } }) as typeof before;
  expect(after).toEqual({ data: { b: "2", c: "3" }, list: ["q"], spec: { n: 1 } });
  expect(after.spec).toBe(before.spec);
  expect(mergePatch(before, { data: { a: "1" }, absent: null })).toBe(before);
});
