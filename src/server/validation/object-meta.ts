import type { Json, JsonObject, KubeObject, NameRule, ObjectMeta, OwnerReference } from "../../api/index.ts";
import { equal, labelProblems, labelValueProblems, qualifiedNameProblems } from "../../api/index.ts";
import { typed } from "./go-value.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import type { Report } from "./report.ts";

/**
 * What every object's metadata must be. Upstream's layers look at it again and again, and each tells what it found: a
 * change with a bad label has as many causes as layers.
 *
 * @source apimachinery pkg/api/validation/objectmeta.go; kubernetes pkg/apis/core/validation/validation.go ValidateObjectMeta
 */
export function objectMeta(report: Report, metadata: ObjectMeta, namespaced: boolean, nameRule: NameRule): void {
  const { name = "", generateName = "", namespace = "", generation = 0 } = metadata;
  if (generateName !== "") {
    // A name made from a prefix may be longer than the prefix: the rule sees the prefix as if a letter followed.
    const asName = generateName.endsWith("-") ? `${generateName.slice(0, -1)}a` : generateName;
    each(report, at.child("generateName"), generateName, nameRule(asName));
  }
  if (name === "") report.required(at.child("name"), "name or generateName is required");
  else each(report, at.child("name"), name, nameRule(name));
  if (!namespaced) {
    if (namespace !== "") report.forbidden(at.child("namespace"), "not allowed on this type");
  } else if (namespace === "") report.required(at.child("namespace"), "");
  else each(report, at.child("namespace"), namespace, labelProblems(namespace));
  if (generation < 0) report.invalid(at.child("generation"), generation, "must be greater than or equal to 0");
  content(report, metadata);
}

/** What may not change, and what the changed metadata is. */
export function objectMetaUpdate(report: Report, after: ObjectMeta, before: ObjectMeta): void {
  if (before.deletionTimestamp !== undefined) noNewFinalizers(report, after.finalizers ?? [], before.finalizers ?? []);
  for (const field of immutable) {
    if (after[field] !== before[field]) report.invalid(at.child(field), shown(after[field]), FIELD_IS_IMMUTABLE);
  }
  content(report, after);
}

/** The same, with what Kubernetes' own kinds ask beyond that. */
export function ownMeta(report: Report, metadata: ObjectMeta, namespaced: boolean, nameRule: NameRule): void {
  objectMeta(report, metadata, namespaced, nameRule);
  if (metadata.finalizers !== undefined) ownFinalizers(report, metadata.finalizers);
}

export function ownMetaUpdate(report: Report, { metadata }: KubeObject, { metadata: before }: KubeObject): void {
  objectMetaUpdate(report, metadata, before);
  if (metadata.finalizers !== undefined) ownFinalizers(report, metadata.finalizers);
}

export const FIELD_IS_IMMUTABLE = "field is immutable";

const at = path("metadata");
const immutable = ["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"] as const;

/** A uid is of a type of its own; times are told as Go writes them. */
function shown(value: string | number | null | undefined): Json | ReturnType<typeof typed> {
  return typeof value === "string" ? typed(value) : (value ?? null);
}

function noNewFinalizers(report: Report, after: readonly string[], before: readonly string[]): void {
  const had = new Set(before);
  const added = [...new Set(after)].filter((each) => !had.has(each)).sort();
  if (added.length === 0) return;
  const list = added.map((each) => JSON.stringify(each)).join(", ");
  report.forbidden(at.child("finalizers"), `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`);
}

/** Nothing in the last metadata that was looked at was wrong: a change asks four times about the same. */
let sound: ObjectMeta | undefined;

function content(report: Report, metadata: ObjectMeta): void {
  if (metadata === sound) return;
  const found = report.count;
  const { labels: own, annotations: notes, ownerReferences, finalizers: held, managedFields } = metadata;
  if (own !== undefined) labels(report, own, at.child("labels"));
  if (notes !== undefined) annotations(report, notes, at.child("annotations"));
  if (ownerReferences !== undefined) owners(report, ownerReferences, at.child("ownerReferences"));
  if (held !== undefined) finalizers(report, held, at.child("finalizers"));
  if (managedFields !== undefined) owned(report, managedFields, at.child("managedFields"));
  if (report.count === found && Object.isFrozen(metadata)) sound = metadata;
}

type Texts = { readonly [key: string]: string };

/** @source apimachinery pkg/apis/meta/v1/validation ValidateLabels */
export function labels(report: Report, map: Texts, where: Path): void {
  for (const key of Object.keys(map)) {
    const value = map[key] as string;
    each(report, where, key, qualifiedNameProblems(key));
    each(report, where, value, labelValueProblems(value));
  }
}

const ANNOTATIONS_LIMIT = 262_144;

