import type { Json, JsonObject, ObjectMeta } from "../../api/index.ts";
import { pathSegmentProblems, rfc1035Problems } from "../../api/index.ts";
import { structModel } from "../schema/index.ts";
import { noPath, objectMeta, Report } from "../validation/index.ts";
import type { Structural } from "./structural.ts";
import { isObject } from "./structural.ts";

/** What becomes of apiVersion, kind or metadata of a resource within a resource. */
export type EmbeddedMeta =
  | {
      readonly kind: "value";
      readonly value: Json;
      /** Fields of the metadata were dropped. */
      readonly unknown: boolean;
    }
  | { readonly kind: "undecodable"; readonly value: Json; readonly why: string };

/** @source apiextensions-apiserver pkg/apiserver/schema/objectmeta/coerce.go, algorithm.go GetObjectMetaWithOptions */
export function embeddedMeta(key: string, value: Json): EmbeddedMeta {
  if (key !== "metadata") return typeof value === "string" ? { kind: "value", value, unknown: false } : { kind: "undecodable", value, why: "must be a string" };
  const model = structModel("meta.v1.ObjectMeta");
  const decoded = isObject(value) ? model.decode(value) : undefined;
  if (decoded?.kind === "object") return { kind: "value", value: decoded.object, unknown: decoded.unknown };
  if (value === null) return { kind: "value", value: noMetadata, unknown: false };
  return { kind: "undecodable", value, why: model.explain(JSON.stringify(value)).problem ?? "the metadata does not decode" };
}

const noMetadata: JsonObject = Object.freeze({});

/** Fields of embedded metadata that no metadata has. */
export function unknownMetadata(value: Json): readonly string[] {
  return structModel("meta.v1.ObjectMeta").explain(JSON.stringify(value)).strict.flatMap((each) => /^unknown field "(.*)"$/.exec(each)?.[1] ?? []);
}

/**
 * What is wrong with resources within a resource: each must say what it is, and its metadata must be metadata.
 *
 * @param path "" for the object itself
 * @source apiextensions-apiserver pkg/apiserver/schema/objectmeta/validation.go
 */
export function embeddedProblems(report: Report, schema: Structural, value: Json, path: string): void {
  if (!schema.holdsEmbedded) return;
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items !== undefined) (value as readonly Json[]).forEach((each, i) => embeddedProblems(report, items, each, `${path}[${i}]`));
  } else if (isObject(value)) {
    if (schema.embedded) ownProblems(report, value, path);
    for (const key of Object.keys(value)) {
      const { additional } = schema;
      const own = schema.properties.get(key);
      if (own !== undefined) embeddedProblems(report, own, value[key] as Json, below(path, key));
      else if (typeof additional === "object") embeddedProblems(report, additional, value[key] as Json, `${path}[${key}]`);
    }
  }
}

function below(path: string, field: string): string {
  return path === "" ? field : `${path}.${field}`;
}

function ownProblems(report: Report, value: JsonObject, path: string): void {
  for (const field of ["apiVersion", "kind"]) if (!Object.hasOwn(value, field)) tell(report, below(path, field), (own) => own.required(noPath, ""));
  for (const [field, each] of Object.entries(value)) {
    const where = below(path, field);
    if (field === "apiVersion" || field === "kind") {
      if (typeof each !== "string") tell(report, where, (own) => own.invalid(noPath, each, "must be a string"));
      else if (each === "") tell(report, where, (own) => own.invalid(noPath, each, "must not be empty"));
      else nameProblems(report, where, field, each);
    } else if (field === "metadata" && isObject(each)) metadataProblems(report, where, each);
  }
}

function nameProblems(report: Report, where: string, field: string, text: string): void {
  if (field === "apiVersion") {
    if (text.split("/").length > 2) tell(report, where, (own) => own.invalid(noPath, text, `unexpected GroupVersion string: ${text}`));
    return;
  }
  const why = rfc1035Problems(text.toLowerCase());
  if (why.length > 0) tell(report, where, (own) => own.invalid(noPath, text, `may have mixed case, but should otherwise match: ${why.join(",")}`));
}

function metadataProblems(report: Report, where: string, metadata: ObjectMeta): void {
  const own = new Report();
  const named = metadata.name === undefined || metadata.name === "" ? { ...metadata, name: "fakename" } : metadata;
  objectMeta(own, named, (metadata.namespace ?? "") !== "", pathSegmentProblems);
  for (const problem of own.problems) report.add({ ...problem, field: where + problem.field.slice("metadata".length) });
}

/** At a place that only a text names. */
export function tell(into: Report, field: string, say: (report: Report) => void): void {
  const own = new Report();
  say(own);
  for (const problem of own.problems) into.add({ ...problem, field });
}

/** An invalid value as one text. @source apimachinery pkg/util/validation/field/errors.go Error */
export function problemText(field: string, value: Json, why: string): string {
  const own = new Report();
  own.invalid(noPath, value, why);
  return `${field}: ${own.problems[0]?.message ?? why}`;
}
