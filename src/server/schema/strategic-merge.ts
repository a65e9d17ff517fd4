import type { Json, JsonObject } from "../../api/index.ts";
import { goText } from "./go-text.ts";
import type { PatchRule, StructType, Type } from "./type.ts";

/** What became of an object, or why a patch does not apply to it. */
export type StrategicMerge =
  | { readonly kind: "merged"; readonly value: JsonObject }
  /** "format": the patch is no patch (400); "failed": upstream has no reason for it (500). */
  | { readonly kind: "format" | "failed"; readonly message: string };

/**
 * Merges a patch into an object by what the type says of each field: maps by key, lists by their items' keys or as sets
 * where the field says "merge", all else replaced; `$patch`, `$retainKeys`, `$deleteFromPrimitiveList/` and
 * `$setElementOrder/` direct it. Neither argument is changed.
 *
 * @source apimachinery pkg/util/strategicpatch/patch.go StrategicMergeMapPatch
 */
export function strategicMerge(type: StructType, value: JsonObject, patch: JsonObject): StrategicMerge {
  try {
    return { kind: "merged", value: mergeMap(clone(value) as Fields, clone(patch) as Fields, type) };
  } catch (error) {
    if (error instanceof Refusal) return { kind: error.format ? "format" : "failed", message: error.message };
    throw error;
  }
}

/** Leaves from any depth. */
class Refusal extends Error {
  readonly format: boolean;

  constructor(message: string, format = false) {
    super(message);
    this.format = format;
  }
}

const RETAIN_KEYS = "invalid patch format of retainKeys";

type Value = null | boolean | number | string | Value[] | Fields;
type Fields = { [key: string]: Value };

const DIRECTIVE = "$patch";
const RETAIN = "$retainKeys";
const DELETE_PREFIX = "$deleteFromPrimitiveList/";
const ORDER_PREFIX = "$setElementOrder/";

function mergeMap(original: Fields, patch: Fields, type: Type): Fields {
  const directive = patch[DIRECTIVE];
  if (directive !== undefined) return directed(directive, patch);
  retainKeys(original, patch);
  mergeOrdered(original, patch, type);
  for (const sent of Object.keys(patch)) mergeField(original, sent, patch[sent] as Value, type);
  return original;
}

function directed(directive: Value, patch: Fields): Fields {
  if (directive === "replace") {
    delete patch[DIRECTIVE];
    return patch;
  }
  if (directive === "delete") return {};
  throw new Refusal(`unknown patch type: ${goText(directive)} in map: ${goText(patch)}`);
}

/** What is not named goes; what is sent must be named. */
function retainKeys(original: Fields, patch: Fields): void {
  const list = patch[RETAIN];
  if (list === undefined) return;
  delete patch[RETAIN];
  if (!Array.isArray(list)) throw new Refusal(RETAIN_KEYS, true);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || key.startsWith(DELETE_PREFIX) || key.startsWith(ORDER_PREFIX)) continue;
    if (!list.includes(key)) throw new Refusal(RETAIN_KEYS, true);
  }
  for (const key of Object.keys(original)) if (!list.includes(key)) delete original[key];
}

function mergeField(original: Fields, sent: string, value: Value, type: Type): void {
  const deletes = sent.startsWith(DELETE_PREFIX);
  const key = deletes ? sent.slice(DELETE_PREFIX.length) : sent;
  if (value === null) {
    delete original[key];
    return;
  }
  const before = original[key];
  if (before === undefined && deletes) return;
  if (before === undefined || goType(before) !== goType(value) || typeof value !== "object") {
    if (deletes) return;
    dropNulls(value);
    place(original, key, value);
    return;
  }
  const [rule, of] = lookUp(type, key);
  if (Array.isArray(value)) {
    original[key] = rule?.merge === true || deletes ? mergeList(before as Value[], value, of, rule?.key ?? "", deletes) : value;
  } else {
    original[key] = rule?.replace === true ? value : mergeMap(before as Fields, value, of);
  }
}

function place(original: Fields, key: string, value: Value): void {
  const clean = withoutDirectives(value);
  if (clean === undefined) delete original[key];
  else original[key] = clean;
}

