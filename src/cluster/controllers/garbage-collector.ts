import type { JsonObject, KubeObject, OwnerReference, RequestOptions, ResourceInfo } from "../../api/index.ts";
import { apiVersionOf, equal } from "../../api/index.ts";
import type { Answer, CallOf, SharedInformer } from "../../client/index.ts";
import { createRateLimitingQueue, defaultControllerLimiter, isConflict, isNotFound, isTombstone, isUnsupportedMediaType } from "../../client/index.ts";
import { SECOND } from "../../kernel/index.ts";
import { createAbsentOwners } from "./absent-owners.ts";
import type { CoreController, CoreParts } from "./core-parts.ts";
import { createGraphBuilder } from "./graph-builder.ts";
import { invalidOwnerEvent } from "./invalid-owner-event.ts";
import { METADATA } from "./metadata-requests.ts";
import type { Identity, OwnerNode } from "./owner-graph.ts";
import { blockingDependents, FOREGROUND, holds, ORPHAN, ownerIdentity } from "./owner-graph.ts";
import { withoutBlocking, withoutOwners, type OwnerPatch } from "./owner-patches.ts";
import { preferredResources } from "./resources.ts";
import { createWorkers, type Afterwards, type Work } from "./work.ts";

/** @source garbagecollector/config/v1alpha1/defaults.go ConcurrentGCSyncs */
const CONCURRENCY = 20;
/** How often new kinds are looked for. @source cmd/kube-controller-manager/app/core.go startGarbageCollectorController */
const SYNC_EVERY = 30 * SECOND;
/** Attempts to take a finalizer away while others write. @source client-go util/retry DefaultBackoff */
const FINALIZER_ATTEMPTS = 4;

/**
 * Deletes objects whose owners are gone, lets owners that wait for their dependents go when those are, and takes owners
 * that leave orphans out of their dependents.
 *
 * @source kubernetes pkg/controller/garbagecollector/{garbagecollector.go,operations.go}
 * @differs dependents are orphaned one by one, in the order they became dependents; no pause between attempts at a finalizer;
 *   kinds are mapped to resources by the registry, at once
 */
