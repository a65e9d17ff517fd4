import type { ApiRequest, Json, JsonObject, RequestOptions, Status } from "../../api/index.ts";
import { badRequest } from "../../api/index.ts";
import { decodeBody } from "../../wire/index.ts";
import { goKind } from "./metadata.ts";

type Read = { readonly options: RequestOptions } | { readonly status: Status };

/**
 * What a deletion asks for. A body, even an empty object, replaces what the query says.
 *
 * @source apiserver pkg/endpoints/handlers/delete.go DeleteResource
 */
export function deleteOptionsOf({ body, options, refusal }: ApiRequest): Read {
  if (body === undefined || (body.form === "bytes" && body.bytes.length === 0)) return refusal === undefined ? { options } : { status: refusal };
  let value: Json;
  if (body.form === "bytes") {
    const decoded = decodeBody(body.bytes, body.contentType, { apiVersion: "v1", kind: "DeleteOptions" });
    if (decoded.kind === "malformed") return { status: badRequest(`couldn't get version/kind; json parse error: ${decoded.message}`) };
    if (decoded.kind === "broken") return { status: badRequest(decoded.message) };
    if (decoded.kind === "unsupported") return { options };
    value = decoded.value;
  } else value = body.value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { options };
  const sent = value as JsonObject;
  const { kind = "DeleteOptions", apiVersion = "v1" } = sent;
  if (kind !== "DeleteOptions" && kind !== "") {
    return { status: badRequest(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/runtime/scheme.go:111"`) };
  }
  const problem = typeProblem(sent);
  if (problem !== undefined) return { status: badRequest(problem) };
  return { options: { ...selecting(options), ...asked(sent) } };
}

const fields = {
  gracePeriodSeconds: ["number", "int64"],
  propagationPolicy: ["string", "v1.DeletionPropagation"],
  orphanDependents: ["bool", "bool"],
  preconditions: ["object", "v1.Preconditions"],
  dryRun: ["array", "[]string"],
} as const;
const inPreconditions = ["uid", "resourceVersion"] as const;

function typeProblem(sent: JsonObject): string | undefined {
  const cannot = (value: Json, field: string, type: string): string => `json: cannot unmarshal ${goKind(value)} into Go struct field DeleteOptions.${field} of type ${type}`;
  for (const [field, [shape, type]] of Object.entries(fields)) {
    const value = sent[field];
    if (value !== undefined && value !== null && goKind(value) !== shape) return cannot(value, field, type);
  }
  for (const each of (sent["dryRun"] ?? []) as readonly Json[]) if (typeof each !== "string") return cannot(each, "dryRun", "string");
  const preconditions = (sent["preconditions"] ?? {}) as JsonObject;
  for (const field of inPreconditions) {
    const value = preconditions[field];
    if (value !== undefined && value !== null && typeof value !== "string") return cannot(value, `preconditions.${field}`, "string");
  }
  return undefined;
}

/** A null is as good as nothing. */
function asked(sent: JsonObject): RequestOptions {
  const preconditions = sent["preconditions"] as JsonObject | undefined | null;
  const given = Object.keys(fields).filter((field) => field !== "preconditions" && sent[field] !== undefined && sent[field] !== null);
  return {
    ...(Object.fromEntries(given.map((field) => [field, sent[field]])) as RequestOptions),
    ...(preconditions === undefined || preconditions === null
      ? {}
      : { preconditions: Object.fromEntries(inPreconditions.filter((field) => typeof preconditions[field] === "string").map((field) => [field, preconditions[field]])) }),
  };
}

/** What stays of the query of a deletecollection. */
function selecting(options: RequestOptions): RequestOptions {
  const { dryRun: _dry, gracePeriodSeconds: _grace, propagationPolicy: _policy, orphanDependents: _orphan, preconditions: _pre, ...rest } = options;
  return rest;
}
