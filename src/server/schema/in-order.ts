import { builtInTypes } from "./built-in-types.ts";
import { roomy } from "./struct-maker.ts";

type Fields = { readonly [field: string]: unknown };

/** The same with its fields in Go's order: for what the server adds to an object that was decoded. @param table such as "core.v1.PodSpec" */
export function inOrder<T extends Fields>(table: string, value: T): T {
  const made: { [field: string]: unknown } = {};
  for (const name of builtInTypes().named(table).fields.keys()) {
    const field = value[name];
    if (field !== undefined) made[name] = field;
  }
  return made as T;
}

/**
 * A struct that was decoded, whose fields are in Go's order therefore, with others put or replaced where they belong.
 * Frozen, and the same object for the same parts as the time before: what is added to the pods of one Deployment is the
 * same for all of them.
 *
 * @param table such as "core.v1.PodSpec"
 * @param value frozen
 * @param added in Go's order too, their values frozen
 */
export function withFields(table: string, value: Fields, added: readonly (readonly [field: string, value: unknown])[]): Fields {
  const last = lasts.get(table);
  if (last !== undefined && last.value === value && isSame(last.added, added)) return last.made;
  const keys = Object.keys(value);
  const merge = last !== undefined && fits(last.merge, keys, added) ? last.merge : mergeOf(table, keys, added);
  const made = new merge.empty();
  for (let i = 0; i < merge.fields.length; i += 1) {
    const { name, from } = merge.fields[i]!;
    made[name] = from < 0 ? value[name] : added[from]![1];
  }
  lasts.set(table, { merge, value, added, made: Object.freeze(made) });
  return made;
}

/** How fields of one set and fields of another stand together. */
interface Merge {
  readonly keys: readonly string[];
  readonly added: readonly string[];
  /** In order. `from`: which of those that are added, or -1. */
  readonly fields: readonly { readonly name: string; readonly from: number }[];
  readonly empty: new () => { [field: string]: unknown };
}

interface Last {
  readonly merge: Merge;
  readonly value: Fields;
  readonly added: readonly (readonly [field: string, value: unknown])[];
  readonly made: Fields;
}

const lasts = new Map<string, Last>();

function isSame(a: Last["added"], b: Last["added"]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i]![0] !== b[i]![0] || a[i]![1] !== b[i]![1]) return false;
  return true;
}

function fits({ keys, added }: Merge, of: readonly string[], more: Last["added"]): boolean {
  if (keys.length !== of.length || added.length !== more.length) return false;
  for (let i = 0; i < keys.length; i += 1) if (keys[i] !== of[i]) return false;
  for (let i = 0; i < added.length; i += 1) if (added[i] !== more[i]![0]) return false;
  return true;
}

function mergeOf(table: string, keys: readonly string[], added: Last["added"]): Merge {
  const names = added.map(([name]) => name);
  const places = placesOf(table);
  const placeOf = (name: string): number => places.get(name) ?? Infinity;
  const fields: { name: string; from: number }[] = [];
  let next = 0;
  for (const name of keys) {
    for (; next < names.length && placeOf(names[next]!) < placeOf(name); next += 1) fields.push({ name: names[next]!, from: next });
    const replaced = names[next] === name;
    fields.push({ name, from: replaced ? next : -1 });
    if (replaced) next += 1;
  }
  for (; next < names.length; next += 1) fields.push({ name: names[next]!, from: next });
  return { keys, added: names, fields, empty: roomy<unknown>() };
}

const places = new Map<string, ReadonlyMap<string, number>>();

function placesOf(table: string): ReadonlyMap<string, number> {
  let of = places.get(table);
  if (of === undefined) places.set(table, (of = new Map([...builtInTypes().named(table).fields.keys()].map((name, place) => [name, place]))));
  return of;
}
