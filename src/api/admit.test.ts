import { describe, expect, test } from "vitest";
import { admit, NotAdmitted } from "./admit.ts";

function problemOf(run: () => unknown): { problem: string; path: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof NotAdmitted) return { problem: error.problem, path: error.path };
    throw error;
  }
  throw new Error("it was admitted");
}

const cyclic: { [key: string]: unknown } = { kind: "Pod" };
cyclic["spec"] = { containers: [{ self: cyclic }] };

let deep: unknown = 1;
for (let i = 0; i < 400; i += 1) deep = { d: deep };

describe("admission", () => {
  test("clones and freezes all the way down", () => {
    const sent = { metadata: { labels: { a: "b" } }, list: [1, { x: null }] };
    const admitted = admit(sent);
    expect(admitted).toEqual(sent);
    expect(admitted).not.toBe(sent);
    sent.metadata.labels.a = "changed";
    expect(admitted.metadata.labels.a).toBe("b");
    expect(() => ((admitted.list[1] as { x: unknown }).x = 1)).toThrow(TypeError);
  });

  test("passes what it admitted before, also as a part of something new", () => {
    const before = admit({ spec: { a: [1] }, metadata: { name: "x" } });
    expect(admit(before)).toBe(before);
    expect(admit({ ...before, metadata: { name: "y" } }).spec).toBe(before.spec);
  });

  test("copies what is frozen only on its surface", () => {
    const shallow = Object.freeze({ spec: Object.freeze({ list: [1] }) });
    const admitted = admit(shallow);
    expect(admitted).not.toBe(shallow);
    expect(Object.isFrozen(admitted.spec.list)).toBe(true);
    const dated = Object.freeze({ spec: Object.freeze({ at: Object.freeze(new Date(0)) }) });
    expect(problemOf(() => admit(dated))).toEqual({ problem: "notJson", path: "spec.at" });
  });

  test("leaves keys without a value out", () => {
    expect(Object.keys(admit({ a: undefined, b: 1 }))).toEqual(["b"]);
  });

  test.each([
    ["cyclic values", cyclic, "cyclic", /^spec\.containers\[0\]/],
    ["a polluting key", JSON.parse('{"metadata":{"labels":{"__proto__":{"x":1}}}}'), "forbiddenKey", /^metadata\.labels\.__proto__$/],
    ["a polluting constructor", JSON.parse('{"a":{"constructor":{"prototype":{"x":1}}}}'), "forbiddenKey", /^a\.constructor$/],
    ["functions", { a: [() => 1] }, "notJson", /^a\[0\]$/],
    ["bigints", { a: 1n }, "notJson", /^a$/],
    ["symbols", { a: Symbol("x") }, "notJson", /^a$/],
    ["NaN", { a: NaN }, "notJson", /^a$/],
    ["infinity", { a: -Infinity }, "notJson", /^a$/],
    ["dates", { metadata: { creationTimestamp: new Date(0) } }, "notJson", /^metadata\.creationTimestamp$/],
    ["maps", { a: new Map() }, "notJson", /^a$/],
    ["too deep nesting", deep, "tooDeep", /^d\.d\.d/],
    ["too many values", { a: Array.from({ length: 1_000_001 }, () => 0) }, "tooLarge", /^a\[\d+\]$/],
  ])("refuses %s and names the place", (_, value, problem, path) => {
    const found = problemOf(() => admit(value));
    expect(found.problem).toBe(problem);
    expect(found.path).toMatch(path);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  test("a label may be called constructor", () => {
    expect(admit({ labels: { constructor: "mason" } }).labels.constructor).toBe("mason");
  });
});
