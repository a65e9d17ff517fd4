import type { Json, JsonObject } from "../../api/index.ts";
import type { AnyType, Field, ListKey, ScalarForm, StructType, Type } from "../schema/index.ts";
import { builtInTypes } from "../schema/index.ts";

/** What is known where nothing is known. */
const anyType: AnyType = { kind: "any", goName: "interface {}" };

/**
 * The type of custom resources whose version has this schema; without one, anything goes below metadata.
 *
 * @source apiextensions-apiserver pkg/apiserver/schema (structural schemas), pkg/controller/openapi/builder
 */
export function structuralType(kind: string, schema: JsonObject | undefined): StructType {
  const typed = schema === undefined ? undefined : structOf(schema, kind, schema["x-kubernetes-preserve-unknown-fields"] === true);
  const fields = new Map<string, Field>(typed?.fields);
  const base: readonly Field[] = [
    field("apiVersion", text),
    field("kind", text),
    field("metadata", builtInTypes().named("meta.v1.ObjectMeta")),
  ];
  for (const each of base) fields.set(each.name, each);
  const others = schema === undefined ? anyType : typed?.others;
  return { kind: "struct", name: kind, goName: kind, table: "", fields, atomic: false, ...(others === undefined ? {} : { others }) };
}

const text: Type = { kind: "scalar", form: "string", goName: "string" };

function field(name: string, type: Type, otherwise?: Json): Field {
  return { name, type, pointer: true, omits: "empty", ...(otherwise === undefined ? {} : { default: otherwise }) };
}

const forms: { readonly [type: string]: ScalarForm } = { string: "string", boolean: "boolean", integer: "integer", number: "number" };

/** @param within an object around it preserves what it does not know: then ownership does so all the way down */
function typeOf(schema: JsonObject, within: boolean): Type {
  const preserves = within || schema["x-kubernetes-preserve-unknown-fields"] === true;
  const { type, format } = schema;
  if (type === "object") return objectOf(schema, preserves);
  if (type === "array") return listOf(schema, preserves);
  const form = typeof type === "string" ? forms[type] : undefined;
  if (form === undefined) return anyType;
  return { kind: "scalar", form, goName: form, ...(typeof format === "string" && format !== "byte" ? { format } : {}) };
}

/** Without properties it may hold anything, as ownership sees it: pruning is another matter. */
function objectOf(schema: JsonObject, preserves: boolean): Type {
  const values = schema["additionalProperties"];
  const atomic = schema["x-kubernetes-map-type"] === "atomic";
  if (schema["properties"] !== undefined || schema["x-kubernetes-embedded-resource"] === true) return structOf(schema, "", preserves);
  return { kind: "map", values: isObject(values) ? typeOf(values, preserves) : anyType, atomic, goName: "map" };
}

function structOf(schema: JsonObject, name: string, preserves: boolean): StructType {
  const fields = new Map<string, Field>();
  for (const [each, of] of Object.entries(partOf(schema, "properties"))) {
    let read: Type | undefined;
    const property = isObject(of) ? of : {};
    fields.set(each, {
      name: each,
      pointer: true,
      omits: "empty",
      ...(property["default"] === undefined ? {} : { default: property["default"] }),
      get type() {
        return (read ??= typeOf(property, preserves));
      },
    });
  }
  if (schema["x-kubernetes-embedded-resource"] === true) {
    for (const each of [field("apiVersion", text), field("kind", text), field("metadata", builtInTypes().named("meta.v1.ObjectMeta"))]) fields.set(each.name, each);
  }
  const atomic = schema["x-kubernetes-map-type"] === "atomic";
  return { kind: "struct", name, goName: name, table: "", fields, atomic, ...(preserves ? { others: anyType } : {}) };
}

function listOf(schema: JsonObject, preserves: boolean): Type {
  const items = isObject(schema["items"]) ? schema["items"] : {};
  const merge = schema["x-kubernetes-list-type"];
  const properties = partOf(items, "properties");
  const names = (schema["x-kubernetes-list-map-keys"] ?? []) as readonly string[];
  const keys = names.map((name): ListKey => {
    const otherwise = partOf(properties, name)["default"];
    return otherwise === undefined ? { name } : { name, default: otherwise };
  });
  return { kind: "list", items: typeOf(items, preserves), merge: merge === "set" || merge === "map" ? merge : "atomic", keys: merge === "map" ? keys : [], goName: "[]" };
}

function partOf(schema: JsonObject, name: string): JsonObject {
  const part = schema[name];
  return isObject(part) ? part : {};
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
