import type { Json, JsonObject } from "../../api/index.ts";
import type { Atom, ListAtom, MapAtom } from "./atom.ts";
import { formOf, itemElement } from "./atom.ts";
import type { FieldNode, FieldSet } from "./field-set.ts";
import { isEmpty, noFields, setOf } from "./field-set.ts";
import { fieldNamed } from "./known-elements.ts";

/** What a value says: whether as a whole, and which parts of it. */
interface Said {
  readonly self: boolean;
  readonly below: FieldSet;
}

/**
 * The paths that a value of a type says something of: its leaves and items. Structs on the way are not said, only gone
 * through.
 *
 * @source structured-merge-diff typed/tofieldset.go ToFieldSet
 */
export function saidPaths(atom: Atom, value: Json): FieldSet {
  return said(atom, value).below;
}

const whole: Said = Object.freeze({ self: true, below: noFields });
const nothing: Said = Object.freeze({ self: false, below: noFields });

function said(atom: Atom, value: Json): Said {
  const { map, scalar, list } = formOf(atom, value);
  if (map !== undefined) {
    if (map.atomic) return whole;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? inMap(map, value as JsonObject) : nothing;
  }
  if (scalar !== undefined || list === undefined || list.atomic) return whole;
  return Array.isArray(value) ? inList(list, value as readonly Json[]) : nothing;
}

function inMap({ fields, others }: MapAtom, map: JsonObject): Said {
  const nodes: FieldNode[] = [];
  for (const key of Object.keys(map)) {
    const field = fields.get(key);
    const atom = field?.atom ?? others;
    if (atom === undefined) continue;
    const value = map[key] as Json;
    const part = said(atom, value);
    const member = part.self || value === null || field === undefined || isEmptyMap(value);
    if (member || !isEmpty(part.below)) nodes.push({ element: field?.element ?? fieldNamed(key), member, below: part.below });
  }
  return { self: false, below: setOf(nodes) };
}

function isEmptyMap(value: Json): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

function inList(list: ListAtom, items: readonly Json[]): Said {
  const nodes = new Map<string, FieldNode>();
  for (const item of items) {
    const element = itemElement(list, item);
    if (typeof element === "string") continue;
    // Items that are there twice are said once, as they stand.
    const below = nodes.has(element.text) ? noFields : said(list.items, item).below;
    nodes.set(element.text, { element, member: true, below });
  }
  return { self: false, below: setOf([...nodes.values()]) };
}
