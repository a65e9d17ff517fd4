import type { Json, JsonObject } from "../../api/index.ts";

/**
 * A schema of custom resources, read once: its structure (what is kept, and what is filled in) and its rules of values,
 * which the schemas below allOf, anyOf, oneOf and not have alone.
 *
 * @source apiextensions-apiserver pkg/apiserver/schema/structural.go; pkg/apis/apiextensions/v1/types_jsonschema.go
 */
export interface Structural {
  /** "": none is said. */
  readonly type: string;
  readonly nullable: boolean;
  readonly properties: ReadonlyMap<string, Structural>;
  /** What fields beyond those hold; true: anything. */
  readonly additional: Structural | boolean | undefined;
  readonly items: Structural | undefined;
  readonly preserves: boolean;
  readonly embedded: boolean;
  readonly intOrString: boolean;
  readonly listType: string | undefined;
  readonly listKeys: readonly string[];
  readonly default: Json | undefined;
  readonly values: ValueRules;
  /** Whether there are resources within, or lists whose items must differ, here or below. */
  readonly holdsEmbedded: boolean;
  readonly holdsKeyedLists: boolean;
}

/** @source apiextensions-apiserver pkg/apiserver/schema/structural.go ValueValidation */
export interface ValueRules {
  /** "" where the type has no such format. */
  readonly format: string;
  readonly enum: readonly Json[] | undefined;
  readonly maximum: number | undefined;
  readonly minimum: number | undefined;
  readonly exclusiveMaximum: boolean;
  readonly exclusiveMinimum: boolean;
  readonly multipleOf: number | undefined;
  readonly maxLength: number | undefined;
  readonly minLength: number | undefined;
  readonly pattern: string | undefined;
  readonly maxItems: number | undefined;
  readonly minItems: number | undefined;
  readonly uniqueItems: boolean;
  readonly maxProperties: number | undefined;
  readonly minProperties: number | undefined;
  readonly required: readonly string[];
  readonly allOf: readonly Structural[];
  readonly anyOf: readonly Structural[];
  readonly oneOf: readonly Structural[];
  readonly not: Structural | undefined;
  /** Rules in CEL, here or below. */
  readonly hasExpressions: boolean;
}

/** What is known where nothing is known. */
const nothing: JsonObject = Object.freeze({});
const read = new WeakMap<JsonObject, Structural>();

/** @param schema frozen, as a definition's: its JSONSchemaProps */
export function structuralOf(schema: JsonObject): Structural {
  let made = read.get(schema);
  if (made === undefined) read.set(schema, (made = readSchema(schema)));
  return made;
}

/** The root of an object whatever its schema says: apiVersion, kind and metadata are there. */
export function rootOf(schema: JsonObject | undefined): Structural {
  const own = structuralOf(schema ?? nothing);
  return own.embedded ? own : { ...own, embedded: true };
}

