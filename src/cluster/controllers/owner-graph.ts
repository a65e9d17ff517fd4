import type { KubeObject, OwnerReference } from "../../api/index.ts";

/** What names an object: all of an owner reference but its flags, and the namespace. */
export interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly namespace: string;
}

/**
 * An object as the garbage collector knows it: whom it belongs to, and who belongs to it.
 *
 * @source kubernetes pkg/controller/garbagecollector/graph.go node
 */
export interface OwnerNode {
  readonly identity: Identity;
  owners: readonly OwnerReference[];
  readonly dependents: Set<OwnerNode>;
  /** It waits for its dependents to go. */
  deletingDependents: boolean;
  beingDeleted: boolean;
  /** Somebody names it as an owner; no informer has told of it. */
  virtual: boolean;
}

export const ORPHAN = "orphan";
export const FOREGROUND = "foregroundDeletion";

export function createNode({ metadata }: KubeObject, kind: Pick<Identity, "apiVersion" | "kind">): OwnerNode {
  const beingDeleted = metadata.deletionTimestamp !== undefined;
  return {
    identity: identityOf({ metadata }, kind),
    owners: metadata.ownerReferences ?? [],
    dependents: new Set(),
    deletingDependents: beingDeleted && holds({ metadata }, FOREGROUND),
    beingDeleted,
    virtual: false,
  };
}

export function identityOf({ metadata: { name = "", namespace = "", uid = "" } }: Pick<KubeObject, "metadata">, { apiVersion, kind }: Pick<Identity, "apiVersion" | "kind">): Identity {
  return { apiVersion, kind, name, uid, namespace };
}

/** The owner that a reference of an object in this namespace names, should it be namespaced. */
export function ownerIdentity({ apiVersion, kind, name, uid }: OwnerReference, namespace: string): Identity {
  return { apiVersion, kind, name, uid, namespace };
}

export function sameIdentity(a: Identity, b: Identity): boolean {
  return a.namespace === b.namespace && matches(a, b);
}

/** Whether a reference names what the other does, but for the namespace. */
export function matches(a: Omit<Identity, "namespace">, b: Omit<Identity, "namespace">): boolean {
  return a.uid === b.uid && a.name === b.name && a.kind === b.kind && a.apiVersion === b.apiVersion;
}

export function identityText({ apiVersion, kind, namespace, name, uid }: Identity): string {
  return `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`;
}

/** Whether it has this finalizer. */
export function holds({ metadata }: Pick<KubeObject, "metadata">, finalizer: string): boolean {
  return metadata.finalizers?.includes(finalizer) ?? false;
}

/** Those whose reference says that their owner waits for them. */
export function blockingDependents({ identity: { uid }, dependents }: OwnerNode): readonly OwnerNode[] {
  return [...dependents].filter(({ owners }) => owners.some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true));
}

/**
 * Dependents that name the owner as it is, and those that name it otherwise; one with several references may be both.
 *
 * @source graph_builder.go partitionDependents
 */
export function partition(dependents: Iterable<OwnerNode>, owner: Identity): { readonly matching: readonly OwnerNode[]; readonly others: readonly OwnerNode[] } {
  const matching: OwnerNode[] = [];
  const others: OwnerNode[] = [];
  for (const dependent of dependents) {
    if (owner.namespace !== "" && owner.namespace !== dependent.identity.namespace) {
      others.push(dependent);
      continue;
    }
    const references = dependent.owners.filter(({ uid }) => uid === owner.uid);
    if (references.some((reference) => matches(reference, owner))) matching.push(dependent);
    if (references.some((reference) => !matches(reference, owner))) others.push(dependent);
  }
  return { matching, others };
}

/**
 * Another owner that dependents may mean by this uid: the first behind the one that is not there, else the first.
 *
 * @source graph_builder.go getAlternateOwnerIdentity
 */
export function alternative(dependents: readonly OwnerNode[], absent: Identity): Identity | undefined {
  const found: Identity[] = [];
  for (const { owners, identity: { namespace } } of dependents) {
    for (const reference of owners) {
      if (reference.uid !== absent.uid) continue;
      const clusterWide = absent.namespace === "" && reference.apiVersion === absent.apiVersion && reference.kind === absent.kind;
      const identity = ownerIdentity(reference, clusterWide ? "" : namespace);
      if (!sameIdentity(identity, absent)) found.push(identity);
    }
  }
  found.sort(byOrder);
  return found.find((identity) => byOrder(absent, identity) < 0) ?? found[0];
}

const ORDER = ["kind", "apiVersion", "namespace", "name"] as const;

function byOrder(a: Identity, b: Identity): number {
  for (const field of ORDER) if (a[field] !== b[field]) return a[field] < b[field] ? -1 : 1;
  return 0;
}

/** Owner references that came, went, or changed. @source graph_builder.go referencesDiffs */
export interface ReferenceChanges {
  readonly added: readonly OwnerReference[];
  readonly removed: readonly OwnerReference[];
  readonly changed: readonly { readonly before: OwnerReference; readonly after: OwnerReference }[];
}

export function referenceChanges(before: readonly OwnerReference[], after: readonly OwnerReference[]): ReferenceChanges {
  if (before === after) return unchanged;
  const old = new Map(before.map((reference) => [reference.uid, reference]));
  const added: OwnerReference[] = [];
  const changed: { before: OwnerReference; after: OwnerReference }[] = [];
  for (const reference of after) {
    const was = old.get(reference.uid);
    old.delete(reference.uid);
    if (was === undefined) added.push(reference);
    else if (!matches(was, reference) || was.controller !== reference.controller || was.blockOwnerDeletion !== reference.blockOwnerDeletion) changed.push({ before: was, after: reference });
  }
  return { added, removed: [...old.values()], changed };
}

const unchanged: ReferenceChanges = { added: [], removed: [], changed: [] };
