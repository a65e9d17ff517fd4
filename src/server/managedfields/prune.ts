import type { Json, KubeObject, Registry } from "../../api/index.ts";
import type { Atom } from "./atom.ts";
import type { FieldSet } from "./field-set.ts";
import { difference, intersection, isEmpty, nodeAt, noFields, union } from "./field-set.ts";
import type { Ground, Version } from "./ground.ts";
import { withNamedFields } from "./named-fields.ts";
import type { Owner, Owners } from "./owners.ts";
import { withoutParts } from "./removed.ts";
import { saidPaths } from "./said.ts";

/**
 * The merged object without what the applier said last time, says no longer, and nobody else owns.
 *
 * @param owners with what the applier says now
 * @param last what it said
 * @source structured-merge-diff merge/update.go Updater.prune
 */
export function pruned(ground: Ground, registry: Registry, merged: KubeObject, owners: Owners, last: Owner | undefined): KubeObject {
  if (last === undefined || isEmpty(last.set)) return merged;
  const version = viewOf(ground, registry, last.apiVersion);
  if (version === undefined) return merged;
  const { atom } = version;
  const owned = ownedByVersion(owners);
  const said = withNamedFields(last.set, atom);
  if (isCovered(said, withNamedFields(owned.get(last.apiVersion) ?? noFields, atom))) return merged;
  let left = version.back(without(atom, version.convert(merged), said));
  // What that version's owners own comes back first: it may be needed for others to see the object at all.
  for (const apiVersion of [last.apiVersion, ...[...owned.keys()].filter((each) => each !== last.apiVersion).sort()]) {
    left = withOwned(viewOf(ground, registry, apiVersion), merged, left, owned.get(apiVersion) ?? noFields);
  }
  const whole = version.convert(merged);
  const gone = difference(namedPaths(atom, whole), namedPaths(atom, version.convert(left)));
  return version.back(without(atom, whole, intersection(gone, said)));
}

function viewOf(ground: Ground, registry: Registry, apiVersion: string): Version | undefined {
  return apiVersion === ground.apiVersion ? ground : ground.otherVersion(registry, apiVersion);
}

function ownedByVersion(owners: Owners): ReadonlyMap<string, FieldSet> {
  const owned = new Map<string, FieldSet>();
  for (const { apiVersion, set } of owners) owned.set(apiVersion, union(owned.get(apiVersion) ?? noFields, set));
  return owned;
}

/** Whether every path of a set, and all that lead there, are owned: then nothing of it can go. */
function isCovered(set: FieldSet, owned: FieldSet): boolean {
  return set.nodes.every((node) => {
    const other = nodeAt(owned, node.element);
    return node.member && other?.member === true && isCovered(node.below, other.below);
  });
}

/** @source structured-merge-diff merge/update.go addBackOwnedItemsForVersion */
function withOwned(view: Version | undefined, merged: KubeObject, left: KubeObject, owned: FieldSet): KubeObject {
  if (view === undefined) return left;
  const whole = view.convert(merged);
  const kept = union(namedPaths(view.atom, view.convert(left)), withNamedFields(owned, view.atom));
  return view.back(without(view.atom, whole, difference(namedPaths(view.atom, whole), kept)));
}

function without(atom: Atom, object: KubeObject, parts: FieldSet): KubeObject {
  return withoutParts(atom, asJson(object), parts) as unknown as KubeObject;
}

function namedPaths(atom: Atom, object: KubeObject): FieldSet {
  return withNamedFields(saidPaths(atom, asJson(object)), atom);
}

function asJson(object: KubeObject): Json {
  return object as unknown as Json;
}