function readSchema(schema: JsonObject): Structural {
  const properties = new Map<string, Structural>();
  for (const [name, of] of Object.entries(objectIn(schema, "properties") ?? nothing).sort(byName)) if (isObject(of)) properties.set(name, structuralOf(of));
  const values = schema["additionalProperties"];
  const items = objectIn(schema, "items");
  const [list, otherwise] = [schema["x-kubernetes-list-type"], schema["default"]];
  const additional = isObject(values) ? structuralOf(values) : typeof values === "boolean" ? values : undefined;
  const rules = readRules(schema);
  const embedded = schema["x-kubernetes-embedded-resource"] === true;
  const below = [...properties.values(), ...(typeof additional === "object" ? [additional] : []), ...(items === undefined ? [] : [structuralOf(items)])];
  return {
    type: textIn(schema, "type") ?? "",
    nullable: schema["nullable"] === true,
    properties,
    additional,
    items: items === undefined ? undefined : structuralOf(items),
    preserves: schema["x-kubernetes-preserve-unknown-fields"] === true,
    embedded,
    intOrString: schema["x-kubernetes-int-or-string"] === true,
    listType: typeof list === "string" ? list : undefined,
    listKeys: textsIn(schema, "x-kubernetes-list-map-keys"),
    default: otherwise === null ? undefined : otherwise,
    holdsEmbedded: embedded || below.some((each) => each.holdsEmbedded),
    holdsKeyedLists: list === "set" || list === "map" || below.some((each) => each.holdsKeyedLists),
    values: rules.hasExpressions || !below.some(({ values: of }) => of.hasExpressions) ? rules : { ...rules, hasExpressions: true },
  };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function readRules(schema: JsonObject): ValueRules {
  const options = schema["enum"];
  const not = objectIn(schema, "not");
  const rules = schema["x-kubernetes-validations"];
  return {
    format: formatOf(schema),
    enum: Array.isArray(options) && options.length > 0 ? (options as readonly Json[]) : undefined,
    maximum: numberIn(schema, "maximum"),
    minimum: numberIn(schema, "minimum"),
    exclusiveMaximum: schema["exclusiveMaximum"] === true,
    exclusiveMinimum: schema["exclusiveMinimum"] === true,
    multipleOf: numberIn(schema, "multipleOf"),
    maxLength: numberIn(schema, "maxLength"),
    minLength: numberIn(schema, "minLength"),
    pattern: textIn(schema, "pattern"),
    maxItems: numberIn(schema, "maxItems"),
    minItems: numberIn(schema, "minItems"),
    uniqueItems: schema["uniqueItems"] === true,
    maxProperties: numberIn(schema, "maxProperties"),
    minProperties: numberIn(schema, "minProperties"),
    required: textsIn(schema, "required"),
    allOf: schemasIn(schema, "allOf"),
    anyOf: schemasIn(schema, "anyOf"),
    oneOf: schemasIn(schema, "oneOf"),
    not: not === undefined ? undefined : structuralOf(not),
    hasExpressions: Array.isArray(rules) && rules.length > 0,
  };
}

/** Formats of texts that a server looks at. @source apiextensions-apiserver pkg/apiserver/validation/formats.go */
const textFormats: ReadonlySet<string> = new Set([
  "bsonobjectid", "uri", "email", "hostname", "ipv4", "ipv6", "cidr", "mac", "uuid", "uuid3", "uuid4", "uuid5", "isbn", "isbn10", "isbn13",
  "creditcard", "ssn", "hexcolor", "rgbcolor", "byte", "password", "date", "duration", "datetime", "k8sshortname", "k8slongname",
]);

/** Whether the type knows the format. @source formats.go GetUnrecognizedFormats */
export function isKnownFormat(type: string, format: string): boolean {
  switch (type) {
    case "":
    case "string":
      return textFormats.has(format.replaceAll("-", ""));
    case "integer":
      return format === "int32" || format === "int64";
    case "number":
      return format === "float" || format === "double";
    default:
      return false;
  }
}

function formatOf(schema: JsonObject): string {
  const format = textIn(schema, "format") ?? "";
  // An int-or-string has two types, to which no format belongs but those of texts.
  const type = schema["x-kubernetes-int-or-string"] === true ? "" : (textIn(schema, "type") ?? "");
  return format !== "" && isKnownFormat(type, format) ? format : "";
}

function schemasIn(schema: JsonObject, name: string): readonly Structural[] {
  const value = schema[name];
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject).map(structuralOf) : none;
}

const none: readonly never[] = Object.freeze([]);

function textsIn(schema: JsonObject, name: string): readonly string[] {
  const value = schema[name];
  return Array.isArray(value) ? (value as readonly Json[]).filter((each) => typeof each === "string") : none;
}

function numberIn(schema: JsonObject, name: string): number | undefined {
  const value = schema[name];
  return typeof value === "number" ? value : undefined;
}

function textIn(schema: JsonObject, name: string): string | undefined {
  const value = schema[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function objectIn(schema: JsonObject, name: string): JsonObject | undefined {
  const value = schema[name];
  return isObject(value) ? value : undefined;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
