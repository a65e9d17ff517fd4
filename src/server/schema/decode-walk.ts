import type { Json, JsonObject } from "../../api/index.ts";
import type { Type } from "./type.ts";

export interface Walk {
  /** The value was not admitted: whatever is no plain JSON, unknown, or much, is wrong. */
  readonly straight: boolean;
  wrong: boolean;
  unknown: boolean;
  depth: number;
  /** Characters of JSON, derived fields aside. Counted with more than there is: all fields of each struct. */
  weight: number;
}

export function newWalk(straight: boolean): Walk {
  return { straight, wrong: false, unknown: false, depth: 0, weight: 0 };
}

/** Of a value that is not null. Undefined: wrong, as the walk says. */
export type Part = (value: Json, walk: Walk) => Json | undefined;

export interface StructPart extends Part {
  /** What Go writes of one that was never set, defaults included. */
  readonly zero: JsonObject;
}

export type Values = { readonly [field: string]: Json };

export type PartOf = (type: Type, values?: Values) => Part;
export type ZeroOf = (type: Type) => Json;

/** What goes further is left to admission, which knows its limits and finds cycles. */
const STRAIGHT_DEPTH = 32;
const STRAIGHT_WEIGHT = 200_000;

/** Whether to go on below. @param plain whether the value is of the kind that it must be */
export function enters(walk: Walk, plain: boolean): boolean {
  walk.depth += 1;
  return !walk.straight || (plain && walk.depth <= STRAIGHT_DEPTH && walk.weight <= STRAIGHT_WEIGHT);
}

export function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

/** Quotes, colon and comma. */
export const MARKS = 4;

export function wrong(walk: Walk): undefined {
  walk.wrong = true;
  return undefined;
}
