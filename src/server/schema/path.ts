import type { Json, JsonObject } from "../../api/index.ts";
import { equal } from "../../api/index.ts";
import type { ListType, Type } from "./type.ts";

/**
 * One step from a value to a part of it, as managedFields write it: "f:name", "k:{…}", "v:…", "i:…".
 *
 * @source structured-merge-diff fieldpath/element.go
 */
export type PathElement =
  | { readonly field: string }
  /** An item of a "map" list: its keys in the order of their names. */
  | { readonly key: readonly KeyPart[] }
  /** An item of a "set" list. */
  | { readonly value: Json }
  | { readonly index: number };

export interface KeyPart {
  readonly name: string;
  readonly value: Json;
}

export type Path = readonly PathElement[];

/** A part of a value that is told apart from its siblings. */
export interface Part {
  readonly element: PathElement;
  readonly value: Json;
  readonly type: Type;
}

/** What is known where nothing is known. */
export const anyType: Type = { kind: "any", goName: "interface {}" };

/**
 * The parts of a value that are owned one by one; none for scalars, atomic values and null. Parts of structs that the
 * type does not name are left out unless it says what others are.
 */
export function* partsOf(type: Type, value: Json): Generator<Part, void, undefined> {
  if (value === null || typeof value !== "object") return;
  switch (type.kind) {
    case "scalar":
      return;
    case "struct": {
      if (type.atomic || Array.isArray(value)) return;
      for (const [name, part] of Object.entries(value as JsonObject)) {
        const of = type.fields.get(name)?.type ?? type.others;
        if (of !== undefined) yield { element: { field: name }, value: part, type: of };
      }
      return;
    }
    case "map":
      if (type.atomic || Array.isArray(value)) return;
      for (const [name, part] of Object.entries(value as JsonObject)) yield { element: { field: name }, value: part, type: type.values };
      return;
    case "list":
      if (type.merge === "atomic" || !Array.isArray(value)) return;
      for (const [i, item] of (value as readonly Json[]).entries()) yield { element: itemElement(type, item, i), value: item, type: type.items };
      return;
    case "any":
      if (Array.isArray(value)) return;
      for (const [name, part] of Object.entries(value as JsonObject)) yield { element: { field: name }, value: part, type };
  }
}

/** How an item is named among its siblings. */
export function itemElement(type: ListType, item: Json, index: number): PathElement {
  switch (type.merge) {
    case "atomic":
      return { index };
    case "set":
      return { value: item };
    case "map": {
      const fields = item === null || typeof item !== "object" || Array.isArray(item) ? {} : (item as JsonObject);
      const key: KeyPart[] = [];
      for (const { name, default: otherwise } of type.keys) {
        const value = fields[name] ?? otherwise;
        if (value !== undefined) key.push({ name, value });
      }
      return { key };
    }
  }
}

/** The type a step leads to; undefined where the type knows of none such. */
export function typeAt(type: Type, element: PathElement): Type | undefined {
  switch (type.kind) {
    case "scalar":
      return undefined;
    case "struct":
      return "field" in element ? (type.fields.get(element.field)?.type ?? type.others) : undefined;
    case "map":
      return "field" in element ? type.values : undefined;
    case "list":
      return "field" in element ? undefined : type.items;
    case "any":
      return "field" in element ? type : anyType;
  }
}

/** The part a step leads to; undefined when there is none. */
export function partAt(type: Type, value: Json, element: PathElement): Part | undefined {
  const of = typeAt(type, element);
  if (of === undefined || value === null || typeof value !== "object") return undefined;
  if ("field" in element) {
    if (Array.isArray(value) || !Object.hasOwn(value, element.field)) return undefined;
    return { element, value: (value as JsonObject)[element.field] as Json, type: of };
  }
  if (!Array.isArray(value)) return undefined;
  const items = value as readonly Json[];
  if ("index" in element) return element.index < items.length ? { element, value: items[element.index] as Json, type: of } : undefined;
  const found = type.kind === "list" ? items.find((item, i) => sameElement(itemElement(type, item, i), element)) : undefined;
  return found === undefined ? undefined : { element, value: found, type: of };
}

export function sameElement(a: PathElement, b: PathElement): boolean {
  return equal(a, b);
}
