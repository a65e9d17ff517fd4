import type { ApiRequest, JsonObject, KubeObject, ObjectMeta, Status } from "../../api/index.ts";
import { badRequest, conflict, equal, invalid, isStatus, MODIFIED, notFound, parseResourceVersion, rfc3339, serverError } from "../../api/index.ts";
import type { Kind } from "../kinds/index.ts";
import type { VersionRecord } from "../storage/index.ts";
import type { Asked } from "../admission/index.ts";
import { allocated } from "./allocated.ts";
import { askedOf, isRefusal } from "./asked.ts";
import { createObject } from "./create.ts";
import { frozen } from "./frozen.ts";
import { canonicalMetadata } from "./metadata.ts";
import { differOnlyInTime, facetWithOwners, managedFields, ownedThrough } from "./ownership.ts";
import { receivedObject } from "./received.ts";
import type { Outcome, Rest } from "./rest.ts";
import { done, refusedWith, warned } from "./rest.ts";
import type { Facet } from "./subresources/scale.ts";
import type { Target } from "./target.ts";
import { pathOf } from "./target.ts";
import { problemsOfChange } from "./validate.ts";
import { answered, kept, shownRecord } from "./versions.ts";
import { isDryRun, writeOptionsProblem } from "./write-options.ts";

/**
 * @source apiserver pkg/endpoints/handlers/update.go, pkg/registry/generic/registry/store.go Update,
 *   pkg/registry/rest/update.go BeforeUpdate
 */
export function update(rest: Rest, target: Target, request: ApiRequest, facet?: Facet): Outcome {
  const problem = writeOptionsProblem("UpdateOptions", request.options);
  if (problem !== undefined) return refusedWith(problem);
  const received = receivedObject(facet?.spoken ?? target, request, rest.profile.constants.maxRequestBytes);
  if (received.kind === "refused") return warned(refusedWith(received.status), received.warnings ?? []);
  const misnamed = nameProblem(target, request, received.object);
  if (misnamed !== undefined) return refusedWith(misnamed);
  const sent = inNamespace(target, request, received.object);
  if (facet !== undefined) return warned(replaceThrough(rest, target, request, facet, sent), received.warnings);
  return warned(updateObject(rest, target, request, sent, received.emptied === true), received.warnings);
}

function updateObject(rest: Rest, target: Target, request: ApiRequest, sent: KubeObject, emptied: boolean): Outcome {
  const record = current(rest, target, request);
  if (record?.object === undefined) {
    if (!target.kind.createOnUpdate || request.subresource !== "") return refusedWith(notFound(target.resource, request.name));
    const { resourceVersion: _version, uid, ...metadata } = sent.metadata;
    if (uid !== undefined) return refusedWith(conflict(target.resource, request.name, otherUid(target, request, uid, "")));
    return createObject(rest, target, request, { ...sent, metadata });
  }
  const { uid } = sent.metadata;
  if (uid !== undefined && uid !== record.object.metadata.uid) {
    return refusedWith(conflict(target.resource, request.name, otherUid(target, request, uid, record.object.metadata.uid ?? "")));
  }
  return replace(rest, target, request, record, owned(rest, target, request, record.object, sent, emptied));
}

/** What was sent, with the managedFields that come of it. @param emptied it came with a list without any */
export function owned(rest: Rest, target: Target, request: ApiRequest, live: KubeObject, sent: KubeObject, emptied: boolean): KubeObject {
  const managed = managedFields(rest, target, request, live, sent, emptied);
  const { managedFields: _given, ...metadata } = sent.metadata;
  return { ...sent, metadata: managed === undefined ? metadata : { ...metadata, managedFields: managed } };
}

/** Writes what was said of an object by way of one of its facets; the answer is the facet too. */
export function replaceThrough(rest: Rest, target: Target, request: ApiRequest, facet: Facet, sent: KubeObject): Outcome {
  const record = current(rest, target, request);
  if (record?.object === undefined) return refusedWith(notFound(target.resource, request.name));
  const managed = managedFields(rest, facet.spoken, request, facetWithOwners(rest, facet, record.object), sent, false);
  return takeThrough(rest, target, request, facet, record, sent, managed);
}

/** @param managed of the facet */
export function takeThrough(rest: Rest, target: Target, request: ApiRequest, facet: Facet, record: VersionRecord, sent: KubeObject, managed: ObjectMeta["managedFields"]): Outcome {
  const live = record.object as KubeObject;
  const taken = facet.take(live, sent);
  if (isStatus(taken)) return refusedWith(taken);
  // The object itself changes, by its own rules; who changed it is remembered with the name of the facet.
  return shownThrough(facet, replace(rest, target, { ...request, subresource: "" }, record, ownedThrough(rest, target, facet, live, taken, managed)));
}

function shownThrough(facet: Facet, outcome: Outcome): Outcome {
  return outcome.kind === "done" ? { ...outcome, body: facet.show(outcome.body as KubeObject) } : outcome;
}

