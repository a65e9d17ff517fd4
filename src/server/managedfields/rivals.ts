import type { Json, JsonObject, KubeObject, Registry } from "../../api/index.ts";
import type { Difference } from "./differ.ts";
import { differ } from "./differ.ts";
import type { FieldSet } from "./field-set.ts";
import { difference, intersection, isEmpty, union, without } from "./field-set.ts";
import type { Ground, Version } from "./ground.ts";
import type { Owner, Owners } from "./owners.ts";
import { owning } from "./owners.ts";
import { reconciled } from "./reconciled.ts";

/** What a change of an object does to those who own parts of it. */
export interface Contest {
  /** In the version of who changes it. */
  readonly changes: Difference;
  /** What is left to each: who is left nothing, or knows the object in a version that is no more, is not here. */
  readonly left: Owners;
  /** What is taken from others that they own, an owner each, as far as it was changed or added. */
  readonly taken: readonly Taken[];
}

export interface Taken {
  readonly owner: Owner;
  readonly set: FieldSet;
}

/**
 * Undefined: an object does not fit its type.
 *
 * @param owners all but who changes it
 * @source structured-merge-diff merge/update.go Updater.update
 */
export function contest(ground: Ground, registry: Registry, owners: Owners, before: JsonObject | KubeObject, after: KubeObject): Contest | undefined {
  const changes = changesIn(ground, before as Json, after as unknown as Json);
  if (changes === undefined) return undefined;
  const versions = new Map<string, Difference | undefined>([[ground.apiVersion, changes]]);
  const left: Owner[] = [];
  const taken: Taken[] = [];
  for (const owner of owners) {
    if (!versions.has(owner.apiVersion)) versions.set(owner.apiVersion, changesInVersion(ground.otherVersion(registry, owner.apiVersion), before, after));
    const seen = versions.get(owner.apiVersion);
    const kept = seen === undefined ? undefined : leftTo(owner, seen, taken);
    if (kept !== undefined) left.push(kept);
  }
  return { changes, left, taken };
}

function leftTo(owner: Owner, { removed, modified, added }: Difference, taken: Taken[]): Owner | undefined {
  const lost = intersection(owner.set, union(modified, added));
  if (!isEmpty(lost)) taken.push({ owner, set: lost });
  const set = difference(difference(owner.set, lost), removed);
  if (set === owner.set) return owner;
  return isEmpty(set) ? undefined : owning(owner, set);
}

function changesInVersion(version: Version | undefined, before: JsonObject | KubeObject, after: KubeObject): Difference | undefined {
  if (version === undefined) return undefined;
  return changesIn(version, version.convert(before as KubeObject) as unknown as Json, version.convert(after) as unknown as Json);
}

function changesIn({ atom, resets }: Version, before: Json, after: Json): Difference | undefined {
  const found = differ(atom, before, after);
  if (found === undefined || isEmpty(resets)) return found;
  return { self: found.self, removed: without(found.removed, resets), modified: without(found.modified, resets), added: without(found.added, resets) };
}

/**
 * Owners as the present types would have them; those whose version is no more are gone.
 *
 * @source structured-merge-diff merge/update.go reconcileManagedFieldsWithSchemaChanges
 */
export function present(ground: Ground, registry: Registry, owners: Owners): Owners {
  let same = true;
  const found = owners.flatMap((owner) => {
    const version = owner.apiVersion === ground.apiVersion ? ground : ground.otherVersion(registry, owner.apiVersion);
    const set = version === undefined ? undefined : reconciled(owner.set, version.atom);
    if (set === owner.set) return [owner];
    same = false;
    return set === undefined ? [] : [owning(owner, set)];
  });
  return same ? owners : found;
}
