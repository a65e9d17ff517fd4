import type { Json, JsonObject } from "../../api/index.ts";
import type { ListAtom } from "./atom.ts";
import { itemElement } from "./atom.ts";
import { growthAge } from "./growth.ts";
import type { PathElement } from "./path-element.ts";
import { fieldElement } from "./path-element.ts";

/** Elements of keys and items, one for each meaning as long as they are remembered. */

const fields = new Map<string, PathElement>();
let fieldsAge = 0;

/** Of a key that is no field of a struct. */
export function keyOfMap(name: string): PathElement {
  if (fieldsAge !== growthAge()) {
    fields.clear();
    fieldsAge = growthAge();
  }
  let element = fields.get(name);
  if (element === undefined) fields.set(name, (element = fieldElement(name)));
  return element;
}

/** The elements of a list's items; undefined: an item has none. */
export type ItemElements = (item: Json) => PathElement | undefined;

export function itemElements(list: ListAtom): ItemElements {
  const { keys } = list;
  const known = new Map<Json, PathElement>();
  let knownAge = 0;
  const [key] = keys;
  const single = keys.length <= 1;
  return (item) => {
    // Of several keys the text tells items apart, of one its value does.
    if (!single) return elementOrNone(list, item);
    const value = key === undefined ? item : valueOf(item, key.name, key.default);
    if (typeof value !== "string") return elementOrNone(list, item);
    if (knownAge !== growthAge()) {
      known.clear();
      knownAge = growthAge();
    }
    let element = known.get(value);
    if (element === undefined) {
      element = elementOrNone(list, item);
      if (element !== undefined) known.set(value, element);
    }
    return element;
  };
}

function valueOf(item: Json, name: string, otherwise: Json | undefined): Json | undefined {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return undefined;
  return (item as JsonObject)[name] ?? otherwise;
}

function elementOrNone(list: ListAtom, item: Json): PathElement | undefined {
  const element = itemElement(list, item);
  return typeof element === "string" ? undefined : oneOf(element);
}

const texts = new Map<string, PathElement>();
let textsAge = 0;

/** The one that is remembered of all that mean the same. */
export function oneOf(element: PathElement): PathElement {
  if (element.form === "field") return keyOfMap(element.value as string);
  if (textsAge !== growthAge()) {
    texts.clear();
    textsAge = growthAge();
  }
  const known = texts.get(element.text);
  if (known === undefined) texts.set(element.text, element);
  return known ?? element;
}
