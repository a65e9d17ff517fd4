import type { ApiRequest, Json, JsonObject, KubeObject, Status } from "../../api/index.ts";
import { admit, apiVersionOf, badRequest, invalid, NotAdmitted, requestTooLarge, unsupportedMediaType } from "../../api/index.ts";
import { acceptedBodies, decodeBody } from "../../wire/index.ts";
import type { TypeModel } from "../schema/index.ts";
import { builtInType, goQuote, structModel } from "../schema/index.ts";
import { canonicalMetadata, goKind, metadataTypeProblem } from "./metadata.ts";
import { repeatsKeys } from "./repeated-keys.ts";
import type { Target } from "./target.ts";
import { outweighs } from "./weight.ts";

/** The object that a create or update brought: admitted, of the right kind, in canonical form and with defaults. */
export type Received =
  | {
      readonly kind: "object";
      readonly object: KubeObject;
      /** What the decoder passed over: unknown and duplicate fields. */
      readonly warnings: readonly string[];
      /** Characters of JSON that it surely does not exceed, where they were counted. */
      readonly weight?: number;
      /** It came with a list of managedFields that holds nothing, which says more than none at all. */
      readonly emptied?: true;
    }
  /** `why` alone is what a patch whose result does not decode is told. */
  | { readonly kind: "refused"; readonly status: Status; readonly why?: string; readonly warnings?: readonly string[] };

/**
 * @param limit bytes
 * @source apiserver pkg/endpoints/handlers/create.go, rest.go; apimachinery pkg/runtime/serializer/json
 */
export function receivedObject(target: Target, request: ApiRequest, limit: number): Received {
  const value = bodyValue(target, request, limit);
  if (value.kind === "refused") return value;
  const received = objectOf(target, value.value, request.options.fieldValidation, value.text);
  if (received.kind !== "object" || request.body?.form !== "object" || (received.weight ?? Infinity) <= limit) return received;
  if (outweighs(received.object as unknown as Json, limit)) return refused(requestTooLarge(limit));
  return received;
}

/** What a body says, before it is an object of a kind. */
function bodyValue(target: Target, { body }: ApiRequest, limit: number): { readonly kind: "value"; readonly value: Json; readonly text?: string | undefined } | Extract<Received, { kind: "refused" }> {
  if (body === undefined) return unrecognised(target, "couldn't get version/kind; json parse error: unexpected end of JSON input", "");
  if (body.form !== "bytes") return { kind: "value", value: body.value };
  if (body.bytes.length > limit) return refused(requestTooLarge(limit));
  const { kind } = target.info;
  const decoded = decodeBody(body.bytes, body.contentType, target.builtIn ? { apiVersion: apiVersionOf(target.info), kind } : undefined);
  switch (decoded.kind) {
    case "value":
      return decoded;
    case "unsupported":
      return refused(unsupportedMediaType(acceptedBodies));
    case "broken": {
      const { message, sent } = decoded;
      return sent === undefined ? unrecognised(target, message, body.bytes) : undecodable(sent.kind, sent.apiVersion.split("/").at(-1) ?? "", kind, message);
    }
    case "malformed":
      return unrecognised(target, decoded.format === "yaml" ? decoded.message : `couldn't get version/kind; json parse error: ${decoded.message}`, decoded.text);
  }
}

/**
 * @param validation what to do of unknown and duplicate fields: "Ignore", "Strict", or warn
 * @param text what was received, where it was text
 */
export function objectOf(target: Target, value: Json, validation: string | undefined, text?: string): Received {
  const received = readObject(target, value, validation, text);
  return received.kind === "object" && empties(value as JsonObject | null) ? { ...received, emptied: true } : received;
}

function empties(value: JsonObject | null): boolean {
  const given = (value?.["metadata"] as JsonObject | undefined | null)?.["managedFields"];
  return Array.isArray(given) && given.length === 0;
}

function readObject(target: Target, value: Json, validation: string | undefined, text?: string): Received {
  if (Array.isArray(value) || (typeof value !== "object" && value !== null)) {
    const type = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
    return unrecognised(target, `couldn't get version/kind; json parse error: json: cannot unmarshal ${goKind(value)} into Go value of type ${type}`, text ?? "[]");
  }
  const asIs = straight(target, value as JsonObject | null, text);
  if (asIs !== undefined) return asIs;
  let plain: JsonObject;
  try {
    plain = admit((value ?? {}) as JsonObject);
  } catch (error) {
    if (error instanceof NotAdmitted) return refused(badRequest(error.message));
    throw error;
  }
  const apiVersion = apiVersionOf(target.info);
  const kind = target.info.kind;
  const wrongKind = (target.builtIn ? undefined : customKindProblem(target, plain, text, validation)) ?? kindProblem(target, plain, apiVersion, kind);
  if (wrongKind !== undefined) return wrongKind;
  const { model } = target;
  const typed = plain["kind"] === kind && plain["apiVersion"] === apiVersion ? plain : Object.freeze({ ...plain, kind, apiVersion });
  if (target.builtIn && model !== undefined) return decoded(target, model, typed, validation, text === undefined || !repeatsKeys(text, plain), text);
  const custom = untyped(target, typed);
  if (model === undefined || custom.kind === "refused") return custom;
  const clean = knowsMetadata(plain["metadata"]) && (text === undefined || !repeatsKeys(text, plain));
  return decoded(target, model, custom.object as unknown as JsonObject, validation, clean, clean ? undefined : (text ?? JSON.stringify(typed)));
}

