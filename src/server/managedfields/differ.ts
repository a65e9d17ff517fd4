import type { Json, JsonObject } from "../../api/index.ts";
import { equal } from "../../api/index.ts";
import type { Atom, ListAtom, MapAtom } from "./atom.ts";
import { formOf } from "./atom.ts";
import { itemElements } from "./elements.ts";
import { everyPath, fitsScalar } from "./every-path.ts";
import type { FieldSet } from "./field-set.ts";
import { isEmpty, noFields, union } from "./field-set.ts";
import { seed } from "./growth.ts";
import type { PathElement } from "./path-element.ts";
import { fieldNamed } from "./known-elements.ts";

/** How one value differs from another. */
export interface Difference {
  /** The value as a whole is another: of scalars, and of what is owned as one. */
  readonly self: boolean;
  readonly removed: FieldSet;
  readonly modified: FieldSet;
  readonly added: FieldSet;
}

export const same: Difference = Object.freeze({ self: false, removed: noFields, modified: noFields, added: noFields });
const other: Difference = Object.freeze({ ...same, self: true });

/**
 * What changed from one value to another of its type. Parts that are one object are not looked at. Undefined: one of
 * them does not fit the type.
 *
 * @param ignored fields of the values themselves that are not looked at
 * @source structured-merge-diff typed/compare.go compareWalker
 */
export function differ(atom: Atom, before: Json, after: Json, ignored?: ReadonlySet<string>): Difference | undefined {
  if (before === after) return same;
  const left = formOf(atom, before);
  const right = formOf(atom, after);
  if (left === right) return inForm(right, before, after, ignored);
  // Where both forms are possible, what it was goes and what it is comes.
  const first = inForm(left, before, after, ignored);
  const second = inForm(right, before, after, ignored);
  return first === undefined || second === undefined ? undefined : both(first, second);
}

function both(a: Difference, b: Difference): Difference {
  return { self: a.self || b.self, removed: union(a.removed, b.removed), modified: union(a.modified, b.modified), added: union(a.added, b.added) };
}

function inForm({ map, scalar, list }: Atom, before: Json, after: Json, ignored: ReadonlySet<string> | undefined): Difference | undefined {
  if (map !== undefined) {
    const left = mapOf(before);
    const right = mapOf(after);
    const empty = left === undefined && right === undefined;
    return map.atomic || empty ? leaf(before, after) : ofMaps(map, left ?? nothing, right ?? nothing, ignored);
  }
  if (scalar !== undefined) return fitsScalar(scalar, before) || fitsScalar(scalar, after) ? leaf(before, after) : undefined;
  if (list === undefined) return undefined;
  const left = listOf(before);
  const right = listOf(after);
  return list.atomic || (left.length === 0 && right.length === 0) ? leaf(before, after) : ofLists(list, left, right);
}

function leaf(before: Json, after: Json): Difference {
  return equal(before, after) ? same : other;
}

const nothing: JsonObject = Object.freeze({});
const noItems: readonly Json[] = Object.freeze([]);

/** Undefined: there is none, or nothing in it. */
function mapOf(value: Json): JsonObject | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.keys(value).length === 0 ? undefined : (value as JsonObject);
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : noItems;
}

/** The three sets, as they grow: changes of one shape make the same ones. */
class Findings {
  #removed = seed();
  #modified = this.#removed;
  #added = this.#removed;

  removed(element: PathElement, below: FieldSet): void {
    this.#removed = this.#removed.with(element, below, true);
  }

  added(element: PathElement, below: FieldSet): void {
    this.#added = this.#added.with(element, below, true);
  }

  modified(element: PathElement): void {
    this.#modified = this.#modified.with(element, noFields, true);
  }

  changed(element: PathElement, { self, removed, modified, added }: Difference): void {
    if (self || !isEmpty(modified)) this.#modified = this.#modified.with(element, modified, self);
    if (!isEmpty(removed)) this.#removed = this.#removed.with(element, removed, false);
    if (!isEmpty(added)) this.#added = this.#added.with(element, added, false);
  }

