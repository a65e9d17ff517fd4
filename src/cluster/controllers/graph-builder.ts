import type { KubeObject, OwnerReference } from "../../api/index.ts";
import type { AbsentOwners } from "./absent-owners.ts";
import type { Identity, OwnerNode } from "./owner-graph.ts";
import { alternative, createNode, FOREGROUND, holds, identityOf, matches, ORPHAN, ownerIdentity, partition, referenceChanges, sameIdentity } from "./owner-graph.ts";

/** What the graph's changes lead to. */
export interface GraphSinks {
  attemptToDelete(node: OwnerNode): void;
  /** After the limiter's wait. */
  attemptToDeleteLater(node: OwnerNode): void;
  attemptToOrphan(node: OwnerNode): void;
  /** A dependent names an owner that is in another namespace. */
  invalidNamespace(dependent: OwnerNode, ownerUid: string): void;
}

/** Who owns whom, by what the informers tell. */
export interface GraphBuilder {
  /** An informer has added or updated an object. `kind` is the informer's. */
  seen(object: KubeObject, before: KubeObject | undefined, kind: Pick<Identity, "apiVersion" | "kind">): void;
  gone(object: KubeObject, kind: Pick<Identity, "apiVersion" | "kind">): void;
  /** The API server knows nothing of what a node stands for. */
  absent(identity: Identity): void;
  find(uid: string): OwnerNode | undefined;
}

/**
 * @source kubernetes pkg/controller/garbagecollector/graph_builder.go
 * @differs changes are worked in as informers tell them, without a queue between
 */
export function createGraphBuilder(absentOwners: AbsentOwners, sinks: GraphSinks): GraphBuilder {
  const nodes = new Map<string, OwnerNode>();

  function insert(node: OwnerNode): void {
    nodes.set(node.identity.uid, node);
    addToOwners(node, node.owners);
  }

  function addToOwners(node: OwnerNode, owners: readonly OwnerReference[]): void {
    let doubtful = false;
    for (const reference of owners) {
      let owner = nodes.get(reference.uid);
      if (owner === undefined) {
        owner = { identity: ownerIdentity(reference, node.identity.namespace), owners: [], dependents: new Set([node]), deletingDependents: false, beingDeleted: false, virtual: true };
        nodes.set(reference.uid, owner);
        sinks.attemptToDelete(owner);
        continue;
      }
      owner.dependents.add(node);
      if (doubtful) continue;
      const { namespace } = owner.identity;
      if (namespace !== "" && namespace !== node.identity.namespace) {
        if (!owner.virtual) sinks.invalidNamespace(node, reference.uid);
        doubtful = true;
      } else if (!matches(reference, owner.identity) || (namespace !== node.identity.namespace && owner.virtual)) doubtful = true;
    }
    if (doubtful) sinks.attemptToDelete(node);
  }

  function removeFromOwners(node: OwnerNode, owners: readonly OwnerReference[]): void {
    for (const { uid } of owners) nodes.get(uid)?.dependents.delete(node);
  }

  /** An informer tells of what was known by hearsay. */
  function observe(virtual: OwnerNode, observed: Identity): OwnerNode {
    let node = virtual;
    if (!sameIdentity(observed, virtual.identity)) {
      for (const dependent of partition(virtual.dependents, observed).others) {
        if (observed.namespace !== "" && dependent.identity.namespace !== observed.namespace) sinks.invalidNamespace(dependent, observed.uid);
        sinks.attemptToDelete(dependent);
      }
      node = replaced(virtual, observed);
    }
    node.virtual = false;
    return node;
  }

  /** A node of its own, since queues may hold the old one. */
  function replaced(node: OwnerNode, identity: Identity): OwnerNode {
    const copy = { ...node, identity, dependents: new Set(node.dependents) };
    nodes.set(identity.uid, copy);
    return copy;
  }

  function unblock(uid: string): void {
    const owner = nodes.get(uid);
    if (owner !== undefined) sinks.attemptToDelete(owner);
  }

  function follow(before: KubeObject | undefined, after: KubeObject, node: OwnerNode): void {
    if (startsToWait(before, after, ORPHAN)) return sinks.attemptToOrphan(node);
    if (!startsToWait(before, after, FOREGROUND)) return;
    node.deletingDependents = true;
    for (const dependent of node.dependents) sinks.attemptToDelete(dependent);
    sinks.attemptToDelete(node);
  }

  function remove(node: OwnerNode, identity: Identity): void {
    nodes.delete(identity.uid);
    removeFromOwners(node, node.owners);
    if (node.dependents.size > 0) absentOwners.add(identity);
    for (const dependent of node.dependents) sinks.attemptToDelete(dependent);
    for (const { uid } of node.owners) if (nodes.get(uid)?.deletingDependents === true) unblock(uid);
  }

  /** Dependents that name it so have no such owner. */
  function renounce(matching: readonly OwnerNode[], identity: Identity): void {
    if (matching.length === 0) return;
    absentOwners.add(identity);
    for (const dependent of matching) sinks.attemptToDelete(dependent);
  }

  return {
    seen(object, before, kind) {
      const { metadata: { uid = "", ownerReferences = none, deletionTimestamp } } = object;
      let node = nodes.get(uid);
      if (node?.virtual === true) node = observe(node, identityOf(object, kind));
      if (node === undefined) {
        node = createNode(object, kind);
        insert(node);
        return follow(before, object, node);
      }
      if (node.owners !== ownerReferences) {
        const { added, removed, changed } = referenceChanges(node.owners, ownerReferences);
        for (const reference of removed) if (reference.blockOwnerDeletion === true) unblock(reference.uid);
        for (const each of changed) if (each.before.blockOwnerDeletion === true && each.after.blockOwnerDeletion !== true) unblock(each.after.uid);
        node.owners = ownerReferences;
        addToOwners(node, added);
        removeFromOwners(node, removed);
      }
      if (deletionTimestamp !== undefined) node.beingDeleted = true;
      follow(before, object, node);
    },
    gone(object, kind) {
      const identity = identityOf(object, kind);
      const node = nodes.get(identity.uid);
      if (node !== undefined) remove(node.virtual ? observe(node, identity) : node, identity);
    },
    absent(identity) {
      const node = nodes.get(identity.uid);
      if (node === undefined) return;
      if (!node.virtual && !sameIdentity(node.identity, identity)) return renounce(partition(node.dependents, identity).matching, identity);
      const { matching, others } = partition(node.dependents, identity);
      if (!node.virtual || others.length === 0) return remove(node, identity);
      renounce(matching, identity);
      if (!sameIdentity(node.identity, identity)) return;
      const other = alternative(others, identity);
      if (other !== undefined) sinks.attemptToDeleteLater(replaced(node, other));
    },
    find: (uid) => nodes.get(uid),
  };
}

const none: readonly OwnerReference[] = [];

/** Its deletion begins to wait for this finalizer. */
function startsToWait(before: KubeObject | undefined, after: KubeObject, finalizer: string): boolean {
  if (after.metadata.deletionTimestamp === undefined || !holds(after, finalizer)) return false;
  return before === undefined || before.metadata.deletionTimestamp === undefined || !holds(before, finalizer);
}
