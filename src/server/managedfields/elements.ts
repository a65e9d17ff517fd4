import type { Json, JsonObject } from "../../api/index.ts";
import type { ListAtom } from "./atom.ts";
import { itemElement } from "./atom.ts";
import { growthAge } from "./growth.ts";
import { oneOf } from "./known-elements.ts";
import type { PathElement } from "./path-element.ts";

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
