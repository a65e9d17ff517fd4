import type { Json } from "../../api/index.ts";
import type { PathNode, PathNodes } from "./json-path-parser.ts";
import { InvalidPath, parseTemplate } from "./json-path-parser.ts";

/** What a path leads to; it may lead nowhere. Undefined: it asks for what cannot be, such as an index beyond a list. */
export type JsonPath = (value: Json) => readonly Json[] | undefined;

/**
 * The path of a printer column, as client-go has it: fields, indices, slices, wildcards, unions, recursive descent, filters.
 *
 * @param path as a definition says it, without braces
 * @returns undefined if it cannot be read
 * @source client-go util/jsonpath/jsonpath.go; apiextensions-apiserver pkg/registry/customresource/tableconvertor
 * @limits no `range`
 * @differs fields of an object come in their order, where Go has none; texts have no elements
 */
export function compileJsonPath(path: string): JsonPath | undefined {
  const parts = read(`{${path}}`);
  if (parts === undefined) return undefined;
  return (value) => {
    const found = parts.map((nodes) => walk([value], nodes));
    return found.some(({ failed }) => failed) ? undefined : (found[0]?.values ?? []);
  };
}

function read(template: string): readonly PathNodes[] | undefined {
  try {
    return parseTemplate(template);
  } catch (error) {
    if (error instanceof InvalidPath) return undefined;
    throw error;
  }
}

/** What failed may still have values: a filter for what exists is content with them. */
interface Found {
  readonly values: readonly Json[];
  readonly failed: boolean;
}

function walk(values: readonly Json[], nodes: PathNodes): Found {
  let found: Found = { values, failed: false };
  for (const node of nodes) {
    found = step(found.values, node);
    if (found.failed) return found;
  }
  return found;
}

function step(input: readonly Json[], node: PathNode): Found {
  switch (node.type) {
    case "field":
      return found(input.flatMap((value) => (isMap(value) && Object.hasOwn(value, node.name) ? [value[node.name] as Json] : [])));
    case "array":
      return slice(input, node);
    case "filter":
      return filter(input, node);
    case "union": {
      const parts = node.parts.map((nodes) => walk(input, nodes));
      return parts.some(({ failed }) => failed) ? failure(input) : found(parts.flatMap(({ values }) => values));
    }
    case "literal":
      return found(input.map(() => node.value));
    case "wildcard":
      return found(input.flatMap(elements));
    case "recursive":
      return found(descend(input));
    case "identifier":
      return failure(input);
  }
}

function slice(input: readonly Json[], { from, to, step: every }: Extract<PathNode, { readonly type: "array" }>): Found {
  const values: Json[] = [];
  for (const value of input) {
    if (value === null) continue;
    if (!Array.isArray(value)) return failure(input);
    const list = value as readonly Json[];
    const first = from.value < 0 ? from.value + list.length : from.value;
    let end = to.known ? to.value : list.length;
    if (end < 0 || (end === 0 && to.derived)) end += list.length;
    if (first === end) return found(values);
    if (first < 0 || first >= list.length || end < 0 || end > list.length || first > end) return failure(input);
    if (every.known && every.value <= 0) return failure(input);
    for (let i = first; i < end; i += every.known ? every.value : 1) values.push(list[i] as Json);
  }
  return found(values);
}

function filter(input: readonly Json[], { left, right, operator }: Extract<PathNode, { readonly type: "filter" }>): Found {
  const values: Json[] = [];
  for (const value of input) {
    if (!Array.isArray(value)) return failure(input);
    for (const each of value as readonly Json[]) {
      const lefts = walk([each], left);
      if (operator === "exists") {
        if (lefts.values.length > 0) values.push(each);
        continue;
      }
      if (lefts.failed || lefts.values.length > 1) return failure(input);
      const [a] = lefts.values;
      if (a === undefined) continue;
      const rights = walk([each], right);
      if (rights.failed || rights.values.length > 1) return failure(input);
      const [b] = rights.values;
      if (b === undefined) continue;
      const passes = compare(a, b, operator);
      if (passes === undefined) return failure(input);
      if (passes) values.push(each);
    }
  }
  return found(values);
}

/** Undefined: they cannot be compared so. @source client-go third_party/forked/golang/template/funcs.go */
function compare(a: Json, b: Json, operator: string): boolean | undefined {
  if (typeof a !== typeof b || typeof a === "object") return undefined;
  if (typeof a === "number" && Number.isInteger(a) !== Number.isInteger(b)) return undefined;
  if (operator === "==") return a === b;
  if (operator === "!=") return a !== b;
  if (typeof a === "boolean" || !Object.hasOwn(orders, operator)) return undefined;
  return orders[operator]?.((typeof a === "string" ? Buffer.from(a).compare(Buffer.from(b as string)) : a - (b as number)));
}

const orders: { readonly [operator: string]: (difference: number) => boolean } = {
  "<": (difference) => difference < 0,
  "<=": (difference) => difference <= 0,
  ">": (difference) => difference > 0,
  ">=": (difference) => difference >= 0,
};

/** What holds something, and all such below it. */
function descend(input: readonly Json[]): readonly Json[] {
  return input.flatMap((value) => {
    if (typeof value === "string") return value === "" ? [] : [value];
    const inner = elements(value);
    return inner.length === 0 ? [] : [value, ...descend(inner)];
  });
}

function elements(value: Json): readonly Json[] {
  if (typeof value !== "object" || value === null) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : Object.values(value);
}

function isMap(value: Json): value is { readonly [field: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function found(values: readonly Json[]): Found {
  return { values, failed: false };
}

function failure(values: readonly Json[]): Found {
  return { values, failed: true };
}
