import { InvalidArgumentError } from "commander";
import { HOUR, MILLISECOND, MINUTE, SECOND, type Micros } from "../kernel/index.ts";

/** Readers of option values. Commander puts the flag and the value in front of what they say. */

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    return value;
  };
}

const UNITS: ReadonlyMap<string, Micros> = new Map([["us", 1], ["µs", 1], ["ms", MILLISECOND], ["s", SECOND], ["m", MINUTE], ["h", HOUR]]);

/** "250ms", "1.5s", "2m", "1h": a span of virtual time above zero. */
export function span(text: string): Micros {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(us|µs|ms|s|m|h)$/.exec(text) ?? [];
  const micros = Math.round(Number(digits) * (UNITS.get(unit ?? "") ?? Number.NaN));
  if (!Number.isSafeInteger(micros) || micros <= 0) throw new InvalidArgumentError("Expected a span above zero with its unit: 250ms, 1.5s, 2m or 1h.");
  return micros;
}

/** As `span`, and "0" or "0ms" for none. */
export function spanOrNone(text: string): Micros {
  return /^0(?:us|µs|ms|s|m|h)?$/.test(text) ? 0 : span(text);
}

/** One of a few names. */
export function oneOf<const Name extends string>(names: readonly Name[]): (text: string) => Name {
  return (text) => {
    const name = names.find((candidate) => candidate === text);
    if (name === undefined) throw new InvalidArgumentError(`Expected one of ${names.join(", ")}.`);
    return name;
  };
}

/** Names with commas between them, whatever they are. */
export function names(text: string): readonly string[] {
  const list = text.split(",").map((name) => name.trim());
  if (list.includes("")) throw new InvalidArgumentError("Expected names with commas between them, none of them empty.");
  return list;
}

/** Several values with commas between them. */
export function manyOf<T>(one: (text: string) => T): (text: string) => readonly T[] {
  return (text) => names(text).map(one);
}
