import type { InvalidField, JsonObject } from "../../api/index.ts";
import { equal, rfc1035Problems, subdomainProblems } from "../../api/index.ts";
import type { Path } from "../validation/index.ts";
import { immutableField, noPath, objectMetaUpdate, path, Report, typed } from "../validation/index.ts";
import { APPROVED_ANNOTATION, approvalOf, isProtected } from "./approval.ts";
import { validateDefaults } from "./default-rules.ts";
import type { Conversion, DefinedVersion, Definition, DefinitionNames, DefinitionSpec, PrinterColumn } from "./definition.ts";
import { isTrue, versionsOf } from "./definition.ts";
import { followPath } from "./field-path.ts";
import type { Hoisted } from "./hoisted.ts";
import { hoisted, shownSchema, shownVersions } from "./hoisted.ts";
import type { SchemaRules } from "./schema-rules.ts";
import { hasInvalidType, hasKeyProblems, hasNonAtomicSet, validateSchema } from "./schema-rules.ts";
import { someSchema } from "./schema-walk.ts";
import { textIn, validateStructure } from "./structure.ts";
import { validateWebhookService, validateWebhookUrl } from "./webhook-client.ts";

/**
 * What may be defined.
 *
 * @source apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go
 * @limits CA bundles are not looked at
 */

/** How much is asked: an update asks for no more than what is there already has. */
interface Asked extends SchemaRules {
  readonly structural: boolean;
  readonly schemas: boolean;
  readonly prunedDefaults: boolean;
  readonly knownReviews: boolean;
  /** Versions whose fields to select by may be too many, since they were before; "": all of them. */
  readonly manyFields: ReadonlySet<string>;
}

const all: Asked = {
  structural: true, schemas: true, prunedDefaults: true, knownReviews: true, validTypes: true, atomicSets: true, requiredKeys: true, manyFields: new Set(),
};

/** Of a new definition, beside its metadata. @source ValidateCustomResourceDefinition */
export function validateDefinition(report: Report, definition: Definition): void {
  const { metadata: { name }, spec } = definition;
  if (name !== `${spec.names.plural}.${spec.group}`) report.invalid(path("metadata", "name"), name, 'must be spec.names.plural+"."+spec.group');
  validateSpec(report, spec, all);
  validateStatus(report, definition);
  validateApproval(report, definition, undefined);
  if (spec.preserveUnknownFields === true) refusePreserving(report);
}

/** Of a change, its metadata included. @source ValidateCustomResourceDefinitionUpdate */
export function validateDefinitionChange(report: Report, after: Definition, before: Definition): void {
  objectMetaUpdate(report, after.metadata, before.metadata);
  validateSpec(report, after.spec, askedAfter(before, after));
  const names = path("spec", "names");
  if (isTrue(before, "Established")) {
    immutableField(report, typed(after.spec.scope), typed(before.spec.scope), path("spec", "scope"));
    immutableField(report, after.spec.names.kind, before.spec.names.kind, names.child("kind"));
  }
  immutableField(report, after.spec.group, before.spec.group, path("spec", "group"));
  immutableField(report, after.spec.names.plural, before.spec.names.plural, names.child("plural"));
  validateStatus(report, after);
  validateApproval(report, after, before);
  if (before.spec.preserveUnknownFields !== true && after.spec.preserveUnknownFields === true) refusePreserving(report);
}

/** @source ValidateUpdateCustomResourceDefinitionStatus */
export function validateDefinitionStatus(report: Report, after: Definition, before: Definition): void {
  objectMetaUpdate(report, after.metadata, before.metadata);
  validateNames(report, after.status.acceptedNames, path("status", "acceptedNames"));
}

function refusePreserving(report: Report): void {
  report.invalid(path("spec", "preserveUnknownFields"), true, "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead");
}

function schemasOf(spec: DefinitionSpec): readonly JsonObject[] {
  return versionsOf(spec).map(({ schema }) => schema?.openAPIV3Schema).filter((schema) => schema !== undefined);
}

