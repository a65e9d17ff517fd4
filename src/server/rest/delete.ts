import type { ApiRequest, JsonObject, KubeObject, RequestOptions, Status } from "../../api/index.ts";
import { conflict, equal, isStatus, notFound, parseRfc3339, removed, rfc3339 } from "../../api/index.ts";
import { SECOND } from "../../kernel/index.ts";
import type { Kind } from "../kinds/index.ts";
import type { VersionRecord } from "../storage/index.ts";
import { askedOf, isRefusal } from "./asked.ts";
import { deleteOptionsOf } from "./delete-options.ts";
import { frozen } from "./frozen.ts";
import type { Outcome, Rest } from "./rest.ts";
import { done, refusedWith } from "./rest.ts";
import type { Target } from "./target.ts";
import { current } from "./update.ts";
import { kept, shownRecord } from "./versions.ts";
import { isDryRun, writeOptionsProblem } from "./write-options.ts";

/**
 * @source apiserver pkg/endpoints/handlers/delete.go, pkg/registry/generic/registry/store.go Delete,
 *   pkg/registry/rest/delete.go BeforeDelete; kubernetes pkg/registry/core/namespace/storage
 */
export function remove(rest: Rest, target: Target, request: ApiRequest): Outcome {
  const read = deleteOptionsOf(request);
  if ("status" in read) return refusedWith(read.status);
  const problem = writeOptionsProblem("DeleteOptions", read.options);
  if (problem !== undefined) return refusedWith(problem);
  const record = current(rest, target, request);
  if (record?.object === undefined) return refusedWith(notFound(target.resource, request.name));
  const admitted = rest.admission.admit(askedOf("delete", target, request, request.name), record.object, record.object);
  if (isRefusal(admitted)) return refusedWith(admitted);
  const { terminated } = target.kind;
  if (terminated !== undefined && record.object.metadata.deletionTimestamp === undefined) return terminate(rest, target, record, read.options, terminated);
  return removeObject(rest, target, record, read.options);
}

/** Of a kind whose deletion begins with more than a mark. @source apiextensions-apiserver pkg/registry/customresourcedefinition/etcd.go Delete */
function terminate(rest: Rest, target: Target, record: VersionRecord, options: RequestOptions, terminated: NonNullable<Kind["terminated"]>): Outcome {
  const object = record.object as KubeObject;
  const { uid, resourceVersion } = options.preconditions ?? {};
  const unmet = (what: string, asked: string, is = ""): Outcome =>
    refusedWith(conflict(target.resource, object.metadata.name ?? "", `Precondition failed: ${what} in precondition: ${asked}, ${what} in object meta: ${is}`));
  if (uid !== undefined && uid !== object.metadata.uid) return unmet("UID", uid, object.metadata.uid);
  if (resourceVersion !== undefined && resourceVersion !== object.metadata.resourceVersion) return unmet("ResourceVersion", resourceVersion, object.metadata.resourceVersion);
  const marked = frozen(terminated(object, rfc3339(rest.clock.wall())));
  if (isDryRun(options)) return done(200, marked);
  const written = rest.storage.put(record.entry.path, marked, record.revision);
  return done(200, ("revision" in written ? written.object : undefined) ?? marked);
}

/** Of a deletion that is known to be well-formed. */
export function removeObject(rest: Rest, target: Target, record: VersionRecord, options: RequestOptions): Outcome {
  const object = record.object as KubeObject;
  const unmet = deletionPreconditionProblem(target, object, options);
  if (unmet !== undefined) return refusedWith(unmet);
  const outcome = isNamespace(target) ? terminateNamespace(rest, target, record, options) : removeOrMark(rest, target, record, options);
  const kept = outcome.kind === "done" && outcome.body.kind !== "Status";
  return kept && options.orphanDependents === false && outcome.code === 200 && !target.kind.returnsDeleted ? { ...outcome, code: 202 } : outcome;
}

function isNamespace({ info }: Target): boolean {
  return info.group === "" && info.resource === "namespaces";
}

export function deletionPreconditionProblem({ kindName }: Target, { metadata }: KubeObject, { preconditions }: RequestOptions): Status | undefined {
  const { uid, resourceVersion } = preconditions ?? {};
  const name = metadata.name ?? "";
  if (uid !== undefined && uid !== metadata.uid) {
    return conflict(kindName, name, `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid ?? ""}). The object might have been deleted and then recreated`);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    return conflict(kindName, name, `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion ?? ""}). The object might have been modified`);
  }
  return undefined;
}

function removeOrMark(rest: Rest, target: Target, record: VersionRecord, options: RequestOptions): Outcome {
  const object = record.object as KubeObject;
  const graceful = target.kind.grace === undefined ? notGraceful : gracefully(rest, target, object, options);
  if (graceful.kind === "pending") return finished(target, object);
  const finalizers = finalizersAfter(object, options);
  const waits = finalizers.length > 0;
  let marked = equal(finalizers, object.metadata.finalizers ?? []) ? graceful.object ?? object : withFinalizers(graceful.object ?? object, finalizers);
  if (graceful.kind === "no" && waits) marked = markedAsDeleting(rest, marked);
  const stays = waits || (graceful.kind === "yes" && graceful.seconds > 0);
  let revision = record;
  if (marked !== object && !equal(marked, object) && !isDryRun(options)) {
    const stored = kept(target, frozen(marked));
    if (isStatus(stored)) return refusedWith(stored);
    const written = rest.storage.put(record.entry.path, stored, record.revision);
    if ("revision" in written) revision = shownRecord(target, written);
  }
  const shown = isDryRun(options) ? frozen(marked) : (revision.object ?? object);
  if (stays) return done(200, shown);
  if (isDryRun(options)) return finished(target, shown);
  const tombstone = rest.storage.delete(record.entry.path);
  target.allocator?.released(rest.allocation, shown);
  return finished(target, "revision" in tombstone ? frozen({ ...shown, metadata: { ...shown.metadata, resourceVersion: String(tombstone.revision) } }) : shown);
}

