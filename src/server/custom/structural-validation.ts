import type { Json, JsonObject } from "../../api/index.ts";
import { compileRe2, equal } from "../../api/index.ts";
import { goQuote } from "../schema/index.ts";
import type { Report } from "../validation/index.ts";
import { noPath } from "../validation/index.ts";
import type { Correlated } from "./correlated.ts";
import { correlatedItem, correlatedKey, isUnchanged } from "./correlated.ts";
import { textFormats } from "./formats.ts";
import { goFloat } from "./go-numbers.ts";
import { SchemaResult, tellFindings } from "./schema-result.ts";
import type { Structural, ValueRules } from "./structural.ts";
import { isObject } from "./structural.ts";

/**
 * What is wrong with a custom resource's content by the rules of values in its schema. What is well-formed is looked at
 * once and costs no object; only the rest is gone through as upstream does, which tells of it in its words and order.
 *
 * @param at where the value lies: "" for a whole object
 * @param before what it was, as far as places can be told apart: there an unchanged value may be wrong. Undefined: it is new.
 * @source kube-openapi pkg/validation/validate (schema.go, type.go, schema_props.go, validator.go, slice_validator.go,
 *   object_validator.go, formats.go); apiextensions-apiserver pkg/apiserver/validation (validation.go, ratcheting.go)
 * @differs fields are looked at in the order of their names, where Go's order changes; a number that is whole is an integer
 */
export function schemaProblems(report: Report, schema: Structural, value: Json, at: string, before: Correlated | undefined): void {
  if (fits(schema, value)) return;
  tellFindings(report, ratcheted(schema, value, "", before), at);
}

type Found = SchemaResult;

/** Whether all rules hold. */
export function fits(schema: Structural, value: Json): boolean {
  const { values } = schema;
  if (!typeFits(schema, value)) return false;
  if (values.enum !== undefined && !isAmong(values.enum, value)) return false;
  if (value === null) return true;
  if (values.allOf.length > 0 || values.anyOf.length > 0 || values.oneOf.length > 0 || values.not !== undefined) {
    if (!values.allOf.every((each) => fits(each, value))) return false;
    if (values.anyOf.length > 0 && !values.anyOf.some((each) => fits(each, value))) return false;
    if (values.oneOf.length > 0 && values.oneOf.filter((each) => fits(each, value)).length !== 1) return false;
    if (values.not !== undefined && fits(values.not, value)) return false;
  }
  switch (typeof value) {
    case "string":
      return textProblem(values, value) === undefined && formatFits(values.format, value);
    case "number":
      return numberFits(schema, value);
    case "object":
      return Array.isArray(value) ? itemsFit(schema, value) : fieldsFit(schema, value as JsonObject);
    default:
      return true;
  }
}

function typeFits(schema: Structural, value: Json): boolean {
  const { type, intOrString, nullable, values } = schema;
  if (type === "" && !intOrString && values.format === "") return true;
  if (value === null) return nullable || (type === "" && !intOrString);
  const is = typeName(value);
  if (intOrString) return is === "integer" || is === "string";
  if (values.format !== "" && type !== "number" && type !== "integer" && (is === "string" || is === "array")) return true;
  return is === type || (type === "number" && is === "integer") || (type === "integer" && is === "number" && Number.isInteger(value) && isExact(value as number));
}

/** Numbers that a 64-bit integer cannot hold, or that have a fraction, are floats. */
export function typeName(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? "integer" : typeof value;
}

/** @source go-openapi/swag convert.go IsFloat64AJSONInteger */
function isExact(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

/** A float is an integer of the choice, too, if it is one without its fraction. @source validate/validator.go basicCommonValidator */
function isAmong(options: readonly Json[], value: Json): boolean {
  if (value === null) return false;
  return options.some((each) => (each !== null && typeof value === "number" && typeof each === "number" && Number.isInteger(each) ? Math.trunc(value) === each : equal(each, value)));
}

/** The first of three that fails. */
function textProblem({ maxLength, minLength, pattern }: ValueRules, value: string): "long" | "short" | "pattern" | undefined {
  if (maxLength !== undefined && value.length > maxLength && runes(value) > maxLength) return "long";
  if (minLength !== undefined && value.length < 2 * minLength && runes(value) < minLength) return "short";
  if (pattern === undefined) return undefined;
  const compiled = compileRe2(pattern);
  return compiled.kind === "regexp" && compiled.regexp.matches(value) ? undefined : "pattern";
}

function runes(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i += 1) if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) count -= 1;
  return count;
}

function formatFits(format: string, value: string): boolean {
  return format === "" || textFormats[format.replaceAll("-", "")]?.(value) !== false;
}

