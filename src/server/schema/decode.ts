import type { Json, JsonObject } from "../../api/index.ts";
import { canonicalScalar, zeroScalar } from "./scalars.ts";
import type { AnyType, Field, ListType, MapType, ScalarType, StructType, Type } from "./type.ts";

/** An object as a server keeps it, or the news that Go could not decode it: why, `explain` tells. */
export type Decoded =
  | { readonly kind: "object"; readonly object: JsonObject; /** Fields were dropped that the type does not know. */ readonly unknown: boolean }
  | { readonly kind: "undecodable" };

/** The decoder of a type. */
export interface Decode {
  /** Of a value that was admitted. */
  (value: JsonObject): Decoded;
  /** Of a value from outside, in one pass with its admission; undefined: admit it first, then decode it, to learn what is odd of it. */
  straight(value: JsonObject): Straight | undefined;
}

/** An object made straight of what came from outside, of which nothing had to be dropped. */
export interface Straight {
  readonly object: JsonObject;
  /** Characters of JSON that the object surely does not exceed. */
  readonly weight: number;
}

/**
 * What fills in fields of a struct that were left empty, wherever in an object it stands. Go's rules do so from the
 * outermost struct inwards, here it is the other way round: none of them looks at what another fills in below.
 */
export interface StructDefaults {
  /** Of fields that are absent, or zero where Go holds no pointer. */
  readonly values?: { readonly [field: string]: Json };
  /** What depends on other fields. */
  readonly derive?: (draft: Draft) => void;
  /** What fills in a struct only where it stands in this field, besides what fills it in everywhere. */
  readonly within?: { readonly [field: string]: { readonly [field: string]: Json } };
}

/** A struct being made. Absent fields are undefined, and so are zeros of fields without pointers. */
export interface Draft {
  get(field: string): Json | undefined;
  set(field: string, value: Json | undefined): void;
}

/** By the struct's name among the built-in types. */
export type DefaultsTable = { readonly [table: string]: StructDefaults };

/**
 * Makes a decoder of a type: drops what the type does not know, fills in defaults, leaves out what Go leaves out and
 * writes what it always writes, with fields in Go's order. A frozen value that is all that already is answered as it is;
 * whatever is made new is frozen.
 *
 * @source sigs.k8s.io/json (decoding), go src/encoding/json (omitempty, omitzero), apimachinery pkg/runtime/serializer/json
 * @differs lists and maps that are empty are nil in Go, as after a round trip through the storage
 */
export function compileDecode(type: StructType, defaults: DefaultsTable): Decode {
  const part = structCompiler(defaults)(type);
  const decode = (value: JsonObject): Decoded => {
    const walk = newWalk(false);
    const object = part(value, walk);
    return walk.wrong ? { kind: "undecodable" } : { kind: "object", object: object as JsonObject, unknown: walk.unknown };
  };
  return Object.assign(decode, {
    straight(value: JsonObject): Straight | undefined {
      const walk = newWalk(true);
      const object = part(value, walk);
      return walk.wrong ? undefined : { object: object as JsonObject, weight: DERIVED * walk.weight };
    },
  });
}

interface Walk {
  /** The value was not admitted: whatever is no plain JSON, unknown, or much, is wrong. */
  readonly straight: boolean;
  wrong: boolean;
  unknown: boolean;
  depth: number;
  /** Characters of JSON, derived fields aside. Counted with more than there is: all fields of each struct. */
  weight: number;
}

function newWalk(straight: boolean): Walk {
  return { straight, wrong: false, unknown: false, depth: 0, weight: 0 };
}

/** Rules that derive fields repeat what is there, at most so often. */
const DERIVED = 4;

/** What goes further is left to admission, which knows its limits and finds cycles. */
const STRAIGHT_DEPTH = 32;
const STRAIGHT_WEIGHT = 200_000;

