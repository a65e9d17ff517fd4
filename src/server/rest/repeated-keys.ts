import type { Json } from "../../api/index.ts";

/**
 * Whether a JSON text may say a key twice in one object, or write a whole number as a fraction: neither can be seen in
 * the value that was read from it. Errs on the side of yes, where texts hold what looks like keys.
 */
export function repeatsKeys(text: string, value: Json): boolean {
  if (!text.trimStart().startsWith("{")) return false;
  return fraction.test(text) || (text.match(key)?.length ?? 0) > keysIn(value);
}

const key = /"\s*:/g;
const fraction = /(?:"\s*:|[[,])\s*-?\d+[.eE]/;

function keysIn(value: Json): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const each of value as readonly Json[]) count += keysIn(each);
    return count;
  }
  for (const each of Object.values(value)) count += 1 + keysIn(each);
  return count;
}
