import type { Json } from "../../api/index.ts";
import type { PrinterColumn } from "../custom/index.ts";
import { goFloat, sortedDeep } from "../custom/index.ts";
import type { Cell, Column, Printer } from "../kinds/index.ts";
import { since } from "../kinds/index.ts";
import { goJson } from "../validation/index.ts";
import type { JsonPath } from "./json-path.ts";
import { compileJsonPath } from "./json-path.ts";

const nameColumn: Column = Object.freeze({ name: "Name", type: "string", format: "name", priority: 0 });
const byDefault: readonly PrinterColumn[] = [{ name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" }];
const made = new WeakMap<readonly PrinterColumn[], Printer>();

/**
 * The tables of a custom resource: the name, then the columns of its definition, up to the first whose path cannot be read.
 *
 * @source apiextensions-apiserver pkg/registry/customresource/tableconvertor/tableconvertor.go
 */
export function customPrinter(columns: readonly PrinterColumn[] = byDefault): Printer {
  let found = made.get(columns);
  if (found === undefined) made.set(columns, (found = printerOf(columns)));
  return found;
}

interface Drawn {
  readonly column: Column;
  readonly path: JsonPath;
}

function printerOf(columns: readonly PrinterColumn[]): Printer {
  const drawn: Drawn[] = [];
  for (const { name, type, format = "", priority = 0, jsonPath } of columns) {
    const path = compileJsonPath(jsonPath);
    if (path === undefined) break;
    drawn.push({ column: Object.freeze({ name, type: type as Column["type"], format, priority }), path });
  }
  return {
    columns: [nameColumn, ...drawn.map(({ column }) => column)],
    cells: (object, now) => [object.metadata.name ?? "", ...drawn.map(({ column, path }) => cellOf(path(object as unknown as Json)?.[0], column.type, now))],
  };
}

/** What is of another type than the column is not shown; of many values, the first is. */
function cellOf(value: Json | undefined, type: string, now: number): Cell {
  if (value === undefined) return null;
  switch (type) {
    case "string":
      return textOf(value);
    case "integer":
      return typeof value === "number" ? Math.trunc(value) : null;
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      return typeof value === "string" ? ageOf(value, now) : null;
    default:
      return null;
  }
}

/** @source client-go util/jsonpath/jsonpath.go PrintResults */
function textOf(value: Json): string {
  if (value === null) return "<no value>";
  if (typeof value === "object") return goJson(sortedDeep(value));
  return typeof value === "number" && !Number.isInteger(value) ? goFloat(value) : String(value);
}

function ageOf(time: string, now: number): string {
  const age = since(time, now);
  return age === since("", now) && time !== "" && time !== "null" ? "<invalid>" : age;
}