function askedAfter(before: Definition, after: Definition): Asked {
  const { spec } = before;
  const schemas = schemasOf(spec);
  const reviews = spec.conversion?.webhook?.conversionReviewVersions ?? [];
  const none = (holds: (schema: JsonObject) => boolean): boolean => !schemas.some((schema) => someSchema(schema, holds));
  const [old, now] = [hoisted(spec), hoisted(after.spec)];
  const many = (fields: DefinedVersion["selectableFields"], same: DefinedVersion["selectableFields"]): boolean => (fields?.length ?? 0) > MOST_FIELDS && equal(fields ?? null, same ?? null);
  const kept = now.versions.filter(({ name, selectableFields }) => many(old.versions.find((each) => each.name === name)?.selectableFields, selectableFields));
  return {
    structural: !schemas.some((schema) => finds((own) => validateStructure(own, schema, noPath))),
    schemas: versionsOf(spec).every(({ schema }) => schema?.openAPIV3Schema !== undefined),
    prunedDefaults: !schemas.some((schema) => finds((own) => validateDefaults(own, schema, noPath, true), ({ message }) => message.endsWith("must not have unknown fields"))),
    knownReviews: reviews.length === 0 || reviews.some(isKnownReview),
    validTypes: none(hasInvalidType),
    atomicSets: none(hasNonAtomicSet),
    requiredKeys: none((schema) => hasKeyProblems(schema, noPath)),
    manyFields: new Set([...(many(old.fields, now.fields) ? [""] : []), ...kept.map(({ name }) => name)]),
  };
}

function finds(look: (report: Report) => void, which: (problem: InvalidField) => boolean = () => true): boolean {
  const own = new Report();
  look(own);
  return own.problems.some(which);
}

/** @source validateCustomResourceDefinitionSpec */
function validateSpec(report: Report, spec: DefinitionSpec, asked: Asked): void {
  const at = path("spec");
  const parts = hoisted(spec);
  const { group, scope, names } = spec;
  const versions = versionsOf(spec);
  if (group === "") report.required(at.child("group"), "");
  else if (subdomainProblems(group).length > 0) report.invalid(at.child("group"), group, subdomainProblems(group).join(","));
  else if (!group.includes(".")) report.invalid(at.child("group"), group, "should be a domain with at least one dot");
  choice(report, at.child("scope"), scope, ["Cluster", "Namespaced"]);
  const preserves = spec.preserveUnknownFields === true;
  const rules: Asked = { ...asked, structural: asked.structural || !preserves || schemasOf(spec).some((schema) => someSchema(schema, hasExtensions)) };
  if (parts.schema?.openAPIV3Schema === undefined) missingSchemas(report, parts, asked.schemas, preserves, at);
  if (preserves && schemasOf(spec).some((schema) => someSchema(schema, ({ default: value }) => value !== undefined && value !== null))) {
    report.invalid(at.child("preserveUnknownFields"), true, "must be false in order to use defaults in the schema");
  }
  parts.versions.forEach((version, i) => {
    const where = at.child("versions").index(i);
    label(report, where.child("name"), version.name);
    const subresources = parts.versions.some((each) => each.subresources !== undefined) ? version.subresources : parts.subresources;
    validateVersion(report, version, subresources?.status !== undefined, rules, where);
  });
  if (new Set(versions.map(({ name }) => name)).size < versions.length) report.invalid(at.child("versions"), shownVersions(parts.versions), "must contain unique version names");
  if (versions.filter(({ storage }) => storage).length !== 1) report.invalid(at.child("versions"), shownVersions(parts.versions), "must have exactly one version marked as storage version");
  const [first] = versions;
  if (first !== undefined && first.name !== "") label(report, at.child("version"), first.name);
  for (const name of ["plural", "singular", "kind", "listKind"] as const) if ((names[name] ?? "") === "") report.required(at.child("names").child(name), "");
  validateNames(report, names, at.child("names"));
  if (parts.schema !== undefined) validateRoot(report, parts.schema.openAPIV3Schema, versions.some(({ subresources }) => subresources?.status !== undefined), rules, at.child("validation"));
  validateSubresources(report, parts.subresources, at.child("subresources"));
  parts.columns?.forEach((column, i) => validateColumn(report, column, at.child("additionalPrinterColumns").index(i)));
  if (parts.fields !== undefined && parts.fields.length > 0) {
    const root = parts.schema?.openAPIV3Schema;
    if (root === undefined) report.invalid(at.child("selectableFields"), "", "may only be set when validations.schema is included");
    else validateFields(report, parts.fields, root, at.child("selectableFields"), rules.manyFields.has(""));
  }
  const strategy = spec.conversion?.strategy ?? "None";
  if (strategy !== "None" && preserves) report.invalid(at.child("conversion").child("strategy"), typed(strategy), "must be None if spec.preserveUnknownFields is true");
  if (spec.conversion !== undefined) validateConversion(report, spec.conversion, rules.knownReviews, at.child("conversion"));
}

