import type { FieldSet } from "./field-set.ts";
import { difference, has, isEmpty, pathSet } from "./field-set.ts";
import { fieldNamed } from "./known-elements.ts";
import type { Owner, Owners } from "./owners.ts";
import { entriesOf, isSameOwner, nobody, ownersOf, owning } from "./owners.ts";
import type { PathElement } from "./path-element.ts";
import type { Entries } from "./tracked.ts";

/** Where a version of a resource keeps its replicas; null: it does not scale; undefined: there is no such version. */
export type ReplicasIn = (apiVersion: string) => readonly string[] | null | undefined;

const inScale: readonly PathElement[] = ["spec", "replicas"].map(fieldNamed);

/**
 * Who owns the replicas of an object, as its scale tells it.
 *
 * @source apimachinery pkg/util/managedfields/scalehandler.go ToSubresource
 */
export function scaleEntries(entries: Entries, replicasIn: ReplicasIn): Entries {
  const owners = (ownersOf(entries) ?? nobody).flatMap((owner): Owners => {
    const path = replicasIn(owner.apiVersion);
    return path !== undefined && path !== null && has(owner.set, elements(path)) ? [{ ...owning(owner, pathSet(inScale)), apiVersion: "autoscaling/v1" }] : [];
  });
  return entriesOf(owners);
}

/**
 * The managedFields of an object whose scale changed hands: others no longer own its replicas, and whoever owns those of
 * the scale does. What is taken over by way of the scale has no time.
 *
 * @source apimachinery pkg/util/managedfields/scalehandler.go ToParent
 */
export function entriesByScale(entries: Entries, ofScale: Entries, apiVersion: string, replicasIn: ReplicasIn): Entries {
  const before = ownersOf(entries) ?? nobody;
  const taken = [...(ownersOf(ofScale) ?? nobody)];
  const kept = before.flatMap((owner): Owners => {
    const path = replicasIn(owner.apiVersion);
    if (path === undefined) return [];
    if (path === null || !has(owner.set, elements(path))) return [owner];
    const at = taken.findIndex((each) => isSameOwner(each, owner));
    if (at === -1) return withoutReplicas(owner, pathSet(elements(path)));
    taken.splice(at, 1);
    return [owner];
  });
  const own = pathSet(elements(replicasIn(apiVersion) ?? []));
  return entriesOf([...kept, ...taken.filter(({ set }) => has(set, inScale)).map((owner) => byScale(owner, before, apiVersion, own))]);
}

function withoutReplicas(owner: Owner, replicas: FieldSet): Owners {
  const set = difference(owner.set, replicas);
  return isEmpty(set) ? [] : [owning(owner, set)];
}

function byScale(owner: Owner, before: Owners, apiVersion: string, set: FieldSet): Owner {
  const { manager, operation, subresource } = owner;
  const time = before.find((each) => isSameOwner(each, owner))?.time;
  return { manager, operation, apiVersion, subresource, ...(time === undefined ? {} : { time }), set };
}

function elements(path: readonly string[]): readonly PathElement[] {
  return path.map(fieldNamed);
}