/** Whether to go on below. @param plain whether the value is of the kind that it must be */
function enters(walk: Walk, plain: boolean): boolean {
  walk.depth += 1;
  return !walk.straight || (plain && walk.depth <= STRAIGHT_DEPTH && walk.weight <= STRAIGHT_WEIGHT);
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

/** Of a value that is not null. Undefined: wrong, as the walk says. */
type Part = (value: Json, walk: Walk) => Json | undefined;

interface StructPart extends Part {
  /** What Go writes of one that was never set, defaults included. */
  readonly zero: JsonObject;
}

type Values = { readonly [field: string]: Json };

function structCompiler(defaults: DefaultsTable): (type: StructType) => StructPart {
  const parts = new Map<StructType, StructPart>();

  function struct(type: StructType): StructPart {
    let part = parts.get(type);
    if (part === undefined) {
      part = withZero(structPart(type, defaults[type.table] ?? none, partOf, zeroOf));
      parts.set(type, part);
    }
    return part;
  }

  function partOf(type: Type, values?: Values): Part {
    if (type.kind !== "struct" || values === undefined) return usualPart(type);
    const usual = defaults[type.table] ?? none;
    return withZero(structPart(type, { ...usual, values: { ...usual.values, ...values } }, partOf, zeroOf));
  }

  function usualPart(type: Type): Part {
    switch (type.kind) {
      case "scalar":
        return scalarPart(type);
      case "struct":
        return struct(type);
      case "list":
        return listPart(type, partOf, zeroOf);
      case "map":
        return mapPart(type, partOf, zeroOf);
      case "any":
        return anyPart(type, struct);
    }
  }

  function zeroOf(type: Type): Json {
    switch (type.kind) {
      case "scalar":
        return zeroScalar(type);
      case "struct":
        return struct(type).zero;
      default:
        return null;
    }
  }

  return struct;
}

/** Its zero is made when it is asked for: a struct may hold itself behind a list. */
function withZero(part: Part): StructPart {
  let zero: JsonObject | undefined;
  return Object.defineProperty(part as StructPart, "zero", { get: () => (zero ??= part({}, newWalk(false)) as JsonObject) });
}

function scalarPart(type: ScalarType): Part {
  if (type.form === "string") {
    return (value, walk) => {
      if (typeof value !== "string") return wrong(walk);
      walk.weight += value.length;
      return value;
    };
  }
  const canonical = canonicalScalar(type);
  return (value, walk) => {
    const made = canonical(value);
    if (made === undefined) return wrong(walk);
    walk.weight += typeof made === "string" ? made.length : NUMBER;
    return made;
  };
}

/** Digits of the longest. */
const NUMBER = 24;

type PartOf = (type: Type, values?: Values) => Part;
type ZeroOf = (type: Type) => Json;

function listPart({ items }: ListType, partOf: PartOf, zeroOf: ZeroOf): Part {
  let item: Part | undefined;
  return (value, walk) => {
    if (!Array.isArray(value)) return wrong(walk);
    walk.weight += MARKS * (value.length + 1);
    if (!enters(walk, true)) return wrong(walk);
    item ??= partOf(items);
    let made: Json[] | undefined = Object.isFrozen(value) ? undefined : [];
    for (let i = 0; i < value.length; i += 1) {
      const each = value[i] as Json;
      const part = each === null ? nullItem(items, zeroOf) : item(each, walk);
      if (part === undefined) return undefined;
      if (made === undefined && part !== each) made = value.slice(0, i) as Json[];
      made?.push(part);
    }
    walk.depth -= 1;
    return made === undefined ? (value as Json) : Object.freeze(made);
  };
}

function mapPart({ values }: MapType, partOf: PartOf, zeroOf: ZeroOf): Part {
  let part: Part | undefined;
  return (value, walk) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong(walk);
    const map = value as JsonObject;
    const keys = Object.keys(map);
    walk.weight += MARKS * (keys.length + 1);
    if (!enters(walk, isPlain(map))) return wrong(walk);
    part ??= partOf(values);
    let made: { [key: string]: Json } | undefined = Object.isFrozen(map) ? undefined : {};
    for (let i = 0; i < keys.length; i += 1) {
      const key = keys[i] as string;
      if (walk.straight && (key === "__proto__" || key === "constructor")) return wrong(walk);
      const each = map[key] as Json;
      walk.weight += key.length;
      const of = each === null ? nullItem(values, zeroOf) : part(each, walk);
      if (of === undefined) return undefined;
      if (made === undefined && of !== each) {
        made = {};
        for (let j = 0; j < i; j += 1) made[keys[j] as string] = map[keys[j] as string] as Json;
      }
      if (made !== undefined) made[key] = of;
    }
    walk.depth -= 1;
    return made === undefined ? value : Object.freeze(made);
  };
}

/** Bytes are told apart from none only where they stand in a map or list. */
function nullItem(type: Type, zeroOf: ZeroOf): Json {
  return type.kind === "scalar" && type.form === "bytes" ? "" : zeroOf(type);
}

function anyPart({ objects }: AnyType, struct: (type: StructType) => StructPart): Part {
  const part = (value: Json, walk: Walk): Json | undefined => {
    if (walk.straight && typeof value !== "string" && typeof value !== "boolean") return wrong(walk);
    if (typeof value === "string") walk.weight += value.length;
    if (objects === undefined) return value;
    if (typeof value !== "object" || value === null) return value;
    if (!Array.isArray(value)) return struct(objects)(value, walk);
    const items = value.map((each: Json) => part(each, walk));
    return items.includes(undefined) ? undefined : Object.freeze(items as Json[]);
  };
  return part;
}

/** What is known of a field, laid out for the loop. */
interface Slot {
  readonly name: string;
  readonly part: Part;
  /** Not told apart from absence. */
  readonly empties: (value: Json) => boolean;
  /** Written where nothing stands; undefined: the field is left out. */
  readonly absent: Json | undefined;
}

/** Of structs without rules. */
const none: StructDefaults = {};

/** Quotes, colon and comma. */
const MARKS = 4;

/** Drafts kept for the next struct of a type. */
const LITTLE = 3;

