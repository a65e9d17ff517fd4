import type { Json, JsonObject } from "../../api/index.ts";

/** A custom resource's content by its schema, and the paths of what the schema does not know, sorted. */
export interface StructuralContent {
  readonly value: JsonObject;
  readonly unknown: readonly string[];
}

/**
 * Drops what the schema does not know, fills in its defaults, and drops nulls where it allows none; keys are sorted, as
 * Go writes maps. A frozen value that is all that already is answered as it is.
 *
 * @source apiextensions-apiserver pkg/apiserver/schema/pruning/algorithm.go, defaulting/algorithm.go (Default), defaulting/prune.go
 */
export function structuralContent(schema: JsonObject, value: JsonObject): StructuralContent {
  const unknown: string[] = [];
  const made = objectContent({ ...schema, "x-kubernetes-embedded-resource": true }, value, "", unknown);
  return { value: made, unknown: unknown.sort() };
}

function content(schema: JsonObject | undefined, value: Json, path: string, unknown: string[]): Json {
  if (Array.isArray(value)) {
    const items = schemaIn(schema, "items");
    let same = Object.isFrozen(value);
    const made = (value as readonly Json[]).map((each, i) => {
      const item = content(items, each, `${path}[${i}]`, unknown);
      if (item !== each) same = false;
      return item;
    });
    return same ? (value as Json) : Object.freeze(made);
  }
  return isObject(value) ? objectContent(schema, value, path, unknown) : value;
}

/** What every resource has, and an embedded one too. */
const typeFields: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);

function objectContent(schema: JsonObject | undefined, value: JsonObject, path: string, unknown: string[]): JsonObject {
  const properties = objectIn(schema, "properties");
  const values = schema?.["additionalProperties"];
  const preserves = schema?.["x-kubernetes-preserve-unknown-fields"] === true;
  const embedded = schema?.["x-kubernetes-embedded-resource"] === true;
  const found: { [key: string]: Json } = {};
  for (const key of Object.keys(value)) {
    const each = value[key] as Json;
    const here = path === "" ? key : `${path}.${key}`;
    const own = Object.hasOwn(properties, key) ? (properties[key] as Json) : undefined;
    const of = isObject(own) ? own : isObject(values) ? values : undefined;
    if (embedded && typeFields.has(key)) found[key] = each;
    else if (of !== undefined) {
      if (each !== null || of["nullable"] === true) found[key] = content(of, each, here, unknown);
    } else if (preserves || values === true) found[key] = each;
    else unknown.push(here);
  }
  for (const key of Object.keys(properties)) {
    const of = properties[key];
    if (found[key] !== undefined || !isObject(of) || of["default"] === undefined) continue;
    found[key] = content(of, of["default"], path === "" ? key : `${path}.${key}`, []);
  }
  return sorted(value, found);
}

function sorted(before: JsonObject, found: JsonObject): JsonObject {
  const keys = Object.keys(found).sort();
  const had = Object.keys(before);
  if (Object.isFrozen(before) && keys.length === had.length && keys.every((key, i) => key === had[i] && found[key] === before[key])) return before;
  const made: { [key: string]: Json } = {};
  for (const key of keys) made[key] = found[key] as Json;
  return Object.freeze(made);
}

function schemaIn(schema: JsonObject | undefined, name: string): JsonObject | undefined {
  const part = schema?.[name];
  return isObject(part) ? part : undefined;
}

function objectIn(schema: JsonObject | undefined, name: string): JsonObject {
  return schemaIn(schema, name) ?? {};
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
