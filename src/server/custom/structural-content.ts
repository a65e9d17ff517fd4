import type { Json, JsonObject } from "../../api/index.ts";
import { embeddedMeta, unknownMetadata } from "./embedded.ts";
import type { Structural } from "./structural.ts";
import { isObject } from "./structural.ts";

/** A custom resource's content by its schema. */
export type StructuralContent =
  | {
      readonly kind: "content";
      readonly value: JsonObject;
      /** Fields were dropped that the schema does not know. */
      readonly unknown: boolean;
    }
  /** Of an embedded resource: no text where one must be, metadata that does not decode. */
  | { readonly kind: "undecodable" };

/** What a pass over a value comes by. */
interface Pass {
  unknown: boolean;
  wrong: boolean;
  /** Whether absent fields are filled in. */
  readonly fills: boolean;
}

/**
 * Drops what the schema does not know, fills in its defaults, drops nulls where it allows none, and brings embedded
 * metadata into form; keys are sorted, as Go writes maps. A frozen value that is all that already is answered as it is.
 *
 * @param root whose apiVersion, kind and metadata are somebody else's
 * @param fills false: as an object of another version is converted, without defaults
 * @source apiextensions-apiserver pkg/apiserver/schema/pruning/algorithm.go, defaulting/algorithm.go (Default), defaulting/prunenulls.go,
 *   objectmeta/algorithm.go (Coerce); pkg/apiserver/customresource_handler.go unstructuredSchemaCoercer
 */
export function structuralContent(root: Structural, value: JsonObject, fills: boolean): StructuralContent {
  const pass: Pass = { unknown: false, wrong: false, fills };
  const made = objectContent(root, value, pass, true);
  return pass.wrong ? { kind: "undecodable" } : { kind: "content", value: made, unknown: pass.unknown };
}

/** Undefined schema: nothing is known, so that objects lose all they hold. */
function content(schema: Structural | undefined, value: Json, pass: Pass): Json {
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? listContent(schema, value, pass) : objectContent(schema, value as JsonObject, pass, false);
}

function listContent(schema: Structural | undefined, value: readonly Json[], pass: Pass): Json {
  const items = schema?.items;
  if (items === undefined && schema?.preserves === true) return sortedDeep(value);
  let made: Json[] | undefined;
  for (let i = 0; i < value.length; i += 1) {
    const each = value[i] as Json;
    const item = each === null ? (pass.fills && items !== undefined && !items.nullable && items.default !== undefined ? filled(items) : null) : content(items, each, pass);
    if (item !== each && made === undefined) made = value.slice(0, i);
    made?.push(item);
  }
  if (made === undefined) return Object.isFrozen(value) ? value : Object.freeze(Array.from(value));
  return Object.freeze(made);
}

/** What every resource has, and an embedded one too. */
const typeFields: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);

function objectContent(schema: Structural | undefined, value: JsonObject, pass: Pass, isRoot: boolean): JsonObject {
  const found: { [key: string]: Json } = {};
  let same = Object.isFrozen(value);
  let last = "";
  for (const key of Object.keys(value)) {
    const each = value[key] as Json;
    const made = fieldContent(schema, key, each, pass, isRoot);
    if (made !== each || key < last) same = false;
    last = key;
    if (made !== undefined) found[key] = made;
  }
  if (schema !== undefined && pass.fills) {
    for (const [key, of] of schema.properties) {
      if (of.default === undefined || found[key] !== undefined) continue;
      found[key] = filled(of);
      same = false;
    }
  }
  return same ? value : sorted(found);
}

/** Undefined: it goes. */
function fieldContent(schema: Structural | undefined, key: string, value: Json, pass: Pass, isRoot: boolean): Json | undefined {
  if (schema === undefined) {
    pass.unknown = true;
    return undefined;
  }
  if (schema.embedded && typeFields.has(key)) {
    if (isRoot) return value;
    const made = embeddedMeta(key, value);
    if (made.kind === "undecodable") pass.wrong = true;
    else if (made.unknown) pass.unknown = true;
    return made.value;
  }
  const { additional } = schema;
  const of = schema.properties.get(key) ?? (typeof additional === "object" ? additional : undefined);
  if (of !== undefined) {
    if (value !== null || of.nullable) return content(of, value, pass);
    // A default replaces what may not be null; without one, or where nothing is filled in, it goes.
    return of.default === undefined ? undefined : pass.fills ? filled(of) : value;
  }
  if (schema.preserves) return sortedDeep(value);
  // What a schema that says no more than `true` allows is kept, and nothing is known of what it holds.
  if (additional !== undefined) return content(undefined, value, pass);
  pass.unknown = true;
  return undefined;
}