/** How a field merges, and the type of what is in it: of its items, for lists. */
function lookUp(type: Type, key: string): readonly [PatchRule | undefined, Type] {
  if (type.kind !== "struct") throw new Refusal(`merging an object in json but data type is not struct, instead is: ${type.kind === "list" ? "slice" : type.kind === "any" ? "struct" : "map"}`);
  const field = type.fields.get(key);
  if (field === undefined) throw new Refusal(`unable to find api field in struct ${type.name} for the json field ${JSON.stringify(key)}`);
  return [field.patch, field.type.kind === "list" ? field.type.items : field.type];
}

/** Lists whose order the patch says: merged first, then put in that order, with others near where they were. */
function mergeOrdered(original: Fields, patch: Fields, type: Type): void {
  for (const sent of Object.keys(patch)) {
    if (!sent.startsWith(ORDER_PREFIX)) continue;
    const order = patch[sent] as Value;
    delete patch[sent];
    const key = sent.slice(ORDER_PREFIX.length);
    const wanted = listOr(order);
    const before = original[key] === undefined ? undefined : listOr(original[key]);
    const change = patch[key] === undefined ? undefined : listOr(patch[key]);
    const [rule, of] = lookUp(type, key);
    const by = rule?.key ?? "";
    checkOrder(change ?? [], wanted, by);
    if (before === undefined && change === undefined) continue;
    const merged = mergedBeforeOrder(before, change, of, rule, by);
    const isOrdered = (item: Value): boolean => (by === "" ? wanted.includes(item) : indexOf(wanted, item, by) >= 0);
    if (by !== "") requireKeys(merged, by);
    elementType(before ?? [], change ?? []);
    original[key] = inOrders(merged.filter(isOrdered), merged.filter((item) => !isOrdered(item)), wanted, before ?? [], by);
    delete patch[key];
  }
}

function mergedBeforeOrder(before: Value[] | undefined, change: Value[] | undefined, of: Type, rule: PatchRule | undefined, by: string): Value[] {
  if (change === undefined) return before ?? [];
  if (before === undefined) return (withoutDirectives(change) ?? []) as Value[];
  return rule?.merge === true ? mergeList([...before], change, of, by, false) : change;
}

function listOr(value: Value | undefined): Value[] {
  if (Array.isArray(value)) return value;
  throw new Refusal(`expected a []interface {}, but received a ${goType(value ?? null)}`);
}

/** Items of the patch stand in the order that it wants. */
function checkOrder(change: readonly Value[], wanted: readonly Value[], by: string): void {
  if (wanted.length === 0 || change.length === 0) return;
  const kept = by === "" ? change : change.filter((item) => fieldsOf(item)[DIRECTIVE] !== "delete");
  let at = 0;
  for (let i = 0; i < wanted.length && at < kept.length; ) {
    const item = kept[at] as Value;
    if (isMap(item) && item[DIRECTIVE] !== undefined) at += 1;
    else {
      if (sameKey(item, wanted[i] as Value, by)) at += 1;
      i += 1;
    }
  }
  if (at < kept.length) throw new Refusal(`The order in patch list:\n${goText([...change])}\n doesn't match $setElementOrder list:\n${goText([...wanted])}\n`);
}

function sameKey(left: Value, right: Value, by: string): boolean {
  if (by === "") return left === right;
  for (const each of [left, right]) if (fieldsOf(each)[by] === undefined) throw noKey(fieldsOf(each), by);
  return fieldsOf(left)[by] === fieldsOf(right)[by];
}

function mergeList(original: Value[], patch: Value[], of: Type, by: string, deletes: boolean): Value[] {
  if (original.length === 0 && patch.length === 0) return original;
  if (elementType(original, patch) !== "map[string]interface {}") {
    if (deletes) return original.filter((item) => !patch.includes(item));
    const merged = [...new Set([...original, ...patch])];
    return inOrders(merged.filter((item) => patch.includes(item)), merged.filter((item) => !patch.includes(item)), patch, original, "");
  }
  if (by === "") throw new Refusal(`cannot merge lists without merge key for ${of.kind === "struct" ? of.name : ""}`);
  const [kept, change] = withSpecialItems(original as Fields[], patch as Fields[], by);
  const merged = [...kept];
  for (const item of change) {
    if (item[by] === undefined) throw noKey(item, by);
    const i = indexOf(merged, item, by);
    if (i < 0) merged.push(item);
    else merged[i] = mergeMap(merged[i] as Fields, item, of);
  }
  requireKeys(merged, by);
  const sent = (item: Value): boolean => indexOf(change, item, by) >= 0;
  return inOrders(merged.filter(sent), merged.filter((item) => !sent(item)), change, kept, by);
}

