import type { InvalidField, Json, JsonObject } from "../../api/index.ts";
import { compileRe2, equal } from "../../api/index.ts";
import type { Path } from "../validation/index.ts";
import { path, Report } from "../validation/index.ts";
import type { Definition } from "./definition.ts";
import { versionsOf } from "./definition.ts";
import { isObject } from "./structural.ts";

/**
 * Whether a schema is structural: it says of each part what type it is, and its rules of values say no more than rules.
 *
 * @source apiextensions-apiserver pkg/apiserver/schema/validation.go ValidateStructural, complete.go
 */
export function validateStructure(report: Report, schema: JsonObject, at: Path): void {
  const own = new Report();
  invariants(own, schema, "root", at);
  completeness(own, schema, schema, at, at);
  for (const problem of [...own.problems].sort(byText)) report.add(problem);
}

/** What the condition of a definition tells, that was not taken by a server of today; undefined: it is structural. */
export function structureProblems({ spec }: Definition): string | undefined {
  const report = new Report();
  if (spec.preserveUnknownFields === true) report.invalid(path("spec", "preserveUnknownFields"), true, "must be false");
  versionsOf(spec).forEach(({ schema }, i) => {
    const root = schema?.openAPIV3Schema;
    if (root !== undefined) validateStructure(report, root, path("spec", "versions").index(i).child("schema").child("openAPIV3Schema"));
  });
  const texts = [...new Set(report.problems.map(textOf))];
  return texts.length === 0 ? undefined : texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
}

function textOf({ field, message }: InvalidField): string {
  return `${field}: ${message}`;
}

function byText(a: InvalidField, b: InvalidField): number {
  return textOf(a) < textOf(b) ? -1 : 1;
}

type Level = "root" | "item" | "field";

const noType: { readonly [level in Level]: string } = {
  root: "must not be empty at the root",
  item: "must not be empty for specified array items",
  field: "must not be empty for specified object fields",
};

/** @source validation.go validateStructuralInvariants */
function invariants(report: Report, schema: JsonObject, level: Level, at: Path): void {
  const type = textIn(schema, "type");
  const items = schemaIn(schema, "items");
  const properties = mapIn(schema, "properties");
  const additional = schema["additionalProperties"];
  const embedded = schema["x-kubernetes-embedded-resource"] === true;
  const preserves = schema["x-kubernetes-preserve-unknown-fields"] === true;
  const intOrString = schema["x-kubernetes-int-or-string"] === true;
  if (type === "array" && items === undefined) report.required(at.child("items"), "must be specified");
  if (items !== undefined) invariants(report, items, "item", at.child("items"));
  for (const [name, of] of properties) invariants(report, of, "field", at.child("properties").key(name));
  if (additional !== undefined) {
    if (level === "root") report.forbidden(at.child("additionalProperties"), "must not be used at the root");
    if (isObject(additional)) invariants(report, additional, "field", at.child("additionalProperties"));
  }
  if (intOrString && preserves) report.invalid(at.child("x-kubernetes-preserve-unknown-fields"), true, "must be false if x-kubernetes-int-or-string is true");
  if (intOrString && embedded) report.invalid(at.child("x-kubernetes-embedded-resource"), true, "must be false if x-kubernetes-int-or-string is true");
  rules(report, schema, level, at, isIntOrString(schema["anyOf"]), isIntOrString(firstAnyOf(schema)));
  if (embedded && type !== "object") {
    const why = "must be object if x-kubernetes-embedded-resource is true";
    if (type === "") report.required(at.child("type"), why);
    else report.invalid(at.child("type"), type, why);
  } else if (type === "" && !intOrString && !preserves) report.required(at.child("type"), noType[level]);
  if (embedded && additional !== undefined) report.forbidden(at.child("additionalProperties"), "must not be used if x-kubernetes-embedded-resource is set");
  if (level === "root" && type !== "" && type !== "object") report.invalid(at.child("type"), type, "must be object at the root");
  metaInvariants(report, properties, level, embedded, at);
  if (embedded && !preserves && properties.size === 0) {
    report.required(at.child("properties"), "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields");
  }
}

function metaInvariants(report: Report, properties: ReadonlyMap<string, JsonObject>, level: Level, embedded: boolean, at: Path): void {
  const checked = level === "root" || embedded;
  for (const name of ["kind", "apiVersion"]) {
    const of = properties.get(name);
    if (checked && of !== undefined && textIn(of, "type") !== "string") report.invalid(at.child("properties").key(name).child("type"), textIn(of, "type"), "must be string");
  }
  const metadata = properties.get("metadata");
  if (metadata === undefined) return;
  const where = at.child("properties").key("metadata");
  if (checked && textIn(metadata, "type") !== "object") report.invalid(where.child("type"), textIn(metadata, "type"), "must be object");
  if (level !== "root") return;
  const { type: _type, default: _default, properties: own, ...rest } = metadata;
  const names = Object.keys(isObject(own) ? own : {});
  const named = names.every((name) => name === "name" || name === "generateName");
  if (!named || Object.values(rest).some((value) => !isZero(value))) {
    report.forbidden(where, "must not specify anything other than name and generateName, but metadata is implicitly specified");
  }
}

