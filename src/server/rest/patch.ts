import type { ApiRequest, Json, JsonObject, JsonPatchOperation, KubeObject, Status } from "../../api/index.ts";
import {
  admit, badRequest, conflict, failure, invalid, jsonPatch, mergePatch, MODIFIED, NotAdmitted, notFound, requestTooLarge, serverError, unsupportedMediaType,
} from "../../api/index.ts";
import { decodeJson } from "../../wire/index.ts";
import type { TypeModel } from "../schema/index.ts";
import { convertProblem, goText, strategicMerge } from "../schema/index.ts";
import { applyPatch } from "./apply.ts";
import { canonicalMetadata, goKind } from "./metadata.ts";
import { objectOf } from "./received.ts";
import type { Outcome, Rest } from "./rest.ts";
import { refusedWith, warned } from "./rest.ts";
import type { Target } from "./target.ts";
import { current, nameProblem, owned, replace, replaceThrough } from "./update.ts";
import type { Facet } from "./subresources/scale.ts";
import { writeOptionsProblem } from "./write-options.ts";

const JSON_PATCH = "application/json-patch+json";
const MERGE_PATCH = "application/merge-patch+json";
const STRATEGIC_PATCH = "application/strategic-merge-patch+json";
const APPLY_PATCH = "application/apply-patch+yaml";
/** Compared as sent: upstream's router does not fold case here. */
const ofBuiltIns: ReadonlySet<string> = new Set([JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH]);
const ofCustomResources: ReadonlySet<string> = new Set([JSON_PATCH, MERGE_PATCH]);

/** @source apiserver pkg/endpoints/handlers/patch.go maxJSONPatchOperations */
const MAX_OPERATIONS = 10_000;

/**
 * JSON patch, merge patch and, for built-in kinds, strategic merge patch; what is applied goes a way of its own.
 *
 * @source apiserver pkg/endpoints/handlers/patch.go
 */
export function patch(rest: Rest, target: Target, request: ApiRequest, facet?: Facet): Outcome {
  const { body } = request;
  const type = body?.form === "patch" ? body.type : body?.form === "bytes" ? (body.contentType.split(";")[0] ?? "").trim() : "";
  if (type === APPLY_PATCH) return applyPatch(rest, target, request, facet);
  if (!(target.builtIn ? ofBuiltIns : ofCustomResources).has(type)) return refusedWith(unsupported(target));
  const problem = writeOptionsProblem("PatchOptions", request.options);
  if (problem !== undefined) return refusedWith(problem);
  const read = documentOf(request, rest.profile.constants.maxRequestBytes, type === STRATEGIC_PATCH ? "" : "error decoding patch: ");
  if ("status" in read) return refusedWith(read.status);
  const record = current(rest, target, request);
  if (record?.object === undefined) return refusedWith(notFound(target.resource, request.name));
  const said = facet?.spoken ?? target;
  const patched = patchedBy(type, said, facet?.show(record.object) ?? target.shown(record.object), read.value);
  if ("status" in patched) return refusedWith(patched.status);
  const made = objectOf(said, patched.value, request.options.fieldValidation);
  if (made.kind === "refused") {
    if (made.why === undefined) return refusedWith(made.status);
    return refusedWith(type === STRATEGIC_PATCH ? unconvertible(said, read.value, patched.value, made.why) : undecodable(said, patched.value, made.why));
  }
  const misnamed = nameProblem(target, request, made.object);
  if (misnamed !== undefined) return refusedWith(misnamed);
  const { resourceVersion } = made.object.metadata;
  if (resourceVersion !== undefined && resourceVersion !== "0" && resourceVersion !== record.object.metadata.resourceVersion) {
    return refusedWith(conflict(target.resource, request.name, MODIFIED));
  }
  if (facet !== undefined) return warned(replaceThrough(rest, target, request, facet, made.object), made.warnings);
  const own = { ...made.object.metadata, resourceVersion: String(record.revision) };
  const sent = owned(rest, target, request, record.object, { ...made.object, metadata: own }, made.emptied === true);
  return warned(replace(rest, target, request, record, sent), made.warnings);
}

/** @source apiserver pkg/endpoints/installer.go: only custom resources' handler looks at the type by itself */
function unsupported({ builtIn }: Target): Status {
  if (!builtIn) return unsupportedMediaType([...ofCustomResources, APPLY_PATCH]);
  return failure({ code: 415, reason: "UnsupportedMediaType", message: "415: Unsupported Media Type", details: {} });
}

/** The patch applies, but not to an object of the kind. Upstream names neither. */
function undecodable({ builtIn }: Target, value: Json, why: string): Status {
  return invalidPatch(builtIn ? sortedText(value as JsonObject) : JSON.stringify(sorted(value)), why);
}

