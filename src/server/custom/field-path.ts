import type { JsonObject } from "../../api/index.ts";
import { mapIn, schemaIn } from "./structure.ts";
import { isObject } from "./structural.ts";

/** A path through a schema: where it leads, its first step, and its canonical text; or why it leads nowhere. */
export type FoundPath = { readonly schema: JsonObject; readonly root: string; readonly text: string } | { readonly problem: string };

/**
 * @param brackets whether `['key']` is a step, too
 * @source apiextensions-apiserver pkg/apiserver/schema/cel/validation.go ValidFieldPath
 */
export function followPath(path: string, from: JsonObject, brackets: boolean): FoundPath {
  const tokens = path.match(/'(?:[^'\\]|\\.)*'|[.[\]]|[^.[\]]+/gs) ?? [];
  let schema = from;
  let text = "";
  let root = "";
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i] as string;
    if (token !== "." && token !== "[") return { problem: `expected [ or . but got: ${token}` };
    if (token === "[" && !brackets) return { problem: "array notation is not allowed" };
    i += 1;
    let name = tokens[i];
    if (name === undefined) return { problem: "unexpected end of JSON path" };
    if (token === "[") {
      if (!/^'.*'$/s.test(name)) return { problem: `expected single quoted string but got ${name}` };
      name = name.slice(1, -1).replace(/\\(.)/gs, "$1");
    }
    const named = mapIn(schema, "properties");
    const additional = schema["additionalProperties"];
    if (named.size === 0 && !isObject(additional)) return { problem: "does not refer to a valid field" };
    const next = named.size > 0 ? named.get(name) : schemaIn(schema, "additionalProperties");
    if (next === undefined) return { problem: "does not refer to a valid field" };
    text += named.size > 0 ? (text === "" ? name : `.${name}`) : `[${name}]`;
    if (root === "") root = name;
    schema = next;
    if (token !== "[") continue;
    i += 1;
    if (tokens[i] === undefined) return { problem: "unexpected end of JSON path" };
    if (tokens[i] !== "]") return { problem: `expected ] but got ${tokens[i] ?? ""}` };
  }
  return { schema, root, text };
}
