import { builtInTypes } from "./built-in-types.ts";

type Fields = { readonly [field: string]: unknown };

/** The same with its fields in Go's order: for what the server adds to an object that was decoded. @param table such as "core.v1.PodSpec" */
export function inOrder<T extends Fields>(table: string, value: T): T {
  const made: { [field: string]: unknown } = {};
  for (const name of builtInTypes().named(table).fields.keys()) {
    const field = value[name];
    if (field !== undefined) made[name] = field;
  }
  return made as T;
}
