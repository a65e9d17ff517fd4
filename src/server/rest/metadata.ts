import type { InvalidField, Json, JsonObject, KubeObject, NameRule, ObjectMeta, OwnerReference } from "../../api/index.ts";
import { labelValueProblems, qualifiedNameProblems } from "../../api/index.ts";

/**
 * What every object's metadata must be.
 *
 * @source apimachinery pkg/api/validation/objectmeta.go, apis/meta/v1/validation
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

const ANNOTATIONS_LIMIT = 262_144;

/** What is wrong with the metadata of an object about to be created. */
export function metadataProblems({ metadata }: KubeObject, nameRule: NameRule): readonly InvalidField[] {
  const problems: InvalidField[] = [];
  const { name = "", generateName = "", annotations, labels, ownerReferences, finalizers } = metadata;
  // A name made from a prefix may be longer than the prefix: the rule sees the prefix as if a letter followed.
  if (generateName !== "") {
    const asName = generateName.endsWith("-") ? `${generateName.slice(0, -1)}a` : generateName;
    for (const why of nameRule(asName)) problems.push(wrong("metadata.generateName", generateName, why));
  }
  if (name === "") problems.push({ reason: "FieldValueRequired", field: "metadata.name", message: "Required value: name or generateName is required" });
  else for (const why of nameRule(name)) problems.push(wrong("metadata.name", name, why));
  if (annotations !== undefined) problems.push(...annotationProblems(annotations));
  if (labels !== undefined) problems.push(...labelProblemsOf(labels));
  if (ownerReferences !== undefined) problems.push(...ownerProblems(metadata));
  if (finalizers !== undefined) problems.push(...finalizerProblems(finalizers));
  return problems;
}

/** What is wrong with the change from one to the other. */
export function metadataChangeProblems(after: KubeObject, before: KubeObject): readonly InvalidField[] {
  const problems: InvalidField[] = [];
  const { metadata } = after;
  if (before.metadata.deletionTimestamp !== undefined) {
    const had = new Set(before.metadata.finalizers);
    const added = (metadata.finalizers ?? []).filter((f) => !had.has(f)).sort();
    if (added.length > 0) {
      const shown = added.map((f) => JSON.stringify(f)).join(", ");
      problems.push({
        reason: "FieldValueForbidden",
        field: "metadata.finalizers",
        message: `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${shown}}`,
      });
    }
  }
  if (metadata.deletionTimestamp !== undefined && before.metadata.deletionTimestamp === undefined) {
    problems.push(wrong("metadata.deletionTimestamp", metadata.deletionTimestamp, "field is immutable"));
  }
  if (metadata.deletionGracePeriodSeconds !== before.metadata.deletionGracePeriodSeconds) {
    problems.push(wrong("metadata.deletionGracePeriodSeconds", metadata.deletionGracePeriodSeconds ?? null, "field is immutable"));
  }
  if (metadata.uid !== before.metadata.uid) problems.push(wrong("metadata.uid", metadata.uid ?? "", "field is immutable"));
  // Upstream validates a change in several layers, and each says what it found.
  const repeated = problems.flatMap((problem) => [problem, problem]);
  const annotations = annotationProblems(metadata.annotations ?? {});
  const labels = labelProblemsOf(metadata.labels ?? {});
  return [
    ...repeated,
    ...[0, 1, 2, 3].flatMap(() => annotations),
    ...[0, 1, 2].flatMap(() => labels),
    ...ownerProblems(metadata),
    ...finalizerProblems(metadata.finalizers ?? []),
  ];
}

function annotationProblems(annotations: { readonly [key: string]: string }): readonly InvalidField[] {
  const problems: InvalidField[] = [];
  let size = 0;
  for (const key of Object.keys(annotations)) {
    for (const why of qualifiedNameProblems(key.toLowerCase())) problems.push(wrong("metadata.annotations", key, why));
    size += byteLength(key) + byteLength(annotations[key]!);
  }
  if (size > ANNOTATIONS_LIMIT) {
    problems.push({ reason: "FieldValueTooLong", field: "metadata.annotations", message: `Too long: may not be more than ${ANNOTATIONS_LIMIT} bytes` });
  }
  return problems;
}

function labelProblemsOf(labels: { readonly [key: string]: string }): readonly InvalidField[] {
  const problems: InvalidField[] = [];
  for (const key of Object.keys(labels)) {
    const value = labels[key]!;
    for (const why of qualifiedNameProblems(key)) problems.push(wrong("metadata.labels", key, why));
    for (const why of labelValueProblems(value)) problems.push(wrong("metadata.labels", value, why));
  }
  return problems;
}

function ownerProblems({ ownerReferences = [] }: ObjectMeta): readonly InvalidField[] {
  const problems: InvalidField[] = [];
  let controller: string | undefined;
  // What was sent may lack any of these.
  for (const owner of ownerReferences as readonly Partial<OwnerReference>[]) {
    const apiVersion = owner.apiVersion ?? "";
    const kind = owner.kind ?? "";
    const name = owner.name ?? "";
    const uid = owner.uid ?? "";
    const version = apiVersion.split("/").length > 2 ? "" : (apiVersion.split("/").at(-1) ?? "");
    if (version === "") problems.push(wrong("metadata.ownerReferences.apiVersion", apiVersion, "version must not be empty"));
    for (const [field, value] of [["kind", kind], ["name", name], ["uid", uid]] as const) {
      if (value === "") problems.push(wrong(`metadata.ownerReferences.${field}`, value, "must not be empty"));
    }
    if (kind === "Event" && apiVersion === "v1") {
      problems.push(wrong("metadata.ownerReferences", { apiVersion, kind, name, uid }, "/v1, Kind=Event is disallowed from being an owner"));
    }
    if (owner.controller !== true) continue;
    const called = `${kind}/${name}`;
    if (controller !== undefined) {
      problems.push(wrong(
        "metadata.ownerReferences",
        ownerReferences as unknown as Json,
        `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${called}`,
      ));
    } else controller = called;
  }
  return problems;
}

/** @source kubernetes pkg/apis/core/helper/helpers.go standardFinalizers */
const standardFinalizers: ReadonlySet<string> = new Set(["kubernetes", "orphan", "foregroundDeletion"]);

function finalizerProblems(finalizers: readonly string[]): readonly InvalidField[] {
  const problems = finalizers.flatMap((f) => qualifiedNameProblems(f).map((why) => wrong("metadata.finalizers", f, why)));
  finalizers.forEach((f, i) => {
    if (!f.includes("/") && !standardFinalizers.has(f)) {
      problems.push(wrong(`metadata.finalizers[${i}]`, f, "name is neither a standard finalizer name nor is it fully qualified"));
    }
  });
  const both = finalizers.includes("orphan") && finalizers.includes("foregroundDeletion");
  if (!both) return problems;
  const why = "finalizer orphan and foregroundDeletion cannot be both set";
  return [...problems, wrong("metadata.finalizers", finalizers, why)];
}

function wrong(field: string, value: Json, why: string): InvalidField {
  return { reason: "FieldValueInvalid", field, message: `Invalid value: ${JSON.stringify(value)}: ${why}` };
}

const encoder = new TextEncoder();

function byteLength(text: string): number {
  return encoder.encode(text).length;
}
