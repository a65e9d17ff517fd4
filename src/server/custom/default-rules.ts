import type { Json, JsonObject } from "../../api/index.ts";
import { equal } from "../../api/index.ts";
import type { Path } from "../validation/index.ts";
import { Report } from "../validation/index.ts";
import { embeddedMeta, embeddedProblems } from "./embedded.ts";
import { structuralContent } from "./structural-content.ts";
import { schemaProblems } from "./structural-validation.ts";
import { mapIn, schemaIn } from "./structure.ts";
import { isObject, structuralOf } from "./structural.ts";

/**
 * Defaults must be what their schemas take, and hold nothing that would be dropped. Those below additionalProperties are
 * forbidden elsewhere.
 *
 * @param prune whether a default may not hold what its schema does not know
 * @source apiextensions-apiserver pkg/apiserver/schema/defaulting/validation.go ValidateDefaults
 */
export function validateDefaults(report: Report, schema: JsonObject, at: Path, prune: boolean): void {
  validate(report, { ...schema, "x-kubernetes-embedded-resource": true }, at, prune, undefined);
}

/** @param meta the field of an embedded resource that this is, or is within */
function validate(report: Report, schema: JsonObject, at: Path, prune: boolean, meta: string | undefined): void {
  const inside = schema["x-kubernetes-embedded-resource"] === true ? undefined : meta;
  const value = schema["default"];
  if (value !== undefined && value !== null) {
    if (inside === undefined) ownDefault(report, schema, value, at, prune);
    else metaDefault(report, schema, value, at, inside);
  }
  const items = schemaIn(schema, "items");
  if (items !== undefined) validate(report, items, at.child("items"), prune, inside);
  for (const [name, of] of mapIn(schema, "properties")) {
    const below = schema["x-kubernetes-embedded-resource"] === true && (name === "metadata" || name === "apiVersion" || name === "kind") ? name : inside;
    validate(report, of, at.child("properties").key(name), prune, below);
  }
}

function ownDefault(report: Report, schema: JsonObject, value: Json, at: Path, prune: boolean): void {
  const where = at.child("default");
  const structure = structuralOf(schema);
  if (prune && !isPruned(schema, value)) report.invalid(where, value, "must not have unknown fields");
  const field = where.toString();
  const own = new Report();
  embeddedProblems(own, structure, value, "");
  if (own.count > 0) for (const problem of own.problems) report.add({ ...problem, field: `${field}.${problem.field}` });
  else schemaProblems(report, structure, value, field, undefined);
}

/** Within an object that keeps what the schema keeps. */
function isPruned(schema: JsonObject, value: Json): boolean {
  const root = structuralOf({ type: "object", properties: { value: schema } });
  const made = structuralContent(root, { value }, false);
  return made.kind === "undecodable" || !made.unknown || equal(made.value["value"] ?? null, value);
}

function metaDefault(report: Report, schema: JsonObject, value: Json, at: Path, field: string): void {
  const where = at.child("default");
  const made = field === "metadata" && !isObject(value) ? undefined : embeddedMeta(field, value);
  if (made?.kind === "undecodable") report.invalid(where, value, `must result in valid metadata: ${field}: Invalid value: ${JSON.stringify(value)}: ${made.why}`);
  else schemaProblems(report, structuralOf(schema), value, where.toString(), undefined);
}