function missingSchemas(report: Report, { versions }: Hoisted, all_: boolean, preserves: boolean, at: Path): void {
  versions.forEach(({ schema, served }, i) => {
    if (schema?.openAPIV3Schema !== undefined) return;
    const where = at.child("versions").index(i).child("schema").child("openAPIV3Schema");
    if (all_) report.required(where, "");
    else if (served && !preserves) report.required(where, "because otherwise all fields are pruned");
  });
}

function hasExtensions(schema: JsonObject): boolean {
  return (
    schema["x-kubernetes-embedded-resource"] === true || schema["x-kubernetes-preserve-unknown-fields"] !== undefined || schema["x-kubernetes-int-or-string"] === true ||
    schema["x-kubernetes-list-type"] !== undefined || schema["x-kubernetes-list-map-keys"] !== undefined || schema["x-kubernetes-validations"] !== undefined
  );
}

function choice(report: Report, at: Path, value: string, options: readonly string[]): void {
  if (value === "") report.required(at, "");
  else if (!options.includes(value)) report.notSupported(at, value, options);
}

function label(report: Report, at: Path, text: string): void {
  const problems = rfc1035Problems(text);
  if (problems.length > 0) report.invalid(at, text, problems.join(","));
}

/** @source validateCustomResourceDefinitionVersion */
function validateVersion(report: Report, version: DefinedVersion, hasStatus: boolean, rules: Asked, at: Path): void {
  for (const problem of warningProblems(version)) report.invalid(at.child("deprecationWarning"), version.deprecationWarning === undefined ? undefined : typed(version.deprecationWarning), problem);
  if (version.schema !== undefined) validateRoot(report, version.schema.openAPIV3Schema, hasStatus, rules, at.child("schema"));
  validateSubresources(report, version.subresources, at.child("subresources"));
  version.additionalPrinterColumns?.forEach((column, i) => validateColumn(report, column, at.child("additionalPrinterColumns").index(i)));
  if (version.selectableFields === undefined || version.selectableFields.length === 0) return;
  const root = version.schema?.openAPIV3Schema;
  if (root === undefined) report.invalid(at.child("selectableFields"), "", "may only be set when `version.schema.openAPIV3Schema` is not included");
  else validateFields(report, version.selectableFields, root, at.child("selectableFields"), rules.manyFields.has(version.name));
}