/** Items that say what to do with the list, or with the item of their key. */
function withSpecialItems(original: Fields[], patch: Fields[], by: string): readonly [Fields[], Fields[]] {
  let kept = original;
  const rest: Fields[] = [];
  let replaces = false;
  for (const item of patch) {
    const directive = item[DIRECTIVE];
    if (directive === undefined) rest.push(item);
    else if (directive === "delete") {
      if (item[by] === undefined) throw noKey(item, by);
      kept = kept.filter((each) => each[by] !== item[by]);
    } else if (directive === "replace") replaces = true;
    else if (directive === "merge") throw new Refusal("merging lists cannot yet be specified in the patch");
    else throw new Refusal(`unknown patch type: ${goText(directive)} in map: ${goText(item)}`);
  }
  return replaces ? [rest, []] : [kept, rest];
}

/** Two sorted lists as one: what the second order does not settle comes from the patch first. */
function inOrders(ofPatch: Value[], others: Value[], patchOrder: readonly Value[], order: readonly Value[], by: string): Value[] {
  const right = sorted(ofPatch, patchOrder, by);
  const left = sorted(others, order, by);
  const all: Value[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const l = indexOf(order, left[i] as Value, by);
    const r = indexOf(order, right[j] as Value, by);
    all.push(l >= 0 && r >= 0 && l < r ? (left[i++] as Value) : (right[j++] as Value));
  }
  return [...all, ...left.slice(i), ...right.slice(j)];
}

/** By insertion, as upstream's sort does with few items: its order is none where an item is unknown. */
function sorted(items: Value[], order: readonly Value[], by: string): Value[] {
  const made = [...items];
  const before = (a: Value, b: Value): boolean => {
    const at = indexOf(order, a, by);
    const other = indexOf(order, b, by);
    return at < 0 || other < 0 || at < other;
  };
  for (let i = 1; i < made.length; i += 1) {
    for (let j = i; j > 0 && before(made[j] as Value, made[j - 1] as Value); j -= 1) {
      [made[j - 1], made[j]] = [made[j] as Value, made[j - 1] as Value];
    }
  }
  return made;
}

function indexOf(list: readonly Value[], item: Value, by: string): number {
  if (by === "") return list.indexOf(item);
  const key = fieldsOf(item)[by];
  return list.findIndex((each) => fieldsOf(each)[by] === key);
}

function requireKeys(items: readonly Value[], by: string): void {
  for (const item of items) if (fieldsOf(item)[by] === undefined) throw noKey(fieldsOf(item), by);
}

function noKey(item: Fields, by: string): Refusal {
  return new Refusal(`map: ${goText(item)} does not contain declared merge key: ${by}`);
}

function elementType(...lists: readonly (readonly Value[])[]): string {
  let type: string | undefined;
  for (const item of lists.flat(1)) {
    const its = goType(item);
    if (its === "[]interface {}") throw new Refusal("lists of lists are not supported");
    type ??= its;
    if (its !== type) throw new Refusal(`list element types are not identical: ${goText(lists)}`);
  }
  if (type === undefined) throw new Refusal("no elements in any of the given slices");
  return type;
}

/** What stands where nothing was: without items and fields that only direct. Undefined: it directs itself. */
function withoutDirectives(value: Value): Value | undefined {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((each) => each !== undefined);
  if (!isMap(value)) return value;
  if (value[DIRECTIVE] !== undefined) return undefined;
  for (const key of Object.keys(value)) place(value, key, value[key] as Value);
  return value;
}

function dropNulls(value: Value): void {
  if (Array.isArray(value)) value.forEach(dropNulls);
  else if (isMap(value)) {
    for (const key of Object.keys(value)) {
      const each = value[key] as Value;
      if (each === null) delete value[key];
      else dropNulls(each);
    }
  }
}

function isMap(value: Value): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fieldsOf(value: Value): Fields {
  if (isMap(value)) return value;
  throw new Refusal(`expected a map[string]interface {}, but received a ${goType(value)}`);
}

function goType(value: Value): string {
  if (value === null) return "nil";
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  return typeof value === "object" ? "map[string]interface {}" : typeof value === "boolean" ? "bool" : "string";
}

function clone(value: Json): Value {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(clone);
  const made: Fields = {};
  for (const key of Object.keys(value)) made[key] = clone((value as JsonObject)[key] as Json);
  return made;
}
