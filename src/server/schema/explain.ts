import type { StructType, Type } from "./type.ts";
import { parseRfc3339 } from "../../api/index.ts";
import { goQuote } from "./go-text.ts";
import { canonicalQuantity, quantityProblem } from "./quantity.ts";
import { base64Problem, canonicalScalar } from "./scalars.ts";

/** What Go's decoder says of a text. */
export interface Explanation {
  /** Why it cannot be decoded, if it cannot. */
  readonly problem?: string;
  /** `unknown field "spec.foo"`, `duplicate field "kind"`, in the order of the text, each once, at most a hundred. */
  readonly strict: readonly string[];
}

/**
 * Reads a text as Go's decoder does, slowly, to tell in its words what is wrong with it. The text must be JSON.
 *
 * @source sigs.k8s.io/json internal/golang/encoding/json/decode.go, kubernetes_patch.go; go src/encoding/json UnmarshalTypeError
 * @limits what is wrong within values of any type is not looked for
 */
export function explain(type: StructType, text: string): Explanation {
  const reader: Reader = { text, at: 0, strict: new Set(), problem: undefined, struct: "", fields: [], path: "" };
  readValue(reader, type);
  return { strict: [...reader.strict], ...(reader.problem === undefined ? {} : { problem: reader.problem }) };
}

const MOST = 100;

interface Reader {
  readonly text: string;
  at: number;
  readonly strict: Set<string>;
  problem: string | undefined;
  /** The innermost struct, and the names of the fields that lead here. */
  struct: string;
  fields: readonly string[];
  /** The same with keys and indices. */
  path: string;
}

/** Undefined type: passed over. */
function readValue(reader: Reader, type: Type | undefined): void {
  skipSpace(reader);
  const c = reader.text[reader.at];
  if (c === "{") return readObject(reader, type);
  if (c === "[") return readArray(reader, type);
  if (c === '"') {
    const text = readString(reader);
    if (type !== undefined) checkString(reader, type, text);
    return;
  }
  const literal = /[^\s,\]}]*/y;
  literal.lastIndex = reader.at;
  const found = literal.exec(reader.text)?.[0] ?? "";
  reader.at += found.length;
  if (type === undefined || found === "null") return;
  if (found === "true" || found === "false") checkBoolean(reader, type);
  else checkNumber(reader, type, found);
}

function readObject(reader: Reader, type: Type | undefined): void {
  const struct = structOf(type);
  const map = type?.kind === "map" ? type : undefined;
  if (type !== undefined && struct === undefined && map === undefined && type.kind !== "any") wrong(reader, "object", type);
  const known = struct ?? map;
  const outer = { struct: reader.struct, fields: reader.fields, path: reader.path };
  const seen = new Set<string>();
  reader.at += 1;
  for (;;) {
    skipSpace(reader);
    if (reader.text[reader.at] === ",") reader.at += 1;
    skipSpace(reader);
    if (reader.text[reader.at] !== '"') break;
    const key = readString(reader);
    skipSpace(reader);
    reader.at += 1;
    const path = outer.path === "" ? key : `${outer.path}.${key}`;
    if (known === undefined) {
      readValue(reader, undefined);
      continue;
    }
    const field = struct === undefined ? map?.values : struct.fields.get(key)?.type;
    if (field === undefined) note(reader, `unknown field ${goQuote(path)}`);
    else if (seen.has(key)) note(reader, `duplicate field ${goQuote(path)}`);
    seen.add(key);
    if (struct !== undefined && field !== undefined) {
      reader.struct = struct.name;
      reader.fields = [...outer.fields, key];
    }
    reader.path = path;
    readValue(reader, field);
    reader.struct = outer.struct;
    reader.fields = outer.fields;
    reader.path = outer.path;
  }
  reader.at += 1;
}

function structOf(type: Type | undefined): StructType | undefined {
  if (type?.kind === "struct") return type;
  return type?.kind === "any" ? type.objects : undefined;
}

function readArray(reader: Reader, type: Type | undefined): void {
  if (type !== undefined && type.kind !== "list" && type.kind !== "any") wrong(reader, "array", type);
  const items = type?.kind === "list" ? type.items : type?.kind === "any" && type.objects !== undefined ? type : undefined;
  const { path } = reader;
  reader.at += 1;
  for (let i = 0; ; i += 1) {
    skipSpace(reader);
    if (reader.text[reader.at] === ",") reader.at += 1;
    skipSpace(reader);
    if (reader.text[reader.at] === "]" || reader.text[reader.at] === undefined) break;
    reader.path = `${path}[${i}]`;
    readValue(reader, items);
    reader.path = path;
  }
  reader.at += 1;
}

function readString(reader: Reader): string {
  const { text, at } = reader;
  let end = at + 1;
  while (text[end] !== '"' && end < text.length) end += text[end] === "\\" ? 2 : 1;
  reader.at = end + 1;
  return JSON.parse(text.slice(at, end + 1)) as string;
}

