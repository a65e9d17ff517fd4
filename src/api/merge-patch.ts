import { equal } from "./equal.ts";
import type { Json, JsonObject } from "./object.ts";

/**
 * RFC 7386 on frozen values: what does not change is shared with the value before, and a patch that changes nothing
 * gives the value itself.
 */
export function mergePatch(value: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return value !== undefined && equal(value, patch) ? value : patch;
  const before: JsonObject = isObject(value) ? value : {};
  let after: { [key: string]: Json } | undefined;
  for (const key of Object.keys(patch)) {
    const part = patch[key] as Json;
    const had = Object.hasOwn(before, key);
    if (part === null) {
      if (!had) continue;
      after ??= { ...before };
      delete after[key];
      continue;
    }
    const merged = mergePatch(had ? before[key] : undefined, part);
    if (had && merged === before[key]) continue;
    after ??= { ...before };
    after[key] = merged;
  }
  if (after !== undefined) return Object.freeze(after);
  return isObject(value) ? value : Object.freeze({});
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
