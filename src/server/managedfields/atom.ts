import type { Json, JsonObject } from "../../api/index.ts";
import type { AnyType, ListKey, ListType, StructType, Type } from "../schema/index.ts";
import type { PathElement } from "./path-element.ts";
import { fieldNamed } from "./known-elements.ts";
import { keyElement, valueElement } from "./path-element.ts";

/**
 * What ownership must know of a type: which forms a value may have, and how its parts are told apart. Mostly one form;
 * where nothing is known of a value, each of the three.
 *
 * @source structured-merge-diff schema/elements.go Atom; kube-openapi pkg/schemaconv
 */
export interface Atom {
  readonly scalar?: "numeric" | "string" | "boolean" | "untyped";
  readonly list?: ListAtom;
  readonly map?: MapAtom;
}

export interface ListAtom {
  /** Owned as one value. */
  readonly atomic: boolean;
  /** None: a set of values. */
  readonly keys: readonly ListKey[];
  readonly items: Atom;
}

export interface MapAtom {
  readonly atomic: boolean;
  readonly fields: ReadonlyMap<string, AtomField>;
  /** Of what is no field; undefined: there may be nothing else. */
  readonly others: Atom | undefined;
}

export interface AtomField {
  readonly name: string;
  readonly element: PathElement;
  readonly atom: Atom;
}

const atoms = new WeakMap<Type, Atom>();

/** Types may be recursive: parts are looked at when they are asked for. */
export function atomOf(type: Type): Atom {
  let atom = atoms.get(type);
  if (atom === undefined) atoms.set(type, (atom = read(type)));
  return atom;
}

function read(type: Type): Atom {
  switch (type.kind) {
    case "scalar":
      return type.form === "string" && type.format !== undefined ? scalars.time : scalars[type.form];
    case "struct":
      return { map: structAtom(type) };
    case "map":
      return {
        map: {
          atomic: type.atomic,
          fields: none,
          get others() {
            return atomOf(type.values);
          },
        },
      };
    case "list":
      return {
        list: {
          atomic: type.merge === "atomic",
          get keys() {
            return keysOf(type);
          },
          get items() {
            return atomOf(type.items);
          },
        },
      };
    case "any":
      return anyAtom(type);
  }
}

/** A key that Go always writes is its zero where it is absent; LocalObjectReference says so itself. */
function keysOf({ keys, items }: ListType): readonly ListKey[] {
  if (items.kind !== "struct" || items.table === "") return keys;
  return keys.map((key): ListKey => {
    const field = items.fields.get(key.name);
    if (key.default !== undefined || field?.type.kind !== "scalar") return key;
    const written = (!field.pointer && field.omits === "nothing") || items.table === "core.v1.LocalObjectReference";
    return written ? { name: key.name, default: field.type.form === "integer" ? 0 : "" } : key;
  });
}

const none: ReadonlyMap<string, AtomField> = new Map();

/** Formats other than bytes make a string any scalar. */
const scalars = {
  string: { scalar: "string" },
  bytes: { scalar: "string" },
  duration: { scalar: "string" },
  boolean: { scalar: "boolean" },
  integer: { scalar: "numeric" },
  number: { scalar: "numeric" },
  quantity: { scalar: "untyped" },
  intOrString: { scalar: "untyped" },
  time: { scalar: "untyped" },
  microTime: { scalar: "untyped" },
} as const;

function structAtom(type: StructType): MapAtom {
  const fields = new Map<string, AtomField>();
  for (const field of type.fields.values()) {
    fields.set(field.name, {
      name: field.name,
      get element() {
        return fieldNamed(field.name);
      },
      get atom() {
        return atomOf(field.type);
      },
    });
  }
  const { others } = type;
  // An object without properties is one of which nothing is known.
  return { atomic: type.atomic, fields, others: others !== undefined ? atomOf(others) : fields.size === 0 ? deduced : undefined };
}

/** Objects by their keys, lists as a whole. */
export const deduced: Atom = { scalar: "untyped", list: { atomic: true, keys: [], get items() { return untyped; } }, map: { atomic: false, fields: none, get others() { return deduced; } } };

/** Everything as a whole. */
const untyped: Atom = { scalar: "untyped", list: { atomic: true, keys: [], get items() { return untyped; } }, map: { atomic: true, fields: none, get others() { return untyped; } } };

function anyAtom({ goName }: AnyType): Atom {
  if (goName === "runtime.RawExtension") return untyped;
  return goName === "v1.FieldsV1" ? { map: deduced.map as MapAtom } : deduced;
}

/** The form that a value of this type has, by what it is: a null may be any. */
export function formOf(atom: Atom, value: Json): Atom {
  if (value === null) return atom;
  const form = Array.isArray(value) ? "list" : typeof value === "object" ? "map" : "scalar";
  if (atom[form] === undefined || (atom.scalar === undefined ? 0 : 1) + (atom.list === undefined ? 0 : 1) + (atom.map === undefined ? 0 : 1) === 1) return atom;
  let forms = single.get(atom);
  if (forms === undefined) single.set(atom, (forms = { scalar: only(atom, "scalar"), list: only(atom, "list"), map: only(atom, "map") }));
  return forms[form];
}

const single = new WeakMap<Atom, { readonly [form in "scalar" | "list" | "map"]: Atom }>();

function only(atom: Atom, form: keyof Atom): Atom {
  return { [form]: atom[form] };
}

/** The element of a list's item, or why it has none. */
export function itemElement({ keys }: ListAtom, item: Json): PathElement | string {
  if (keys.length === 0) return setElement(item);
  if (item === null) return "associative list with keys may not have a null element";
  if (typeof item !== "object" || Array.isArray(item)) return "associative list with keys may not have non-map elements";
  const map = item as JsonObject;
  const found = keys.flatMap(({ name, default: otherwise }) => {
    const value = Object.hasOwn(map, name) ? map[name] : otherwise;
    return value === undefined ? [] : [{ name, value }];
  });
  if (found.length > 0) return keyElement(found.sort((a, b) => (a.name < b.name ? -1 : 1)));
  const names = keys.map(({ name }) => JSON.stringify(name)).join(" ");
  return `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`;
}

function setElement(item: Json): PathElement | string {
  if (item === null) return "associative list without keys has an element that's an explicit null";
  if (typeof item !== "object") return valueElement(item);
  return Array.isArray(item) ? "not supported: associative list with lists as elements" : "associative list without keys has an element that's a map type";
}
