import type { Json, JsonObject } from "../../api/index.ts";
import type { Atom, MapAtom } from "./atom.ts";
import { differ } from "./differ.ts";
import type { EveryPath } from "./every-path.ts";
import { everyPath } from "./every-path.ts";
import type { FieldSet } from "./field-set.ts";
import { noFields, union } from "./field-set.ts";
import { Growth, growthAge } from "./growth.ts";
import type { PathElement } from "./path-element.ts";
import { fieldNamed } from "./known-elements.ts";

/**
 * What a new object has that an empty one has not. Structs that Go always writes are in the empty one too, and so are
 * not owned themselves.
 *
 * @param empty what Go writes of an object in which nothing is said
 */
export function newPaths(atom: Atom, empty: JsonObject): EveryPath {
  return atom.map === undefined ? everyPath(atom) : ofMap(atom.map, empty);
}

interface Slot {
  readonly element: PathElement;
  /** Undefined: it does not fit. False: nothing is new. */
  readonly fresh: (value: Json) => FieldSet | false | undefined;
  /** The empty object has something here: only its parts may be new. */
  readonly spine: boolean;
}

function ofMap(map: MapAtom, empty: JsonObject): EveryPath {
  const slots = new Map<string, Slot>();
  let root = new Growth();
  let age = growthAge();

  function slotOf(key: string): Slot | undefined {
    const field = map.fields.get(key);
    const atom = field?.atom ?? map.others;
    if (atom === undefined) return undefined;
    const slot = makeSlot(field?.element ?? fieldNamed(key), atom, Object.hasOwn(empty, key) ? empty[key] : undefined);
    slots.set(key, slot);
    return slot;
  }

  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    if (age !== growthAge()) {
      root = new Growth();
      slots.clear();
      age = growthAge();
    }
    let growth = root;
    for (const key of Object.keys(value)) {
      const slot = slots.get(key) ?? slotOf(key);
      const below = slot?.fresh((value as JsonObject)[key] as Json);
      if (slot === undefined || below === undefined) return undefined;
      if (below !== false) growth = growth.with(slot.element, below, !slot.spine || below === noFields);
    }
    return growth.set;
  };
}

function makeSlot(element: PathElement, atom: Atom, empty: Json | undefined): Slot {
  if (empty === undefined) return { element, fresh: everyPath(atom), spine: false };
  return { element, fresh: freshOver(atom, empty), spine: true };
}

function freshOver(atom: Atom, empty: Json): Slot["fresh"] {
  const { scalar, list, map } = atom;
  if (map !== undefined && scalar === undefined && !map.atomic && typeof empty === "object" && empty !== null) {
    const below = ofMap(map, empty as JsonObject);
    return (value) => {
      const set = below(value);
      return set === noFields ? false : set;
    };
  }
  const container = map ?? list;
  if (empty === null && container !== undefined && !container.atomic && scalar === undefined) {
    const below = everyPath(atom);
    return (value) => (value === null ? false : below(value));
  }
  return (value) => {
    const change = differ(atom, empty, value);
    if (change === undefined) return undefined;
    const set = union(change.added, change.modified);
    return change.self || set !== noFields ? set : false;
  };
}
