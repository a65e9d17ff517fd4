import type { JsonObject } from "../../api/index.ts";
import { goQuote } from "../schema/index.ts";
import type { Definition } from "./definition.ts";
import { hoisted } from "./hoisted.ts";
import { schemasIn } from "./schema-walk.ts";
import { isKnownFormat } from "./structural.ts";
import { textIn } from "./structure.ts";

/** Formats that no server looks at, unless they were there before. @source apiextensions-apiserver pkg/registry/customresourcedefinition/strategy.go */
export function definitionWarnings(after: Definition, before: Definition | undefined): readonly string[] {
  const had = new Set(before === undefined ? [] : unknownFormats(before));
  return unknownFormats(after).filter((format) => !had.has(format)).map((format) => `unrecognized format ${goQuote(format)}`);
}

/** What all versions say alike is looked at once. */
function unknownFormats({ spec }: Definition): readonly string[] {
  const { schema, versions } = hoisted(spec);
  const roots = [schema, ...versions.map((version) => version.schema)].map((each) => each?.openAPIV3Schema).filter((root) => root !== undefined);
  return roots.flatMap((root) => [...schemasIn(root)].flatMap(unknownFormat));
}

function unknownFormat(schema: JsonObject): readonly string[] {
  const format = textIn(schema, "format");
  return format === "" || isKnownFormat(textIn(schema, "type"), format) ? [] : [format];
}