function numberFits({ type, values: { format, maximum, minimum, multipleOf, exclusiveMaximum, exclusiveMinimum }, intOrString }: Structural, value: number): boolean {
  if (maximum === undefined && minimum === undefined && multipleOf === undefined && (type !== "integer" || format !== "int32") && (type !== "number" || format !== "float")) {
    return type !== "integer" || intOrString || Number.isInteger(value);
  }
  const found = new SchemaResult();
  numberFindings(intOrString ? "" : type, { format, maximum, minimum, multipleOf, exclusiveMaximum, exclusiveMinimum }, value, "", found);
  return found.valid;
}

function itemsFit({ items, values: { minItems, maxItems, uniqueItems } }: Structural, value: readonly Json[]): boolean {
  if (minItems !== undefined && value.length < minItems) return false;
  if (maxItems !== undefined && value.length > maxItems) return false;
  if (uniqueItems && hasTwins(value)) return false;
  if (items === undefined) return true;
  for (const each of value) if (!fits(items, each)) return false;
  return true;
}

function hasTwins(value: readonly Json[]): boolean {
  return value.some((each, i) => value.slice(0, i).some((other) => equal(each, other)));
}

function fieldsFit({ properties, additional, values: { required, minProperties, maxProperties } }: Structural, value: JsonObject): boolean {
  for (const name of required) if (!Object.hasOwn(value, name)) return false;
  const keys = Object.keys(value);
  if (minProperties !== undefined && keys.length < minProperties) return false;
  if (maxProperties !== undefined && keys.length > maxProperties) return false;
  if (properties.size === 0 && additional === undefined) return true;
  for (const key of keys) {
    const of = properties.get(key);
    if (of !== undefined) {
      if (!fits(of, value[key] as Json)) return false;
    } else if (additional === false || (typeof additional === "object" && !fits(additional, value[key] as Json))) return false;
  }
  return true;
}

/** @source apiserver/validation/ratcheting.go ratchetingValueValidator.Validate */
function ratcheted(schema: Structural, value: Json, path: string, before: Correlated | undefined): Found {
  const found = validate(schema, value, path, before);
  if (found.valid || before === undefined || !isUnchanged(before)) return found;
  const tolerated = new SchemaResult();
  tolerated.matches = found.matches;
  return tolerated;
}

/** @source validate/schema.go SchemaValidator.Validate: each part counts what agrees */
function validate(schema: Structural, value: Json, path: string, before: Correlated | undefined): Found {
  const found = new SchemaResult();
  const { type, values, intOrString } = schema;
  if (type !== "" || intOrString || values.format !== "") {
    found.merge(typeFindings(schema, value, path));
    if (value !== null) found.matches += 1;
  }
  if (value === null) {
    checkEnum(values, value, path, found);
    return found;
  }
  found.merge(junctorFindings(values, value, path, before));
  found.matches += 1;
  if (typeof value === "string") {
    textFindings(values, value, path, found);
    found.matches += values.format === "" ? 1 : 2;
  } else if (typeof value === "number") {
    const of = new SchemaResult();
    numberFindings(intOrString ? "" : type, values, value, path, of);
    of.matches += 1;
    found.merge(of);
    found.matches += 1;
  } else if (Array.isArray(value)) {
    itemFindings(schema, value as readonly Json[], path, before, found);
    found.matches += 2;
  }
  checkEnum(values, value, path, found);
  found.matches += 1;
  if (isObject(value)) {
    fieldFindings(schema, value, path, before, found);
    found.matches += 1;
  }
  found.matches += 1;
  return found;
}

function typeFindings(schema: Structural, value: Json, path: string): Found {
  const found = new SchemaResult();
  if (typeFits(schema, value)) {
    found.matches += 1;
    return found;
  }
  const { type, intOrString, values } = schema;
  const is = typeName(value);
  const wanted = intOrString ? "integer,string" : type;
  // What is of another type than the format is told by the format that it would have.
  const byFormat = value !== null && values.format !== "" && is !== "string" && is !== "array";
  typeInvalid(found, path, byFormat ? values.format : wanted, byFormat ? (is === "integer" ? "int64" : is === "number" ? "float64" : "") : is);
  return found;
}

function typeInvalid(found: Found, path: string, wanted: string, is: string): void {
  const text = `${path} in body must be of type ${wanted}: ${goQuote(is)}`;
  found.add({ text, name: path, say: (report) => report.typeInvalid(noPath, is, text) });
}

function invalid(found: Found, path: string, value: Json, why: string): void {
  const text = `${path} in body ${why}`;
  found.add({ text, name: path, say: (report) => report.invalid(noPath, value, text) });
}

