import * as fc from "fast-check";
import { applyPatch } from "rfc6902";
import { expect, test } from "vitest";
import type { Json, JsonPatchOperation } from "../../src/api/index.ts";
import { admit, equal, jsonPatch, mergePatch } from "../../src/api/index.ts";

const leaf = fc.oneof(fc.constantFrom("x", "y"), fc.integer({ min: 0, max: 3 }), fc.boolean());
const { value: document } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c", "x/y", "~"), tie("value"), { maxKeys: 4 }),
  ),
}));
const object = fc.dictionary(fc.constantFrom("a", "b", "c"), document, { maxKeys: 3 });

test("a merge patch does what RFC 7386 says, and shares what it leaves alone", () => {
  fc.assert(
    fc.property(object, document, (before, patch) => {
      const frozen = admit(before) as Json;
      const after = mergePatch(frozen, patch);
      expect(after).toEqual(byTheBook(before, patch));
      expect(after === frozen).toBe(equal(after, frozen));
    }),
    { numRuns: 500 },
  );
});

/** RFC 7386 §2, as it stands there. */
function byTheBook(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: { [key: string]: Json } = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = byTheBook(merged[name], value);
  }
  return merged;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const path = fc.array(fc.constantFrom("a", "b", "c", "0", "1", "-", "x~1y", "~0"), { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join("/")}`);
const operation: fc.Arbitrary<JsonPatchOperation> = fc.oneof(
  fc.record({ op: fc.constant("add"), path, value: document }),
  fc.record({ op: fc.constant("remove"), path }),
  fc.record({ op: fc.constant("test"), path, value: document }),
  fc.record({ op: fc.constantFrom("move", "copy"), from: path, path }),
);

test("where RFC 6902 says that a JSON patch applies, it gives the same document", () => {
  fc.assert(
    fc.property(object, fc.array(operation, { maxLength: 4 }), (before, operations) => {
      const reference = patchedByTheBook(before, operations);
      // What upstream lets pass beyond the standard is told apart in the unit test.
      if (reference === undefined) return;
      const frozen = admit(before) as Json;
      expect(jsonPatch(frozen, operations)).toEqual({ kind: "patched", value: reference });
    }),
    { numRuns: 2000 },
  );
});

/** Undefined where the standard says that it fails; the reference throws at members of numbers and texts. */
function patchedByTheBook(before: Json, operations: readonly JsonPatchOperation[]): Json | undefined {
  const reference = structuredClone(before);
  try {
    return applyPatch(reference, structuredClone(operations) as never).some((failure) => failure !== null) ? undefined : reference;
  } catch {
    return undefined;
  }
}
