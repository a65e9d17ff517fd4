import type { ApiRequest, Json, JsonObject, KubeObject, Status } from "../../api/index.ts";
import { admit, apiVersionOf, badRequest, NotAdmitted, requestTooLarge, unsupportedMediaType } from "../../api/index.ts";
import { acceptedBodies, decodeBody } from "../../wire/index.ts";
import { canonicalMetadata, goKind, metadataTypeProblem } from "./metadata.ts";
import type { Target } from "./target.ts";
import { outweighs } from "./weight.ts";

/** The object that a create or update brought: admitted, of the right kind, its metadata in canonical form. */
export type Received =
  | { readonly kind: "object"; readonly object: KubeObject }
  /** `why` alone is what a patch whose result does not decode is told. */
  | { readonly kind: "refused"; readonly status: Status; readonly why?: string };

/**
 * @param limit bytes
 * @source apiserver pkg/endpoints/handlers/create.go, rest.go; apimachinery pkg/runtime/serializer/json
 * @limits field types below metadata are not checked against schemas
 */
export function receivedObject(target: Target, request: ApiRequest, limit: number): Received {
  const value = bodyValue(target, request, limit);
  if (value.kind === "refused") return value;
  const received = objectOf(target, value.value, value.text);
  if (received.kind === "object" && request.body?.form === "object" && outweighs(received.object as unknown as Json, limit)) return refused(requestTooLarge(limit));
  return received;
}

/** What a body says, before it is an object of a kind. */
function bodyValue(target: Target, { body }: ApiRequest, limit: number): { readonly kind: "value"; readonly value: Json; readonly text?: string } | Extract<Received, { kind: "refused" }> {
  if (body === undefined) return unrecognised(target, "couldn't get version/kind; json parse error: unexpected end of JSON input", "");
  if (body.form !== "bytes") return { kind: "value", value: body.value };
  if (body.bytes.length > limit) return refused(requestTooLarge(limit));
  const decoded = decodeBody(body.bytes, body.contentType);
  switch (decoded.kind) {
    case "value":
      return decoded;
    case "unsupported":
      return refused(unsupportedMediaType(acceptedBodies));
    case "malformed":
      return unrecognised(target, `couldn't get version/kind; json parse error: ${decoded.message}`, decoded.text);
  }
}

/** @param text what was received, where it was text */
export function objectOf(target: Target, value: Json, text = "[]"): Received {
  if (Array.isArray(value) || (typeof value !== "object" && value !== null)) {
    const type = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
    return unrecognised(target, `couldn't get version/kind; json parse error: json: cannot unmarshal ${goKind(value)} into Go value of type ${type}`, text);
  }
  let plain: JsonObject;
  try {
    plain = admit((value ?? {}) as JsonObject);
  } catch (error) {
    if (error instanceof NotAdmitted) return refused(badRequest(error.message));
    throw error;
  }
  const apiVersion = apiVersionOf(target.info);
  const kind = target.info.kind;
  const wrongKind = kindProblem(plain, apiVersion, kind);
  if (wrongKind !== undefined) return wrongKind;
  const { metadata = {} } = plain;
  const cannot = (why: string): Received => undecodable(kind, target.info.version, kind, why);
  if (typeof metadata !== "object" || Array.isArray(metadata)) return cannot(`json: cannot unmarshal ${goKind(metadata)} into Go struct field ${kind}.metadata of type v1.ObjectMeta`);
  const wrongType = metadataTypeProblem((metadata ?? {}) as JsonObject);
  if (wrongType !== undefined) return cannot(wrongType);
  const problem = target.kind.model?.decodeProblem(plain as KubeObject);
  if (problem !== undefined) return cannot(problem);
  return { kind: "object", object: { ...plain, kind, apiVersion, metadata: canonicalMetadata((metadata ?? {}) as JsonObject) } };
}

/** @limits upstream tells kinds it knows elsewhere from unknown ones */
function kindProblem(value: JsonObject, apiVersion: string, kind: string): Received | undefined {
  const sentVersion = textOr(value["apiVersion"], apiVersion);
  const sentKind = textOr(value["kind"], kind);
  if (sentVersion === apiVersion && sentKind === kind) return undefined;
  const why = `no kind "${sentKind}" is registered for version "${sentVersion}" in scheme "pkg/runtime/scheme.go:111"`;
  return undecodable(sentKind, sentVersion.split("/").at(-1) ?? "", kind, why);
}

function textOr(value: Json | undefined, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}

function undecodable(sent: string, version: string, kind: string, why: string): Received {
  return { ...refused(badRequest(`${sent} in version "${version}" cannot be handled as a ${kind}: ${why}`)), why };
}

const SHOWN = 30;

/** @source apiserver pkg/endpoints/handlers/rest.go transformDecodeError, summarizeData */
function unrecognised({ info }: Target, why: string, text: string): Extract<Received, { kind: "refused" }> {
  const message = `the object provided is unrecognized (must be of type ${info.kind}): ${why} (${summary(text)})`;
  return refused(badRequest(message));
}

function summary(text: string): string {
  if (text === "") return "<empty>";
  if (text.startsWith("{")) return text.length > SHOWN ? `${text.slice(0, SHOWN)} ...` : text;
  const bytes = new TextEncoder().encode(text);
  const hex = [...bytes.slice(0, SHOWN)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return bytes.length > SHOWN ? `${hex} ...` : hex;
}

function refused(status: Status): Extract<Received, { kind: "refused" }> {
  return { kind: "refused", status };
}
