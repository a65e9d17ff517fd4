import type { Json, JsonObject, KubeObject } from "../../api/index.ts";
import type { Atom } from "./atom.ts";
import { capped } from "./capped.ts";
import { differ } from "./differ.ts";
import type { Difference } from "./differ.ts";
import type { EveryPath } from "./every-path.ts";
import type { FieldSet } from "./field-set.ts";
import { difference, isEmpty, union, without } from "./field-set.ts";
import { newPaths } from "./new-paths.ts";
import type { Owner, Owners } from "./owners.ts";
import { entriesOf, isSameOwner, nobody, ownersOf } from "./owners.ts";
import { stripped } from "./stripped.ts";

/** What ownership must know of a resource, as one version of it and one subresource see it. */
export interface Ground {
  readonly apiVersion: string;
  readonly subresource: string;
  readonly atom: Atom;
  /** What Go writes of an object in which nothing is said. */
  readonly empty: JsonObject;
  /** What the server resets, whoever sends it: it is nobody's. */
  readonly resets: FieldSet;
  /** The same object as another version says it, with what is known of that; undefined: there is no such version. */
  readonly inVersion?: (object: KubeObject, apiVersion: string) => { readonly object: KubeObject; readonly atom: Atom; readonly resets: FieldSet } | undefined;
}

/** Who writes, and when. */
export interface Writer {
  readonly manager: string;
  /** RFC 3339, whole seconds. */
  readonly time: string;
}

type Entries = readonly JsonObject[] | undefined;

/**
 * The managedFields of an object after a create, update or patch: what changed is the writer's, and no longer anybody
 * else's.
 *
 * @param live undefined: there was none
 * @param sent with the managedFields that were sent: "emptied" is a list without any
 * @returns undefined: it carries none
 * @source apimachinery pkg/util/managedfields/internal/fieldmanager.go Update and the managers it goes through,
 *   structured-merge-diff merge/update.go Updater.Update
 */
export function trackUpdate(ground: Ground, writer: Writer, live: KubeObject | undefined, sent: KubeObject, emptied: boolean): Entries {
  const before = ownersBefore(ground, live, sent, emptied);
  if (live === undefined) return before === nobody ? trackCreate(ground, writer, sent) : entriesAfter(ground, writer, undefined, sent, before);
  // Who is not tracked yet is not tracked before the first apply.
  return before.length === 0 ? undefined : entriesAfter(ground, writer, live, sent, before);
}

/** Those that were sent, unless they say nothing. A subresource cannot send any. */
function ownersBefore({ subresource }: Ground, live: KubeObject | undefined, sent: KubeObject, emptied: boolean): Owners {
  const own = live?.metadata.managedFields;
  const given = sent.metadata.managedFields;
  if (subresource !== "" || given === own) return ownersOf(own) ?? nobody;
  if (emptied || isReset(given)) return nobody;
  const understood = ownersOf(given);
  return understood === undefined || understood.length === 0 ? (ownersOf(own) ?? nobody) : understood;
}

function isReset(entries: Entries): boolean {
  return entries?.length === 1 && Object.keys(entries[0] as JsonObject).length === 0;
}

interface Fresh {
  readonly paths: EveryPath;
  readonly finished: WeakMap<FieldSet, FieldSet>;
  last?: { readonly set: FieldSet; readonly writer: Writer; readonly entries: Entries };
}

const fresh = new WeakMap<Ground, Fresh>();

function trackCreate(ground: Ground, writer: Writer, sent: KubeObject): Entries {
  let known = fresh.get(ground);
  if (known === undefined) fresh.set(ground, (known = { paths: newPaths(ground.atom, ground.empty), finished: new WeakMap() }));
  const all = known.paths(sent as unknown as Json);
  if (all === undefined) return undefined;
  const { last } = known;
  if (last !== undefined && last.set === all && last.writer.manager === writer.manager && last.writer.time === writer.time) return last.entries;
  let set = known.finished.get(all);
  if (set === undefined) known.finished.set(all, (set = stripped(without(all, ground.resets))));
  const entries = isEmpty(set) ? undefined : entriesOf([ownerOf(ground, writer, set)]);
  known.last = { set: all, writer, entries };
  return entries;
}

function ownerOf({ apiVersion, subresource }: Ground, { manager, time }: Writer, set: FieldSet): Owner {
  return { manager, operation: "Update", apiVersion, subresource, time, set };
}

function entriesAfter(ground: Ground, writer: Writer, live: KubeObject | undefined, sent: KubeObject, before: Owners): Entries {
  const old = (live ?? ground.empty) as Json;
  const changes = changesOf(ground, old, sent as unknown as Json);
  if (changes === undefined) return undefined;
  const own = stripped(union(changes.modified, changes.added));
  const others = before.flatMap((owner) => keptBy(owner, changes));
  const self = ownerOf(ground, writer, own);
  const after = isEmpty(own) ? others : withOwn(others, self);
  return unchanged(after, before) ? live?.metadata.managedFields : entriesOf(capped(after));
}

function changesOf({ atom, resets }: Ground, before: Json, after: Json): Difference | undefined {
  const found = differ(atom, before, after);
  if (found === undefined || isEmpty(resets)) return found;
  return { self: found.self, removed: without(found.removed, resets), modified: without(found.modified, resets), added: without(found.added, resets) };
}

/** What is left to an owner when others wrote. */
function keptBy(owner: Owner, { removed, modified, added }: Difference): readonly Owner[] {
  const set = difference(difference(difference(owner.set, modified), added), removed);
  if (set === owner.set) return [owner];
  return isEmpty(set) ? [] : [{ ...owner, set }];
}

function withOwn(others: Owners, self: Owner): Owners {
  const at = others.findIndex((each) => isSameOwner(each, self));
  if (at === -1) return [...others, self];
  const previous = others[at] as Owner;
  return others.with(at, { ...self, set: union(self.set, previous.set) });
}

function unchanged(after: Owners, before: Owners): boolean {
  return after.length === before.length && after.every((owner, i) => owner === before[i]);
}