/** Of no place: what is not a matter of one value. */
function general(found: Found, text: string): void {
  found.add({ text, name: undefined, say: (report) => report.invalid(noPath, "", text) });
}

function checkEnum({ enum: options }: ValueRules, value: Json, path: string, found: Found): void {
  if (options === undefined || isAmong(options, value)) return;
  const shown = options.map((each) => (typeof each === "string" ? each : JSON.stringify(each)));
  found.add({ text: `${path} in body should be one of ${JSON.stringify(options)}`, name: path, say: (report) => report.notSupported(noPath, value, shown) });
}

/** @source validate/schema_props.go */
function junctorFindings({ allOf, anyOf, oneOf, not }: ValueRules, value: Json, path: string, before: Correlated | undefined): Found {
  const found = new SchemaResult();
  const quoted = goQuote(path);
  if (anyOf.length > 0) {
    const results = anyOf.map((each) => validate(each, value, path, before));
    const success = results.find(({ valid }) => valid);
    if (success === undefined) general(found, `${quoted} must validate at least one schema (anyOf)`);
    found.merge(success ?? mostAgreeing(results));
  }
  if (oneOf.length > 0) {
    const results = oneOf.map((each) => validate(each, value, path, before));
    const successes = results.filter(({ valid }) => valid);
    if (successes.length === 1) found.merge(successes[0] as Found);
    else {
      general(found, `${quoted} must validate one and only one schema (oneOf). ${successes.length === 0 ? "Found none valid" : `Found ${successes.length} valid alternatives`}`);
      if (successes.length === 0) found.merge(mostAgreeing(results));
    }
  }
  if (allOf.length > 0) {
    const results = allOf.map((each) => validate(each, value, path, before));
    for (const each of results) found.merge(each);
    const held = results.filter(({ valid }) => valid).length;
    if (held !== allOf.length) general(found, `${quoted} must validate all the schemas (allOf)${held === 0 ? ". None validated" : ""}`);
  }
  if (not !== undefined && validate(not, value, path, before).valid) general(found, `${quoted} must not validate the schema (not)`);
  found.matches += 1;
  return found;
}

function mostAgreeing(results: readonly Found[]): Found {
  return results.reduce((best, each) => (each.matches > best.matches ? each : best));
}

function textFindings(values: ValueRules, value: string, path: string, found: Found): void {
  const { maxLength = 0, minLength = 0, pattern = "", format } = values;
  switch (textProblem(values, value)) {
    case "long":
      found.add({ text: `${path} in body should be at most ${maxLength} chars long`, name: path, say: (report) => report.tooLong(noPath, maxLength) });
      break;
    case "short":
      invalid(found, path, value, `should be at least ${minLength} chars long`);
      break;
    case "pattern": {
      const compiled = compileRe2(pattern);
      invalid(found, path, value, `should match '${compiled.kind === "problem" ? `${pattern}, but pattern is invalid: ${compiled.message}` : pattern}'`);
      break;
    }
    case undefined:
      break;
  }
  if (!formatFits(format, value)) {
    const text = `${path} in body must be of type ${format}: ${goQuote(value)}`;
    found.add({ text, name: path, say: (report) => report.typeInvalid(noPath, value, text) });
  }
}

type NumberRules = Pick<ValueRules, "format" | "maximum" | "minimum" | "exclusiveMaximum" | "exclusiveMinimum" | "multipleOf">;

/**
 * @param type "integer", "number", or "" where a value of several types may stand
 * @source validate/validator.go numberValidator, values.go
 */
function numberFindings(type: string, rules: NumberRules, value: number, path: string, found: Found): void {
  const { multipleOf, maximum, minimum } = rules;
  const format = type === "integer" || type === "number" ? rules.format : "";
  const whole = typeName(value) === "integer";
  rangeFinding(found, value, type, format, "Checked", path);
  if (multipleOf !== undefined) multipleFindings(found, type, format, multipleOf, value, whole, path);
  if (minimum !== undefined) boundFinding(found, type, format, "Minimum", minimum, rules.exclusiveMinimum, value, whole, path);
  if (maximum !== undefined) boundFinding(found, type, format, "Maximum", maximum, rules.exclusiveMaximum, value, whole, path);
}

/** Whether the type and format can hold a number at all. */
function rangeFinding(found: Found, value: number, type: string, format: string, what: string, path: string): boolean {
  const holds =
    type === "integer"
      ? Number.isInteger(value) && (format === "int32" ? value >= -(2 ** 31) && value < 2 ** 31 : Math.abs(value) < 2 ** 63)
      : format !== "float" || Math.abs(value) <= 3.4028235677973366e38;
  if (!holds) general(found, `${what} value must be of type ${type} ${format === "" ? "(default format)" : `with format ${format}`} in ${path}`);
  return holds;
}

