import type { Json, JsonObject } from "../../api/index.ts";
import { equal } from "../../api/index.ts";
import { comparePaths } from "../storage/index.ts";
import type { FieldSet } from "./field-set.ts";
import { fieldsV1Of, setOfFieldsV1 } from "./fields-v1.ts";

/**
 * Who owns what of an object: an entry of metadata.managedFields.
 *
 * @source apimachinery pkg/util/managedfields/internal/managedfields.go
 */
export interface Owner {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  /** "": the object itself. */
  readonly subresource: string;
  /** RFC 3339, whole seconds; absent in entries that never changed the object. */
  readonly time?: string;
  readonly set: FieldSet;
  /** As an object carries it; absent where it must be written anew. */
  readonly entry?: JsonObject;
}

export type Owners = readonly Owner[];

export const nobody: Owners = Object.freeze([]);

/** Whether two entries are of one owner. What applies is one whatever its version. */
export function isSameOwner(a: Owner, b: Owner): boolean {
  if (a.manager !== b.manager || a.operation !== b.operation || a.subresource !== b.subresource) return false;
  return a.operation === "Apply" || a.apiVersion === b.apiVersion;
}

/** A text for an owner, which Go orders by. @source managedfields.go BuildManagerIdentifier */
export function identifierOf({ manager, operation, apiVersion, subresource }: Owner): string {
  return JSON.stringify({ ...(manager === "" ? {} : { manager }), operation, ...(operation === "Apply" ? {} : { apiVersion }), ...(subresource === "" ? {} : { subresource }) });
}

/** Undefined: they say nothing that could be understood. @param entries frozen */
export function ownersOf(entries: readonly JsonObject[] | undefined): Owners | undefined {
  if (entries === undefined || entries.length === 0) return nobody;
  const owners: Owner[] = [];
  for (const entry of entries) {
    const owner = readOne(entry);
    if (owner === undefined) return undefined;
    const twice = owners.findIndex((each) => isSameOwner(each, owner));
    if (twice === -1) owners.push(owner);
    else owners[twice] = owner;
  }
  return owners;
}

function readOne(entry: JsonObject): Owner | undefined {
  const { manager = "", operation, apiVersion, subresource = "", time, fieldsType, fieldsV1 = noFieldsV1 } = entry;
  if (operation !== "Apply" && operation !== "Update") return undefined;
  if (typeof manager !== "string" || typeof apiVersion !== "string" || apiVersion === "" || typeof subresource !== "string" || fieldsType !== "FieldsV1") return undefined;
  const set = typeof fieldsV1 !== "object" || fieldsV1 === null || Array.isArray(fieldsV1) ? undefined : setOfFieldsV1(fieldsV1 as JsonObject);
  if (set === undefined) return undefined;
  const owner = { manager, operation, apiVersion, subresource, set, ...(fieldsV1Of(set) === fieldsV1 ? { entry } : {}) } as const;
  return typeof time === "string" ? { ...owner, time } : owner;
}

const noFieldsV1: JsonObject = Object.freeze({});

/** As an object carries them, in order and frozen; undefined: there are none. */
export function entriesOf(owners: Owners): readonly JsonObject[] | undefined {
  if (owners.length === 0) return undefined;
  const sorted = owners.length === 1 ? owners : owners.toSorted(compareOwners);
  return Object.freeze(sorted.map(entryOf));
}

function entryOf({ manager, operation, apiVersion, time, set, subresource, entry }: Owner): JsonObject {
  if (entry !== undefined) return entry;
  const made: { [field: string]: Json } = {};
  if (manager !== "") made["manager"] = manager;
  made["operation"] = operation;
  made["apiVersion"] = apiVersion;
  if (time !== undefined) made["time"] = time;
  made["fieldsType"] = "FieldsV1";
  made["fieldsV1"] = fieldsV1Of(set);
  if (subresource !== "") made["subresource"] = subresource;
  return Object.freeze(made);
}

/** The owner of another set. */
export function owning({ entry: _entry, ...owner }: Owner, set: FieldSet): Owner {
  return { ...owner, set };
}

function compareOwners(a: Owner, b: Owner): number {
  return (
    comparePaths(a.operation, b.operation) ||
    comparePaths(timeOf(a), timeOf(b)) ||
    comparePaths(a.manager, b.manager) ||
    comparePaths(a.apiVersion, b.apiVersion) ||
    comparePaths(a.subresource, b.subresource)
  );
}

/** Without a time, the beginning of Unix's. */
export function timeOf({ time = "1970-01-01T00:00:00Z" }: Owner): string {
  return time;
}

/** Whether entries are the same but for their times. */
export function differOnlyInTime(a: readonly JsonObject[] | undefined, b: readonly JsonObject[] | undefined): boolean {
  if (a === b || a === undefined || b === undefined || a.length !== b.length) return false;
  return a.every((entry, i) => entry === b[i] || equal({ ...entry, time: "" }, { ...b[i], time: "" }));
}
