import type { Json, JsonObject } from "../../api/index.ts";
import { goNumber, goSyntax, goText } from "../schema/index.ts";
import { comparePaths } from "../storage/index.ts";
import type { Atom, ListAtom, MapAtom } from "./atom.ts";
import { formOf, itemElement } from "./atom.ts";
import { fitsScalar } from "./every-path.ts";
import { fieldElement, shownElement } from "./path-element.ts";

/** What does not fit a type, and where. */
interface Misfit {
  readonly path: string;
  readonly message: string;
}

/**
 * Why a value is none of its type, in upstream's words; undefined: it is one. What is applied names each item once.
 *
 * @source structured-merge-diff typed/validate.go, typed/helpers.go ValidationErrors
 */
export function misfitText(atom: Atom, value: Json): string | undefined {
  const misfits = misfitsOf(atom, value, "");
  const lines = misfits.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
  return lines.length < 2 ? lines[0] : `errors:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

const fit: readonly Misfit[] = Object.freeze([]);

function misfitsOf(atom: Atom, value: Json, path: string): readonly Misfit[] {
  if (value === null) return fit;
  const { map, scalar, list } = formOf(atom, value);
  if (map !== undefined) {
    if (typeof value !== "object" || Array.isArray(value)) return [{ path, message: `expected map, got ${shown(value)}` }];
    return inMap(map, value as JsonObject, path);
  }
  if (scalar !== undefined) return fitsScalar(scalar, value) ? fit : [{ path, message: scalarMessage(scalar, value) }];
  if (list === undefined) return fit;
  return Array.isArray(value) ? inList(list, value as readonly Json[], path) : [{ path, message: `expected list, got ${shown(value)}` }];
}

function scalarMessage(scalar: NonNullable<Atom["scalar"]>, value: Json): string {
  switch (scalar) {
    case "numeric":
      return `expected numeric (int or float), got ${goType(value)}`;
    case "string":
      return `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`;
    case "boolean":
      return `expected boolean, got ${shown(value)}`;
    case "untyped":
      return `expected any scalar, got ${shown(value)}`;
  }
}

function goType(value: Json): string {
  if (Array.isArray(value)) return "[]interface {}";
  return typeof value === "object" ? "map[string]interface {}" : typeof value === "boolean" ? "bool" : typeof value;
}

function shown(value: Json): string {
  return `&{${typeof value === "number" ? goNumber(value) : goText(value)}}`;
}

function inMap({ fields, others }: MapAtom, map: JsonObject, path: string): readonly Misfit[] {
  const found: Misfit[] = [];
  for (const key of Object.keys(map).sort(comparePaths)) {
    const atom = fields.get(key)?.atom ?? others;
    const here = path + shownElement(fieldElement(key));
    if (atom === undefined) return [...found, { path: here, message: "field not declared in schema" }];
    found.push(...misfitsOf(atom, map[key] as Json, here));
  }
  return found;
}

function inList(list: ListAtom, items: readonly Json[], path: string): readonly Misfit[] {
  const found: Misfit[] = [];
  const seen = new Set<string>();
  for (const [i, item] of items.entries()) {
    const element = list.atomic ? undefined : itemElement(list, item);
    if (typeof element === "string") return [...found, { path, message: `element ${i}: ${element}` }];
    if (element !== undefined && seen.has(element.text)) found.push({ path, message: `duplicate entries for key ${shownElement(element)}` });
    if (element !== undefined) seen.add(element.text);
    found.push(...misfitsOf(list.items, item, path + (element === undefined ? `[${i}]` : shownElement(element))));
  }
  return found;
}