function multipleFindings(found: Found, type: string, format: string, of: number, value: number, whole: boolean, path: string): void {
  const native = rangeFinding(found, of, type, format, "MultipleOf", path) && whole;
  // An integer is held against the factor's whole part.
  const factor = native ? Math.trunc(of) : of;
  if (factor <= 0) {
    const text = `factor MultipleOf declared for ${path} must be positive: ${goFloat(factor)}`;
    found.add({ text, name: path, say: (report) => report.invalid(noPath, factor, text) });
    return;
  }
  const times = native ? value % factor === 0 : isNearlyWhole(factor < 1 ? (1 / factor) * value : value / factor);
  if (!times) invalid(found, path, value, `should be a multiple of ${goFloat(factor)}`);
}

/** @source go-openapi/swag convert.go IsFloat64AJSONInteger */
function isNearlyWhole(value: number): boolean {
  if (!isExact(value)) return false;
  const near = Math.trunc(value);
  const difference = Math.abs(value - near);
  if (difference === 0) return true;
  if (value === 0 || near === 0) return difference < 1e-9 * Number.MIN_VALUE;
  return difference / Math.min(Math.abs(value) + Math.abs(near), Number.MAX_VALUE) < 1e-9;
}

function boundFinding(found: Found, type: string, format: string, which: "Minimum" | "Maximum", bound: number, exclusive: boolean, value: number, whole: boolean, path: string): void {
  const native = rangeFinding(found, bound, type, format, `${which} boundary`, path) && whole;
  const limit = native ? Math.trunc(bound) : bound;
  const beyond = which === "Maximum" ? value > limit : value < limit;
  if (!beyond && !(exclusive && value === limit)) return;
  invalid(found, path, value, `should be ${which === "Maximum" ? "less" : "greater"} than ${exclusive ? "" : "or equal to "}${native ? String(limit) : goFloat(limit)}`);
}

function itemFindings({ items, values: { minItems, maxItems, uniqueItems } }: Structural, value: readonly Json[], path: string, before: Correlated | undefined, found: Found): void {
  if (items !== undefined) value.forEach((each, i) => found.merge(ratcheted(items, each, `${path}[${i}]`, correlatedItem(before, i))));
  if (minItems !== undefined && value.length < minItems) invalid(found, path, value.length, `should have at least ${minItems} items`);
  if (maxItems !== undefined && value.length > maxItems) {
    found.add({ text: `${path} in body should have at most ${maxItems} items`, name: path, say: (report) => report.tooMany(noPath, value.length, maxItems) });
  }
  if (uniqueItems && hasTwins(value)) {
    const text = `${path} in body shouldn't contain duplicates`;
    found.add({ text, name: path, say: (report) => report.invalid(noPath, "", text) });
  }
}

function fieldFindings(schema: Structural, value: JsonObject, path: string, before: Correlated | undefined, found: Found): void {
  const { properties, additional, values: { required, minProperties, maxProperties } } = schema;
  const keys = Object.keys(value);
  if (minProperties !== undefined && keys.length < minProperties) invalid(found, path, keys.length, `should have at least ${minProperties} properties`);
  if (maxProperties !== undefined && keys.length > maxProperties) {
    found.add({ text: `${path} in body should have at most ${maxProperties} properties`, name: path, say: (report) => report.tooMany(noPath, keys.length, maxProperties) });
  }
  const below = (key: string): Correlated | undefined => (path === "" && (key === "kind" || key === "apiVersion") ? undefined : correlatedKey(before, key));
  if (additional !== undefined && additional !== true) {
    for (const key of keys) {
      if (properties.has(key)) continue;
      if (additional === false) {
        const text = `${path}.${key} in body is a forbidden property`;
        found.add({ text, name: path, say: (report) => report.invalid(noPath, key, text) });
      } else found.merge(ratcheted(additional, value[key] as Json, `${path}.${key}`, below(key)));
    }
  }
  for (const [key, of] of properties) {
    if (Object.hasOwn(value, key)) found.merge(ratcheted(of, value[key] as Json, path === "" ? key : `${path}.${key}`, below(key)));
  }
  for (const key of required) {
    if (Object.hasOwn(value, key)) continue;
    found.add({ text: `${path}.${key} in body is required`, name: `${path}.${key}`, say: (report) => report.required(noPath, "") });
  }
}
