import type { JsonObject } from "../../api/index.ts";
import { listIn, mapIn, schemaIn } from "./structure.ts";

/** Every schema in a schema, itself first. @source apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go SchemaHas */
export function* schemasIn(schema: JsonObject): IterableIterator<JsonObject> {
  yield schema;
  for (const name of ["items", "not", "additionalProperties", "additionalItems"]) {
    const one = schemaIn(schema, name);
    if (one !== undefined) yield* schemasIn(one);
    for (const each of listIn(schema, name)) yield* schemasIn(each);
  }
  for (const name of ["allOf", "anyOf", "oneOf"]) for (const each of listIn(schema, name)) yield* schemasIn(each);
  for (const name of ["properties", "patternProperties", "definitions", "dependencies"]) for (const each of mapIn(schema, name).values()) yield* schemasIn(each);
}

export function someSchema(schema: JsonObject | undefined, holds: (schema: JsonObject) => boolean): boolean {
  if (schema === undefined) return false;
  for (const each of schemasIn(schema)) if (holds(each)) return true;
  return false;
}