/** Custom resources are maps all the way down, metadata included. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const map = value as JsonObject;
  return Object.fromEntries(Object.keys(map).sort().map((key) => [key, sorted(map[key] as Json)]));
}

/** A strategic merge goes from maps to the object without a text between; it is the patch that is shown. */
function unconvertible({ model }: Target, sent: Json, value: Json, why: string): Status {
  return invalidPatch(goText(sent), (model === undefined ? undefined : convertProblem(model.type, value)) ?? why);
}

function invalidPatch(shown: string, why: string): Status {
  const message = `Invalid value: ${JSON.stringify(shown)}: ${why}`;
  return invalid({ group: "", resource: "" }, "", [{ reason: "FieldValueInvalid", field: "patch", message }]);
}

/** As Go writes an unstructured object whose metadata is a typed one. */
function sortedText(object: JsonObject): string {
  return JSON.stringify(Object.fromEntries(Object.keys(object).sort().map((key) => [key, key === "metadata" ? goOrder(object[key] ?? null) : object[key]])));
}

function goOrder(metadata: Json): Json {
  return typeof metadata === "object" && metadata !== null && !Array.isArray(metadata) ? (canonicalMetadata(metadata as JsonObject) as unknown as Json) : metadata;
}

type Read = { readonly value: Json } | { readonly status: Status };

/** @param prefix of what is said of a text that is no JSON */
function documentOf({ body }: ApiRequest, limit: number, prefix: string): Read {
  if (body === undefined) return { status: badRequest(`${prefix}unexpected end of JSON input`) };
  if (body.form !== "bytes") return admittedPatch(body.value);
  if (body.bytes.length > limit) return { status: requestTooLarge(limit) };
  const decoded = decodeJson(body.bytes);
  if (decoded.kind === "value") return admittedPatch(decoded.value);
  return { status: badRequest(prefix + (decoded.kind === "malformed" ? decoded.message : "")) };
}

/** What is applied is walked through many times: it must be JSON of bounded depth first. */
function admittedPatch(value: Json): Read {
  try {
    return { value: admit(value) };
  } catch (error) {
    if (error instanceof NotAdmitted) return { status: badRequest(`error decoding patch: ${error.message}`) };
    throw error;
  }
}

function patchedBy(type: string, { model }: Target, object: KubeObject, document: Json): Read {
  if (type === JSON_PATCH) return byOperations(object, document);
  return type === STRATEGIC_PATCH && model !== undefined ? byStrategy(model, object, document) : byMerging(object, document);
}

/** @source apiserver pkg/endpoints/handlers/patch.go strategicPatchObject, interpretStrategicMergePatchError */
function byStrategy(model: TypeModel, object: KubeObject, document: Json): Read {
  if (document === null) return { value: object as Json };
  if (typeof document !== "object" || Array.isArray(document)) {
    return { status: badRequest(`json: cannot unmarshal ${goKind(document)} into Go value of type map[string]interface {}`) };
  }
  const merged = strategicMerge(model.type, object as unknown as JsonObject, document as JsonObject);
  if (merged.kind === "merged") return { value: merged.value };
  return { status: merged.kind === "format" ? badRequest(merged.message) : serverError(merged.message) };
}

function byOperations(object: KubeObject, operations: Json): Read {
  if (operations === null) return { value: object as Json };
  if (!Array.isArray(operations)) {
    return { status: badRequest(`error decoding patch: json: cannot unmarshal ${goKind(operations)} into Go value of type []handlers.jsonPatchOp`) };
  }
  if (operations.length > MAX_OPERATIONS) {
    const message = `Request entity too large: The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${operations.length}`;
    return { status: failure({ code: 413, reason: "RequestEntityTooLarge", message }) };
  }
  const odd = (operations as readonly Json[]).find((each) => each !== null && goKind(each) !== "object");
  if (odd !== undefined) return { status: badRequest(`error decoding patch: json: cannot unmarshal ${goKind(odd)} into Go value of type handlers.jsonPatchOp`) };
  const outcome = jsonPatch(object as Json, (operations as readonly (JsonPatchOperation | null)[]).map((each) => each ?? {}));
  if (outcome.kind === "patched") return outcome;
  const message = "the server rejected our request due to an error in our request";
  return { status: failure({ code: 422, reason: "Invalid", message, details: {} }) };
}

function byMerging(object: KubeObject, document: Json): Read {
  if (document === null) return { status: badRequest("Invalid JSON Patch") };
  if (typeof document !== "object" || Array.isArray(document)) {
    return { status: badRequest(`error decoding patch: json: cannot unmarshal ${goKind(document)} into Go value of type map[string]interface {}`) };
  }
  return { value: mergePatch(object as Json, document) };
}
