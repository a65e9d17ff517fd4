import type { Json, JsonObject, ResourceInfo } from "../../api/index.ts";
import type { DefinedVersion } from "../custom/index.ts";
import { versionsOf } from "../custom/index.ts";
import { customFacts } from "../kinds/index.ts";

/** A version of OpenAPI, in which schemas say things differently. */
export type Dialect = "v2" | "v3";

/**
 * The schemas of a custom resource and of its list, as OpenAPI publishes them, by name.
 *
 * @source apiextensions-apiserver pkg/controller/openapi/builder/builder.go, pkg/controller/openapi/v2/conversion.go,
 *   pkg/apiserver/schema/unfold.go
 * @limits what a server adds to a schema is not described
 */
export function customSchemas(info: ResourceInfo, dialect: Dialect): JsonObject {
  const { group, version, kind, listKind } = info;
  const known = versionOf(info);
  const fields = known?.selectableFields ?? [];
  const selectable: JsonObject = fields.length === 0 ? {} : { "x-kubernetes-selectable-fields": fields.map(({ jsonPath }) => ({ fieldPath: jsonPath.replace(/^\./, "") })) };
  const name = schemaName(info, kind);
  const list = {
    type: "object",
    required: ["items"],
    properties: { apiVersion: text, items: { type: "array", items: { $ref: `${prefixes[dialect]}${name}` } }, kind: text, metadata: reference("ListMeta", dialect) },
  };
  return {
    [name]: { ...resourceSchema(info, known, dialect), "x-kubernetes-group-version-kind": [{ group, kind, version }], ...selectable },
    [schemaName(info, listKind)]: { ...list, "x-kubernetes-group-version-kind": [{ group, kind: listKind, version }], ...selectable },
  };
}

const prefixes: { readonly [dialect in Dialect]: string } = { v2: "#/definitions/", v3: "#/components/schemas/" };
const text: JsonObject = { type: "string" };

/** "com.example.v1.Widget" */
function schemaName({ group, version }: ResourceInfo, kind: string): string {
  return `${group.split(".").reverse().join(".")}.${version}.${kind}`;
}

function versionOf(info: ResourceInfo): DefinedVersion | undefined {
  const definition = customFacts(info).version?.definition;
  return definition === undefined ? undefined : versionsOf(definition.spec).find(({ name }) => name === info.version);
}

/** Without a schema nothing is said of its fields: clients would take all others for unknown. */
function resourceSchema(info: ResourceInfo, version: DefinedVersion | undefined, dialect: Dialect): JsonObject {
  const schema = version?.schema?.openAPIV3Schema;
  const preserves = schema?.[PRESERVES] === true || customFacts(info).version?.definition.spec.preserveUnknownFields === true;
  if (schema === undefined || (dialect === "v2" && preserves)) return { type: "object" };
  const published = publish(schema, dialect);
  return { ...published, properties: { ...objectAt(published, "properties"), apiVersion: text, kind: text, metadata: reference("ObjectMeta", dialect) } };
}

const PRESERVES = "x-kubernetes-preserve-unknown-fields";
const EITHER = "x-kubernetes-int-or-string";
const EMBEDDED = "x-kubernetes-embedded-resource";
const junctors: ReadonlySet<string> = new Set(["allOf", "anyOf", "oneOf", "not"]);
/** Where false says something. */
const values: ReadonlySet<string> = new Set(["additionalProperties", "default", "example"]);

function publish(schema: JsonObject, dialect: Dialect): JsonObject {
  const made: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(schema)) {
    if (value === false && !values.has(key)) continue;
    if (dialect === "v2" && (junctors.has(key) || key === "default")) continue;
    made[key] = key === "properties" ? each(value, dialect) : key === "items" || (key === "additionalProperties" && isObject(value)) ? publish(value as JsonObject, dialect) : value;
  }
  if (dialect === "v2") simplify(made, schema);
  else if (schema[EITHER] === true) unfold(made);
  if (schema[EMBEDDED] === true && !(dialect === "v2" && schema[PRESERVES] === true)) embed(made, dialect);
  return made;
}

function each(properties: Json, dialect: Dialect): JsonObject {
  const all = properties as { readonly [name: string]: JsonObject };
  return Object.fromEntries(Object.keys(all).sort().map((name) => [name, publish(all[name] as JsonObject, dialect)]));
}

/** What clients of version 2 cannot cope with is left out. */
function simplify(made: { [key: string]: Json }, schema: JsonObject): void {
  const { nullable, type, required, properties, additionalProperties } = schema;
  const preserves = schema[PRESERVES] === true;
  if (nullable === true || preserves) {
    delete made["items"];
    delete made["properties"];
  }
  if (nullable === true || (type === "array" && made["items"] === undefined) || (preserves && type === "object")) delete made["type"];
  delete made["nullable"];
  if (Array.isArray(required) && made["properties"] !== undefined && isObject(properties)) {
    const kept = (required as readonly string[]).filter((name) => !isNullable(properties[name]));
    if (kept.length > 0) made["required"] = kept;
    else delete made["required"];
  }
  if (isNullable(additionalProperties)) delete made["required"];
}

function isNullable(schema: Json | undefined): boolean {
  return isObject(schema) && schema["nullable"] === true;
}

const numbersAndTexts: readonly JsonObject[] = [{ type: "integer" }, { type: "string" }];

/** A number or a text says so in a way that all validators know. */
function unfold(made: { [key: string]: Json }): void {
  const { anyOf, allOf = [] } = made;
  const first = (allOf as readonly JsonObject[])[0];
  if (saysBoth(anyOf) || (first !== undefined && saysBoth(first["anyOf"]))) return;
  if (anyOf === undefined) made["anyOf"] = numbersAndTexts;
  else made["allOf"] = [{ anyOf: numbersAndTexts }, ...(allOf as readonly JsonObject[])];
}

function saysBoth(anyOf: Json | undefined): boolean {
  return Array.isArray(anyOf) && anyOf.length === 2 && numbersAndTexts.every(({ type }, i) => (anyOf[i] as JsonObject)["type"] === type);
}

function embed(made: { [key: string]: Json }, dialect: Dialect): void {
  const required = (made["required"] ?? []) as readonly string[];
  made["properties"] = { ...objectAt(made, "properties"), apiVersion: text, kind: text, metadata: reference("ObjectMeta", dialect) };
  made["required"] = [...required, ...["kind", "apiVersion"].filter((name) => !required.includes(name))];
}

function reference(type: string, dialect: Dialect): JsonObject {
  const $ref = `${prefixes[dialect]}io.k8s.apimachinery.pkg.apis.meta.v1.${type}`;
  return dialect === "v2" ? { $ref } : { allOf: [{ $ref }] };
}

function objectAt(schema: JsonObject, key: string): JsonObject {
  const value = schema[key];
  return isObject(value) ? value : {};
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
