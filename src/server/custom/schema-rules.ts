import type { Json, JsonObject } from "../../api/index.ts";
import type { Path } from "../validation/index.ts";
import { Report, typed } from "../validation/index.ts";
import { followPath } from "./field-path.ts";
import { listIn, mapIn, schemaIn, textIn } from "./structure.ts";
import { isObject } from "./structural.ts";

/** What is asked of a schema beside its structure: an update does not ask for more than what is there already has. */
export interface SchemaRules {
  readonly validTypes: boolean;
  readonly atomicSets: boolean;
  readonly requiredKeys: boolean;
}

/** Where in a schema one is. */
interface Place {
  /** Why a default may not stand here; undefined: it may. */
  readonly noDefault: string | undefined;
  readonly insideMeta: boolean;
}

const types: readonly string[] = ["array", "boolean", "integer", "number", "object", "string"];

/**
 * What a schema of a definition may say.
 *
 * @source apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinitionOpenAPISchema
 * @differs parts are looked at in the order of their names, where Go's order changes
 * @limits rules in CEL are not compiled, nor their cost estimated
 */
export function validateSchema(report: Report, schema: JsonObject, at: Path, rules: SchemaRules): void {
  validate(report, schema, at, rules, { noDefault: undefined, insideMeta: false }, true);
}

const metaFields: ReadonlySet<string> = new Set(["metadata", "kind", "apiVersion"]);