function finished({ kind, resource }: Target, object: KubeObject): Outcome {
  return done(200, kind.returnsDeleted ? object : removed(resource, object.metadata.name ?? "", object.metadata.uid));
}

type Graceful =
  | { readonly kind: "no"; readonly object?: undefined }
  /** A deletion with no shorter grace is on its way already. */
  | { readonly kind: "pending" }
  | { readonly kind: "yes"; readonly object: KubeObject; readonly seconds: number };

const notGraceful: Graceful = { kind: "no" };

/** @source pkg/registry/rest/delete.go BeforeDelete */
function gracefully(rest: Rest, { kind }: Target, object: KubeObject, { gracePeriodSeconds }: RequestOptions): Graceful {
  const asked = gracePeriodSeconds !== undefined && gracePeriodSeconds < 0 ? 1 : gracePeriodSeconds;
  const { deletionTimestamp, deletionGracePeriodSeconds: granted, generation } = object.metadata;
  if (deletionTimestamp !== undefined) {
    if (granted === undefined) return notGraceful;
    if (asked === undefined || asked >= granted) return { kind: "pending" };
    // The period counts from when the deletion began; what would be over already is a second from now.
    const began = (parseRfc3339(deletionTimestamp) ?? rest.clock.wall()) - granted * SECOND;
    const late = asked > 0 && began + asked * SECOND < rest.clock.wall();
    const seconds = late ? 1 : asked;
    const at = late ? rest.clock.wall() + SECOND : began + asked * SECOND;
    return { kind: "yes", seconds, object: withMetadata(object, { deletionTimestamp: rfc3339(at), deletionGracePeriodSeconds: seconds }) };
  }
  const seconds = kind.grace?.(object, asked) ?? 0;
  const bumped = generation === undefined || generation === 0 ? {} : { generation: generation + 1 };
  return {
    kind: "yes",
    seconds,
    object: withMetadata(object, { ...bumped, deletionTimestamp: rfc3339(rest.clock.wall() + seconds * SECOND), deletionGracePeriodSeconds: seconds }),
  };
}

/** @source store.go markAsDeleting */
function markedAsDeleting(rest: Rest, object: KubeObject): KubeObject {
  const { generation = 0, deletionTimestamp, deletionGracePeriodSeconds } = object.metadata;
  return withMetadata(object, {
    ...(deletionGracePeriodSeconds === undefined && generation > 0 ? { generation: generation + 1 } : {}),
    deletionTimestamp: deletionTimestamp ?? rfc3339(rest.clock.wall()),
    deletionGracePeriodSeconds: 0,
  });
}

/** @source store.go deletionFinalizersForGarbageCollection */
function finalizersAfter({ metadata }: KubeObject, { propagationPolicy, orphanDependents }: RequestOptions): readonly string[] {
  const own = metadata.finalizers ?? [];
  const policy = propagationPolicy ?? (orphanDependents === undefined ? undefined : orphanDependents ? "Orphan" : "Background");
  if (policy === undefined) return own;
  const rest = own.filter((each) => each !== "orphan" && each !== "foregroundDeletion");
  const added = policy === "Foreground" ? "foregroundDeletion" : policy === "Orphan" ? "orphan" : undefined;
  if (added === undefined) return rest;
  return own.includes(added) && rest.length === own.length - 1 ? own : [...rest, added];
}

function terminateNamespace(rest: Rest, target: Target, record: VersionRecord, options: RequestOptions): Outcome {
  const object = record.object as KubeObject;
  const { finalizers = [] } = (object["spec"] ?? {}) as { readonly finalizers?: readonly string[] };
  if (object.metadata.deletionTimestamp !== undefined) {
    return finalizers.length > 0 ? done(200, object) : removeOrMark(rest, target, record, options);
  }
  const marked = frozen({
    ...withMetadata(object, { deletionTimestamp: rfc3339(rest.clock.wall()) }),
    status: { ...(object["status"] as JsonObject | undefined), phase: "Terminating" },
  });
  if (isDryRun(options)) return done(200, marked);
  const written = rest.storage.put(record.entry.path, marked, record.revision);
  const stored = "revision" in written ? (written.object ?? marked) : marked;
  return done(200, stored);
}

function withMetadata(object: KubeObject, change: KubeObject["metadata"]): KubeObject {
  return { ...object, metadata: { ...object.metadata, ...change } };
}

function withFinalizers(object: KubeObject, finalizers: readonly string[]): KubeObject {
  const { finalizers: _before, ...metadata } = object.metadata;
  return { ...object, metadata: finalizers.length === 0 ? metadata : { ...metadata, finalizers } };
}
