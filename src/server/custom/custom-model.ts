import type { JsonObject } from "../../api/index.ts";
import type { StructType, TypeModel } from "../schema/index.ts";
import { goQuote } from "../schema/index.ts";
import { duplicateFields } from "./duplicates.ts";
import { problemText, unknownMetadata } from "./embedded.ts";
import { oddities, structuralContent } from "./structural-content.ts";
import { structuralType } from "./structural-type.ts";
import { rootOf } from "./structural.ts";

/**
 * The model of a custom resource's version. Without a schema content stays as sent.
 *
 * @param schema openAPIV3Schema of the version
 */
export function customModel(apiVersion: string, kind: string, schema: JsonObject | undefined): TypeModel {
  const nothing = Object.freeze({ apiVersion, kind });
  const root = rootOf(schema);
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
      const made = structuralContent(root, value, true);
      return made.kind === "undecodable" ? made : { kind: "object", object: made.value, unknown: made.unknown };
    },
    explain(text) {
      const value = JSON.parse(text) as JsonObject;
      const { unknown, wrong } = schema === undefined ? { unknown: [], wrong: undefined } : oddities(root, value);
      const metadata = value["metadata"] === undefined || value["metadata"] === null ? [] : unknownMetadata(value["metadata"]);
      const strict = [
        ...duplicateFields(text).map((path) => `duplicate field ${goQuote(path)}`),
        ...[...metadata.map((field) => `metadata.${field}`), ...unknown].map((path) => `unknown field ${goQuote(path)}`),
      ];
      return wrong === undefined ? { strict } : { strict, problem: problemText(wrong.path, wrong.value, wrong.why) };
    },
  };
}
