import type { JsonObject } from "../../api/index.ts";
import { goQuote } from "./go-text.ts";
import { structuralContent } from "./structural-content.ts";
import { structuralType } from "./structural-type.ts";
import { structuralProblems } from "./structural-validation.ts";
import type { StructType } from "./type.ts";
import type { TypeModel } from "./type-model.ts";

/**
 * The model of a custom resource's version. Without a schema, or with one that preserves everything, content stays as sent.
 *
 * @param schema openAPIV3Schema of the version
 */
export function customModel(apiVersion: string, kind: string, schema: JsonObject | undefined): TypeModel {
  const nothing = Object.freeze({ apiVersion, kind });
  let type: StructType | undefined;
  return {
    get type() {
      return (type ??= structuralType(kind, schema));
    },
    empty: nothing,
    zero: nothing,
    blank: nothing,
    decode(value) {
      if (schema === undefined) return { kind: "object", object: value, unknown: false };
      const { value: object, unknown } = structuralContent(schema, value);
      return { kind: "object", object, unknown: unknown.length > 0 };
    },
    check: (value) => (schema === undefined ? [] : structuralProblems(schema, value)),
    explain(text) {
      if (schema === undefined) return { strict: [] };
      const { unknown } = structuralContent(schema, JSON.parse(text) as JsonObject);
      return { strict: unknown.map((path) => `unknown field ${goQuote(path)}`) };
    },
  };
}
