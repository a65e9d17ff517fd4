import type { Json, JsonObject } from "../../api/index.ts";
import type { FieldNode, FieldSet } from "./field-set.ts";
import { fieldSet, isEmpty, noFields, setOf, union } from "./field-set.ts";
import { oneOf } from "./known-elements.ts";
import { inOrder } from "./growth.ts";
import { elementOf } from "./path-element.ts";

/**
 * Sets as objects carry them, and back. Both are made once for a set: objects that own alike share one frozen fieldsV1.
 *
 * @source structured-merge-diff fieldpath/serialize.go ToJSON, FromJSON
 */
export function fieldsV1Of(set: FieldSet): JsonObject {
  let written = texts.get(set);
  if (written === undefined) {
    written = write(set, false);
    texts.set(set, written);
    sets.set(written, set);
  }
  return written;
}

const texts = new WeakMap<FieldSet, JsonObject>();
const sets = new WeakMap<JsonObject, FieldSet>();
const nothing: JsonObject = Object.freeze({});

function write(set: FieldSet, member: boolean): JsonObject {
  if (isEmpty(set)) return nothing;
  const fields: { [text: string]: Json } = {};
  if (member) fields["."] = nothing;
  for (const node of set.nodes) fields[node.element.text] = write(node.below, node.member);
  return Object.freeze(fields);
}

/** Undefined: it is no set. @param fields frozen */
export function setOfFieldsV1(fields: JsonObject): FieldSet | undefined {
  let set = sets.get(fields);
  if (set === undefined) {
    const found = read(fields);
    if (found === undefined) return undefined;
    set = found.below;
    sets.set(fields, set);
  }
  return set;
}

/** One set for all that are of one shape. An element that is said twice, in two ways of writing it, counts once. */
function grown(nodes: readonly FieldNode[]): FieldSet {
  const sorted = setOf(nodes);
  const twice = sorted.nodes.some(({ element }, i) => element.text === sorted.nodes[i + 1]?.element.text);
  const all = twice ? nodes.reduce((set, node) => union(set, fieldSet([node])), noFields) : sorted;
  return inOrder(all);
}

interface Found {
  readonly member: boolean;
  readonly below: FieldSet;
}

/** What stands below a path: whether it is in the set itself, and what more is. */
function read(value: Json): Found | undefined {
  if (value === null) return { member: true, below: noFields };
  if (typeof value !== "object" || Array.isArray(value)) return undefined;
  const fields = value as JsonObject;
  const nodes: FieldNode[] = [];
  let member = false;
  for (const text of Object.keys(fields)) {
    if (text === ".") {
      member = true;
      continue;
    }
    const element = elementOf(text);
    if (element === undefined) continue;
    const found = element === "wrong" ? undefined : read(fields[text] as Json);
    if (element === "wrong" || found === undefined) return undefined;
    nodes.push({ element: oneOf(element), ...found });
  }
  const below = grown(nodes);
  return { member: member || isEmpty(below), below };
}
