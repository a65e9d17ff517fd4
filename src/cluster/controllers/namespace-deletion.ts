import type { JsonObject, KubeObject, ResourceInfo } from "../../api/index.ts";
import { rfc3339 } from "../../api/index.ts";
import type { Answer } from "../../client/index.ts";
import { bucket, createRateLimitingQueue, exponential, isConflict, isNotFound, maxOf } from "../../client/index.ts";
import { MILLISECOND, SECOND } from "../../kernel/index.ts";
import type { CoreController, CoreParts } from "./core-parts.ts";
import type { Remaining } from "./namespace-conditions.ts";
import { conditionsOf, namespaceConditions } from "./namespace-conditions.ts";
import { deleteContent } from "./namespace-content.ts";
import { preferredResources } from "./resources.ts";
import { createWorkers, type Afterwards, type Work } from "./work.ts";

/** So long after its last event a namespace is looked at. @source namespace_controller.go namespaceDeletionGracePeriod */
const GRACE = 5 * SECOND;
/** @source namespace/config/v1alpha1/defaults.go ConcurrentNamespaceSyncs */
const CONCURRENCY = 10;
/** What this controller removes when all content is gone. */
const FINALIZER = "kubernetes";

interface Namespace extends KubeObject {
  readonly spec?: { readonly finalizers?: readonly string[] };
  readonly status?: JsonObject;
}

/**
 * Empties namespaces that are being deleted, says in their conditions how far that is, and lets them go when it is done.
 *
 * @source kubernetes pkg/controller/namespace/{namespace_controller.go,deletion/namespaced_resources_deleter.go}
 * @differs resources go in the order of discovery, which upstream leaves to chance
 */
export function namespaceDeletion({ scope, clock, client, monitors, registry, info, revision }: CoreParts): CoreController {
  const namespaces = info("", "namespaces");
  const pods = info("", "pods");
  const limiter = maxOf(exponential<string>(5 * MILLISECOND, 60 * SECOND), bucket<string>(clock, 10, 100));
  const queue = createRateLimitingQueue<string>({ scope, clock, label: "namespaces" }, limiter);
  const enqueue = ({ metadata }: KubeObject): void => {
    if (metadata.deletionTimestamp !== undefined) queue.addAfter(metadata.name ?? "", GRACE);
  };
  monitors.handle(namespaces, { onAdd: enqueue, onUpdate: (_, namespace) => enqueue(namespace) }, "namespace deletion");

  function* sync(name: string): Work<Afterwards> {
    if (monitors.of(namespaces).store.get(name) === undefined) return "done";
    const answer = yield { verb: "get", resource: namespaces, name };
    if (!answer.ok) return isNotFound(answer.error) ? "done" : "again";
    if ((answer.body as Namespace).metadata.deletionTimestamp === undefined) return "done";
    const read = yield* retried(answer.body as Namespace, markTerminating);
    if (!read.ok) return isNotFound(read.error) ? "done" : "again";
    const namespace = read.body as Namespace;
    if (namespace.metadata.deletionTimestamp === undefined || (namespace.spec?.finalizers ?? []).length === 0) return "done";
    const { estimate, failed } = yield* deleteAll(namespace);
    if (failed) return "again";
    if (estimate > 0) return { after: (Math.floor(estimate / 2) + 1) * SECOND };
    const finalized = yield* retried(namespace, finalize);
    return finalized.ok || isNotFound(finalized.error) ? "done" : "again";
  }

  /** Tries again on what is newer, as long as it is the same namespace. */
  function* retried(first: Namespace, attempt: (namespace: Namespace) => Work<Answer>): Work<Answer> {
    let namespace = first;
    for (;;) {
      const answer = yield* attempt(namespace);
      if (answer.ok || !isConflict(answer.error)) return answer;
      const newer = yield { verb: "get", resource: namespaces, name: namespace.metadata.name ?? "" };
      if (!newer.ok || (newer.body as Namespace).metadata.uid !== namespace.metadata.uid) return answer;
      namespace = newer.body as Namespace;
    }
  }

  function* markTerminating(namespace: Namespace): Work<Answer> {
    if (namespace.metadata.deletionTimestamp === undefined || namespace.status?.["phase"] === "Terminating") return { ok: true, status: 200, body: namespace };
    return yield* writeStatus({ ...namespace, status: { ...namespace.status, phase: "Terminating" } });
  }

  function* writeStatus(namespace: Namespace): Work<Answer> {
    return yield { verb: "update", resource: namespaces, name: namespace.metadata.name ?? "", subresource: "status", body: { form: "object", value: namespace as unknown as JsonObject } };
  }

  function* finalize({ apiVersion, kind, metadata, spec }: Namespace): Work<Answer> {
    const finalizers = (spec?.finalizers ?? []).filter((each) => each !== FINALIZER).toSorted();
    const value = { apiVersion, kind, metadata, spec: { ...spec, finalizers } } as unknown as JsonObject;
    return yield { verb: "update", resource: namespaces, name: metadata.name ?? "", subresource: "finalize", body: { form: "object", value } };
  }

  function* deleteAll(namespace: Namespace): Work<{ readonly estimate: number; readonly failed: boolean }> {
    const { name = "", deletionTimestamp = "" } = namespace.metadata;
    const problems: string[] = [];
    const counts = new Map<string, number>();
    const finalizers = new Map<string, number>();
    let estimate = 0;
    function* empty(resource: ResourceInfo): Work<void> {
      const deletion = yield* deleteContent(resource, name, deletionTimestamp, clock.wall);
      if (deletion.problem !== undefined) problems.push(deletion.problem);
      estimate = Math.max(estimate, deletion.estimate);
      if (deletion.remaining > 0) counts.set(`${resource.resource}.${resource.group}`, deletion.remaining);
      for (const [finalizer, count] of deletion.finalizers) finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + count);
    }
    // What runs goes first, so that nothing it uses is gone under it.
    yield* empty(pods);
    let remaining: Remaining | undefined;
    if (counts.size === 0) {
      for (const resource of preferredResources(registry)) {
        if (resource.namespaced && resource.verbs.includes("delete") && resource !== pods) yield* empty(resource);
      }
      remaining = { counts, finalizers };
    }
    const before = conditionsOf(namespace.status);
    const conditions = namespaceConditions(before, problems, remaining, rfc3339(clock.wall()));
    if (conditions !== before) yield* writeStatus({ ...namespace, status: { ...namespace.status, conditions } as unknown as JsonObject });
    return { estimate, failed: problems.length > 0 };
  }

  return createWorkers({ scope, label: "namespace deletion", queue, send: client.send.bind(client), count: CONCURRENCY, revision, work: sync });
}