function checkString(reader: Reader, type: Type, text: string): void {
  if (type.kind === "any") return;
  if (type.kind !== "scalar") return wrong(reader, "string", type);
  switch (type.form) {
    case "string":
    case "intOrString":
      return;
    case "bytes": {
      const problem = base64Problem(text);
      if (problem !== undefined) fail(reader, problem);
      return;
    }
    case "quantity":
      if (canonicalQuantity(text) === undefined) fail(reader, quantityProblem(text));
      return;
    case "time":
    case "microTime":
      if (canonicalScalar(type)(text) === undefined) fail(reader, timeProblem(text, type.form === "time" ? SECONDS : MICROS));
      return;
    case "duration":
      if (canonicalScalar(type)(text) === undefined) fail(reader, `time: invalid duration ${goQuote(text)}`);
      return;
    default:
      wrong(reader, "string", type);
  }
}

function checkBoolean(reader: Reader, type: Type): void {
  if (type.kind === "any") return;
  if (type.kind !== "scalar") return wrong(reader, "bool", type);
  switch (type.form) {
    case "boolean":
      return;
    case "quantity":
      return fail(reader, quantityProblem("true"));
    default:
      wrong(reader, "bool", type);
  }
}

function checkNumber(reader: Reader, type: Type, number: string): void {
  if (type.kind === "any") return;
  if (type.kind !== "scalar") return wrong(reader, "number", type);
  switch (type.form) {
    case "number":
      return;
    case "integer":
      if (!fits(number, type.bits ?? 64)) wrong(reader, `number ${number}`, type);
      return;
    case "intOrString":
      if (!fits(number, 32)) wrong(reader, `number ${number}`, type);
      return;
    case "quantity":
      if (canonicalQuantity(number) === undefined) fail(reader, quantityProblem(number));
      return;
    default:
      wrong(reader, "number", type);
  }
}

function fits(number: string, bits: 32 | 64): boolean {
  if (!/^-?\d+$/.test(number)) return false;
  const value = BigInt(number);
  return BigInt.asIntN(bits, value) === value;
}

/** Types that decode themselves ask for another than they are. */
const askedFor: { readonly [form: string]: string } = { intOrString: "int32", time: "string", microTime: "string", duration: "string" };

function wrong(reader: Reader, what: string, type: Type): void {
  const asked = type.kind === "scalar" ? (askedFor[type.form] ?? type.goName) : type.goName;
  if (type.kind === "scalar" && type.form === "quantity") return fail(reader, quantityProblem(what === "object" ? "{" : "["));
  const where = reader.struct === "" ? "Go value" : `Go struct field ${reader.struct}.${reader.fields.join(".")}`;
  fail(reader, `json: cannot unmarshal ${what} into ${where} of type ${asked}`);
}

/** The first problem is told. */
function fail(reader: Reader, problem: string): void {
  reader.problem ??= problem;
}

function note(reader: Reader, problem: string): void {
  if (reader.strict.size < MOST) reader.strict.add(problem);
}

function skipSpace(reader: Reader): void {
  const { text } = reader;
  while (text[reader.at] === " " || text[reader.at] === "\n" || text[reader.at] === "\t" || text[reader.at] === "\r") reader.at += 1;
}

const SECONDS = "2006-01-02T15:04:05Z07:00";
const MICROS = "2006-01-02T15:04:05.000000Z07:00";

/** @source go src/time/format.go ParseError @limits of the parts that may be at fault, the first by their order */
function timeProblem(text: string, layout: string): string {
  const parsing = `parsing time ${goQuote(text)} as ${goQuote(layout)}: cannot parse`;
  const steps: readonly (readonly [RegExp, string])[] = [
    [/^\d{4}/, "2006"], [/^-/, "-"], [/^\d\d/, "01"], [/^-/, "-"], [/^\d\d/, "02"], [/^T/, "T"],
    [/^\d\d/, "15"], [/^:/, ":"], [/^\d\d/, "04"], [/^:/, ":"], [/^\d\d/, "05"],
    ...(layout === MICROS ? [[/^\.\d{6}(?!\d)/, ".000000"] as const] : [[/^(?:\.\d+)?/, ""] as const]),
    [/^(?:Z|[+-]\d\d:\d\d)/, "Z07:00"],
  ];
  let rest = text;
  for (const [form, shown] of steps) {
    const found = form.exec(rest);
    if (found === null) return `${parsing} ${goQuote(rest)} as ${goQuote(shown)}`;
    rest = rest.slice(found[0].length);
  }
  if (rest !== "") return `parsing time ${goQuote(text)}: extra text: ${goQuote(rest)}`;
  const [, month = "", day = "", hour = "", minute = ""] = text.split(/\D/);
  if (parseRfc3339(`2000-${month}-01T00:00:00Z`) === undefined) return `parsing time ${goQuote(text)}: month out of range`;
  if (Number(hour) > 23) return `parsing time ${goQuote(text)}: hour out of range`;
  if (Number(minute) > 59) return `parsing time ${goQuote(text)}: minute out of range`;
  return day === "" || parseRfc3339(`${text.slice(0, 10)}T00:00:00Z`) === undefined ? `parsing time ${goQuote(text)}: day out of range` : `parsing time ${goQuote(text)}: second out of range`;
}
