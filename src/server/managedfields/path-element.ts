import type { Json, JsonObject } from "../../api/index.ts";
import { goNumber, goQuote } from "../schema/index.ts";
import { comparePaths } from "../storage/index.ts";

/**
 * One step from a value to a part of it: a field, the list item with these keys, the item that is this value, or the one
 * at this place. Two that mean the same have the same text.
 *
 * @source structured-merge-diff fieldpath/element.go PathElement, fieldpath/serialize-pe.go, value/value.go Compare
 */
export interface PathElement {
  /** As fieldsV1 writes it: `f:spec`, `k:{"name":"c"}`, `v:"x"`, `i:0`. */
  readonly text: string;
  readonly form: "field" | "key" | "value" | "index";
  /** Of a field its name, of a value it, of an index the number; of a key nothing. */
  readonly value: Json;
  /** Of keys, by name. */
  readonly keys: readonly KeyField[];
}

export interface KeyField {
  readonly name: string;
  readonly value: Json;
}

const noKeys: readonly KeyField[] = Object.freeze([]);

export function fieldElement(name: string): PathElement {
  return { text: `f:${name}`, form: "field", value: name, keys: noKeys };
}

/** @param keys sorted by name */
export function keyElement(keys: readonly KeyField[]): PathElement {
  return { text: `k:{${keys.map(({ name, value }) => `${goJson(name)}:${goJson(value)}`).join(",")}}`, form: "key", value: null, keys };
}

export function valueElement(value: Json): PathElement {
  return { text: `v:${goJson(value)}`, form: "value", value, keys: noKeys };
}

/** What a text of fieldsV1 means; undefined: it means nothing to anybody, and is passed over; "wrong": the whole set is no set. */
export function elementOf(text: string): PathElement | undefined | "wrong" {
  if (text.length < 2 || text[1] !== ":") return "wrong";
  const rest = text.slice(2);
  switch (text[0]) {
    case "f":
      return fieldElement(rest);
    case "v":
      return parsed(rest, valueElement);
    case "k":
      return parsed(rest, (value) => (isObject(value) ? keyElement(keysOf(value)) : "wrong"));
    case "i":
      return /^[+-]?\d+$/.test(rest) ? { text: `i:${Number(rest)}`, form: "index", value: Number(rest), keys: noKeys } : "wrong";
    default:
      return undefined;
  }
}

function parsed(text: string, make: (value: Json) => PathElement | "wrong"): PathElement | "wrong" {
  try {
    return make(JSON.parse(text) as Json);
  } catch {
    return "wrong";
  }
}

function keysOf(value: JsonObject): readonly KeyField[] {
  return Object.keys(value).sort(comparePaths).map((name) => ({ name, value: value[name] as Json }));
}

/** Fields before keys before values before places. */
export function compareElements(a: PathElement, b: PathElement): number {
  if (a.text === b.text) return 0;
  if (a.form !== b.form) return forms.indexOf(a.form) - forms.indexOf(b.form);
  if (a.form !== "key") return compareValues(a.value, b.value);
  const length = Math.min(a.keys.length, b.keys.length);
  for (let i = 0; i < length; i += 1) {
    const left = a.keys[i] as KeyField;
    const right = b.keys[i] as KeyField;
    const order = comparePaths(left.name, right.name) || compareValues(left.value, right.value);
    if (order !== 0) return order;
  }
  return a.keys.length - b.keys.length;
}

const forms: readonly PathElement["form"][] = ["field", "key", "value", "index"];
const kinds: readonly string[] = ["number", "string", "boolean", "array", "object", "null"];

function compareValues(a: Json, b: Json): number {
  if (typeof a === "string" && typeof b === "string") return comparePaths(a, b);
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  return kinds.indexOf(kindOf(a)) - kinds.indexOf(kindOf(b)) || comparePaths(goJson(a), goJson(b));
}

function kindOf(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** As messages show it: `.spec`, `[name="c"]`, `[="x"]`, `[0]`. */
export function shownElement({ form, value, keys }: PathElement): string {
  switch (form) {
    case "field":
      return `.${typeof value === "string" ? value : ""}`;
    case "key":
      return `[${keys.map(({ name, value: of }) => `${name}=${shownValue(of)}`).join(",")}]`;
    case "value":
      return `[=${shownValue(value)}]`;
    case "index":
      return `[${typeof value === "number" ? value : ""}]`;
  }
}

/** @source structured-merge-diff value/value.go ToString */
function shownValue(value: Json): string {
  if (typeof value === "string") return goQuote(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(shownValue).join(",")}]`;
  if (isObject(value)) return Object.keys(value).sort(comparePaths).map((key) => `${key}=${shownValue(value[key] as Json)}`).join("");
  return typeof value === "number" ? goNumber(value) : JSON.stringify(value);
}

/** JSON as Go writes it into HTML. @source go src/encoding/json (EscapeHTML) */
export function goJson(value: Json): string {
  const text = JSON.stringify(value);
  return /[<>&\u2028\u2029]|\\[bf]/.test(text) ? text.replace(/[<>&\u2028\u2029]|\\[bf]|\\\\/g, escaped) : text;
}

function escaped(part: string): string {
  if (part === "\\\\") return part;
  const code = part === "\\b" ? 8 : part === "\\f" ? 12 : (part.codePointAt(0) ?? 0);
  return `\\u${code.toString(16).padStart(4, "0")}`;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
