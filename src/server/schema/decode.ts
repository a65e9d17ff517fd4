import type { Json, JsonObject } from "../../api/index.ts";
import { structPart } from "./decode-struct.ts";
import { inThousandths } from "./quantity.ts";
import type { Part, PartOf, StructPart, Values, Walk, ZeroOf } from "./decode-walk.ts";
import { enters, isPlain, MARKS, newWalk, wrong } from "./decode-walk.ts";
import { canonicalScalar, zeroScalar } from "./scalars.ts";
import type { DefaultsTable, StructDefaults } from "./struct-defaults.ts";
import type { AnyType, ListType, MapType, ScalarType, StructType, Type } from "./type.ts";

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

/** Rules that derive fields repeat what is there, at most so often. */
const DERIVED = 4;

/** Of structs without rules. */
const none: StructDefaults = {};

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

function listPart({ items }: ListType, partOf: PartOf, zeroOf: ZeroOf): Part {
  let item: Part | undefined;
  let last: readonly Json[] = noItems;
  return (value, walk) => {
    if (!Array.isArray(value)) return wrong(walk);
    walk.weight += MARKS * (value.length + 1);
    if (!enters(walk, true)) return wrong(walk);
    item ??= partOf(items);
    // As it is, or as the list before it: until something differs, nothing is made.
    const known = Object.isFrozen(value) ? (value as readonly Json[]) : last.length === value.length ? last : noItems;
    let made: Json[] | undefined;
    for (let i = 0; i < value.length; i += 1) {
      const each = value[i] as Json;
      const part = each === null ? nullItem(items, zeroOf) : item(each, walk);
      if (part === undefined) return undefined;
      if (made === undefined && part !== known[i]) made = known.slice(0, i);
      made?.push(part);
    }
    walk.depth -= 1;
    if (made === undefined) return known;
    return (last = Object.freeze(made));
  };
}

const noItems: readonly Json[] = Object.freeze([]);

function mapPart({ values, goName }: MapType, partOf: PartOf, zeroOf: ZeroOf): Part {
  let part: Part | undefined;
  let last: JsonObject = Object.freeze({});
  let lastKeys: readonly string[] = [];
  return (value, walk) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong(walk);
    const map = value as JsonObject;
    const keys = Object.keys(map);
    walk.weight += MARKS * (keys.length + 1);
    if (!enters(walk, isPlain(map))) return wrong(walk);
    part ??= goName === "v1.ResourceList" ? roundedPart(partOf(values)) : partOf(values);
    // As it is, or as the map before it: until something differs, nothing is made.
    const frozen = Object.isFrozen(map);
    const known = frozen ? map : last;
    const knownKeys = frozen ? keys : lastKeys;
    let made: { [key: string]: Json } | undefined = knownKeys.length === keys.length ? undefined : {};
    for (let i = 0; i < keys.length; i += 1) {
      const key = keys[i] as string;
      if (walk.straight && (key === "__proto__" || key === "constructor")) return wrong(walk);
      const each = map[key] as Json;
      walk.weight += key.length;
      const of = each === null ? nullItem(values, zeroOf) : part(each, walk);
      if (of === undefined) return undefined;
      if (made === undefined && (knownKeys[i] !== key || known[key] !== of)) {
        made = {};
        for (let j = 0; j < i; j += 1) made[keys[j] as string] = known[keys[j] as string] as Json;
      }
      if (made !== undefined) made[key] = of;
    }
    walk.depth -= 1;
    if (made === undefined) return known;
    lastKeys = keys;
    return (last = Object.freeze(made));
  };
}

/** Amounts of resources have thousandths at least. @source kubernetes pkg/apis/core/v1/defaults.go SetDefaults_ResourceList */
function roundedPart(part: Part): Part {
  return (value, walk) => {
    const made = part(value, walk);
    return typeof made === "string" ? inThousandths(made) : made;
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
