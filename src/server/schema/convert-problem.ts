import type { Json, JsonObject } from "../../api/index.ts";
import { quantityProblem } from "./quantity.ts";
import { canonicalScalar } from "./scalars.ts";
import type { ScalarType, Type } from "./type.ts";

/**
 * Why a value that was never text cannot become one of Go's types, in the words of the converter; undefined when it can.
 *
 * @source apimachinery pkg/runtime/converter.go fromUnstructured
 */
export function convertProblem(type: Type, value: Json): string | undefined {
  if (value === null) return undefined;
  switch (type.kind) {
    case "any":
      return undefined;
    case "scalar":
      return scalarProblem(type, value);
    case "list":
      if (!Array.isArray(value)) return `cannot restore slice from ${goKind(value)}`;
      return firstProblem(value as readonly Json[], (item) => convertProblem(type.items, item));
    case "map":
      if (typeof value !== "object" || Array.isArray(value)) return `cannot restore map from ${goKind(value)}`;
      return firstProblem(Object.values(value as JsonObject), (each) => convertProblem(type.values, each));
    case "struct": {
      if (typeof value !== "object" || Array.isArray(value)) return `cannot restore struct from: ${goKind(value)}`;
      const fields = value as JsonObject;
      return firstProblem([...type.fields.values()], (field) => convertProblem(field.type, fields[field.name] ?? null));
    }
  }
}

function firstProblem<T>(all: readonly T[], problem: (each: T) => string | undefined): string | undefined {
  for (const each of all) {
    const found = problem(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

function scalarProblem(type: ScalarType, value: Json): string | undefined {
  if (type.form === "bytes" && typeof value !== "string") return `cannot restore slice from ${goKind(value)}`;
  if (canonicalScalar(type)(value) !== undefined) return undefined;
  if (type.form === "quantity") return quantityProblem(typeof value === "string" ? value : JSON.stringify(value));
  const kind = goKind(value);
  const to = type.form === "string" ? "string" : type.form === "boolean" ? "bool" : type.form === "number" ? "float64" : `int${type.bits ?? 64}`;
  if (kind === "int64" && type.form === "string") return `cannot convert int64 to ${type.goName}`;
  if (kind === "float64" && type.form === "integer") return `cannot convert float64 to ${type.goName}`;
  return `unrecognized type: ${to}`;
}

function goKind(value: Json): string {
  if (Array.isArray(value)) return "slice";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  return typeof value === "object" ? "map" : typeof value === "boolean" ? "bool" : "string";
}
