import type { ApiRequest, KubeObject, ObjectMeta, OwnerReference, Status } from "../../api/index.ts";
import {
  alreadyExists, badRequest, equal, failure, forbidden, generatedName, generatedNameTaken, invalid, isStatus, newUid, parseResourceVersion,
  rfc3339, serverError,
} from "../../api/index.ts";
import type { Kind } from "../kinds/index.ts";
import { customFacts } from "../kinds/index.ts";
import type { Asked } from "../admission/index.ts";
import { allocated } from "./allocated.ts";
import { askedOf, isRefusal } from "./asked.ts";
import { frozen } from "./frozen.ts";
import { canonicalMetadata, madeMetadata } from "./metadata.ts";
import { managedFields } from "./ownership.ts";
import { receivedObject } from "./received.ts";
import type { Outcome, Rest } from "./rest.ts";
import { done, refusedWith, warned } from "./rest.ts";
import type { Target } from "./target.ts";
import { pathOf } from "./target.ts";
import { problemsOfNew } from "./validate.ts";
import { answered, kept } from "./versions.ts";
import { isDryRun, writeOptionsProblem } from "./write-options.ts";

/**
 * @source apiserver pkg/endpoints/handlers/create.go, pkg/registry/generic/registry/store.go Create,
 *   pkg/registry/rest/create.go BeforeCreate
 */
export function create(rest: Rest, target: Target, request: ApiRequest): Outcome {
  const problem = writeOptionsProblem("CreateOptions", request.options);
  const received = receivedObject(target, request, rest.profile.constants.maxRequestBytes);
  if (received.kind === "refused" && received.status.code !== 413 && problem !== undefined) return refusedWith(problem);
  if (received.kind === "refused") return warned(refusedWith(received.status), received.warnings ?? []);
  if (problem !== undefined) return refusedWith(problem);
  return warned(createObject(rest, target, request, received.object), received.warnings);
}

/** Names a server tries before it gives up. @source store.go maxNameGenerationCreateAttempts */
const ATTEMPTS = 8;

/** @param applied who owns what was applied: otherwise whoever creates it */
export function createObject(rest: Rest, target: Target, request: ApiRequest, sent: KubeObject, applied?: { readonly managedFields: ObjectMeta["managedFields"] }): Outcome {
  const scope = scoped(target, request, sent);
  if ("status" in scope) return refusedWith(scope.status);
  if (!target.builtIn && customFacts(target.info).terminating) {
    return refusedWith(forbidden(target.resource, scope.object.metadata.name ?? "", "create not allowed while custom resource definition is terminating"));
  }
  const { name = "", generateName = "" } = scope.object.metadata;
  const managed = applied === undefined ? managedFields(rest, target, request, undefined, tracked(scope.object), false) : applied.managedFields;
  const asked = askedOf("create", target, request, name);
  const admitted = rest.admission.admit(asked, target.stored(scope.object), undefined);
  if (isRefusal(admitted)) return refusedWith(admitted);
  const attempts = name === "" && generateName !== "" ? ATTEMPTS : 1;
  let last = "";
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    // Mostly nothing writes between here and the store, which then need not copy the object to put its version in.
    const version = isDryRun(request.options) ? undefined : String(rest.storage.current + 1);
    const object = prepared(rest, target, request, admitted, managed, version);
    last = object.metadata.name ?? "";
    const outcome = allocated(rest, target, request, object, undefined, (given) => storeNew(rest, target, request, asked, given, sent));
    if (outcome !== undefined) return outcome;
  }
  return refusedWith(generateName !== "" ? generatedNameTaken(target.resource, last) : taken(rest, target, request.namespace, last));
}

/** Undefined when the name is taken. */
function storeNew(rest: Rest, target: Target, request: ApiRequest, asked: Asked, object: KubeObject, sent: KubeObject): Outcome | undefined {
  const { name = "" } = object.metadata;
  const problems = problemsOfNew(target, object);
  if (problems.length > 0) return refusedWith(invalid(target.kindName, name, problems));
  const warnings = warningsOf(target.kind, object, sent);
  const denied = rest.admission.validate(asked, object, undefined);
  if (denied !== undefined) return warned(refusedWith(denied), warnings);
  const version = parseResourceVersion(sent.metadata.resourceVersion ?? "");
  if (version.kind === "version" && version.version !== 0) return warned(refusedWith(serverError("resourceVersion should not be set on objects to be created")), warnings);
  const path = pathOf(target, request.namespace, name);
  if (isDryRun(request.options)) return rest.storage.get(path) === undefined ? done(201, object, warnings) : undefined;
  const stored = kept(target, object);
  if (isStatus(stored)) return warned(refusedWith(stored), warnings);
  const record = rest.storage.create(path, stored);
  if ("kind" in record) return undefined;
  return done(201, answered(target, record, object), warnings);
}

/** @source pkg/registry/rest/create.go, apimachinery pkg/apis/meta/v1 (duplicate owners) */
function warningsOf({ warn }: Kind, object: KubeObject, sent: KubeObject): readonly string[] {
  const ofOwners = ownerWarnings(sent);
  const ofKind = warn?.(object, undefined, sent) ?? noWarnings;
  return ofOwners.length === 0 ? ofKind : [...ofOwners, ...ofKind];
}