/** Whether all that is said of an object's metadata is metadata. */
function knowsMetadata(metadata: Json | undefined): boolean {
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata) || canonicalMetadata(metadata as JsonObject) === metadata) return true;
  const made = structModel("meta.v1.ObjectMeta").decode(metadata as JsonObject);
  return made.kind === "object" && !made.unknown;
}

/** In one pass, without a copy before it: of what names its kind and is whole. Undefined where there is more to be said. */
function straight({ builtIn, model, info }: Target, value: JsonObject | null, text: string | undefined): Received | undefined {
  if (!builtIn || value?.["kind"] !== info.kind || value["apiVersion"] !== apiVersionOf(info)) return undefined;
  const made = model?.straight?.(value);
  if (made === undefined || (text !== undefined && repeatsKeys(text, value))) return undefined;
  return { kind: "object", object: made.object as unknown as KubeObject, warnings: nothing, weight: made.weight };
}

/** @param clean nothing in the text escapes a look at the value */
function decoded(target: Target, model: TypeModel, sent: JsonObject, validation: string | undefined, clean: boolean, text: string | undefined): Received {
  const made = model.decode(sent);
  const suspect = made.kind === "undecodable" || made.unknown || !clean;
  if (!suspect) return { kind: "object", object: made.object as unknown as KubeObject, warnings: nothing };
  const { problem, strict } = model.explain(text ?? JSON.stringify(sent));
  const { kind, version } = target.info;
  if (made.kind === "undecodable" || problem !== undefined) return undecodable(kind, version, kind, problem ?? "the content does not decode");
  if (validation === "Strict" && strict.length > 0) return undecodable(kind, version, kind, `strict decoding error: ${strict.join(", ")}`);
  return { kind: "object", object: made.object as unknown as KubeObject, warnings: validation === "Ignore" ? nothing : strict };
}

const nothing: readonly string[] = [];

/** Of a custom resource, before its schema is asked: any content, below metadata as all have it. */
function untyped({ info: { kind, version } }: Target, sent: JsonObject): Received {
  const { metadata = {} } = sent;
  const cannot = (why: string): Received => undecodable(kind, version, kind, why);
  if (typeof metadata !== "object" || Array.isArray(metadata)) return cannot(`json: cannot unmarshal ${goKind(metadata)} into Go struct field ${kind}.metadata of type v1.ObjectMeta`);
  const wrongType = metadataTypeProblem((metadata ?? {}) as JsonObject);
  if (wrongType !== undefined) return cannot(wrongType.replace(".metadata.", "."));
  return { kind: "object", object: { ...sent, metadata: canonicalMetadata((metadata ?? {}) as JsonObject) } as unknown as KubeObject, warnings: nothing };
}

/**
 * Of custom resources: texts must name kind and version, and another kind is no other type.
 *
 * @source apimachinery pkg/apis/meta/v1/unstructured; apiextensions-apiserver pkg/registry/customresource/validator.go
 */
