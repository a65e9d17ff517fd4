import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../api/index.ts";
import type { ClientError } from "../transport/index.ts";
import { textOf } from "../transport/index.ts";
import { unaskedErrors } from "./unasked-errors.ts";

const refusal: ClientError = { kind: "store", message: "no" };
const object: KubeObject = { apiVersion: "v1", kind: "Secret", metadata: { name: "s", labels: { tier: 'a"b' } }, data: { n: 1, list: ["x", null, true] } };
const expected = { apiVersion: "v1", kind: "ConfigMap", by: "gvk" } as const;

describe("with their cause", () => {
  const errors = unaskedErrors("contextual", "r", "ConfigMap");
  test.each([
    ["a failed watch", errors.watchFailed(refusal), "Failed to watch: no"],
    ["an add", errors.notStored("add", object, refusal), "Unable to add watch event object to store: no"],
    ["a deletion", errors.notStored("delete", object, refusal), "Unable to delete watch event object from store: no"],
    ["another kind", errors.notExpected(expected, object), "Unexpected watch event object gvk"],
    ["another type", errors.notExpected({ ...expected, by: "type" }, object), "Unexpected watch event object type"],
  ])("%s", (_, error, text) => {
    expect(textOf(error)).toBe(text);
  });
});

describe("as one line", () => {
  const errors = unaskedErrors("formatted", "r", "*v1.ConfigMap");
  test.each([
    ["a failed watch", errors.watchFailed(refusal), "r: Failed to watch *v1.ConfigMap: no"],
    ["another kind", errors.notExpected(expected, object), "r: expected gvk /v1, Kind=ConfigMap, but watch event object had gvk /v1, Kind=Secret"],
    ["a kind of a group", errors.notExpected({ ...expected, apiVersion: "a.io/v1" }, object), "r: expected gvk a.io/v1, Kind=ConfigMap, but watch event object had gvk /v1, Kind=Secret"],
    ["another type", errors.notExpected({ ...expected, by: "type" }, object), "r: expected type *v1.ConfigMap, but watch event object had type *v1.Secret"],
    [
      "an update, with the object as Go writes it", errors.notStored("update", object, refusal),
      `r: unable to update watch event object (&unstructured.Unstructured{Object:map[string]interface {}{"apiVersion":"v1", "data":map[string]interface {}{"list":[]interface {}{"x", interface {}(nil), true}, "n":1}, "kind":"Secret", "metadata":map[string]interface {}{"labels":map[string]interface {}{"tier":"a\\"b"}, "name":"s"}}}) to store: no`,
    ],
  ])("%s", (_, error, text) => {
    expect(textOf(error)).toBe(text);
  });
});