/** The stored object that a request names. */
export function current(rest: Rest, target: Target, { namespace, name }: ApiRequest): VersionRecord | undefined {
  const record = rest.storage.get(pathOf(target, namespace, name));
  return record === undefined || !("revision" in record) ? undefined : shownRecord(target, record);
}

/** @source apiserver pkg/storage/interfaces.go Preconditions.Check, errors.go NewInvalidObjError */
function otherUid(target: Target, request: ApiRequest, asked: string, is: string): string {
  return unmet(target, request, `UID in precondition: ${asked}, UID in object meta: ${is}`);
}

function unmet({ info, kind }: Target, { namespace, name, options }: ApiRequest, why: string): string {
  const key = `${isDryRun(options) ? "" : "/registry"}/${kind.storedAs ?? info.resource}/${namespace === "" ? "" : `${namespace}/`}${name}`;
  return `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ${why}`;
}

/** Of what must be true of the object as it is. @source apiserver pkg/storage/interfaces.go Preconditions.Check */
export function preconditionProblem(target: Target, request: ApiRequest, { metadata }: KubeObject, { uid, resourceVersion }: ObjectMeta): Status | undefined {
  const is = metadata.uid ?? "";
  if (uid !== undefined && uid !== is) return conflict(target.resource, request.name, otherUid(target, request, uid, is));
  const version = metadata.resourceVersion ?? "";
  if (resourceVersion === undefined || resourceVersion === version) return undefined;
  return conflict(target.resource, request.name, unmet(target, request, `ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${version}`));
}

