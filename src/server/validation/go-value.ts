import type { Json } from "../../api/index.ts";
import { goQuote } from "../schema/index.ts";

/**
 * A value that is told: a text of Go's plain string type, a number, anything of JSON with the keys of its maps in order.
 * Undefined is a pointer to nothing.
 */
export type Told = Json | Typed | undefined;

/** A text of a type of its own, or behind a pointer, which Go shows as JSON. */
export class Typed {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export function typed(text: string): Typed {
  return new Typed(text);
}

/** @source apimachinery pkg/util/validation/field/errors.go ErrorBody */
export function goValue(value: Told): string {
  if (typeof value === "string") return goQuote(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return goJson(value instanceof Typed ? value.text : (value ?? null));
}

const escapes: { readonly [character: string]: string } = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029" };

/** As Go writes JSON that may stand in a page. @source go src/encoding/json/encode.go appendString */
export function goJson(value: Json, indent = 0): string {
  return JSON.stringify(value, undefined, indent).replace(/[<>&\u2028\u2029]/g, (character) => escapes[character] as string);
}

/** With its keys in Go's order. */
export function sortedMap<T>(map: { readonly [key: string]: T }): { readonly [key: string]: T } {
  return Object.fromEntries(Object.keys(map).sort().map((key) => [key, map[key] as T]));
}
