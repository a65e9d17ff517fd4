import type { Json } from "../../api/index.ts";
import type { AnyType, Field, ListKey, ListType, PatchRule, ScalarForm, ScalarType, StructType, Type } from "./type.ts";

/**
 * A text of types, as scripts/built-in-types writes it: first lines "apiVersion/Kind type", an empty line, then a type a
 * paragraph: "name goName" ("!" after it: atomic), and below, each after a blank, a field a line:
 * "name type omits merge patch default", "-" for none.
 *
 * Types: "*T" pointer, "[]T" or "[]{goName}T", "map[key]T" or "map{goName}[key]T", "@name" struct, "special:goName",
 * "bytes", "any:goName", a scalar "string" or "string:goName". Omits: "" nothing, "e" empty, "ez" empty and zero.
 */
export interface TypeTable {
  /** By "v1/Pod", "apps/v1/Deployment". */
  ofKind(apiVersion: string, kind: string): StructType | undefined;
  /** By the name of the table: "core.v1.PodSpec". */
  named(name: string): StructType;
}

export function readTypes(text: string): TypeTable {
  const [head = "", body = ""] = text.split("\n\n");
  const kinds = new Map(head.split("\n").map((line) => line.split(" ") as [string, string]));
  const lines = new Map<string, readonly string[]>();
  for (const paragraph of body.split(/\n(?! )/)) {
    const [first = "", ...fields] = paragraph.split("\n ");
    const [name = "", goName = ""] = first.split(" ");
    lines.set(name, [goName, ...fields]);
  }
  const structs = new Map<string, StructType>();

  function named(name: string): StructType {
    let struct = structs.get(name);
    if (struct === undefined) {
      const [goName, ...fields] = lines.get(name) ?? [];
      if (goName === undefined) throw new RangeError(`no type "${name}" among the built-in types; ask for one of the table`);
      struct = structOf(name, goName, fields, named);
      structs.set(name, struct);
    }
    return struct;
  }

  return {
    named,
    ofKind(apiVersion, kind) {
      const name = kinds.get(`${apiVersion}/${kind}`);
      return name === undefined ? undefined : named(name);
    },
  };
}

type Named = (name: string) => StructType;

function structOf(table: string, goName: string, lines: readonly string[], named: Named): StructType {
  const atomic = goName.endsWith("!");
  const full = atomic ? goName.slice(0, -1) : goName;
  const fields = new Map<string, Field>();
  for (const line of lines) {
    const field = fieldOf(line, named);
    fields.set(field.name, field);
  }
  return { kind: "struct", name: full.slice(full.indexOf(".") + 1), goName: full, table, fields, atomic };
}

function fieldOf(line: string, named: Named): Field {
  const [name = "", type = "", omits = "-", merge = "-", patch = "-", otherwise = "-"] = line.split(" ");
  const pointer = type.startsWith("*");
  let read: Type | undefined;
  return {
    name,
    pointer,
    omits: omits === "-" ? "nothing" : omits.includes("z") ? "zero" : "empty",
    ...(patch === "-" ? {} : { patch: patchRule(patch) }),
    ...(otherwise === "-" ? {} : { default: JSON.parse(otherwise) as Json }),
    // Types may be recursive: each is read when it is first asked for.
    get type() {
      return (read ??= typeOf(pointer ? type.slice(1) : type, merge, named));
    },
  };
}

function typeOf(text: string, merge: string, named: Named): Type {
  if (text.startsWith("@")) {
    const struct = named(text.slice(1));
    return merge === "granular" && struct.atomic ? { ...struct, atomic: false } : struct;
  }
  if (text.startsWith("[]")) {
    const [goName, items] = containerOf(text.slice(2));
    const of = typeOf(items, "-", named);
    return { kind: "list", items: of, goName: goName ?? `[]${of.goName}`, ...mergeOf(merge) };
  }
  if (text.startsWith("map")) {
    const [goName, rest] = containerOf(text.slice(3));
    const end = rest.indexOf("]");
    const values = rest.slice(end + 1);
    const pointer = values.startsWith("*");
    const of = typeOf(pointer ? values.slice(1) : values, "-", named);
    return { kind: "map", values: of, atomic: merge === "atomic", goName: goName ?? `map${rest.slice(0, end + 1)}${pointer ? "*" : ""}${of.goName}` };
  }
  const [form = "", goName = form] = text.split(":") as [string, string?];
  if (form === "special") return special(goName, named);
  if (form === "any") return { kind: "any", goName };
  if (form === "bytes") return { kind: "scalar", form: "bytes", goName: "[]uint8" };
  return scalar(form, goName);
}

/** The name in braces, if there is one, and what follows. */
function containerOf(text: string): readonly [string | undefined, string] {
  if (!text.startsWith("{")) return [undefined, text];
  const end = text.indexOf("}");
  return [text.slice(1, end), text.slice(end + 1)];
}

function mergeOf(text: string): Pick<ListType, "merge" | "keys"> {
  if (text === "set") return { merge: "set", keys: [] };
  if (!text.startsWith("map:")) return { merge: "atomic", keys: [] };
  const keys = text.slice("map:".length).split(",").map((each): ListKey => {
    const [name = "", otherwise] = each.split("=");
    return otherwise === undefined ? { name } : { name, default: JSON.parse(otherwise) as Json };
  });
  return { merge: "map", keys };
}

function patchRule(text: string): PatchRule {
  const [strategies = "", key] = text.split(":");
  const all = strategies.split(",");
  return {
    merge: all.includes("merge"),
    replace: all.includes("replace"),
    retainKeys: all.includes("retainKeys"),
    ...(key === undefined ? {} : { key }),
  };
}

const integers: { readonly [form: string]: 32 | 64 } = { int32: 32, int64: 64, int: 64, uint32: 32, uint64: 64 };

function scalar(form: string, goName: string): ScalarType {
  const bits = integers[form];
  if (bits !== undefined) return { kind: "scalar", form: "integer", goName, bits };
  const forms: { readonly [form: string]: ScalarForm } = { string: "string", bool: "boolean", float64: "number" };
  const found = forms[form];
  if (found === undefined) throw new RangeError(`no scalar "${form}" is known; the table of types is of another version`);
  return { kind: "scalar", form: found, goName };
}

const specialForms: { readonly [goName: string]: ScalarForm } = {
  "v1.Time": "time",
  "v1.MicroTime": "microTime",
  "v1.Duration": "duration",
  "resource.Quantity": "quantity",
  "intstr.IntOrString": "intOrString",
};

function special(goName: string, named: Named): ScalarType | AnyType {
  const form = specialForms[goName];
  if (form !== undefined) return { kind: "scalar", form, goName };
  if (!goName.startsWith("v1.JSONSchemaPropsOr")) return { kind: "any", goName };
  return {
    kind: "any",
    goName,
    get objects() {
      return named("apiextensions.v1.JSONSchemaProps");
    },
  };
}
