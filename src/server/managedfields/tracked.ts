import type { Json, JsonObject, KubeObject } from "../../api/index.ts";
import { equal } from "../../api/index.ts";
import { capped } from "./capped.ts";
import type { EveryPath } from "./every-path.ts";
import type { FieldSet } from "./field-set.ts";
import { isEmpty, union, without } from "./field-set.ts";
import type { Ground, Writer } from "./ground.ts";
import { newPaths } from "./new-paths.ts";
import type { Owner, Owners } from "./owners.ts";
import { entriesOf, isSameOwner, nobody, ownersOf } from "./owners.ts";
import { contest, present } from "./rivals.ts";
import { stripped } from "./stripped.ts";

export type Entries = readonly JsonObject[] | undefined;

/**
 * The managedFields of an object after a create, update or patch: what changed is the writer's, and no longer anybody
 * else's.
 *
 * @param live undefined: there was none
 * @param sent with the managedFields that were sent
 * @param emptied they were a list without any
 * @returns undefined: it carries none
 * @source apimachinery pkg/util/managedfields/internal/fieldmanager.go Update and the managers it goes through,
 *   structured-merge-diff merge/update.go Updater.Update
 */
export function trackUpdate(ground: Ground, writer: Writer, live: KubeObject | undefined, sent: KubeObject, emptied: boolean): Entries {
  const entries = entriesBefore(ground, live?.metadata.managedFields, sent.metadata.managedFields, emptied);
  if (entries === undefined) return live === undefined ? trackCreate(ground, writer, sent) : undefined;
  const before = ownersOf(entries) ?? nobody;
  const after = ownersAfter(ground, writer, live ?? ground.empty, sent, before);
  if (after === undefined) return undefined;
  return after === before && before.every(({ entry }) => entry !== undefined) ? entries : entriesOf(after);
}

/**
 * Those that were sent, unless they say nothing; a subresource cannot send any. Undefined: there are none, and whoever
 * is not tracked yet is not tracked before the first apply.
 */
function entriesBefore({ subresource }: Ground, own: Entries, given: Entries, emptied: boolean): Entries {
  // What was read is mostly sent back as it was.
  const back = subresource !== "" || given === own || (!emptied && given === undefined) || (given?.length === own?.length && equal(given, own));
  if (!back && (emptied || isReset(given))) return undefined;
  return back || isNothing(given) ? (isNothing(own) ? undefined : own) : given;
}

/** None, or none that could be understood. */
function isNothing(entries: Entries): boolean {
  return (ownersOf(entries) ?? nobody).length === 0;
}

function isReset(entries: Entries): boolean {
  return entries?.length === 1 && Object.keys(entries[0] as JsonObject).length === 0;
}

/** Undefined: an object does not fit its type. */
export function ownersAfter(ground: Ground, writer: Writer, before: JsonObject | KubeObject, after: KubeObject, owners: Owners): Owners | undefined {
  const now = present(ground, writer.registry, owners);
  const result = contest(ground, writer.registry, now, before, after);
  if (result === undefined) return undefined;
  const own = stripped(union(result.changes.modified, result.changes.added));
  const all = isEmpty(own) ? result.left : withOwn(result.left, ownerOf(ground, writer, own));
  return capped(isSame(all, owners) ? owners : all);
}

function ownerOf({ apiVersion, subresource }: Ground, { manager, time }: Writer, set: FieldSet): Owner {
  return { manager, operation: "Update", apiVersion, subresource, time, set };
}

function withOwn(others: Owners, self: Owner): Owners {
  const at = others.findIndex((each) => isSameOwner(each, self));
  if (at === -1) return [...others, self];
  const previous = others[at] as Owner;
  return others.with(at, { ...self, set: union(self.set, previous.set) });
}

function isSame(after: Owners, before: Owners): boolean {
  return after.length === before.length && after.every((owner, i) => owner === before[i]);
}

interface Fresh {
  readonly paths: EveryPath;
  readonly finished: WeakMap<FieldSet, FieldSet>;
  last?: { readonly set: FieldSet; readonly manager: string; readonly time: string; readonly entries: Entries };
}

const fresh = new WeakMap<Ground, Fresh>();

/** Of an object that nobody owned anything of: what is made once is made for all of its shape. */
function trackCreate(ground: Ground, writer: Writer, sent: KubeObject): Entries {
  let known = fresh.get(ground);
  if (known === undefined) fresh.set(ground, (known = { paths: newPaths(ground.atom, ground.empty), finished: new WeakMap() }));
  const all = known.paths(sent as unknown as Json);
  if (all === undefined) return undefined;
  const { last } = known;
  if (last !== undefined && last.set === all && last.manager === writer.manager && last.time === writer.time) return last.entries;
  let set = known.finished.get(all);
  if (set === undefined) known.finished.set(all, (set = stripped(without(all, ground.resets))));
  const entries = isEmpty(set) ? undefined : entriesOf([ownerOf(ground, writer, set)]);
  known.last = { set: all, manager: writer.manager, time: writer.time, entries };
  return entries;
}