function customKindProblem(target: Target, sent: JsonObject, text: string | undefined, validation: string | undefined): Received | undefined {
  const { info } = target;
  for (const [field, shown] of [["kind", "Kind"], ["apiVersion", "apiVersion"]] as const) {
    if (text === undefined || (typeof sent[field] === "string" && sent[field] !== "")) continue;
    return unrecognised(target, `Object '${shown}' is missing in '${text}'`, text);
  }
  const own = apiVersionOf(info);
  const apiVersion = textOr(sent["apiVersion"], own);
  if (apiVersion !== own) {
    const mismatch = badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${own})`);
    const ofKind = textOr(sent["kind"], info.kind) === info.kind && apiVersion.startsWith(`${info.group}/`);
    const unknown = ofKind && target.version !== undefined ? target.version.unknownFields(sent).map((path) => `unknown field ${goQuote(path)}`) : nothing;
    if (validation === "Strict" && unknown.length > 0) return undecodable(info.kind, apiVersion.split("/").at(-1) ?? "", info.kind, `strict decoding error: ${unknown.join(", ")}`);
    return { ...refused(mismatch), warnings: validation === "Ignore" ? nothing : unknown };
  }
  const kind = textOr(sent["kind"], info.kind);
  if (kind === info.kind) return undefined;
  const name = (sent["metadata"] as { readonly name?: Json } | undefined | null)?.name;
  const why = { reason: "FieldValueInvalid", field: "kind", message: `Invalid value: ${JSON.stringify(kind)}: must be ${info.kind}` };
  return refused(invalid({ group: info.group, resource: kind }, typeof name === "string" ? name : "", [why]));
}

/** @source apimachinery pkg/runtime/scheme.go, pkg/conversion/converter.go; apiserver pkg/endpoints/handlers/create.go (version check) */
function kindProblem({ builtIn }: Target, value: JsonObject, apiVersion: string, kind: string): Received | undefined {
  const sentVersion = textOr(value["apiVersion"], apiVersion);
  const sentKind = textOr(value["kind"], kind);
  if (sentVersion === apiVersion && sentKind === kind) return undefined;
  const known = builtIn ? builtInType(sentVersion, sentKind) : undefined;
  if (known !== undefined && sentKind !== kind) {
    const why = `converting (${known.goName}) to (${internalPackage(apiVersion)}.${kind}): unknown conversion`;
    return undecodable(sentKind, sentVersion.split("/").at(-1) ?? "", kind, why);
  }
  if (builtIn && sentKind === kind && isOtherVersion(sentVersion, apiVersion, kind)) {
    return refused(badRequest(`the API version in the data (${sentVersion}) does not match the expected API version (${apiVersion})`));
  }
  const why = `no kind "${sentKind}" is registered for version "${sentVersion}" in scheme "pkg/runtime/scheme.go:111"`;
  return undecodable(sentKind, sentVersion.split("/").at(-1) ?? "", kind, why);
}

/** The package of the internal types: "core", "apps", "rbac". */
function internalPackage(apiVersion: string): string {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "core";
  return group.split(".")[0] ?? group;
}

/** Versions that the server can read and no longer serves, by group. @source kubernetes pkg/apis/<group>/install */
const olderVersions: { readonly [group: string]: readonly string[] } = {
  apps: ["v1beta1", "v1beta2"],
  autoscaling: ["v1", "v2", "v2beta1", "v2beta2"],
  batch: ["v1beta1"],
  policy: ["v1beta1"],
  "networking.k8s.io": ["v1beta1"],
  "storage.k8s.io": ["v1alpha1", "v1beta1"],
  "rbac.authorization.k8s.io": ["v1alpha1", "v1beta1"],
  "discovery.k8s.io": ["v1beta1"],
  "events.k8s.io": ["v1beta1"],
  "coordination.k8s.io": ["v1beta1"],
  "scheduling.k8s.io": ["v1alpha1", "v1beta1"],
  "certificates.k8s.io": ["v1beta1"],
  "flowcontrol.apiserver.k8s.io": ["v1beta1", "v1beta2", "v1beta3"],
  "admissionregistration.k8s.io": ["v1alpha1", "v1beta1"],
  "resource.k8s.io": ["v1beta1", "v1beta2"],
  "node.k8s.io": ["v1alpha1", "v1beta1"],
};

/** @limits of the kinds of such a version, the present ones are taken to be all */
function isOtherVersion(sent: string, apiVersion: string, kind: string): boolean {
  const [group = "", version = ""] = sent.split("/");
  if (group !== apiVersion.split("/")[0]) return false;
  return builtInType(sent, kind) !== undefined || (olderVersions[group]?.includes(version) ?? false);
}

function textOr(value: Json | undefined, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}

function undecodable(sent: string, version: string, kind: string, why: string): Extract<Received, { kind: "refused" }> {
  return { ...refused(badRequest(`${sent} in version "${version}" cannot be handled as a ${kind}: ${why}`)), why };
}

const SHOWN = 30;
const OPEN_BRACE = 0x7b;

/** @source apiserver pkg/endpoints/handlers/rest.go transformDecodeError, summarizeData */
function unrecognised({ info }: Target, why: string, body: string | Uint8Array): Extract<Received, { kind: "refused" }> {
  const message = `the object provided is unrecognized (must be of type ${info.kind}): ${why} (${summary(body)})`;
  return refused(badRequest(message));
}

function summary(body: string | Uint8Array): string {
  if (body.length === 0) return "<empty>";
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  if (bytes[0] === OPEN_BRACE) {
    const text = typeof body === "string" ? body : new TextDecoder().decode(body);
    return text.length > SHOWN ? `${text.slice(0, SHOWN)} ...` : text;
  }
  const hex = [...bytes.slice(0, SHOWN)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return bytes.length > SHOWN ? `${hex} ...` : hex;
}

function refused(status: Status): Extract<Received, { kind: "refused" }> {
  return { kind: "refused", status };
}