function validate(report: Report, schema: JsonObject, at: Path, rules: SchemaRules, place: Place, isRoot: boolean): void {
  standard(report, schema, at, rules, place);
  if (schema["uniqueItems"] === true) report.forbidden(at.child("uniqueItems"), "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
  const properties = mapIn(schema, "properties");
  const additional = schema["additionalProperties"];
  if (additional !== undefined && additional !== null) {
    if (properties.size > 0 && additional !== true) report.forbidden(at.child("additionalProperties"), "additionalProperties and properties are mutual exclusive");
    const below = place.insideMeta ? { ...place, noDefault: "inside additionalProperties applying to object metadata" } : place;
    if (isObject(additional)) validate(report, additional, at.child("additionalProperties"), rules, below, false);
  }
  for (const [name, of] of properties) {
    const meta = (isRoot || schema["x-kubernetes-embedded-resource"] === true) && metaFields.has(name);
    const below: Place = { insideMeta: place.insideMeta || meta, noDefault: meta && isRoot ? `in top-level ${name}` : place.noDefault };
    validate(report, of, at.child("properties").key(name), rules, below, false);
  }
  const not = schemaIn(schema, "not");
  if (not !== undefined) validate(report, not, at.child("not"), rules, place, false);
  for (const junctor of ["allOf", "oneOf", "anyOf"]) listIn(schema, junctor).forEach((each, i) => validate(report, each, at.child(junctor).index(i), rules, place, false));
  for (const [name, of] of mapIn(schema, "definitions")) validate(report, of, at.child("definitions").key(name), rules, place, false);
  const items = schema["items"];
  if (isObject(items)) validate(report, items, at.child("items"), rules, place, false);
  else listIn(schema, "items").forEach((each, i) => validate(report, each, at.child("items").index(i), rules, place, false));
  for (const [name, of] of mapIn(schema, "dependencies")) validate(report, of, at.child("dependencies").key(name), rules, place, false);
  extensions(report, schema, at, rules);
  expressions(report, schema, at);
}

/** @source validation.go specStandardValidatorV3.validate */
function standard(report: Report, schema: JsonObject, at: Path, { validTypes }: SchemaRules, { noDefault, insideMeta }: Place): void {
  const type = textIn(schema, "type");
  if (validTypes && type !== "" && !types.includes(type)) report.notSupported(at.child("type"), type, types);
  if (schema["default"] !== undefined && schema["default"] !== null && noDefault !== undefined) report.forbidden(at.child("default"), `must not be set ${noDefault}`);
  if (textIn(schema, "id") !== "") report.forbidden(at.child("id"), "id is not supported");
  for (const field of ["additionalItems", "patternProperties", "definitions", "dependencies", "$ref"]) {
    const value = schema[field];
    const said = value !== undefined && value !== null && !((field === "patternProperties" || field === "definitions") && isObject(value) && Object.keys(value).length === 0);
    if (said) report.forbidden(at.child(field), `${field} is not supported`);
  }
  if (type === "null") report.forbidden(at.child("type"), "type cannot be set to null, use nullable as an alternative");
  if (Array.isArray(schema["items"]) && schema["items"].length > 0) report.forbidden(at.child("items"), "items must be a schema object and not an array");
  if (insideMeta && schema["x-kubernetes-embedded-resource"] === true) report.forbidden(at.child("x-kubernetes-embedded-resource"), "must not be used inside of resource meta");
}

function extensions(report: Report, schema: JsonObject, at: Path, { atomicSets, requiredKeys }: SchemaRules): void {
  const type = textIn(schema, "type");
  const items = schemaIn(schema, "items");
  const [mapType, listType, preserves] = [textOf(schema, "x-kubernetes-map-type"), textOf(schema, "x-kubernetes-list-type"), schema["x-kubernetes-preserve-unknown-fields"]];
  if (preserves === false) report.invalid(at.child("x-kubernetes-preserve-unknown-fields"), false, "must be true or undefined");
  if (mapType !== undefined && type !== "object") typeMustBe(report, at, type, "must be object if x-kubernetes-map-type is specified");
  if (mapType !== undefined && mapType !== "atomic" && mapType !== "granular") report.notSupported(at.child("x-kubernetes-map-type"), mapType, ["atomic", "granular"]);
  if (listType !== undefined && type !== "array") typeMustBe(report, at, type, "must be array if x-kubernetes-list-type is specified");
  else if (atomicSets && listType === "set" && items !== undefined) setItems(report, items, at);
  if (listType !== undefined && !["atomic", "set", "map"].includes(listType)) report.notSupported(at.child("x-kubernetes-list-type"), listType, ["atomic", "set", "map"]);
  const keys = keysOf(schema);
  if (keys.length > 0 && listType !== "map") {
    const why = "must be map if x-kubernetes-list-map-keys is non-empty";
    if (listType === undefined) report.required(at.child("x-kubernetes-list-type"), why);
    else report.invalid(at.child("x-kubernetes-list-type"), listType, why);
  }
  if (listType === "map") mapItems(report, schema, keys, at);
  if (requiredKeys && items !== undefined && (listType === "set" || listType === "map")) keyProblems(report, items, listType, keys, at);
}

function typeMustBe(report: Report, at: Path, type: string, why: string): void {
  if (type === "") report.required(at.child("type"), why);
  else report.invalid(at.child("type"), type, why);
}

/** Items of sets are one value each. */
function setItems(report: Report, items: JsonObject, at: Path): void {
  const [list, map] = [textOf(items, "x-kubernetes-list-type"), textOf(items, "x-kubernetes-map-type")];
  const why = "must be atomic as item of a list with x-kubernetes-list-type=set";
  const shown = list === undefined ? undefined : typed(list);
  if (textIn(items, "type") === "array" && list !== undefined && list !== "atomic") report.invalid(at.child("items").child("x-kubernetes-list-type"), shown, why);
  if (textIn(items, "type") === "object" && map !== "atomic") report.invalid(at.child("items").child("x-kubernetes-map-type"), shown, why);
}

function mapItems(report: Report, schema: JsonObject, keys: readonly string[], at: Path): void {
  if (keys.length === 0) report.required(at.child("x-kubernetes-list-map-keys"), "must not be empty if x-kubernetes-list-type is map");
  const items = schema["items"];
  if (items === undefined) {
    report.required(at.child("items"), "must have a schema if x-kubernetes-list-type is map");
    return;
  }
  if (!isObject(items)) {
    report.invalid(at.child("items"), items, "must only have a single schema if x-kubernetes-list-type is map");
    return;
  }
  const type = textIn(items, "type");
  if (type !== "object") {
    report.invalid(at.child("items").child("type"), type, "must be object if parent array's x-kubernetes-list-type is map");
    return;
  }
  const properties = mapIn(items, "properties");
  const seen = new Set<string>();
  for (const key of keys) {
    const of = properties.get(key);
    const scalar = of === undefined || !["array", "object"].includes(textIn(of, "type"));
    if (!scalar) report.invalid(at.child("items").child("properties").key(key).child("type"), type, "must be a scalar type if parent array's x-kubernetes-list-type is map");
    if (of === undefined) report.invalid(at.child("x-kubernetes-list-map-keys"), keys, "entries must all be names of item properties");
    if (seen.has(key)) report.invalid(at.child("x-kubernetes-list-map-keys"), keys, "must not contain duplicate entries");
    seen.add(key);
  }
}

/** @source validation.go validateMapListKeysMapSet */
function keyProblems(report: Report, items: JsonObject, listType: string, keys: readonly string[], at: Path): void {
  if (items["nullable"] === true) report.forbidden(at.child("items").child("nullable"), `cannot be nullable when x-kubernetes-list-type is ${listType}`);
  if (listType !== "map") return;
  const required = Array.isArray(items["required"]) ? (items["required"] as readonly Json[]) : [];
  const properties = mapIn(items, "properties");
  for (const key of keys) {
    const of = properties.get(key);
    if (of === undefined) continue;
    const where = at.child("items").child("properties").key(key);
    if (!required.includes(key) && (of["default"] === undefined || of["default"] === null)) {
      report.required(where.child("default"), "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
    }
    if (of["nullable"] === true) report.forbidden(where.child("nullable"), "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
  }
}

/** Whether the rules for keys and sets find nothing here or below. */
export function hasKeyProblems(schema: JsonObject, at: Path): boolean {
  const own = new Report();
  const items = schemaIn(schema, "items");
  const listType = textOf(schema, "x-kubernetes-list-type");
  if (items !== undefined && (listType === "set" || listType === "map")) keyProblems(own, items, listType, keysOf(schema), at);
  return own.count > 0;
}

export function hasNonAtomicSet(schema: JsonObject): boolean {
  const items = schemaIn(schema, "items");
  if (textOf(schema, "x-kubernetes-list-type") !== "set" || items === undefined) return false;
  const [type, list, map] = [textIn(items, "type"), textOf(items, "x-kubernetes-list-type"), textOf(items, "x-kubernetes-map-type")];
  return (type === "array" && list !== undefined && list !== "atomic") || (type === "object" && map !== "atomic");
}

export function hasInvalidType(schema: JsonObject): boolean {
  const type = textIn(schema, "type");
  return type !== "" && !types.includes(type);
}

const reasons: readonly string[] = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];
const lineBreak = /[\n\r]/;

/** What can be said of rules without reading them. */
function expressions(report: Report, schema: JsonObject, at: Path): void {
  listIn(schema, "x-kubernetes-validations").forEach((rule, i) => {
    const where = at.child("x-kubernetes-validations").index(i);
    const [text, message, messageExpression, fieldPath] = [textIn(rule, "rule"), textIn(rule, "message"), textIn(rule, "messageExpression"), textIn(rule, "fieldPath")];
    if (text.trim() === "") report.required(where.child("rule"), "rule is not specified");
    else if (message !== "" && message.trim() === "") report.invalid(where.child("message"), message, "must be non-empty if specified");
    else if (lineBreak.test(message.trim())) report.invalid(where.child("message"), message, "must not contain line breaks");
    else if (lineBreak.test(text.trim()) && message.trim() === "") report.required(where.child("message"), "message must be specified if rule contains line breaks");
    if (messageExpression !== "" && messageExpression.trim() === "") report.required(where.child("messageExpression"), "messageExpression must be non-empty if specified");
    const reason = textOf(rule, "reason");
    if (reason !== undefined && !reasons.includes(reason)) report.notSupported(where.child("reason"), typed(reason), reasons);
    if (fieldPath === "") return;
    if (fieldPath.trim() === "") report.invalid(where.child("fieldPath"), fieldPath, "must be non-empty if specified");
    if (lineBreak.test(fieldPath)) report.invalid(where.child("fieldPath"), fieldPath, "must not contain line breaks");
    if ("problem" in followPath(fieldPath, schema, true)) report.invalid(where.child("fieldPath"), fieldPath, "must be a valid path");
  });
}

function keysOf(schema: JsonObject): readonly string[] {
  const keys = schema["x-kubernetes-list-map-keys"];
  return Array.isArray(keys) ? (keys as readonly Json[]).filter((each) => typeof each === "string") : [];
}

function textOf(schema: JsonObject, name: string): string | undefined {
  const value = schema[name];
  return typeof value === "string" ? value : undefined;
}
