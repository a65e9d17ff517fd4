import type { InvalidField, Json, JsonObject } from "../../api/index.ts";
import { compileRe2, equal, parseRfc3339 } from "../../api/index.ts";
import { goQuote } from "./go-text.ts";

/**
 * What is wrong with a custom resource's content by its schema: type, required, enum, bounds, lengths, pattern, format,
 * items that must differ.
 *
 * @source kube-openapi pkg/validation/validate; apiextensions-apiserver pkg/apiserver/validation/validation.go,
 *   pkg/apiserver/schema/listtype/validation.go
 * @limits allOf, anyOf, oneOf, not and rules are not looked at; of formats date-time, date, uuid and ipv4 are
 */
export function structuralProblems(schema: JsonObject, value: JsonObject): readonly InvalidField[] {
  const problems: InvalidField[] = [];
  checkObject(schema, value, "", problems);
  return problems;
}

type Problems = InvalidField[];

function check(schema: JsonObject, value: Json, path: string, problems: Problems): void {
  if (value === null && schema["nullable"] === true) return;
  if (!checkType(schema, value, path, problems)) return;
  const options = schema["enum"];
  if (Array.isArray(options) && !options.some((each) => equal(each, value))) {
    const shown = (options as readonly Json[]).map((each) => JSON.stringify(each)).join(", ");
    problems.push({ reason: "FieldValueNotSupported", field: path, message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${shown}` });
  }
  if (typeof value === "string") checkText(schema, value, path, problems);
  else if (typeof value === "number") checkNumber(schema, value, path, problems);
  else if (Array.isArray(value)) checkItems(schema, value as readonly Json[], path, problems);
  else if (isObject(value)) checkObject(schema, value, path, problems);
}

function checkType(schema: JsonObject, value: Json, path: string, problems: Problems): boolean {
  const type = schema["type"];
  const is = typeName(value);
  if (typeof type !== "string" || schema["x-kubernetes-int-or-string"] === true || is === type || (type === "number" && is === "integer")) return true;
  problems.push({ reason: "FieldValueTypeInvalid", field: path, message: `Invalid value: "${is}": ${path} in body must be of type ${type}: "${is}"` });
  if (type === "integer" && is === "number") {
    problems.push({ reason: "FieldValueInvalid", field: "<nil>", message: `Invalid value: "": Checked value must be of type integer (default format) in ${path}` });
  }
  return false;
}

function typeName(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "number" && Number.isInteger(value) ? "integer" : typeof value;
}

function invalid(problems: Problems, path: string, value: Json, why: string): void {
  problems.push({ reason: "FieldValueInvalid", field: path, message: `Invalid value: ${JSON.stringify(value)}: ${path} in body ${why}` });
}

function numberIn(schema: JsonObject, name: string): number | undefined {
  const value = schema[name];
  return typeof value === "number" ? value : undefined;
}

function checkText(schema: JsonObject, value: string, path: string, problems: Problems): void {
  const most = numberIn(schema, "maxLength");
  const length = Array.from(value).length;
  if (most !== undefined && length > most) problems.push({ reason: "FieldValueTooLong", field: path, message: `Too long: may not be more than ${most} bytes` });
  const least = numberIn(schema, "minLength");
  if (least !== undefined && length < least) invalid(problems, path, value, `should be at least ${least} chars long`);
  const pattern = schema["pattern"];
  if (typeof pattern === "string") checkPattern(pattern, value, path, problems);
  const format = schema["format"];
  if (typeof format === "string" && formats[format]?.(value) === false) {
    const message = `Invalid value: ${goQuote(value)}: ${path} in body must be of type ${format}: ${goQuote(value)}`;
    problems.push({ reason: "FieldValueTypeInvalid", field: path, message });
  }
}

/** @source kube-openapi pkg/validation/validate/values.go Pattern */
function checkPattern(pattern: string, value: string, path: string, problems: Problems): void {
  const compiled = compileRe2(pattern);
  if (compiled.kind === "problem") invalid(problems, path, value, `should match '${pattern}, but pattern is invalid: ${compiled.message}'`);
  else if (!compiled.regexp.matches(value)) invalid(problems, path, value, `should match '${pattern}'`);
}

const formats: { readonly [format: string]: (text: string) => boolean } = {
  "date-time": (text) => parseRfc3339(text) !== undefined,
  date: (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && parseRfc3339(`${text}T00:00:00Z`) !== undefined,
  uuid: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
  ipv4: (text) => /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text),
};

function checkNumber(schema: JsonObject, value: number, path: string, problems: Problems): void {
  const { exclusiveMaximum, exclusiveMinimum } = schema;
  const most = numberIn(schema, "maximum");
  if (most !== undefined && (value > most || (exclusiveMaximum === true && value === most))) {
    invalid(problems, path, value, `should be less than${exclusiveMaximum === true ? "" : " or equal to"} ${most}`);
  }
  const least = numberIn(schema, "minimum");
  if (least !== undefined && (value < least || (exclusiveMinimum === true && value === least))) {
    invalid(problems, path, value, `should be greater than${exclusiveMinimum === true ? "" : " or equal to"} ${least}`);
  }
  const of = numberIn(schema, "multipleOf");
  if (of !== undefined && of > 0 && !Number.isInteger(value / of)) invalid(problems, path, value, `should be a multiple of ${of}`);
}

function tooMany(problems: Problems, path: string, count: number, most: number): void {
  problems.push({ reason: "FieldValueTooMany", field: path, message: `Too many: ${count}: must have at most ${most} ${most === 1 ? "item" : "items"}` });
}

function checkItems(schema: JsonObject, items: readonly Json[], path: string, problems: Problems): void {
  const of = schema["items"];
  if (isObject(of)) items.forEach((item, i) => check(of, item, `${path}[${i}]`, problems));
  const least = numberIn(schema, "minItems");
  if (least !== undefined && items.length < least) invalid(problems, path, items.length, `should have at least ${least} items`);
  const most = numberIn(schema, "maxItems");
  if (most !== undefined && items.length > most) tooMany(problems, path, items.length, most);
  checkDistinct(schema, items, path, problems);
}

function checkDistinct(schema: JsonObject, items: readonly Json[], path: string, problems: Problems): void {
  const merge = schema["x-kubernetes-list-type"];
  if (merge !== "set" && merge !== "map") return;
  const keys = (schema["x-kubernetes-list-map-keys"] ?? []) as readonly string[];
  const seen = new Set<string>();
  items.forEach((item, i) => {
    if (merge === "map" && !isObject(item)) return;
    const key = merge === "set" ? item : Object.fromEntries([...keys].sort().flatMap((name) => ((item as JsonObject)[name] === undefined ? [] : [[name, (item as JsonObject)[name] as Json]])));
    const text = JSON.stringify(key);
    if (seen.has(text)) problems.push({ reason: "FieldValueDuplicate", field: `${path}[${i}]`, message: `Duplicate value: ${text}` });
    seen.add(text);
  });
}

function checkObject(schema: JsonObject, value: JsonObject, path: string, problems: Problems): void {
  const at = (key: string): string => (path === "" ? key : `${path}.${key}`);
  const keys = Object.keys(value);
  for (const name of (schema["required"] ?? []) as readonly string[]) {
    if (!Object.hasOwn(value, name)) problems.push({ reason: "FieldValueRequired", field: at(name), message: "Required value" });
  }
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const values = schema["additionalProperties"];
  for (const key of keys) {
    const own = Object.hasOwn(properties, key) ? properties[key] : values;
    // Names and metadata are checked elsewhere.
    if (isObject(own) && !(path === "" && key === "metadata")) check(own, value[key] as Json, at(key), problems);
  }
  const most = numberIn(schema, "maxProperties");
  if (most !== undefined && keys.length > most) tooMany(problems, path, keys.length, most);
  const least = numberIn(schema, "minProperties");
  if (least !== undefined && keys.length < least) invalid(problems, path, keys.length, `should have at least ${least} properties`);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