export function annotations(report: Report, map: Texts, where: Path): void {
  let size = 0;
  for (const key of Object.keys(map)) {
    each(report, where, key, qualifiedNameProblems(key.toLowerCase()));
    size += byteLength(key) + byteLength(map[key] as string);
  }
  if (size > ANNOTATIONS_LIMIT) report.tooLong(where, ANNOTATIONS_LIMIT);
}

/** Of UTF-8. A text has at most three bytes a unit, so that most need not be counted. */
export function byteLength(text: string): number {
  return text.length * 3 <= ANNOTATIONS_LIMIT / 64 && isAscii(text) ? text.length : encoder.encode(text).length;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 127) return false;
  return true;
}

const encoder = new TextEncoder();

function owners(report: Report, references: readonly OwnerReference[], where: Path): void {
  let controller: string | undefined;
  // What was sent may lack any of these.
  for (const owner of references as readonly Partial<OwnerReference>[]) {
    const { apiVersion = "", kind = "", name = "", uid = "" } = owner;
    const version = apiVersion.split("/").length > 2 ? "" : (apiVersion.split("/").at(-1) ?? "");
    if (version === "") report.invalid(where.child("apiVersion"), apiVersion, "version must not be empty");
    if (kind === "") report.invalid(where.child("kind"), kind, "must not be empty");
    if (name === "") report.invalid(where.child("name"), name, "must not be empty");
    if (uid === "") report.invalid(where.child("uid"), typed(uid), "must not be empty");
    if (kind === "Event" && apiVersion === "v1") {
      report.invalid(where, { apiVersion, kind, name, uid }, "/v1, Kind=Event is disallowed from being an owner");
    }
    if (owner.controller !== true) continue;
    const called = `${kind}/${name}`;
    if (controller === undefined) controller = called;
    else {
      const why = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${called}`;
      report.invalid(where, references as unknown as Json, why);
    }
  }
}

function finalizers(report: Report, held: readonly string[], where: Path): void {
  for (const finalizer of held) each(report, where, finalizer, qualifiedNameProblems(finalizer));
  if (held.includes("orphan") && held.includes("foregroundDeletion")) report.invalid(where, held, "finalizer orphan and foregroundDeletion cannot be both set");
}

/** @source apimachinery pkg/apis/meta/v1/validation FieldManagerMaxLength, MaxSubresourceNameLength */
const LONGEST_MANAGER = 128;
const LONGEST_SUBRESOURCE = 256;

/** What is no entry at all never gets here. @source apimachinery pkg/apis/meta/v1/validation ValidateManagedFields */
function owned(report: Report, entries: readonly JsonObject[], where: Path): void {
  for (let i = 0; i < entries.length; i += 1) {
    const { manager = "", subresource = "" } = entries[i] as { readonly manager?: string; readonly subresource?: string };
    if (byteLength(manager) > LONGEST_MANAGER) report.tooLong(where.index(i).child("manager"), LONGEST_MANAGER);
    const odd = unprintable.exec(manager);
    if (odd !== null) report.invalid(where.index(i).child("manager"), manager, `invalid character U+${hexOf(odd[0])} (at position ${odd.index})`);
    if (byteLength(subresource) > LONGEST_SUBRESOURCE) report.tooLong(where.index(i).child("subresource"), LONGEST_SUBRESOURCE);
  }
}

/** @source go src/unicode IsPrint: of spaces, only the plain one */
const unprintable = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

function hexOf(c: string): string {
  return (c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}

/** @source kubernetes pkg/apis/core/helper/helpers.go standardFinalizers */
const standardFinalizers: ReadonlySet<string> = new Set(["kubernetes", "orphan", "foregroundDeletion"]);

/** Kubernetes' own, or somebody's. */
export function isStandardFinalizer(finalizer: string): boolean {
  return finalizer.includes("/") || standardFinalizers.has(finalizer);
}

function ownFinalizers(report: Report, held: readonly string[]): void {
  for (let i = 0; i < held.length; i += 1) {
    const finalizer = held[i] as string;
    if (isStandardFinalizer(finalizer)) continue;
    report.invalid(at.child("finalizers").index(i), finalizer, "name is neither a standard finalizer name nor is it fully qualified");
  }
}

/** Each thing that a rule says of a text. */
export function each(report: Report, where: Path, value: string, problems: readonly string[]): void {
  for (let i = 0; i < problems.length; i += 1) report.invalid(where, value, problems[i] as string);
}

/** Of a value that must be as it was. */
export function immutableField(report: Report, after: unknown, before: unknown, where: Path): void {
  if (after !== before && !equal(after, before)) report.invalid(where, (after ?? null) as Json, FIELD_IS_IMMUTABLE);
}