function isZero(value: Json): boolean {
  return value === null || value === "" || value === false || (Array.isArray(value) && value.length === 0);
}

const intOrStringTypes: Json = [{ type: "integer" }, { type: "string" }];

function isIntOrString(anyOf: Json | undefined): boolean {
  return anyOf !== undefined && equal(anyOf, intOrStringTypes);
}

function firstAnyOf(schema: JsonObject): Json | undefined {
  return listIn(schema, "allOf")[0]?.["anyOf"];
}

/** @source validation.go validateValueValidation */
function rules(report: Report, schema: JsonObject, level: Level, at: Path, skipAnyOf: boolean, skipFirst: boolean): void {
  if (!skipAnyOf) listIn(schema, "anyOf").forEach((each, i) => nested(report, each, level, at.child("anyOf").index(i), false));
  listIn(schema, "allOf").forEach((each, i) => nested(report, each, level, at.child("allOf").index(i), skipFirst && i === 0));
  listIn(schema, "oneOf").forEach((each, i) => nested(report, each, level, at.child("oneOf").index(i), false));
  const not = schemaIn(schema, "not");
  if (not !== undefined) nested(report, not, level, at.child("not"), false);
  const pattern = textIn(schema, "pattern");
  const compiled = pattern === "" ? undefined : compileRe2(pattern);
  if (compiled?.kind === "problem") report.invalid(at.child("pattern"), pattern, `must be a valid regular expression, but isn't: ${compiled.message}`);
}

/** Below a junctor nothing may be said but rules. @source validation.go validateNestedValueValidation */
function nested(report: Report, schema: JsonObject, level: Level, at: Path, skipAnyOf: boolean): void {
  rules(report, schema, level, at, skipAnyOf, false);
  const items = schemaIn(schema, "items");
  if (items !== undefined) nested(report, items, level, at.child("items"), false);
  const properties = mapIn(schema, "properties");
  for (const [name, of] of properties) nested(report, of, "field", at.child("properties").key(name), false);
  for (const [field, why] of forbiddenBelow) {
    const value = schema[field];
    if (value === undefined || isZero(value)) continue;
    if (field === "additionalProperties" && value === undefined) continue;
    report.forbidden(at.child(field), why);
  }
  if (properties.has("metadata")) report.forbidden(at.child("properties").key("metadata"), "must not be specified in a nested context");
}

const forbiddenBelow: readonly (readonly [field: string, why: string])[] = [
  ["type", "must be empty to be structural"],
  ["additionalProperties", "must be undefined to be structural"],
  ["default", "must be undefined to be structural"],
  ["title", "must be empty to be structural"],
  ["description", "must be empty to be structural"],
  ["nullable", "must be false to be structural"],
  ["x-kubernetes-preserve-unknown-fields", "must be false to be structural"],
  ["x-kubernetes-embedded-resource", "must be false to be structural"],
  ["x-kubernetes-int-or-string", "must be false to be structural"],
  ["x-kubernetes-list-map-keys", "must be empty to be structural"],
  ["x-kubernetes-list-type", "must be undefined to be structural"],
  ["x-kubernetes-map-type", "must be undefined to be structural"],
  ["x-kubernetes-validations", "must be empty to be structural"],
];

/** Rules speak of parts that have a structure. @source complete.go */
function completeness(report: Report, rulesOf: JsonObject, schema: JsonObject | undefined, at: Path, from: Path): void {
  if (schema === undefined) {
    report.required(at, `because it is defined in ${from.toString()}`);
    return;
  }
  const not = schemaIn(rulesOf, "not");
  if (not !== undefined) completeBelow(report, not, schema, at, from.child("not"));
  for (const junctor of ["allOf", "anyOf", "oneOf"]) listIn(rulesOf, junctor).forEach((each, i) => completeBelow(report, each, schema, at, from.child(junctor).index(i)));
}

function completeBelow(report: Report, rulesOf: JsonObject, schema: JsonObject | undefined, at: Path, from: Path): void {
  completeness(report, rulesOf, schema, at, from);
  if (schema === undefined) return;
  const items = schemaIn(rulesOf, "items");
  if (items !== undefined) completeBelow(report, items, schemaIn(schema, "items"), at.child("items"), from.child("items"));
  const properties = mapIn(schema, "properties");
  for (const [name, of] of mapIn(rulesOf, "properties")) {
    const [own, there] = [at.child("properties").key(name), from.child("properties").key(name)];
    const found = properties.get(name);
    if (found === undefined) report.required(own, `because it is defined in ${there.toString()}`);
    else completeBelow(report, of, found, own, there);
  }
}

export function textIn(schema: JsonObject, name: string): string {
  const value = schema[name];
  return typeof value === "string" ? value : "";
}

export function schemaIn(schema: JsonObject, name: string): JsonObject | undefined {
  const value = schema[name];
  return isObject(value) ? value : undefined;
}

export function listIn(schema: JsonObject, name: string): readonly JsonObject[] {
  const value = schema[name];
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}

/** In the order of their names. */
export function mapIn(schema: JsonObject, name: string): ReadonlyMap<string, JsonObject> {
  const value = schema[name];
  const entries = isObject(value) ? Object.entries(value).filter((entry): entry is [string, JsonObject] => isObject(entry[1])) : [];
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

