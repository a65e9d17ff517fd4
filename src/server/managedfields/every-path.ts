import type { Json, JsonObject } from "../../api/index.ts";
import type { Atom, AtomField, ListAtom, MapAtom } from "./atom.ts";
import { formOf } from "./atom.ts";
import { itemElements } from "./elements.ts";
import type { FieldSet } from "./field-set.ts";
import { noFields } from "./field-set.ts";
import { Growth, growthAge } from "./growth.ts";
import type { PathElement } from "./path-element.ts";
import { fieldNamed } from "./known-elements.ts";

/**
 * All that lies in a value: what is added where nothing was, and removed where nothing stays. The value itself aside,
 * every part is a path of its own. Undefined: the value does not fit the type.
 *
 * @source structured-merge-diff typed/compare.go compareWalker, with one side absent
 */
export type EveryPath = (value: Json) => FieldSet | undefined;

const compiled = new WeakMap<Atom, EveryPath>();

export function everyPath(atom: Atom): EveryPath {
  let every = compiled.get(atom);
  if (every === undefined) compiled.set(atom, (every = compile(atom)));
  return every;
}

function compile(atom: Atom): EveryPath {
  const { scalar, list, map } = atom;
  if (list === undefined && map === undefined) return (value) => (fitsScalar(scalar, value) ? noFields : undefined);
  if (scalar === undefined && list === undefined && map !== undefined) return ofMap(map);
  if (scalar === undefined && map === undefined && list !== undefined) return ofList(list);
  return (value) => {
    if (value === null) return noFields;
    const form = formOf(atom, value);
    return form === atom ? undefined : everyPath(form)(value);
  };
}

export function fitsScalar(scalar: Atom["scalar"], value: Json): boolean {
  if (value === null) return true;
  switch (scalar) {
    case "numeric":
      return typeof value === "number";
    case "string":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
    default:
      return typeof value !== "object";
  }
}

function ofList(list: ListAtom): EveryPath {
  const elementOf = itemElements(list);
  let item: EveryPath | undefined;
  let root = new Growth();
  let age = growthAge();
  return (value) => {
    if (value === null) return noFields;
    if (!Array.isArray(value)) return undefined;
    if (list.atomic || value.length === 0) return noFields;
    if (age !== growthAge()) {
      root = new Growth();
      age = growthAge();
    }
    item ??= everyPath(list.items);
    if (value.length > 1) return ofItems(root, value as readonly Json[], elementOf, item);
    const element = elementOf(value[0] as Json);
    const below = element === undefined ? undefined : item(value[0] as Json);
    return element === undefined || below === undefined ? undefined : root.with(element, below, true).set;
  };
}

function ofItems(root: Growth, items: readonly Json[], elementOf: (item: Json) => PathElement | undefined, item: EveryPath): FieldSet | undefined {
  const elements: PathElement[] = [];
  const counts = new Map<PathElement, number>();
  for (const each of items) {
    const element = elementOf(each);
    if (element === undefined) return undefined;
    elements.push(element);
    counts.set(element, (counts.get(element) ?? 0) + 1);
  }
  let growth = root;
  for (const [i, element] of elements.entries()) {
    // Items that are there twice are owned as they stand, once.
    const count = counts.get(element) as number;
    const below = count === 1 ? item(items[i] as Json) : noFields;
    if (below === undefined) return undefined;
    if (count === 1 || elements.indexOf(element) === i) growth = growth.with(element, below, true);
  }
  return growth.set;
}

interface Slot {
  readonly element: PathElement;
  readonly every: EveryPath;
}

function ofMap(map: MapAtom): EveryPath {
  const slots = new Map<string, Slot>();
  let root = new Growth();
  let age = growthAge();

  function slotOf(key: string): Slot | undefined {
    const field = map.fields.get(key);
    const slot = field === undefined ? otherSlot(map, key) : fieldSlot(field);
    if (slot !== undefined) slots.set(key, slot);
    return slot;
  }

  return (value) => {
    if (value === null) return noFields;
    if (typeof value !== "object" || Array.isArray(value)) return undefined;
    if (map.atomic) return noFields;
    if (age !== growthAge()) {
      root = new Growth();
      slots.clear();
      age = growthAge();
    }
    let growth = root;
    for (const key of Object.keys(value)) {
      const slot = slots.get(key) ?? slotOf(key);
      const below = slot?.every((value as JsonObject)[key] as Json);
      if (slot === undefined || below === undefined) return undefined;
      growth = growth.with(slot.element, below, true);
    }
    return growth.set;
  };
}

function fieldSlot({ element, atom }: AtomField): Slot {
  return { element, every: everyPath(atom) };
}

function otherSlot({ others }: MapAtom, key: string): Slot | undefined {
  return others === undefined ? undefined : { element: fieldNamed(key), every: everyPath(others) };
}
