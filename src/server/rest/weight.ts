import type { Json } from "../../api/index.ts";

/**
 * Whether the JSON of a value is surely longer than so many bytes: what came as an object was never text, and making the
 * text only to measure it would cost more than the write. Counts the characters of strings and keys, and one a value.
 */
export function outweighs(value: Json, bytes: number): boolean {
  return weigh(value, bytes) < 0;
}

/** What is left of the allowance; negative once it is used up. */
function weigh(value: Json, left: number): number {
  if (typeof value === "string") return left - value.length - 2;
  if (typeof value !== "object" || value === null) return left - 1;
  let rest = left - 2;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && rest >= 0; i += 1) rest = weigh(value[i] as Json, rest - 1);
    return rest;
  }
  for (const key of Object.keys(value)) {
    if (rest < 0) return rest;
    rest = weigh((value as { readonly [key: string]: Json })[key] as Json, rest - key.length - 4);
  }
  return rest;
}