/** Writes the change of one object, as PUT and PATCH do alike. */
export function replace(rest: Rest, target: Target, request: ApiRequest, record: VersionRecord, sent: KubeObject): Outcome {
  const before = record.object as KubeObject;
  const asked = askedOf("update", target, request, request.name);
  const admitted = rest.admission.admit(asked, target.stored(sent), before);
  if (isRefusal(admitted)) return refusedWith(admitted);
  const version = parseResourceVersion(sent.metadata.resourceVersion ?? "");
  if (version.kind === "problem") return refusedWith(serverError(version.message.replace(/^resourceVersion: Invalid value: "[^"]*": /, "")));
  if (version.version === 0 && !target.kind.unconditionalUpdate) {
    return refusedWith(invalid(target.resource, request.name, [
      { reason: "FieldValueInvalid", field: "metadata.resourceVersion", message: "Invalid value: 0: must be specified for an update" },
    ]));
  }
  if (version.version !== 0 && version.version !== record.revision) return refusedWith(conflict(target.resource, request.name, MODIFIED));
  return allocated(rest, target, request, admitted, before, (given) => settle(rest, target, request, asked, record, given)) as Outcome;
}

function settle(rest: Rest, target: Target, request: ApiRequest, asked: Asked, record: VersionRecord, sent: KubeObject): Outcome {
  const before = record.object as KubeObject;
  const after = settled(before, changed(rest, target, request.subresource, before, sent));
  const problems = problemsOfChange(target, request.subresource, after, before);
  if (problems.length > 0) return refusedWith(invalid(target.kindName, request.name, problems));
  const denied = rest.admission.validate(asked, after, before);
  if (denied !== undefined) return refusedWith(denied);
  const warnings = (request.subresource === "" ? target.kind.warn?.(after, before, sent) : undefined) ?? [];
  if (equal(after, before)) return done(200, before, warnings);
  if (isDryRun(request.options)) return done(200, after, warnings);
  if (isFinished(target, after)) {
    rest.storage.delete(record.entry.path);
    target.allocator?.released(rest.allocation, after);
    return done(200, after, warnings);
  }
  const stored = kept(target, after);
  if (isStatus(stored)) return refusedWith(stored);
  const written = rest.storage.put(record.entry.path, stored, record.revision);
  if (!("revision" in written)) return refusedWith(conflict(target.resource, request.name, MODIFIED));
  return done(200, answered(target, written, after), warnings);
}

/** The last finalizer of a deleted object is gone, and no kubelet is waited for. @source store.go deleteWithoutFinalizers */
function isFinished({ info }: Target, { metadata, ["spec"]: spec }: KubeObject): boolean {
  if (metadata.deletionTimestamp === undefined || (metadata.finalizers ?? []).length > 0) return false;
  if (info.group === "" && info.resource === "namespaces") return ((spec as { finalizers?: readonly unknown[] } | undefined)?.finalizers ?? []).length === 0;
  return (metadata.deletionGracePeriodSeconds ?? 0) === 0;
}

/** The object as it was, if nothing of it changed but when somebody changed it. @source apiserver pkg/endpoints/handlers/fieldmanager/equality.go */
function settled(before: KubeObject, after: KubeObject): KubeObject {
  if (!differOnlyInTime(before.metadata.managedFields, after.metadata.managedFields)) return after;
  const timeless = { ...after, metadata: { ...after.metadata, managedFields: before.metadata.managedFields } };
  return equal(timeless, before) ? before : after;
}

/** What becomes of the stored object: parts that the client may not change stay. */
function changed(rest: Rest, target: Target, subresource: string, before: KubeObject, sent: KubeObject): KubeObject {
  const { info, kind } = target;
  const taken = subresource === "" ? undefined : kind.parts?.[subresource]?.(sent, before, rfc3339(rest.clock.wall()));
  if (taken !== undefined) {
    const metadata: { [field: string]: unknown } = { ...before.metadata, managedFields: sent.metadata.managedFields };
    return counted(target, before, frozen({ ...before, ...taken, metadata: canonicalMetadata(metadata as JsonObject) }));
  }
  if (subresource === "status") return frozen(withStatusOf(rest, kind, before, sent));
  if (subresource === "finalize") return frozen(withFinalizersOf(before, sent));
  const { status: _status, ...body } = sent;
  const split = info.subresources.includes("status");
  const object = {
    ...(split ? { ...body, ...(before["status"] === undefined ? {} : { status: before["status"] }) } : sent),
    metadata: keptMetadata(before.metadata, sent.metadata),
  } as KubeObject;
  const completed = kind.onUpdate?.(object, before) ?? object;
  const after = frozen({ ...completed, metadata: canonicalMetadata(completed.metadata as JsonObject) });
  return counted(target, before, after);
}

function counted(target: Target, before: KubeObject, after: KubeObject): KubeObject {
  return movesGeneration(target, before, after) ? frozen({ ...after, metadata: { ...after.metadata, generation: (before.metadata.generation ?? 0) + 1 } }) : after;
}

function withStatusOf(rest: Rest, kind: Kind, before: KubeObject, sent: KubeObject): KubeObject {
  const metadata: { [field: string]: unknown } = { ...before.metadata };
  for (const field of kind.statusTakes) metadata[field] = sent.metadata[field];
  metadata["managedFields"] = sent.metadata.managedFields;
  const { status: _status, ...kept } = before;
  const canonical = canonicalMetadata(metadata as JsonObject);
  const status = kind.onStatus?.(sent, before, rfc3339(rest.clock.wall())) ?? sent["status"];
  return { ...(kept as KubeObject), metadata: canonical, ...(status === undefined ? {} : { status }) };
}

/** All but the status is the client's here. @source kubernetes pkg/registry/core/namespace/strategy.go namespaceFinalizeStrategy */
function withFinalizersOf(before: KubeObject, sent: KubeObject): KubeObject {
  const { status: _status, ...rest } = sent;
  const metadata = canonicalMetadata(keptMetadata(before.metadata, sent.metadata) as JsonObject);
  return { ...rest, metadata, ...(before["status"] === undefined ? {} : { status: before["status"] }) };
}

/** @source pkg/registry/rest/update.go BeforeUpdate: system fields stay whatever was sent */
function keptMetadata(before: ObjectMeta, sent: ObjectMeta): ObjectMeta {
  return {
    ...sent,
    uid: sent.uid ?? before.uid,
    resourceVersion: before.resourceVersion,
    generation: before.generation,
    creationTimestamp: before.creationTimestamp,
    deletionTimestamp: before.deletionTimestamp ?? sent.deletionTimestamp,
    deletionGracePeriodSeconds: sent.deletionGracePeriodSeconds ?? before.deletionGracePeriodSeconds,
  } as ObjectMeta;
}

function movesGeneration({ info, kind }: Target, before: KubeObject, after: KubeObject): boolean {
  if (kind.generation === "kept" || kind.generation === "once") return false;
  if (kind.generation === "specAndAnnotations" && !equal(before.metadata.annotations, after.metadata.annotations)) return true;
  if (kind.generation === "specAndLabels" && !equal(before.metadata.labels, after.metadata.labels)) return true;
  const ignored = new Set(["metadata", ...(info.subresources.includes("status") ? ["status"] : [])]);
  const keys = new Set([...Object.keys(before), ...Object.keys(after)].filter((key) => !ignored.has(key)));
  return [...keys].some((key) => !equal(before[key], after[key]));
}

/** @source apiserver pkg/endpoints/handlers/rest.go checkName */
export function nameProblem({ info }: Target, { name, namespace }: ApiRequest, { metadata }: KubeObject): Status | undefined {
  if (metadata.name === undefined) {
    return badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  }
  if (metadata.name !== name) return badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  if (info.namespaced && metadata.namespace !== undefined && metadata.namespace !== namespace) {
    return badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  return undefined;
}

export function inNamespace({ info }: Target, { namespace }: ApiRequest, sent: KubeObject): KubeObject {
  if (info.namespaced) return sent.metadata.namespace === namespace ? sent : { ...sent, metadata: { ...sent.metadata, namespace } };
  const { namespace: _namespace, ...metadata } = sent.metadata;
  return { ...sent, metadata };
}
