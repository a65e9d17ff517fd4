import type { Json, JsonObject, ObjectMeta } from "../../api/index.ts";
import { StructMaker } from "../schema/index.ts";

/**
 * The form of every object's metadata.
 *
 * @source apimachinery pkg/apis/meta/v1/types.go ObjectMeta
 */

/** Known fields in the order a server writes them, empty ones left out. */
export function canonicalMetadata(meta: JsonObject): ObjectMeta {
  if (isCanonical(meta)) return meta;
  const canonical: { [field: string]: Json } = {};
  for (const field of fields) {
    const value = meta[field];
    if (value === undefined || value === null || value === "" || isEmpty(value)) continue;
    canonical[field] = withoutNulls(field, value);
  }
  return canonical;
}

const fields = [
  "name", "generateName", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
  "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers", "managedFields",
] as const;

type Metadata = { readonly [field in keyof ObjectMeta]: ObjectMeta[field] | undefined };

const maker = new StructMaker<ObjectMeta[keyof ObjectMeta]>(fields.map((name) => ({ name, absent: undefined })));

/** Frozen, and in the order a server writes. @param of frozen parts; what is undefined is left out */
export function madeMetadata(of: Metadata): ObjectMeta {
  const { name, generateName, namespace, uid, resourceVersion, generation, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, labels, annotations, ownerReferences, finalizers, managedFields } = of;
  return maker.make({
    held: [
      name, generateName, namespace, uid, resourceVersion, generation, creationTimestamp, deletionTimestamp,
      deletionGracePeriodSeconds, labels, annotations, ownerReferences, finalizers, managedFields,
    ],
  });
}

const places: ReadonlyMap<string, number> = new Map(fields.map((field, place) => [field, place]));

/** Whether metadata is as a server would write it already, which what clients send mostly is. */
function isCanonical(meta: JsonObject): meta is JsonObject & ObjectMeta {
  let last = -1;
  for (const key of Object.keys(meta)) {
    const place = places.get(key);
    if (place === undefined || place <= last) return false;
    last = place;
    const field = fields[place]!;
    const value = meta[field]!;
    if (value === null || value === "" || isEmpty(value) || shapeProblem(field, shapes[field], value) !== undefined || withoutNulls(field, value) !== value) return false;
  }
  return true;
}

/** A null in a list or map is Go's zero value. */
function withoutNulls(field: keyof typeof shapes, value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  const zero: Json = shapes[field] === "objects" ? {} : "";
  if (Array.isArray(value)) return value.includes(null) ? (value as readonly Json[]).map((each) => each ?? zero) : value;
  if (!Object.values(value as JsonObject).includes(null)) return value;
  return Object.fromEntries(Object.entries(value as JsonObject).map(([key, each]) => [key, each ?? zero]));
}

/** Zero values that Go leaves out; a grace period of zero is a pointer's and stays. */
function isEmpty(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

type Shape = "string" | "number" | "strings" | "map" | "objects";

const shapes: { readonly [field in (typeof fields)[number]]: Shape } = {
  name: "string", generateName: "string", namespace: "string", uid: "string", resourceVersion: "string", generation: "number",
  creationTimestamp: "string", deletionTimestamp: "string", deletionGracePeriodSeconds: "number", labels: "map", annotations: "map",
  ownerReferences: "objects", finalizers: "strings", managedFields: "objects",
};

/** Why Go would not decode it into an ObjectMeta, in its words. */
export function metadataTypeProblem(meta: JsonObject): string | undefined {
  for (const field of fields) {
    const value = meta[field];
    if (value === undefined || value === null) continue;
    const problem = shapeProblem(field, shapes[field], value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function shapeProblem(field: string, shape: Shape, value: Json): string | undefined {
  switch (shape) {
    case "string":
      return typeof value === "string" ? undefined : cannot(field, value, "string");
    case "number":
      return typeof value === "number" ? undefined : cannot(field, value, "int64");
    case "map": {
      if (typeof value !== "object" || Array.isArray(value) || value === null) return cannot(field, value, "map[string]string");
      const wrong = Object.values(value).find(isNoText);
      return wrong === undefined ? undefined : cannot(field, wrong, "string");
    }
    case "strings": {
      if (!Array.isArray(value)) return cannot(field, value, "[]string");
      const wrong = (value as readonly Json[]).find(isNoText);
      return wrong === undefined ? undefined : cannot(field, wrong, "string");
    }
    case "objects": {
      const type = field === "ownerReferences" ? "OwnerReference" : "ManagedFieldsEntry";
      if (!Array.isArray(value)) return cannot(field, value, `[]v1.${type}`);
      const wrong = (value as readonly Json[]).find((v) => typeof v !== "object" || Array.isArray(v));
      if (wrong !== undefined) return cannot(field, wrong, `v1.${type}`);
      return field === "ownerReferences" ? ownerTypeProblem(value as readonly (JsonObject | null)[]) : undefined;
    }
  }
}

function cannot(field: string, what: Json, type: string): string {
  return `json: cannot unmarshal ${goKind(what)} into Go struct field ObjectMeta.metadata.${field} of type ${type}`;
}

function isNoText(value: Json): boolean {
  return value !== null && typeof value !== "string";
}

const ownerFields = { apiVersion: "string", kind: "string", name: "string", uid: "string", controller: "bool", blockOwnerDeletion: "bool" } as const;

function ownerTypeProblem(owners: readonly (JsonObject | null)[]): string | undefined {
  for (const owner of owners) {
    for (const [field, type] of Object.entries(ownerFields)) {
      const value = owner?.[field];
      if (value === undefined || value === null || goKind(value) === type) continue;
      return `json: cannot unmarshal ${goKind(value)} into Go struct field OwnerReference.metadata.ownerReferences.${field} of type ${type}`;
    }
  }
  return undefined;
}

export function goKind(value: Json): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return value === null ? "null" : typeof value;
}
