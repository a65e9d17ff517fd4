import type { Json } from "../../api/index.ts";
import { equal } from "../../api/index.ts";
import type { Structural } from "./structural.ts";
import { isObject } from "./structural.ts";

/**
 * A value and what it was before, with the structure by which their parts are told apart. A part of which nothing is known
 * has no counterpart: it is as if it were new.
 *
 * @source apiserver pkg/cel/common/equality.go CorrelatedObject, maplist.go
 */
export interface Correlated {
  readonly value: Json;
  readonly before: Json;
  readonly schema: Structural;
}

export function correlatedKey(of: Correlated | undefined, key: string): Correlated | undefined {
  if (of === undefined || !isObject(of.value) || !isObject(of.before)) return undefined;
  const [value, before] = [of.value[key], of.before[key]];
  if (value === undefined || before === undefined) return undefined;
  const { properties, additional } = of.schema;
  const schema = properties.get(key) ?? (typeof additional === "object" ? additional : undefined);
  return schema === undefined ? undefined : { value, before, schema };
}

/** Items are told apart by their keys alone. */
export function correlatedItem(of: Correlated | undefined, at: number): Correlated | undefined {
  if (of?.schema.listType !== "map" || of.schema.items === undefined || !Array.isArray(of.value) || !Array.isArray(of.before)) return undefined;
  const value = (of.value as readonly Json[])[at];
  if (value === undefined) return undefined;
  const key = keyOf(of.schema, value);
  const before = (of.before as readonly Json[]).find((each) => key !== undefined && keyOf(of.schema, each) === key);
  return before === undefined ? undefined : { value, before, schema: of.schema.items };
}

function keyOf({ listKeys }: Structural, item: Json): string | undefined {
  return isObject(item) ? JSON.stringify(listKeys.map((name) => item[name] ?? null)) : undefined;
}

/** Lists whose items have keys may change their order. @source equality.go CachedDeepEqual */
export function isUnchanged({ value, before, schema }: Correlated): boolean {
  if (value === before) return true;
  if (Array.isArray(value) && Array.isArray(before) && schema.listType === "map" && schema.items !== undefined) {
    if (value.length !== before.length) return false;
    return value.every((_, i) => {
      const item = correlatedItem({ value, before, schema }, i);
      return item !== undefined && isUnchanged(item);
    });
  }
  if (isObject(value) && isObject(before)) {
    const keys = Object.keys(value);
    if (keys.length !== Object.keys(before).length) return false;
    return keys.every((key) => {
      const part = correlatedKey({ value, before, schema }, key);
      return part === undefined ? false : isUnchanged(part);
    });
  }
  return equal(value, before);
}
