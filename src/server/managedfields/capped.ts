import { comparePaths } from "../storage/index.ts";
import { union } from "./field-set.ts";
import type { Owner, Owners } from "./owners.ts";
import { identifierOf, isSameOwner, timeOf } from "./owners.ts";

/** @source apimachinery pkg/util/managedfields/internal/fieldmanager.go DefaultMaxUpdateManagers */
const MOST = 10;

/**
 * Joins the oldest of too many that update, a version at a time, under a name of their own.
 *
 * @source apimachinery pkg/util/managedfields/internal/capmanagers.go capUpdateManagers
 */
export function capped(owners: Owners): Owners {
  const updaters = owners.filter(({ operation }) => operation === "Update");
  if (updaters.length <= MOST) return owners;
  const all = [...owners];
  const firsts = new Map<string, Owner>();
  let count = updaters.length;
  for (const owner of updaters.sort((a, b) => comparePaths(timeOf(a), timeOf(b)) || comparePaths(identifierOf(a), identifierOf(b)))) {
    if (count <= MOST) break;
    const { apiVersion } = owner;
    const first = firsts.get(apiVersion);
    if (first === undefined) {
      firsts.set(apiVersion, owner);
      continue;
    }
    const bucket: Owner = { manager: "ancient-changes", operation: "Update", apiVersion, subresource: "", set: first.set };
    const known = all.findIndex((each) => isSameOwner(each, bucket));
    // A bucket that is there already leaves the first one as it is.
    const at = known === -1 ? all.indexOf(first) : known;
    const joined = all[at] as Owner;
    all[at] = { ...bucket, set: union(owner.set, joined.set), ...(owner.time === undefined ? {} : { time: owner.time }) };
    all.splice(all.findIndex((each) => isSameOwner(each, owner)), 1);
    count -= 1;
  }
  return all;
}
