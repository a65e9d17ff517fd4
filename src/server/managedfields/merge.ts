import type { Json, JsonObject } from "../../api/index.ts";
import type { Atom, ListAtom, MapAtom } from "./atom.ts";
import { formOf, itemElement } from "./atom.ts";
import type { PathElement } from "./path-element.ts";

/**
 * Puts what is applied over what is there: nothing goes, leaves and what is owned as one are taken from what is applied,
 * and items of a list that it names stand in its order. Undefined: there is nothing.
 *
 * @param live undefined: nothing is there
 * @param applied undefined: nothing is said of it
 * @source structured-merge-diff typed/merge.go mergingWalker
 */
export function merge(atom: Atom, live: Json | undefined, applied: Json | undefined): Json | undefined {
  if (applied === undefined || applied === live) return live;
  if (live === undefined) return applied;
  const { map, scalar, list } = formOf(atom, applied);
  if (map !== undefined) {
    const left = mapOf(live);
    const right = mapOf(applied);
    return map.atomic || (left === undefined && right === undefined) ? applied : mergeMaps(map, left, right);
  }
  if (scalar !== undefined || list === undefined || list.atomic) return applied;
  const left = Array.isArray(live) ? (live as readonly Json[]) : noItems;
  const right = Array.isArray(applied) ? (applied as readonly Json[]) : noItems;
  return left.length === 0 && right.length === 0 ? applied : mergeLists(list, left, right);
}

const noItems: readonly Json[] = Object.freeze([]);

function mapOf(value: Json): JsonObject | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.keys(value).length === 0 ? undefined : (value as JsonObject);
}

function mergeMaps({ fields, others }: MapAtom, live: JsonObject | undefined, applied: JsonObject | undefined): Json | undefined {
  if (applied === undefined) return live;
  if (live === undefined) return applied;
  let made: { [key: string]: Json } | undefined;
  for (const key of Object.keys(applied)) {
    const before = Object.hasOwn(live, key) ? live[key] : undefined;
    const atom = fields.get(key)?.atom ?? others;
    const after = atom === undefined ? (applied[key] as Json) : merge(atom, before, applied[key]);
    if (after === before) continue;
    made ??= { ...live };
    if (after === undefined) delete made[key];
    else made[key] = after;
  }
  if (made === undefined) return live;
  return Object.keys(made).length === 0 ? undefined : Object.freeze(made);
}

interface Items {
  readonly elements: readonly PathElement[];
  /** By the elements' texts; null where there are several. */
  readonly byText: ReadonlyMap<string, Json>;
}

function itemsOf(list: ListAtom, items: readonly Json[]): Items {
  const elements: PathElement[] = [];
  const byText = new Map<string, Json>();
  for (const item of items) {
    const element = itemElement(list, item);
    if (typeof element === "string") continue;
    byText.set(element.text, byText.has(element.text) ? null : item);
    elements.push(element);
  }
  return { elements, byText };
}

/** Items of the live list alone stay where they are, between those that both have. */
function mergeLists(list: ListAtom, live: readonly Json[], applied: readonly Json[]): Json | undefined {
  const left = itemsOf(list, live);
  const right = itemsOf(list, applied);
  const shared = right.elements.filter(({ text }) => left.byText.has(text)).map(({ text }) => text);
  const merged = new Set<string>();
  const made: Json[] = [];
  const put = (item: Json | undefined): void => {
    if (item !== undefined) made.push(item);
  };
  const take = (text: string): void => {
    merged.add(text);
    put(merge(list.items, left.byText.get(text), right.byText.get(text)));
  };
  for (let l = 0, r = 0; l < left.elements.length || r < right.elements.length; ) {
    const own = left.elements[l]?.text;
    const theirs = right.elements[r]?.text;
    if (own !== undefined && theirs !== undefined) {
      if (own === theirs) {
        take(own);
        l += 1;
        r += 1;
        shared.shift();
        continue;
      }
      if (right.byText.has(own) && shared.length > 0 && shared[0] !== own) {
        // Both have it, but another comes first.
        l += 1;
        continue;
      }
    }
    if (own !== undefined) {
      if (!right.byText.has(own)) {
        put(live[l]);
        l += 1;
        continue;
      }
      if (merged.has(own)) l += 1;
    }
    if (theirs !== undefined) {
      take(theirs);
      r += 1;
      if (shared[0] === theirs) shared.shift();
    }
  }
  if (made.length === 0) return undefined;
  return made.length === live.length && made.every((item, i) => item === live[i]) ? live : Object.freeze(made);
}