const fillings = new WeakMap<Structural, Json>();

/** The default, with defaults in it: frozen, and shared by all objects that have it. */
export function filled(schema: Structural): Json {
  let made = fillings.get(schema);
  if (made === undefined) fillings.set(schema, (made = content(schema, sortedDeep(schema.default ?? null), { unknown: false, wrong: false, fills: true })));
  return made;
}

function sorted(found: { readonly [key: string]: Json }): JsonObject {
  const keys = Object.keys(found);
  let ordered = true;
  for (let i = 1; ordered && i < keys.length; i += 1) ordered = (keys[i - 1] as string) < (keys[i] as string);
  if (ordered) return Object.freeze(found);
  const made: { [key: string]: Json } = {};
  for (const key of keys.sort()) made[key] = found[key] as Json;
  return Object.freeze(made);
}

/** Of what no schema looks into. */
export function sortedDeep(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map(sortedDeep);
    return Object.isFrozen(value) && items.every((each, i) => each === value[i]) ? value : Object.freeze(items);
  }
  const object = value as JsonObject;
  const keys = Object.keys(object);
  const made: { [key: string]: Json } = {};
  let same = Object.isFrozen(object);
  let last = "";
  for (const key of keys) {
    const each = sortedDeep(object[key] as Json);
    if (each !== object[key] || key < last) same = false;
    last = key;
    made[key] = each;
  }
  return same ? object : sorted(made);
}

/** What is odd of a value, and where: only asked of what has something. */
export interface Oddities {
  /** Of what the schema does not know, sorted, embedded metadata's behind the rest. */
  readonly unknown: readonly string[];
  /** The first embedded resource that does not decode. */
  readonly wrong: { readonly path: string; readonly value: Json; readonly why: string } | undefined;
}

/** @source pruning/algorithm.go PruneWithOptions, objectmeta/coerce.go CoerceWithOptions */
export function oddities(root: Structural, value: JsonObject): Oddities {
  const found: Found = { unknown: [], ofMetadata: [], wrong: undefined };
  look(root, value, "", found, true);
  return { unknown: [...found.unknown.sort(), ...found.ofMetadata.sort()], wrong: found.wrong };
}

interface Found {
  readonly unknown: string[];
  readonly ofMetadata: string[];
  wrong: Oddities["wrong"];
}

function look(schema: Structural | undefined, value: Json, path: string, found: Found, isRoot: boolean): void {
  if (Array.isArray(value)) {
    if (schema?.items === undefined && schema?.preserves === true) return;
    (value as readonly Json[]).forEach((each, i) => look(schema?.items, each, `${path}[${i}]`, found, false));
  } else if (isObject(value)) for (const key of Object.keys(value)) lookAtField(schema, key, value[key] as Json, path === "" ? key : `${path}.${key}`, found, isRoot);
}

function lookAtField(schema: Structural | undefined, key: string, value: Json, here: string, found: Found, isRoot: boolean): void {
  if (schema?.embedded === true && typeFields.has(key)) {
    const made = isRoot ? undefined : embeddedMeta(key, value);
    if (made?.kind === "undecodable") found.wrong ??= { path: here, value, why: made.why };
    else if (made?.unknown === true) for (const field of unknownMetadata(value)) found.ofMetadata.push(`${here}.${field}`);
    return;
  }
  const additional = schema?.additional;
  const of = schema?.properties.get(key) ?? (typeof additional === "object" ? additional : undefined);
  if (of !== undefined) look(of, value, here, found, false);
  else if (schema?.preserves === true) return;
  else if (additional !== undefined) look(undefined, value, here, found, false);
  else found.unknown.push(here);
}
