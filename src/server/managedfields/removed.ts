import type { Json, JsonObject } from "../../api/index.ts";
import type { Atom, ListAtom, MapAtom } from "./atom.ts";
import { formOf, itemElement } from "./atom.ts";
import type { FieldSet } from "./field-set.ts";
import { isEmpty, nodeAt } from "./field-set.ts";
import { fieldNamed } from "./known-elements.ts";

/**
 * A value without the parts that a set names. Containers that lose everything become null.
 *
 * @source structured-merge-diff typed/remove.go removeItemsWithSchema
 */
export function withoutParts(atom: Atom, value: Json, parts: FieldSet): Json {
  const { map, scalar, list } = formOf(atom, value);
  if (map !== undefined) {
    return typeof value !== "object" || value === null || Array.isArray(value) || map.atomic ? null : fromMap(map, value as JsonObject, parts);
  }
  if (scalar !== undefined) return value;
  return list === undefined || !Array.isArray(value) || list.atomic ? null : fromList(list, value as readonly Json[], parts);
}

function fromMap({ fields, others }: MapAtom, map: JsonObject, parts: FieldSet): Json {
  const left: { [key: string]: Json } = {};
  let same = true;
  for (const key of Object.keys(map)) {
    const field = fields.get(key);
    const node = nodeAt(parts, field?.element ?? fieldNamed(key));
    if (node?.member === true) {
      same = false;
      continue;
    }
    const value = map[key] as Json;
    const atom = field?.atom ?? others;
    left[key] = node === undefined || isEmpty(node.below) || atom === undefined ? value : withoutParts(atom, value, node.below);
    if (left[key] !== value) same = false;
  }
  if (same && Object.keys(map).length > 0) return map;
  return Object.keys(left).length === 0 ? null : Object.freeze(left);
}

function fromList(list: ListAtom, items: readonly Json[], parts: FieldSet): Json {
  const left: Json[] = [];
  for (const item of items) {
    const element = itemElement(list, item);
    const node = typeof element === "string" ? undefined : nodeAt(parts, element);
    if (node?.member === true) continue;
    left.push(node === undefined || isEmpty(node.below) ? item : withoutParts(list.items, item, node.below));
  }
  if (left.length === 0) return null;
  return left.length === items.length && left.every((item, i) => item === items[i]) ? items : Object.freeze(left);
}
