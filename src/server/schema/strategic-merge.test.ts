import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../api/index.ts";
import { builtInType } from "./built-in-types.ts";
import { strategicMerge } from "./strategic-merge.ts";
import type { StructType } from "./type.ts";

const pod = builtInType("v1", "Pod") as StructType;
const merge = (spec: JsonObject, patch: JsonObject): unknown => {
  const merged = strategicMerge(pod, { spec }, { spec: patch });
  return merged.kind === "merged" ? merged.value["spec"] : merged;
};
const c = (name: string, more: JsonObject = {}): JsonObject => ({ name, ...more });

describe("strategic merge", () => {
  test.each<[string, JsonObject, JsonObject, JsonObject]>([
    ["items merge by key, new ones come first", { containers: [c("a", { image: "1" }), c("b")] }, { containers: [c("n"), c("a", { tty: true })] }, { containers: [c("n"), c("a", { image: "1", tty: true }), c("b")] }],
    ["lists without a strategy are replaced", { containers: [c("a", { args: ["x", "y"] })] }, { containers: [c("a", { args: ["z"] })] }, { containers: [c("a", { args: ["z"] })] }],
    ["an item is deleted by its key", { containers: [c("a"), c("b")] }, { containers: [c("a", { $patch: "delete" })] }, { containers: [c("b")] }],
    ["a list is replaced", { containers: [c("a"), c("b")] }, { containers: [{ $patch: "replace" }, c("z")] }, { containers: [c("z")] }],
    ["a map is replaced", { nodeSelector: { a: "1" } }, { nodeSelector: { $patch: "replace", b: "2" } }, { nodeSelector: { b: "2" } }],
    ["null deletes", { nodeSelector: { a: "1", b: "2" } }, { nodeSelector: { a: null, c: null } }, { nodeSelector: { b: "2" } }],
    ["nulls are not kept where nothing was", {}, { nodeSelector: { a: null, b: "2" } }, { nodeSelector: { b: "2" } }],
    ["retained keys are all that stays", { volumes: [c("v", { emptyDir: {} })] }, { volumes: [c("v", { $retainKeys: ["name", "secret"], secret: {} })] }, { volumes: [c("v", { secret: {} })] }],
    ["the patch says the order", { containers: [c("a"), c("b"), c("s")] }, { "$setElementOrder/containers": [c("b"), c("n"), c("a")], containers: [c("n")] }, { containers: [c("b"), c("n"), c("a"), c("s")] }],
    ["an order alone sorts", { containers: [c("a"), c("b")] }, { "$setElementOrder/containers": [c("b"), c("a")] }, { containers: [c("b"), c("a")] }],
  ])("%s", (_, before, patch, after) => {
    expect(merge(before, patch)).toEqual(after);
  });

  test.each<[string, JsonObject, JsonObject, JsonObject]>([
    ["an item without its key", { containers: [c("a")] }, { containers: [{ image: "i" }] }, { kind: "failed", message: "map: map[image:i] does not contain declared merge key: name" }],
    ["a directive that is none", { nodeSelector: { a: "1" } }, { nodeSelector: { $patch: "odd" } }, { kind: "failed", message: "unknown patch type: odd in map: map[$patch:odd]" }],
    ["a key that is not retained", {}, { $retainKeys: ["x"], y: 1 }, { kind: "format", message: "invalid patch format of retainKeys" }],
    ["items of a list out of the order", { containers: [c("a")] }, { "$setElementOrder/containers": [c("b")], containers: [c("a")] }, {
      kind: "failed", message: "The order in patch list:\n[map[name:a]]\n doesn't match $setElementOrder list:\n[map[name:b]]\n",
    }],
  ])("%s is refused", (_, before, patch, refusal) => {
    expect(merge(before, patch)).toEqual(refusal);
  });

  test("values of a primitive list are deleted and merged as a set", () => {
    const finalizers = (patch: JsonObject): unknown => strategicMerge(pod, { metadata: { finalizers: ["x", "y"] } }, { metadata: patch });
    expect(finalizers({ "$deleteFromPrimitiveList/finalizers": ["x"] })).toEqual({ kind: "merged", value: { metadata: { finalizers: ["y"] } } });
    expect(finalizers({ finalizers: ["z", "x"] })).toEqual({ kind: "merged", value: { metadata: { finalizers: ["z", "x", "y"] } } });
  });

  test("neither the object nor the patch is touched", () => {
    const before = { spec: { containers: [c("a", { env: [c("E")] })] } };
    const patch = { spec: { containers: [c("a", { env: [c("F"), c("E", { $patch: "delete" })] })] } };
    const texts = [JSON.stringify(before), JSON.stringify(patch)];
    strategicMerge(pod, before, patch);
    expect([JSON.stringify(before), JSON.stringify(patch)]).toEqual(texts);
  });
});
