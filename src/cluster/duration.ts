import { HOUR, MILLISECOND, MINUTE, SECOND } from "../kernel/index.ts";
import type { Micros } from "../kernel/index.ts";
import { InvalidOption } from "./errors.ts";

/** A span of virtual time at the public face: milliseconds, or a text such as "10m", "1h30m", "250ms", "1.5s". */
export type Duration = number | string;

const UNITS: { readonly [unit: string]: Micros } = { us: 1, "µs": 1, ms: MILLISECOND, s: SECOND, m: MINUTE, h: HOUR, d: 24 * HOUR };
const PART = /(\d+(?:\.\d+)?)(us|µs|ms|s|m|h|d)/gy;

/**
 * Whole microseconds of a duration.
 *
 * @param option what the error calls it
 * @throws InvalidOption for what is negative, malformed, or no whole number of microseconds
 */
export function micros(option: string, duration: Duration): Micros {
  const span = typeof duration === "number" ? duration * MILLISECOND : typeof duration === "string" ? parsed(duration) : Number.NaN;
  const whole = Math.round(span);
  if (!(span >= 0) || !Number.isSafeInteger(whole) || Math.abs(whole - span) > 1e-6 * Math.max(1, span)) {
    throw new InvalidOption(option, duration, 'a duration such as "10m", "1h30m" or "250ms", or milliseconds; 0 or more');
  }
  return whole;
}

/** NaN for what is no duration. */
function parsed(text: string): number {
  PART.lastIndex = 0;
  let sum = 0;
  let at = 0;
  for (let part = PART.exec(text); part !== null; part = PART.exec(text)) {
    sum += Number(part[1]) * (UNITS[part[2] ?? ""] ?? Number.NaN);
    at = PART.lastIndex;
  }
  return at === text.length && at > 0 ? sum : Number.NaN;
}
