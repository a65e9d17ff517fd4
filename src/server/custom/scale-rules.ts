import type { Json, JsonObject } from "../../api/index.ts";
import { goText } from "../schema/index.ts";
import type { Report } from "../validation/index.ts";
import { noPath } from "../validation/index.ts";
import type { ScalePaths } from "./definition.ts";
import { tell } from "./embedded.ts";
import { isObject } from "./structural.ts";

const MAX_INT32 = 2 ** 31 - 1;

/** What a scale would show must be a count. @source apiextensions-apiserver pkg/registry/customresource/validator.go ValidateScaleSpec */
export function scaleSpecProblems(report: Report, { specReplicasPath }: ScalePaths, object: JsonObject): void {
  countProblems(report, specReplicasPath, object);
}

/** @source validator.go ValidateScaleStatus */
export function scaleStatusProblems(report: Report, { statusReplicasPath, labelSelectorPath = "" }: ScalePaths, object: JsonObject): void {
  countProblems(report, statusReplicasPath, object);
  if (labelSelectorPath === "") return;
  const found = nested(object, labelSelectorPath);
  const why = "problem" in found ? found.problem : found.value !== undefined && typeof found.value !== "string" ? notA(labelSelectorPath, found.value, "string") : undefined;
  if (why !== undefined) tell(report, labelSelectorPath, (own) => own.invalid(noPath, "", why));
}

function countProblems(report: Report, path: string, object: JsonObject): void {
  const found = nested(object, path);
  const value = "problem" in found ? undefined : found.value;
  const why =
    "problem" in found ? found.problem
    : value === undefined ? undefined
    : typeof value !== "number" || !Number.isInteger(value) ? notA(path, value, "int64")
    : value < 0 ? "should be a non-negative integer"
    : value > MAX_INT32 ? `should be less than or equal to ${MAX_INT32}`
    : undefined;
  if (why !== undefined) tell(report, path, (own) => own.invalid(noPath, typeof value === "number" && Number.isInteger(value) ? value : 0, why));
}

type Nested = { readonly value: Json | undefined } | { readonly problem: string };

/** @source apimachinery pkg/apis/meta/v1/unstructured/helpers.go NestedFieldNoCopy */
function nested(object: JsonObject, path: string): Nested {
  const fields = path.replace(/^\./, "").split(".");
  let value: Json | undefined = object;
  for (let i = 0; i < fields.length; i += 1) {
    if (value === null) return { value: undefined };
    if (!isObject(value)) return { problem: `${jsonPath(fields.slice(0, i + 1))} accessor error: ${goText(value)} is of the type ${goType(value)}, expected map[string]interface{}` };
    value = Object.hasOwn(value, fields[i] as string) ? value[fields[i] as string] : undefined;
    if (value === undefined) return { value };
  }
  return { value };
}

function notA(path: string, value: Json, type: string): string {
  return `${jsonPath(path.replace(/^\./, "").split("."))} accessor error: ${goText(value)} is of the type ${goType(value)}, expected ${type}`;
}

function jsonPath(fields: readonly string[]): string {
  return `.${fields.join(".")}`;
}

function goType(value: Json): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  return typeof value === "boolean" ? "bool" : typeof value === "string" ? "string" : "map[string]interface {}";
}
