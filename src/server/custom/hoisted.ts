import type { Json, JsonObject } from "../../api/index.ts";
import { equal } from "../../api/index.ts";
import type { DefinedVersion, DefinitionSpec } from "./definition.ts";
import { versionsOf } from "./definition.ts";
import { isObject } from "./structural.ts";

/**
 * A definition as the server holds it: what all versions say alike stands above them, and messages tell of it there.
 *
 * @source apiextensions-apiserver pkg/apis/apiextensions/v1/conversion.go, pkg/apis/apiextensions/types.go
 */
export interface Hoisted {
  readonly versions: readonly DefinedVersion[];
  readonly schema: DefinedVersion["schema"];
  readonly subresources: DefinedVersion["subresources"];
  readonly columns: DefinedVersion["additionalPrinterColumns"];
  readonly fields: DefinedVersion["selectableFields"];
}

export function hoisted(spec: DefinitionSpec): Hoisted {
  const versions = versionsOf(spec);
  const first = versions[0];
  const alike = <P extends "schema" | "subresources" | "additionalPrinterColumns" | "selectableFields">(part: P): boolean => versions.every((each) => equal(each[part] ?? null, first?.[part] ?? null));
  const [schema, subresources, columns, fields] = [alike("schema"), alike("subresources"), alike("additionalPrinterColumns"), alike("selectableFields")];
  return {
    versions: versions.map((version) => {
      const { schema: own, subresources: ownSubresources, additionalPrinterColumns, selectableFields, ...rest } = version;
      return {
        ...rest,
        ...(schema || own === undefined ? {} : { schema: own }),
        ...(subresources || ownSubresources === undefined ? {} : { subresources: ownSubresources }),
        ...(columns || additionalPrinterColumns === undefined ? {} : { additionalPrinterColumns }),
        ...(fields || selectableFields === undefined ? {} : { selectableFields }),
      };
    }),
    schema: schema ? first?.schema : undefined,
    subresources: subresources ? first?.subresources : undefined,
    columns: columns ? first?.additionalPrinterColumns : undefined,
    fields: fields ? first?.selectableFields : undefined,
  };
}

/** Versions as messages show them: the server's own types have no JSON names, and leave nothing out. */
export function shownVersions(versions: readonly DefinedVersion[]): Json {
  if (versions.length === 0) return null;
  return versions.map(({ name, served, storage, deprecated = false, deprecationWarning, schema, subresources, additionalPrinterColumns, selectableFields }) => ({
    Name: name, Served: served, Storage: storage, Deprecated: deprecated, DeprecationWarning: deprecationWarning ?? null,
    Schema: schema === undefined ? null : { OpenAPIV3Schema: schema.openAPIV3Schema === undefined ? null : shownSchema(schema.openAPIV3Schema) },
    Subresources: subresources === undefined ? null : shownSubresources(subresources),
    AdditionalPrinterColumns: additionalPrinterColumns?.map(({ name: column, type, format = "", description = "", priority = 0, jsonPath }) => ({ Name: column, Type: type, Format: format, Description: description, Priority: priority, JSONPath: jsonPath })) ?? null,
    SelectableFields: selectableFields?.map(({ jsonPath }) => ({ JSONPath: jsonPath })) ?? null,
  }));
}

function shownSubresources({ status, scale }: NonNullable<DefinedVersion["subresources"]>): Json {
  return {
    Status: status === undefined ? null : {},
    Scale: scale === undefined ? null : { SpecReplicasPath: scale.specReplicasPath, StatusReplicasPath: scale.statusReplicasPath, LabelSelectorPath: scale.labelSelectorPath ?? null },
  };
}

/** How a field is shown: as it is, or null, "", false where it is absent; below: schemas. */
type Form = "null" | "text" | "flag" | "schema" | "schemas" | "map" | "items" | "schemaOrBool" | "docs" | "rules";

/** In the order of the server's own type. */
const schemaFields: readonly (readonly [go: string, name: string, form: Form])[] = [
  ["ID", "id", "text"], ["Schema", "$schema", "text"], ["Ref", "$ref", "null"], ["Description", "description", "text"], ["Type", "type", "text"],
  ["Nullable", "nullable", "flag"], ["Format", "format", "text"], ["Title", "title", "text"], ["Default", "default", "null"],
  ["Maximum", "maximum", "null"], ["ExclusiveMaximum", "exclusiveMaximum", "flag"], ["Minimum", "minimum", "null"], ["ExclusiveMinimum", "exclusiveMinimum", "flag"],
  ["MaxLength", "maxLength", "null"], ["MinLength", "minLength", "null"], ["Pattern", "pattern", "text"], ["MaxItems", "maxItems", "null"], ["MinItems", "minItems", "null"],
  ["UniqueItems", "uniqueItems", "flag"], ["MultipleOf", "multipleOf", "null"], ["Enum", "enum", "null"], ["MaxProperties", "maxProperties", "null"],
  ["MinProperties", "minProperties", "null"], ["Required", "required", "null"], ["Items", "items", "items"], ["AllOf", "allOf", "schemas"], ["OneOf", "oneOf", "schemas"],
  ["AnyOf", "anyOf", "schemas"], ["Not", "not", "schema"], ["Properties", "properties", "map"], ["AdditionalProperties", "additionalProperties", "schemaOrBool"],
  ["PatternProperties", "patternProperties", "map"], ["Dependencies", "dependencies", "null"], ["AdditionalItems", "additionalItems", "schemaOrBool"],
  ["Definitions", "definitions", "map"], ["ExternalDocs", "externalDocs", "docs"], ["Example", "example", "null"],
  ["XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields", "null"], ["XEmbeddedResource", "x-kubernetes-embedded-resource", "flag"],
  ["XIntOrString", "x-kubernetes-int-or-string", "flag"], ["XListMapKeys", "x-kubernetes-list-map-keys", "null"], ["XListType", "x-kubernetes-list-type", "null"],
  ["XMapType", "x-kubernetes-map-type", "null"], ["XValidations", "x-kubernetes-validations", "rules"],
];

export function shownSchema(schema: JsonObject): JsonObject {
  return Object.fromEntries(schemaFields.map(([go, name, form]) => [go, shownField(form, schema[name])]));
}

function shownField(form: Form, value: Json | undefined): Json {
  if (value === undefined || value === null) return form === "text" ? "" : form === "flag" ? false : null;
  switch (form) {
    case "schema": return isObject(value) ? shownSchema(value) : null;
    case "schemas": return Array.isArray(value) ? (value as readonly Json[]).map((each) => shownField("schema", each)) : null;
    case "map": return isObject(value) ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, shownField("schema", value[key])])) : null;
    case "items": return { Schema: shownField("schema", value), JSONSchemas: Array.isArray(value) ? shownField("schemas", value) : null };
    case "schemaOrBool": return { Allows: value !== false, Schema: shownField("schema", value) };
    case "docs": return isObject(value) ? { Description: value["description"] ?? "", URL: value["url"] ?? "" } : null;
    case "rules": return Array.isArray(value) ? (value as readonly Json[]).map((each) => shownRule(isObject(each) ? each : {})) : null;
    default: return value;
  }
}

/** A rule in CEL, as messages show it. */
export function shownRule(rule: JsonObject): JsonObject {
  return {
    Rule: rule["rule"] ?? "", Message: rule["message"] ?? "", MessageExpression: rule["messageExpression"] ?? "", Reason: rule["reason"] ?? null,
    FieldPath: rule["fieldPath"] ?? "", OptionalOldSelf: rule["optionalOldSelf"] ?? null,
  };
}
