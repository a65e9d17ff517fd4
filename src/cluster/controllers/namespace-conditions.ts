import type { JsonObject } from "../../api/index.ts";

/** One of the five conditions that a namespace's deletion keeps up. */
export interface NamespaceCondition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
}

/** What is left of one resource in a namespace, or of all. */
export interface Remaining {
  /** By resource, as conditions name it: "pods." or "deployments.apps". */
  readonly counts: ReadonlyMap<string, number>;
  readonly finalizers: ReadonlyMap<string, number>;
}

/** How things stand when nothing is wrong, in the order in which conditions are added. @source status_condition_utils.go */
const fine: readonly (readonly [type: string, reason: string, message: string])[] = [
  ["NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"],
  ["NamespaceDeletionGroupVersionParsingFailure", "ParsedGroupVersions", "All legacy kube types successfully parsed"],
  ["NamespaceDeletionContentFailure", "ContentDeleted", "All content successfully deleted, may be waiting on finalization"],
  ["NamespaceContentRemaining", "ContentRemoved", "All content successfully removed"],
  ["NamespaceFinalizersRemaining", "ContentHasNoFinalizers", "All content-preserving finalizers finished"],
];

/**
 * The conditions after an attempt; the same array when nothing changed.
 *
 * @source kubernetes pkg/controller/namespace/deletion/status_condition_utils.go
 * @param remaining undefined: it was not counted, since pods go first
 * @param now RFC 3339
 */
export function namespaceConditions(before: readonly NamespaceCondition[], failures: readonly string[], remaining: Remaining | undefined, now: string): readonly NamespaceCondition[] {
  const wrong = new Map<string, { readonly reason: string; readonly message: string }>();
  if (failures.length > 0) {
    wrong.set("NamespaceDeletionContentFailure", { reason: "ContentDeletionFailed", message: `Failed to delete all resource types, ${failures.length} remaining: ${failures.toSorted().join(", ")}` });
  }
  const counts = texts(remaining?.counts, (resource, count) => `${resource} has ${count} resource instances`);
  if (counts !== "") wrong.set("NamespaceContentRemaining", { reason: "SomeResourcesRemain", message: `Some resources are remaining: ${counts}` });
  const finalizers = texts(remaining?.finalizers, (finalizer, count) => `${finalizer} in ${count} resource instances`);
  if (finalizers !== "") wrong.set("NamespaceFinalizersRemaining", { reason: "SomeFinalizersRemain", message: `Some content in the namespace has finalizers remaining: ${finalizers}` });

  const after = [...before];
  let changed = false;
  for (const [type, reason, message] of fine) {
    const problem = wrong.get(type);
    const wanted = { status: problem === undefined ? "False" : "True", ...(problem ?? { reason, message }) };
    const at = after.findIndex((condition) => condition.type === type);
    const old = after[at];
    if (old !== undefined && old.status === wanted.status && old.reason === wanted.reason && old.message === wanted.message) continue;
    changed = true;
    if (old === undefined) after.push({ type, ...wanted, lastTransitionTime: now });
    else after[at] = { ...old, ...wanted, lastTransitionTime: old.status === wanted.status ? old.lastTransitionTime : now };
  }
  return changed ? after : before;
}

function texts(counts: ReadonlyMap<string, number> | undefined, text: (name: string, count: number) => string): string {
  return [...(counts ?? [])].filter(([, count]) => count > 0).map(([name, count]) => text(name, count)).sort().join(", ");
}

export function conditionsOf(status: JsonObject | undefined): readonly NamespaceCondition[] {
  return (status?.["conditions"] ?? []) as unknown as readonly NamespaceCondition[];
}
