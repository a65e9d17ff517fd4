import type { Json } from "../../api/index.ts";
import { parseRfc3339, rfc3339, rfc3339Micro } from "../../api/index.ts";
import { canonicalQuantity } from "./quantity.ts";
import type { ScalarType } from "./type.ts";

/** The value as a server writes it; undefined when Go could not decode it. Never null. */
export type CanonicalScalar = (value: Json) => Json | undefined;

export function canonicalScalar({ form, bits }: ScalarType): CanonicalScalar {
  switch (form) {
    case "string":
      return (value) => (typeof value === "string" ? value : undefined);
    case "boolean":
      return (value) => (typeof value === "boolean" ? value : undefined);
    case "number":
      return (value) => (Number.isFinite(value) ? value : undefined);
    case "integer":
      return bits === 32 ? int32 : int64;
    case "intOrString":
      return (value) => (typeof value === "string" ? value : int32(value));
    case "quantity":
      return (value) => (typeof value === "string" || typeof value === "number" ? canonicalQuantity(value) : undefined);
    case "bytes":
      return bytes;
    case "time":
      return time;
    case "microTime":
      return microTime;
    case "duration":
      return (value) => (typeof value === "string" ? canonicalDuration(value) : undefined);
  }
}

/** What Go writes of a value that was never set; null where that is JSON's null. */
export function zeroScalar({ form }: ScalarType): Json {
  switch (form) {
    case "string":
      return "";
    case "boolean":
      return false;
    case "number":
    case "integer":
    case "intOrString":
      return 0;
    case "quantity":
      return "0";
    case "duration":
      return "0s";
    case "bytes":
    case "time":
    case "microTime":
      return null;
  }
}

function int32(value: Json): Json | undefined {
  return typeof value === "number" && (value | 0) === value ? value : undefined;
}

const INT64 = 2 ** 63;

function int64(value: Json): Json | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= -INT64 && value <= INT64 ? value : undefined;
}

const wholeSeconds = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

function time(value: Json): Json | undefined {
  if (typeof value !== "string") return undefined;
  if (wholeSeconds.test(value)) return value;
  const wall = value.includes("T") ? parseRfc3339(value) : undefined;
  return wall === undefined ? undefined : rfc3339(wall);
}

function microTime(value: Json): Json | undefined {
  if (typeof value !== "string" || !/\.\d{6}(?:Z|[+-]\d\d:\d\d)$/.test(value)) return undefined;
  const wall = parseRfc3339(value);
  return wall === undefined ? undefined : rfc3339Micro(wall);
}

const plainBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;

function bytes(value: Json): Json | undefined {
  if (typeof value !== "string") return undefined;
  if (plainBase64.test(value)) return value;
  return base64Problem(value) === undefined ? btoa(atob(value.replace(/[\r\n]/g, ""))) : undefined;
}

/** @source go src/encoding/base64 CorruptInputError */
export function base64Problem(text: string): string | undefined {
  const at = corruptAt(text);
  return at === undefined ? undefined : `illegal base64 data at input byte ${at}`;
}

function corruptAt(text: string): number | undefined {
  let count = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i] as string;
    if (c === "\r" || c === "\n") continue;
    if (c === "=") {
      const rest = text.slice(i).replace(/[\r\n]/g, "");
      const place = count % 4;
      if (place < 2) return i;
      if (rest.length !== 4 - place || rest !== "=".repeat(4 - place)) return rest.length < 4 - place ? text.length : i + 1 + (place === 2 ? 1 : 0);
      return undefined;
    }
    if (!/[A-Za-z0-9+/]/.test(c)) return i;
    count += 1;
  }
  return count % 4 === 0 ? undefined : text.length - (count % 4);
}

const units: { readonly [unit: string]: number } = { ns: 1, us: 1e3, "µs": 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** @source go src/time/format.go ParseDuration, time.go Duration.String */
function canonicalDuration(text: string): string | undefined {
  if (text === "0") return "0s";
  if (!/^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  let nanos = 0;
  for (const [, number, unit] of text.matchAll(/(\d*\.?\d*)(ns|us|µs|ms|s|m|h)/g)) nanos += Number(number) * (units[unit as string] as number);
  return (text.startsWith("-") && nanos !== 0 ? "-" : "") + durationText(Math.round(nanos));
}

function durationText(nanos: number): string {
  if (nanos === 0) return "0s";
  if (nanos < 1e3) return `${nanos}ns`;
  if (nanos < 1e6) return `${nanos / 1e3}µs`;
  if (nanos < 1e9) return `${nanos / 1e6}ms`;
  const seconds = Math.floor(nanos / 1e9);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = `${(nanos - (seconds - (seconds % 60)) * 1e9) / 1e9}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}
