import { equal } from "./equal.ts";
import type { Json, JsonObject } from "./object.ts";

/**
 * JSON patch as the apiserver applies it, which is not quite RFC 6902: `replace` of a missing key adds it, `test` of a
 * missing key against null passes, `copy` of a missing key writes null, `add` without a value writes null, a path needs
 * no leading slash (its first segment is dropped), negative indices count from the end.
 *
 * @source gopkg.in/evanphx/json-patch.v4 patch.go (vendored by apiserver pkg/endpoints/handlers/patch.go)
 */
export function jsonPatch(value: Json, operations: readonly JsonPatchOperation[]): PatchOutcome {
  let patched = value;
  for (const [at, operation] of operations.entries()) {
    const next = apply(patched, operation);
    if (next === undefined) return { kind: "failed", operation: at };
    patched = next;
  }
  return { kind: "patched", value: patched };
}

export interface JsonPatchOperation {
  readonly op?: Json;
  readonly path?: Json;
  readonly from?: Json;
  readonly value?: Json;
}

export type PatchOutcome =
  | { readonly kind: "patched"; readonly value: Json }
  /** Upstream says the same of every failure; `operation` counts from 0. */
  | { readonly kind: "failed"; readonly operation: number };

/** Undefined: it cannot be done. */
function apply(document: Json, { op, path, from, value = null }: JsonPatchOperation): Json | undefined {
  const to = typeof path === "string" ? pointer(path) : undefined;
  if (to === undefined) return undefined;
  switch (op) {
    case "add":
      return change(document, to, (parent, key) => insert(parent, key, value));
    case "replace":
      return change(document, to, (parent, key) => replace(parent, key, value));
    case "remove":
      return change(document, to, remove);
    case "test": {
      const found = lookUp(document, to);
      if (found === undefined) return undefined;
      return equal(found.value ?? null, value) ? document : undefined;
    }
    case "move":
    case "copy": {
      const source = typeof from === "string" ? pointer(from) : undefined;
      const found = source === undefined ? undefined : lookUp(document, source);
      if (source === undefined || found === undefined) return undefined;
      const rest = op === "move" ? change(document, source, remove) : document;
      return rest === undefined ? undefined : change(rest, to, (parent, key) => insert(parent, key, found.value ?? null));
    }
    default:
      return undefined;
  }
}

/** Segments below the document. Undefined for the document itself, which cannot be patched as a whole. */
function pointer(path: string): readonly string[] | undefined {
  const parts = path.split("/");
  if (parts.length < 2) return undefined;
  return parts.slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

type Edit = (parent: JsonObject | readonly Json[], key: string) => Json | undefined;

/** Copies along the path only. */
function change(value: Json | undefined, [key = "", ...rest]: readonly string[], edit: Edit): Json | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const parent = value;
  if (rest.length === 0) return edit(parent, key);
  const child = childOf(parent, key);
  const changed = child === undefined ? undefined : change(child, rest, edit);
  return changed === undefined ? undefined : replace(parent, key, changed);
}

function lookUp(document: Json, path: readonly string[]): { readonly value: Json | undefined } | undefined {
  let at: Json | undefined = document;
  for (const [i, key] of path.entries()) {
    if (typeof at !== "object" || at === null) return undefined;
    const parent = at;
    if (isList(parent) && indexOf(key, parent.length) === undefined) return undefined;
    at = childOf(parent, key);
    if (at === undefined && i < path.length - 1) return undefined;
  }
  return { value: at };
}

function childOf(parent: JsonObject | readonly Json[], key: string): Json | undefined {
  if (!isList(parent)) return Object.hasOwn(parent, key) ? parent[key] : undefined;
  const index = indexOf(key, parent.length);
  return index === undefined ? undefined : parent[index];
}

function insert(parent: JsonObject | readonly Json[], key: string, value: Json): Json | undefined {
  if (!isList(parent)) return { ...parent, [key]: value };
  const index = key === "-" ? parent.length : indexOf(key, parent.length + 1);
  return index === undefined ? undefined : parent.toSpliced(index, 0, value);
}

function replace(parent: JsonObject | readonly Json[], key: string, value: Json): Json | undefined {
  if (!isList(parent)) return { ...parent, [key]: value };
  const index = indexOf(key, parent.length);
  return index === undefined ? undefined : parent.with(index, value);
}

function remove(parent: JsonObject | readonly Json[], key: string): Json | undefined {
  if (isList(parent)) {
    const index = indexOf(key, parent.length);
    return index === undefined ? undefined : parent.toSpliced(index, 1);
  }
  if (!Object.hasOwn(parent, key)) return undefined;
  const { [key]: _removed, ...rest } = parent;
  return rest;
}

function indexOf(key: string, length: number): number | undefined {
  if (!/^[+-]?\d+$/.test(key)) return undefined;
  const index = Number(key);
  if (index >= length || index < -length) return undefined;
  return index < 0 ? index + length : index;
}

function isList(value: JsonObject | readonly Json[]): value is readonly Json[] {
  return Array.isArray(value);
}