/** @source validateDeprecationWarning */
function warningProblems({ deprecated = false, deprecationWarning: text }: DefinedVersion): readonly string[] {
  if (text === undefined) return [];
  if (!deprecated) return ["can only be set for deprecated versions"];
  const problems: string[] = [];
  if (new TextEncoder().encode(text).length > 256) problems.push("must be <= 256 characters long");
  if (text === "") problems.push("must not be an empty string");
  let at = 0;
  for (const c of text) {
    if (c !== " " && !/[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(c)) {
      problems.push(`must only contain printable UTF-8 characters; non-printable character found at index ${at}`);
      break;
    }
    at += new TextEncoder().encode(c).length;
  }
  return problems;
}

/** @source ValidateCustomResourceDefinitionNames */
function validateNames(report: Report, { plural, singular = "", kind, listKind = "", shortNames = [], categories = [] }: DefinitionNames, at: Path): void {
  if (plural !== "") label(report, at.child("plural"), plural);
  if (singular !== "") label(report, at.child("singular"), singular);
  for (const [field, text] of [["kind", kind], ["listKind", listKind]] as const) {
    const problems = text === "" ? [] : rfc1035Problems(text.toLowerCase());
    if (problems.length > 0) report.invalid(at.child(field), text, `may have mixed case, but should otherwise match: ${problems.join(",")}`);
  }
  shortNames.forEach((name, i) => label(report, at.child("shortNames").index(i), name));
  if (kind !== "" && kind === listKind) report.invalid(at.child("listKind"), listKind, "kind and listKind may not be the same");
  categories.forEach((name, i) => label(report, at.child("categories").index(i), name));
}

/** At the root of a schema whose status is validated by itself. @source allowedFieldsAtRootSchema */
const atRoot: readonly string[] = [
  "Description", "Type", "Format", "Title", "Maximum", "ExclusiveMaximum", "Minimum", "ExclusiveMinimum", "MaxLength", "MinLength", "Pattern", "MaxItems", "MinItems", "UniqueItems",
  "MultipleOf", "Required", "Items", "Properties", "ExternalDocs", "Example", "XPreserveUnknownFields", "XValidations",
];

/** @source validateCustomResourceDefinitionValidation */
function validateRoot(report: Report, schema: JsonObject | undefined, hasStatus: boolean, rules: Asked, at: Path): void {
  if (schema === undefined) return;
  const where = at.child("openAPIV3Schema");
  const found = report.count;
  if (hasStatus) validateRootFields(report, schema, where);
  if (schema["nullable"] === true) report.forbidden(where.child("nullable"), "nullable cannot be true at the root");
  const unreadable = rules.structural && someSchema(schema, isUnreadable);
  if (rules.structural && !unreadable) {
    const before = report.count;
    validateStructure(report, schema, where);
    if (report.count === before) validateDefaults(report, schema, where, rules.prunedDefaults);
  }
  validateSchema(report, schema, where, rules);
  if (unreadable && report.count === found) report.invalid(where, "", "OpenAPIV3Schema 'schema' is not supported");
}

/** What other rules speak of. @source apiextensions-apiserver pkg/apiserver/schema/convert.go NewStructural */
function isUnreadable(schema: JsonObject): boolean {
  const { id, $schema, $ref, patternProperties, dependencies, additionalItems, definitions, items } = schema;
  return (
    [id, $schema, $ref].some((text) => typeof text === "string" && text !== "") || [patternProperties, dependencies, additionalItems, definitions].some((each) => each !== undefined && each !== null) ||
    (Array.isArray(items) && items.length > 0) || schema["x-kubernetes-preserve-unknown-fields"] === false
  );
}

function validateRootFields(report: Report, schema: JsonObject, at: Path): void {
  const shown = shownSchema(schema);
  for (const [field, value] of Object.entries(shown)) {
    if (value === null || value === "" || value === false) continue;
    if (field === "Type" && value !== "object") {
      report.invalid(at.child("type"), value, 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled');
      return;
    }
    if (!atRoot.includes(field)) {
      report.invalid(at, shown, `only [${atRoot.join(" ")}] fields are allowed at the root of the schema if the status subresource is enabled`);
      return;
    }
  }
}

/** @source ValidateCustomResourceDefinitionSubresources */
function validateSubresources(report: Report, subresources: DefinedVersion["subresources"], at: Path): void {
  const scale = subresources?.scale;
  if (scale === undefined) return;
  const within = (field: "specReplicasPath" | "statusReplicasPath", below: string): void => {
    const where = at.child("scale").child(field);
    if (scale[field] === "") report.required(where, "");
    else if (simplePath(report, scale[field], where) && !scale[field].startsWith(`${below}.`)) report.invalid(where, scale[field], `should be a json path under ${below}`);
  };
  within("specReplicasPath", ".spec");
  within("statusReplicasPath", ".status");
  const { labelSelectorPath = "" } = scale;
  const where = at.child("scale").child("labelSelectorPath");
  if (labelSelectorPath !== "" && simplePath(report, labelSelectorPath, where) && !/^\.(?:spec|status)\./.test(labelSelectorPath)) {
    report.invalid(where, typed(labelSelectorPath), "should be a json path under either .spec or .status");
  }
}

/** @source validateSimpleJSONPath */
function simplePath(report: Report, text: string, at: Path): boolean {
  if (text.startsWith(".")) return true;
  report.invalid(at, text, "must be a simple json path starting with .");
  return false;
}

const columnTypes = ["boolean", "date", "integer", "number", "string"];
const columnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

/** @source ValidateCustomResourceColumnDefinition */
function validateColumn(report: Report, { name, type, format = "", jsonPath }: PrinterColumn, at: Path): void {
  if (name === "") report.required(at.child("name"), "");
  const types = `must be one of ${columnTypes.join(",")}`;
  if (type === "") report.required(at.child("type"), types);
  else if (!columnTypes.includes(type)) report.invalid(at.child("type"), type, types);
  if (format !== "" && !columnFormats.includes(format)) report.invalid(at.child("format"), format, `must be one of ${columnFormats.join(",")}`);
  if (jsonPath === "") report.required(at.child("JSONPath"), "");
  else simplePath(report, jsonPath, at.child("JSONPath"));
}

const MOST_FIELDS = 8;

/** @source ValidateCustomResourceSelectableFields */
function validateFields(report: Report, fields: NonNullable<DefinedVersion["selectableFields"]>, schema: JsonObject, at: Path, tooManyAllowed: boolean): void {
  const seen = new Set<string>();
  fields.forEach(({ jsonPath }, i) => {
    const where = at.index(i).child("jsonPath");
    if (jsonPath === "") {
      report.required(where, "");
      return;
    }
    const found = followPath(jsonPath, schema, false);
    if ("problem" in found) {
      report.invalid(where, jsonPath, `is an invalid path: ${found.problem}`);
      return;
    }
    if (found.root === "metadata") report.invalid(where, jsonPath, "must not point to fields in metadata");
    if (!["string", "boolean", "integer"].includes(textIn(found.schema, "type"))) {
      report.invalid(where, jsonPath, "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.");
    }
    if (seen.has(found.text)) report.duplicate(where, jsonPath);
    seen.add(found.text);
  });
  if (seen.size > MOST_FIELDS && !tooManyAllowed) report.tooMany(at, seen.size, MOST_FIELDS);
}

function isKnownReview(version: string): boolean {
  return version === "v1" || version === "v1beta1";
}

/** @source validateCustomResourceConversion */
function validateConversion(report: Report, { strategy, webhook }: Conversion, knownReviews: boolean, at: Path): void {
  choice(report, at.child("strategy"), strategy, ["None", "Webhook"]);
  const [client, reviews] = [at.child("webhookClientConfig"), webhook?.conversionReviewVersions ?? []];
  if (strategy !== "Webhook") {
    if (webhook?.clientConfig !== undefined) report.forbidden(client, "should not be set when strategy is not set to Webhook");
    if (reviews.length > 0) report.forbidden(at.child("conversionReviewVersions"), "should not be set when strategy is not set to Webhook");
    return;
  }
  const { url, service } = webhook?.clientConfig ?? {};
  if (webhook?.clientConfig === undefined) report.required(client, "required when strategy is set to Webhook");
  else if ((url === undefined) === (service === undefined)) report.required(client, "exactly one of url or service is required");
  else if (url !== undefined) validateWebhookUrl(report, url, client.child("url"));
  // Upstream takes name and namespace for each other here.
  else if (service !== undefined) validateWebhookService(report, { ...service, name: service.namespace, namespace: service.name }, client.child("service"));
  validateReviews(report, reviews, knownReviews, at.child("conversionReviewVersions"));
}

/** @source validateConversionReviewVersions */
function validateReviews(report: Report, versions: readonly string[], known: boolean, at: Path): void {
  if (versions.length === 0) {
    report.required(at, "");
    return;
  }
  versions.forEach((version, i) => {
    if (versions.indexOf(version) < i) report.invalid(at.index(i), version, "duplicate version");
    else for (const problem of rfc1035Problems(version)) report.invalid(at.index(i), version, problem);
  });
  if (known && !versions.some(isKnownReview)) report.invalid(at, versions, "must include at least one of v1, v1beta1");
}

/** @source ValidateCustomResourceDefinitionStatus, ValidateCustomResourceDefinitionStoredVersions */
function validateStatus(report: Report, { spec, status }: Definition): void {
  const versions = versionsOf(spec);
  validateNames(report, status.acceptedNames, path("status", "acceptedNames"));
  const at = path("status", "storedVersions");
  const stored = status.storedVersions ?? [];
  if (stored.length === 0) {
    report.invalid(at, undefined, "must have at least one stored version");
    return;
  }
  const left = new Set(stored);
  for (const { name, storage } of versions) {
    // A second version of the name does not find it any more.
    if (!left.delete(name) && storage) report.invalid(at, stored, `must have the storage version ${name}`);
  }
  stored.forEach((name, i) => {
    if (versions.some((version) => version.name === name)) return;
    report.invalid(at.index(i), name, `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`);
  });
}

/** @source validateAPIApproval */
function validateApproval(report: Report, after: Definition, before: Definition | undefined): void {
  if (!isProtected(after.spec.group)) return;
  const { state, reason } = approvalOf(after.metadata.annotations);
  if (before !== undefined && approvalOf(before.metadata.annotations).state === state) return;
  const at = path("metadata", "annotations").key(APPROVED_ANNOTATION);
  if (state === "invalid") report.invalid(at, after.metadata.annotations?.[APPROVED_ANNOTATION], reason);
  else if (state === "missing") report.required(at, reason);
}