function structPart(type: StructType, { values, derive, within }: StructDefaults, partOf: PartOf, zeroOf: ZeroOf): Part {
  const index = new Map([...type.fields.keys()].map((name, i) => [name, i]));
  let slots: readonly Slot[] | undefined;
  let weight = 0;
  /** Drafts to fill, one for each level of a struct within itself. */
  const free: Filling[] = [];

  return (value, walk) => {
    if (typeof value !== "object" || value === null || Array.isArray(value) || !enters(walk, isPlain(value))) return wrong(walk);
    if (slots === undefined) {
      slots = [...type.fields.values()].map((field) => slotOf(field, values?.[field.name], partOf, zeroOf, within?.[field.name]));
      weight = slots.reduce((sum, { name, absent }) => sum + name.length + MARKS + (absent === undefined ? 0 : JSON.stringify(absent).length), MARKS);
    }
    walk.weight += weight;
    const sent = value as JsonObject;
    const draft = free.pop() ?? new Filling(index);
    const { held } = draft;
    let same = Object.isFrozen(sent);
    let last = -1;
    const keys = Object.keys(sent);
    for (let k = 0; k < keys.length; k += 1) {
      const key = keys[k] as string;
      const i = index.get(key);
      if (i === undefined) {
        walk.unknown = true;
        if (walk.straight) {
          walk.wrong = true;
          break;
        }
        same = false;
        continue;
      }
      if (i < last) same = false;
      last = i;
      const each = sent[key] as Json;
      // Before admission there are keys without a value: they are none.
      if (each === null || each === undefined) continue;
      const slot = slots[i] as Slot;
      const part = slot.part(each, walk);
      if (part === undefined) break;
      held[i] = slot.empties(part) ? undefined : part;
    }
    if (walk.wrong) {
      held.fill(undefined);
      free.push(draft);
      return undefined;
    }
    walk.depth -= 1;
    if (derive !== undefined) derive(draft);
    const answer = same && isAll(sent, keys.length, slots, held) ? sent : made(slots, held);
    held.fill(undefined);
    if (free.length < LITTLE) free.push(draft);
    return answer;
  };
}

/** Whether a value is what would be made. @param keys how many it has */
function isAll(sent: JsonObject, keys: number, slots: readonly Slot[], held: readonly (Json | undefined)[]): boolean {
  let count = 0;
  for (let i = 0; i < slots.length; i += 1) {
    const { name, absent } = slots[i] as Slot;
    const each = held[i] ?? absent;
    if (each === undefined) continue;
    if (each !== sent[name]) return false;
    count += 1;
  }
  return count === keys;
}

function made(slots: readonly Slot[], held: readonly (Json | undefined)[]): JsonObject {
  const fields: { [field: string]: Json } = {};
  for (let i = 0; i < slots.length; i += 1) {
    const slot = slots[i] as Slot;
    const each = held[i] ?? slot.absent;
    if (each !== undefined) fields[slot.name] = each;
  }
  return Object.freeze(fields);
}

/** Kept for the next struct of its type. */
class Filling implements Draft {
  /** By the places of the fields. */
  readonly held: (Json | undefined)[];
  readonly #index: ReadonlyMap<string, number>;

  constructor(index: ReadonlyMap<string, number>) {
    this.#index = index;
    this.held = Array<Json | undefined>(index.size).fill(undefined);
  }

  get(field: string): Json | undefined {
    return this.held[this.#index.get(field) as number];
  }

  set(field: string, value: Json | undefined): void {
    this.held[this.#index.get(field) as number] = value;
  }
}

function slotOf(field: Field, otherwise: Json | undefined, partOf: PartOf, zeroOf: ZeroOf, within: Values | undefined): Slot {
  const { name, type, pointer, omits } = field;
  const part = partOf(type, within);
  return { name, part, empties: emptiesOf(type, pointer), absent: otherwise ?? field.default ?? absentOf() };

  function absentOf(): Json | undefined {
    if (pointer) return omits === "nothing" ? null : undefined;
    // Go never finds a struct empty.
    const struct = type.kind === "struct" || (type.kind === "scalar" && structForms.has(type.form)) || (type.kind === "any" && !type.goName.startsWith("interface"));
    if (omits === "empty" && !struct) return undefined;
    const zero = within === undefined ? zeroOf(type) : (part as StructPart).zero;
    return omits === "zero" && isEmptyStruct(zero) ? undefined : zero;
  }
}

const structForms: ReadonlySet<string> = new Set(["time", "microTime", "quantity", "intOrString", "duration"]);

function isEmptyStruct(zero: Json): boolean {
  return zero === null || (typeof zero === "object" && Object.keys(zero).length === 0);
}

/** What Go does not tell from nothing: zeros of fields that are no pointers; lists and maps without anything in them. */
function emptiesOf(type: Type, pointer: boolean): (value: Json) => boolean {
  if (pointer) return never;
  switch (type.kind) {
    case "list":
      return (value) => (value as readonly Json[]).length === 0;
    case "map":
      return (value) => Object.keys(value as object).length === 0;
    case "scalar":
      return structForms.has(type.form) ? never : (value) => value === "" || value === 0 || value === false;
    default:
      return never;
  }
}

function never(): boolean {
  return false;
}

function wrong(walk: Walk): undefined {
  walk.wrong = true;
  return undefined;
}