export function garbageCollector(parts: CoreParts): CoreController {
  const { scope, clock, client, monitors, registry, info, revision } = parts;
  const send = client.send.bind(client);
  const toDelete = createRateLimitingQueue<OwnerNode>({ scope, clock, label: "garbage" }, defaultControllerLimiter(clock));
  const toOrphan = createRateLimitingQueue<OwnerNode>({ scope, clock, label: "orphans" }, defaultControllerLimiter(clock));
  const absentOwners = createAbsentOwners();
  const graph = createGraphBuilder(absentOwners, {
    attemptToDelete: (node) => toDelete.add(node),
    attemptToDeleteLater: (node) => toDelete.addRateLimited(node),
    attemptToOrphan: (node) => toOrphan.add(node),
    invalidNamespace(dependent, uid) {
      const event = invalidOwnerEvent(info("", "events"), dependent, uid, clock.wall());
      if (event !== undefined) scope.soon("event of the garbage collector", () => void send(event, () => {}));
    },
  });

  const watched = new WeakSet<SharedInformer>();
  let watchedAt = -1;

  function watchKinds(): void {
    const wanted = preferredResources(registry).filter(isCollectable);
    for (const resource of wanted) {
      if (watched.has(monitors.of(resource))) continue;
      watched.add(monitors.of(resource));
      const kind = { apiVersion: apiVersionOf(resource), kind: resource.kind };
      monitors.handle(resource, {
        onAdd: (object) => graph.seen(object, undefined, kind),
        onUpdate: (before, after) => graph.seen(after, before, kind),
        onDelete(gone) {
          const object = isTombstone(gone) ? gone.object : gone;
          if (object !== undefined) graph.gone(object, kind);
        },
      }, "garbage collector");
    }
    monitors.keepOnly(wanted);
    watchedAt = revision();
    scope.after(SYNC_EVERY, "kinds to collect", watchKinds);
  }
  watchKinds();

  function* attemptToDelete(node: OwnerNode): Work<Afterwards> {
    const { uid } = node.identity;
    if (node.virtual && graph.find(uid)?.virtual !== true) return "done";
    const afterwards = yield* attempt(node);
    if (afterwards === "forget") return "done";
    // It is asked after until an informer tells of it, or it is gone.
    return afterwards === "done" && node.virtual ? "again" : afterwards;
  }

  /** "forget": nothing that happens to it now would be news. */
  function* attempt(node: OwnerNode): Work<Afterwards | "forget"> {
    if (node.beingDeleted && !node.deletingDependents) return "done";
    const read = yield* live(node.identity);
    if (read === "unknown") return "again";
    if (read === "impossible") return "forget";
    if (read.ok ? (read.body as KubeObject).metadata.uid !== node.identity.uid : isNotFound(read.error)) {
      graph.absent(node.identity);
      return "forget";
    }
    if (!read.ok) return "again";
    if (node.deletingDependents) return yield* waitForDependents(node);
    const latest = read.body as KubeObject;
    const owners = latest.metadata.ownerReferences ?? [];
    if (owners.length === 0) return "done";
    const classes = yield* classify(node, owners);
    if (typeof classes === "string") return classes;
    const { solid, dangling, waiting } = classes;
    if (solid > 0) return dangling.length + waiting.length === 0 ? "done" : yield* patched(node, withoutOwners(node, [...dangling, ...waiting]));
    if (waiting.length > 0 && node.dependents.size > 0) {
      if ([...node.dependents].some(({ deletingDependents }) => deletingDependents)) {
        const freed = yield* patched(node, withoutBlocking(node));
        if (freed !== "done") return freed;
      }
      return yield* deleted(node, latest, "Foreground");
    }
    return yield* deleted(node, latest, holds(latest, ORPHAN) ? "Orphan" : holds(latest, FOREGROUND) ? "Foreground" : "Background");
  }

  function* waitForDependents(node: OwnerNode): Work<Afterwards> {
    const blocking = blockingDependents(node);
    if (blocking.length === 0) return yield* withoutFinalizer(node, FOREGROUND);
    for (const dependent of blocking) if (!dependent.deletingDependents) toDelete.add(dependent);
    return "done";
  }

  interface Classes {
    readonly solid: number;
    /** Uids of owners that are not there. */
    readonly dangling: readonly string[];
    /** Uids of owners that wait for their dependents to go. */
    readonly waiting: readonly string[];
  }

  function* classify(node: OwnerNode, owners: readonly OwnerReference[]): Work<Classes | "again" | "forget"> {
    const dangling: string[] = [];
    const waiting: string[] = [];
    for (const reference of owners) {
      const owner = yield* ownerOf(node, reference);
      if (typeof owner === "string") {
        if (owner !== "absent") return owner;
        dangling.push(reference.uid);
      } else if (owner.metadata.deletionTimestamp !== undefined && holds(owner, FOREGROUND)) waiting.push(reference.uid);
    }
    return { solid: owners.length - dangling.length - waiting.length, dangling, waiting };
  }

  function* ownerOf({ identity: { namespace } }: OwnerNode, reference: OwnerReference): Work<KubeObject | "absent" | "again" | "forget"> {
    const clusterWide = ownerIdentity(reference, "");
    const beside = ownerIdentity(reference, namespace);
    if (absentOwners.has(clusterWide) || absentOwners.has(beside)) return "absent";
    const read = yield* live(beside);
    if (read === "unknown") return "again";
    // An object of the whole cluster cannot belong to one of a namespace; that will never change.
    if (read === "impossible") return "forget";
    if (!read.ok && !isNotFound(read.error)) return "again";
    if (read.ok && (read.body as KubeObject).metadata.uid === reference.uid) return read.body as KubeObject;
    absentOwners.add(resourceOf(reference)?.namespaced === true ? beside : clusterWide);
    return "absent";
  }

  function resourceOf({ apiVersion, kind }: Pick<Identity, "apiVersion" | "kind">): ResourceInfo | undefined {
    return registry.ofKind(apiVersion, kind);
  }

  /** The object now. "unknown": there is no such kind (yet); "impossible": it would need a namespace. */
  function* live(identity: Identity): Work<Answer | "unknown" | "impossible"> {
    const resource = resourceOf(identity);
    if (resource === undefined) return "unknown";
    if (resource.namespaced && identity.namespace === "") return "impossible";
    return yield call(resource, identity, { verb: "get" });
  }

  function* deleted(node: OwnerNode, { metadata: { resourceVersion, ownerReferences } }: KubeObject, propagationPolicy: string): Work<Afterwards | "forget"> {
    const { identity } = node;
    const resource = resourceOf(identity);
    if (resource === undefined) return "again";
    const remove = (preconditions: NonNullable<RequestOptions["preconditions"]>): CallOf => call(resource, identity, { verb: "delete", options: { propagationPolicy, preconditions } });
    let answer = yield remove({ uid: identity.uid, ...(resourceVersion === undefined ? {} : { resourceVersion }) });
    if (!answer.ok && isConflict(answer.error)) {
      // Who only writes other things must not keep it from being collected.
      const now = yield call(resource, identity, { verb: "get" });
      if (!now.ok) answer = now;
      else {
        const { metadata } = now.body as KubeObject;
        if (metadata.uid === identity.uid && metadata.resourceVersion !== resourceVersion && equal(metadata.ownerReferences, ownerReferences)) answer = yield remove({ uid: identity.uid });
      }
    }
    if (answer.ok) return "done";
    if (!isNotFound(answer.error)) return "again";
    graph.absent(identity);
    return "forget";
  }

  function* patched({ identity }: OwnerNode, patch: OwnerPatch): Work<Afterwards> {
    const answer = yield* patchedOwners(identity, patch);
    return answer?.ok === true ? "done" : "again";
  }

  function* patchedOwners(identity: Identity, { strategic, merge }: OwnerPatch): Work<Answer | undefined> {
    const resource = resourceOf(identity);
    if (resource === undefined) return undefined;
    const answer = yield call(resource, identity, { verb: "patch", body: { form: "patch", type: "application/strategic-merge-patch+json", value: strategic } });
    if (answer.ok || !isUnsupportedMediaType(answer.error)) return answer;
    let latest = monitors.find(resource)?.store.get(identity.namespace === "" ? identity.name : `${identity.namespace}/${identity.name}`);
    if (latest === undefined) {
      const read = yield call(resource, identity, { verb: "get" });
      if (!read.ok) return read;
      latest = read.body as KubeObject;
    }
    return yield mergePatch(resource, identity, merge(latest));
  }

  function* withoutFinalizer({ identity }: OwnerNode, finalizer: string): Work<Afterwards> {
    for (let i = 0; i < FINALIZER_ATTEMPTS; i += 1) {
      const read = yield* live(identity);
      if (typeof read === "string") return "again";
      if (!read.ok) return isNotFound(read.error) ? "done" : "again";
      const { metadata: { resourceVersion = "", finalizers = [] } } = read.body as KubeObject;
      const resource = resourceOf(identity);
      if (!finalizers.includes(finalizer) || resource === undefined) return "done";
      const left = finalizers.filter((each) => each !== finalizer);
      const answer = yield mergePatch(resource, identity, { metadata: { resourceVersion, finalizers: left.length === 0 ? null : left } });
      if (answer.ok) return "done";
      if (!isConflict(answer.error)) return "again";
    }
    return "again";
  }

  function* attemptToOrphan(owner: OwnerNode): Work<Afterwards> {
    let failed = false;
    for (const dependent of [...owner.dependents]) {
      const answer = yield* patchedOwners(dependent.identity, withoutOwners(dependent, [owner.identity.uid]));
      if (answer === undefined || (!answer.ok && !isNotFound(answer.error))) failed = true;
    }
    return failed ? "again" : yield* withoutFinalizer(owner, ORPHAN);
  }

  const deleting = createWorkers({ scope, label: "attempt to delete", queue: toDelete, send, count: CONCURRENCY, revision, work: attemptToDelete });
  const orphaning = createWorkers({ scope, label: "attempt to orphan", queue: toOrphan, send, count: CONCURRENCY, revision, work: attemptToOrphan });
  return {
    start() {
      deleting.start();
      orphaning.start();
    },
    get busy() {
      return deleting.busy || orphaning.busy || hasNewKinds();
    },
  };

  /** Custom resources come and go with writes, or are registered. */
  function hasNewKinds(): boolean {
    if (watchedAt === revision()) return false;
    if (preferredResources(registry).some((resource) => isCollectable(resource) && monitors.find(resource) === undefined)) return true;
    watchedAt = revision();
    return false;
  }

  function call(resource: ResourceInfo, { namespace, name }: Identity, what: Omit<CallOf, "resource" | "namespace" | "name" | "accept">): CallOf {
    return { resource, namespace: resource.namespaced ? namespace : "", name, ...(what.verb === "delete" ? {} : { accept: METADATA }), ...what };
  }

  function mergePatch(resource: ResourceInfo, identity: Identity, value: JsonObject): CallOf {
    return call(resource, identity, { verb: "patch", body: { form: "patch", type: "application/merge-patch+json", value } });
  }
}

/** Events own nothing and are owned by nobody. @source graph_builder.go DefaultIgnoredResources */
function isCollectable({ resource, verbs }: ResourceInfo): boolean {
  return resource !== "events" && ["delete", "list", "watch"].every((verb) => (verbs as readonly string[]).includes(verb));
}
