import type { Json, JsonObject } from "../../api/index.ts";
import { canonicalScalar, zeroScalar } from "./scalars.ts";
import type { AnyType, Field, ListType, MapType, ScalarType, StructType, Type } from "./type.ts";

/** An object as a server keeps it, or the news that Go could not decode it: why, `explain` tells. */
export type Decoded =
  | { readonly kind: "object"; readonly object: JsonObject; /** Fields were dropped that the type does not know. */ readonly unknown: boolean }
  | { readonly kind: "undecodable" };

export type Decode = (value: JsonObject) => Decoded;

/**
 * What fills in fields of a struct that were left empty, wherever in an object it stands. Go's rules do so from the
 * outermost struct inwards, here it is the other way round: none of them looks at what another fills in below.
 */
export interface StructDefaults {
  /** Of fields that are absent, or zero where Go holds no pointer. */
  readonly values?: { readonly [field: string]: Json };
  /** What depends on other fields. */
  readonly derive?: (draft: Draft) => void;
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
  const decode = structCompiler(defaults)(type);
  const walk: Walk = { wrong: false, unknown: false };
  return (value) => {
    walk.wrong = false;
    walk.unknown = false;
    const object = decode(value, walk);
    return walk.wrong ? { kind: "undecodable" } : { kind: "object", object: object as JsonObject, unknown: walk.unknown };
  };
}

interface Walk {
  wrong: boolean;
  unknown: boolean;
}

/** Of a value that is not null. Undefined: wrong, as the walk says. */
type Part = (value: Json, walk: Walk) => Json | undefined;

interface StructPart extends Part {
  /** What Go writes of one that was never set, defaults included. */
  readonly zero: JsonObject;
}

function structCompiler(defaults: DefaultsTable): (type: StructType) => StructPart {
  const parts = new Map<StructType, StructPart>();

  function struct(type: StructType): StructPart {
    let part = parts.get(type);
    if (part === undefined) {
      const made = structPart(type, defaults[type.table] ?? none, partOf, zeroOf);
      // A struct may hold itself behind a list: what is known of it first is only how to find it again.
      let zero: JsonObject | undefined;
      part = Object.defineProperty(((value: Json, walk: Walk) => made(value, walk)) as StructPart, "zero", {
        get: () => (zero ??= made({}, { wrong: false, unknown: false }) as JsonObject),
      });
      parts.set(type, part);
    }
    return part;
  }

  function partOf(type: Type): Part {
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

function scalarPart(type: ScalarType): Part {
  const canonical = canonicalScalar(type);
  return (value, walk) => {
    const made = canonical(value);
    if (made === undefined) walk.wrong = true;
    return made;
  };
}

type PartOf = (type: Type) => Part;
type ZeroOf = (type: Type) => Json;

function listPart({ items }: ListType, partOf: PartOf, zeroOf: ZeroOf): Part {
  let item: Part | undefined;
  return (value, walk) => {
    if (!Array.isArray(value)) return wrong(walk);
    item ??= partOf(items);
    let made: Json[] | undefined;
    for (let i = 0; i < value.length; i += 1) {
      const each = value[i] as Json;
      const part = each === null ? nullItem(items, zeroOf) : item(each, walk);
      if (part === undefined) return undefined;
      if (made === undefined && part !== each) made = value.slice(0, i) as Json[];
      made?.push(part);
    }
    return made === undefined ? (value as Json) : Object.freeze(made);
  };
}

function mapPart({ values }: MapType, partOf: PartOf, zeroOf: ZeroOf): Part {
  let part: Part | undefined;
  return (value, walk) => {
    if (typeof value !== "object" || Array.isArray(value)) return wrong(walk);
    part ??= partOf(values);
    const map = value as JsonObject;
    const keys = Object.keys(map);
    let made: { [key: string]: Json } | undefined;
    for (let i = 0; i < keys.length; i += 1) {
      const key = keys[i] as string;
      const each = map[key] as Json;
      const of = each === null ? nullItem(values, zeroOf) : part(each, walk);
      if (of === undefined) return undefined;
      if (made === undefined && of !== each) {
        made = {};
        for (let j = 0; j < i; j += 1) made[keys[j] as string] = map[keys[j] as string] as Json;
      }
      if (made !== undefined) made[key] = of;
    }
    return made === undefined ? value : Object.freeze(made);
  };
}

/** Bytes are told apart from none only where they stand in a map or list. */
function nullItem(type: Type, zeroOf: ZeroOf): Json {
  return type.kind === "scalar" && type.form === "bytes" ? "" : zeroOf(type);
}

function anyPart({ objects }: AnyType, struct: (type: StructType) => StructPart): Part {
  if (objects === undefined) return (value) => value;
  const part = (value: Json, walk: Walk): Json | undefined => {
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

/** Arrays kept for the next struct of a type. */
const LITTLE = 3;

function structPart(type: StructType, { values, derive }: StructDefaults, partOf: PartOf, zeroOf: ZeroOf): Part {
  const index = new Map([...type.fields.keys()].map((name, i) => [name, i]));
  let slots: readonly Slot[] | undefined;
  /** Arrays to fill, one for each level of a struct within itself. */
  const free: (Json | undefined)[][] = [];

  return (value, walk) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong(walk);
    slots ??= [...type.fields.values()].map((field) => slotOf(field, values?.[field.name], partOf, zeroOf));
    const sent = value as JsonObject;
    const held = free.pop() ?? Array<Json | undefined>(slots.length).fill(undefined);
    let same = Object.isFrozen(sent);
    let last = -1;
    const keys = Object.keys(sent);
    for (let k = 0; k < keys.length; k += 1) {
      const key = keys[k] as string;
      const i = index.get(key);
      if (i === undefined) {
        walk.unknown = true;
        same = false;
        continue;
      }
      if (i < last) same = false;
      last = i;
      const each = sent[key] as Json;
      if (each === null) continue;
      const slot = slots[i] as Slot;
      const made = slot.part(each, walk);
      if (made === undefined) break;
      held[i] = slot.empties(made) ? undefined : made;
    }
    if (walk.wrong) {
      free.push(held.fill(undefined));
      return undefined;
    }
    if (derive !== undefined) {
      derive({
        get: (name) => held[index.get(name) as number],
        set(name, to) {
          held[index.get(name) as number] = to;
        },
      });
    }
    const made: { [field: string]: Json } = {};
    let count = 0;
    for (let i = 0; i < slots.length; i += 1) {
      const { name, absent } = slots[i] as Slot;
      const each = held[i] ?? absent;
      held[i] = undefined;
      if (each === undefined) continue;
      made[name] = each;
      count += 1;
      if (same && each !== sent[name]) same = false;
    }
    if (free.length < LITTLE) free.push(held);
    return same && count === keys.length ? sent : Object.freeze(made);
  };
}

function slotOf(field: Field, otherwise: Json | undefined, partOf: PartOf, zeroOf: ZeroOf): Slot {
  const { name, type, pointer, omits } = field;
  return { name, part: partOf(type), empties: emptiesOf(type, pointer), absent: otherwise ?? field.default ?? absentOf() };

  function absentOf(): Json | undefined {
    if (pointer) return omits === "nothing" ? null : undefined;
    // Go never finds a struct empty.
    const struct = type.kind === "struct" || (type.kind === "scalar" && structForms.has(type.form)) || (type.kind === "any" && !type.goName.startsWith("interface"));
    if (omits === "empty" && !struct) return undefined;
    const zero = zeroOf(type);
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
