import type { ApiRequest, Json, JsonObject, KubeObject, Status } from "../../api/index.ts";
import { admit, apiVersionOf, badRequest, conflict, NotAdmitted, notFound, requestTooLarge, serverError } from "../../api/index.ts";
import { decodeJson, decodeYaml, repeatedYamlKeys } from "../../wire/index.ts";
import { apply } from "../managedfields/index.ts";
import { convertProblem } from "../schema/index.ts";
import { createObject } from "./create.ts";
import { goKind } from "./metadata.ts";
import { facetWithOwners, groundOf, writerOf } from "./ownership.ts";
import { objectOf } from "./received.ts";
import { repeatsKeys } from "./repeated-keys.ts";
import type { Outcome, Rest } from "./rest.ts";
import { refusedWith, warned } from "./rest.ts";
import type { Target } from "./target.ts";
import type { Facet } from "./subresources/scale.ts";
import { current, inNamespace, nameProblem, replace, takeThrough } from "./update.ts";
import { applyOptionsProblem } from "./write-options.ts";

/**
 * PATCH as server-side apply: makes the object if there is none.
 *
 * @source apiserver pkg/endpoints/handlers/patch.go applyPatcher, patcher.applyPatch
 */
export function applyPatch(rest: Rest, target: Target, request: ApiRequest, facet?: Facet): Outcome {
  const problem = applyOptionsProblem(request.options);
  if (problem !== undefined) return refusedWith(problem);
  const read = configOf(request, rest.profile.constants.maxRequestBytes);
  if ("status" in read) return refusedWith(read.status);
  const record = current(rest, target, request);
  if (record?.object === undefined && request.subresource !== "") return refusedWith(notFound(target.resource, request.name));
  const said = facet?.spoken ?? target;
  const live = record?.object === undefined ? undefined : facet === undefined ? target.shown(record.object) : facetWithOwners(rest, facet, record.object);
  const { config } = read;
  const applied = apply(groundOf(said, request.subresource), writerOf(rest, request), live, config, request.options.force === true);
  if (applied.kind === "refused") return refusedWith(applied.status);
  const strict = request.options.fieldValidation === "Strict";
  const made = applied.object === live ? { object: live } : completed(said, applied.object, config);
  if ("status" in made) return refusedWith(made.status);
  if (strict && read.repeated.length > 0) {
    return refusedWith(badRequest(`error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n${read.repeated.map((each) => `  ${each}`).join("\n")}`));
  }
  const warnings = request.options.fieldValidation === "Ignore" ? [] : read.repeated;
  const { uid, resourceVersion: _version, managedFields: _live, ...metadata } = made.object.metadata;
  if (record === undefined || live === undefined) {
    if (uid !== undefined) return refusedWith(conflict(target.resource, request.name, `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`));
    const misnamed = nameProblem(target, request, made.object);
    if (misnamed !== undefined) return refusedWith(misnamed);
    return warned(createObject(rest, target, request, { ...made.object, metadata }, applied), warnings);
  }
  const misnamed = nameProblem(target, request, made.object);
  if (misnamed !== undefined) return refusedWith(misnamed);
  if (facet !== undefined) return warned(takeThrough(rest, target, request, facet, record, inNamespace(target, request, made.object), applied.managedFields), warnings);
  const owned = { ...made.object.metadata, managedFields: applied.managedFields } as KubeObject["metadata"];
  return warned(replace(rest, target, request, record, inNamespace(target, request, { ...made.object, metadata: owned })), warnings);
}

type Read =
  | { readonly config: JsonObject; /** Keys that are said twice, in Go's words. */ readonly repeated: readonly string[] }
  | { readonly status: Status };

function configOf({ body }: ApiRequest, limit: number): Read {
  if (body === undefined) return { config: {}, repeated: [] };
  if (body.form !== "bytes") return configIn(body.value, undefined);
  if (body.bytes.length > limit) return { status: requestTooLarge(limit) };
  // JSON is YAML, and read sooner.
  const json = decodeJson(body.bytes);
  if (json.kind === "value") return configIn(json.value, json.text);
  const yaml = decodeYaml(body.bytes);
  if (yaml.kind === "value") return configIn(yaml.value, json.text);
  return { status: badRequest(`error decoding YAML: error converting YAML to JSON: ${yaml.kind === "malformed" ? yaml.message : ""}`) };
}

/** @param text undefined: it never was one */
function configIn(value: Json, text: string | undefined): Read {
  if (Array.isArray(value) || (typeof value !== "object" && value !== null)) {
    return { status: badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goKind(value)} into Go value of type map[string]interface {}`) };
  }
  try {
    const config = admit((value ?? {}) as JsonObject);
    const json = text?.trimStart().startsWith("{") === true;
    return { config, repeated: text === undefined || (json && !repeatsKeys(text, config)) ? [] : repeatedYamlKeys(text) };
  } catch (error) {
    if (error instanceof NotAdmitted) return { status: badRequest(`error decoding YAML: ${error.message}`) };
    throw error;
  }
}

/** With defaults, as the kind's decoder leaves it. @source apimachinery pkg/util/managedfields/internal/structuredmerge.go Apply */
function completed(target: Target, object: KubeObject, config: JsonObject): { readonly object: KubeObject } | { readonly status: Status } {
  const made = objectOf(target, object as unknown as Json, "Ignore");
  if (made.kind === "object") return made;
  const { info, model } = target;
  const { namespace, name } = (config["metadata"] ?? {}) as JsonObject;
  const apiVersion = apiVersionOf(info);
  const kind = `${apiVersion.includes("/") ? apiVersion : `/${apiVersion}`}, Kind=${info.kind}`;
  const why = (model === undefined ? undefined : convertProblem(model.type, object as unknown as Json)) ?? made.why ?? made.status.message ?? "";
  return { status: serverError(`failed to convert new object (${textOf(namespace)}/${textOf(name)}; ${kind}) to proper version: unable to convert unstructured object to ${kind}: ${why}`) };
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