function ownerWarnings({ metadata: { ownerReferences } }: KubeObject): readonly string[] {
  if (ownerReferences === undefined || ownerReferences.length < 2) return noWarnings;
  const twice = ownerReferences.filter((owner, i) => ownerReferences.findIndex((other) => equal(other, owner)) < i).map((owner) => owner.uid);
  if (twice.length === 0) return noWarnings;
  return [
    ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; " +
      `please fix your requests; duplicate UID(s) observed: ${[...new Set(twice)].join(", ")}`,
  ];
}

const noWarnings: readonly string[] = Object.freeze([]);

function taken(rest: Rest, target: Target, namespace: string, name: string): Status {
  const status = alreadyExists(target.resource, name);
  const existing = rest.storage.get(pathOf(target, namespace, name));
  const terminating = existing !== undefined && !("kind" in existing) && existing.object?.metadata.deletionTimestamp !== undefined;
  if (!terminating) return status;
  return failure({ ...status, code: 409, message: `object is being deleted: ${status.message ?? ""}` });
}

/** With the namespace of the request, or none for a cluster-scoped object. */
function scoped({ info }: Target, { namespace }: ApiRequest, sent: KubeObject): { readonly object: KubeObject } | { readonly status: Status } {
  const named = sent.metadata.namespace;
  if (named === (info.namespaced ? namespace : undefined)) return { object: sent };
  if (!info.namespaced) {
    const { namespace: _named, ...metadata } = sent.metadata;
    return { object: { ...sent, metadata } };
  }
  if (named !== undefined && named !== "") return { status: badRequest("the namespace of the provided object does not match the namespace sent on the request") };
  return { object: { ...sent, metadata: { ...sent.metadata, namespace } } };
}

/** What is looked at for ownership: without what a client cannot say of a new object. @source pkg/registry/rest/meta.go WipeObjectMetaSystemFields */
function tracked(sent: KubeObject): KubeObject {
  const { deletionTimestamp, deletionGracePeriodSeconds, ownerReferences = noOwners } = sent.metadata;
  if (deletionTimestamp === undefined && deletionGracePeriodSeconds === undefined && ownerReferences.length < 2) return sent;
  const { deletionTimestamp: _timestamp, deletionGracePeriodSeconds: _seconds, ...metadata } = sent.metadata;
  return { ...sent, metadata: ownerReferences.length < 2 ? metadata : { ...metadata, ownerReferences: withoutDuplicates(ownerReferences) } };
}

const noOwners: readonly OwnerReference[] = Object.freeze([]);

/** What the server sets, whatever was sent. */
function prepared(rest: Rest, target: Target, { user }: ApiRequest, sent: KubeObject, managed: ObjectMeta["managedFields"], version: string | undefined): KubeObject {
  const { kind } = target;
  const metadata = metadataOfNew(rest, kind, sent.metadata, managed, version);
  const object: KubeObject = { ...withFreshStatus(target, sent), metadata };
  const completed = kind.onCreate?.(object, user) ?? object;
  return frozen(completed.metadata === metadata ? completed : { ...completed, metadata: canonicalMetadata(completed.metadata as never) });
}

function withoutStatus({ status: _status, ...rest }: KubeObject): KubeObject {
  return rest;
}

/** @param sent in canonical form @param version of the write to come; undefined: there will be none */
function metadataOfNew(rest: Rest, kind: Kind, sent: ObjectMeta, managed: ObjectMeta["managedFields"], version: string | undefined): ObjectMeta {
  const { name = "", generateName, namespace, generation = 0, labels, annotations, ownerReferences, finalizers } = sent;
  return madeMetadata({
    name: name !== "" ? name : generateName === undefined ? undefined : generatedName(generateName, rest.random),
    generateName,
    namespace,
    uid: newUid(rest.random),
    resourceVersion: version,
    generation: kind.generation !== "kept" && kind.generation !== "specFromKept" ? 1 : generation === 0 ? undefined : generation,
    creationTimestamp: rfc3339(rest.clock.wall()),
    labels,
    annotations,
    ownerReferences: ownerReferences === undefined || ownerReferences.length < 2 ? ownerReferences : Object.freeze(withoutDuplicates(ownerReferences)),
    finalizers,
    managedFields: managed,
  });
}

function withoutDuplicates(owners: readonly OwnerReference[]): readonly OwnerReference[] {
  return owners.filter((owner, i) => owners.findIndex((other) => equal(other, owner)) === i);
}

/** Where the status is the server's to write, it begins as Go's zero value. */
function withFreshStatus({ info, kind, storage }: Target, sent: KubeObject): KubeObject {
  if (kind.keepsStatus || !info.subresources.includes("status")) return sent;
  const status = storage.model?.blank["status"];
  if (sent["status"] === status) return sent;
  return status === undefined ? withoutStatus(sent) : { ...sent, status };
}