  get difference(): Difference {
    const [removed, modified, added] = [this.#removed.set, this.#modified.set, this.#added.set];
    return isEmpty(removed) && isEmpty(modified) && isEmpty(added) ? same : { self: false, removed, modified, added };
  }
}

function ofMaps({ fields, others }: MapAtom, before: JsonObject, after: JsonObject, ignored: ReadonlySet<string> | undefined): Difference | undefined {
  const findings = new Findings();
  const keys = Object.keys(after);
  let shared = 0;
  for (const key of keys) {
    const right = after[key] as Json;
    const left = Object.hasOwn(before, key) ? before[key] : undefined;
    if (left !== undefined) shared += 1;
    if (left === right || ignored?.has(key) === true) continue;
    const field = fields.get(key);
    const atom = field?.atom ?? others;
    if (atom === undefined) return undefined;
    const element = field?.element ?? fieldNamed(key);
    if (left === undefined) {
      const below = everyPath(atom)(right);
      if (below === undefined) return undefined;
      findings.added(element, below);
    } else {
      const difference = differ(atom, left, right);
      if (difference === undefined) return undefined;
      if (difference !== same) findings.changed(element, difference);
    }
  }
  const old = Object.keys(before);
  if (old.length === shared) return findings.difference;
  for (const key of old) {
    if (Object.hasOwn(after, key) || ignored?.has(key) === true) continue;
    const field = fields.get(key);
    const atom = field?.atom ?? others;
    const below = atom === undefined ? undefined : everyPath(atom)(before[key] as Json);
    if (below === undefined) return undefined;
    findings.removed(field?.element ?? fieldNamed(key), below);
  }
  return findings.difference;
}

const elementsOf = new WeakMap<ListAtom, ReturnType<typeof itemElements>>();

function ofLists(list: ListAtom, before: readonly Json[], after: readonly Json[]): Difference | undefined {
  let elementOf = elementsOf.get(list);
  if (elementOf === undefined) elementsOf.set(list, (elementOf = itemElements(list)));
  const left = grouped(before, elementOf);
  const right = grouped(after, elementOf);
  if (left === undefined || right === undefined) return undefined;
  const findings = new Findings();
  for (const { element, items } of left.values()) {
    const others = right.get(element.text)?.items ?? noItems;
    if (!compareItems(findings, list.items, element, items, others)) return undefined;
  }
  for (const { element, items } of right.values()) {
    if (!left.has(element.text) && !compareItems(findings, list.items, element, noItems, items)) return undefined;
  }
  return findings.difference;
}

interface Group {
  readonly element: PathElement;
  readonly items: Json[];
}

function grouped(items: readonly Json[], elementOf: ReturnType<typeof itemElements>): ReadonlyMap<string, Group> | undefined {
  const groups = new Map<string, Group>();
  for (const item of items) {
    const element = elementOf(item);
    if (element === undefined) return undefined;
    const group = groups.get(element.text);
    if (group === undefined) groups.set(element.text, { element, items: [item] });
    else group.items.push(item);
  }
  return groups;
}

/** Items that are there several times are one value together. Answers whether they fit. */
function compareItems(findings: Findings, atom: Atom, element: PathElement, before: readonly Json[], after: readonly Json[]): boolean {
  const every = everyPath(atom);
  if (before.length > 1 && after.length > 1) {
    if (!equal(before, after)) findings.modified(element);
    return true;
  }
  const [left] = before;
  const [right] = after;
  if (before.length === 1 && after.length === 1) {
    const difference = differ(atom, left as Json, right as Json);
    if (difference !== undefined && difference !== same) findings.changed(element, difference);
    return difference !== undefined;
  }
  const gone = before.length === 1 ? every(left as Json) : noFields;
  const come = after.length === 1 ? every(right as Json) : noFields;
  if (gone === undefined || come === undefined) return false;
  if (before.length > 0) findings.removed(element, gone);
  if (after.length > 0) findings.added(element, come);
  return true;
}
