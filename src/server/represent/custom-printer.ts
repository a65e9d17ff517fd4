import type { PrinterColumn } from "../custom/index.ts";
import type { Cell, Column, Printer } from "../kinds/index.ts";
import { since } from "../kinds/index.ts";
import { compileJsonPath } from "./json-path.ts";

const nameColumn: Column = Object.freeze({ name: "Name", type: "string", format: "name", priority: 0 });
const byDefault: readonly PrinterColumn[] = [{ name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" }];
const made = new WeakMap<readonly PrinterColumn[], Printer>();

/**
 * The tables of a custom resource: the name, then the columns of its definition.
 *
 * @source apiextensions-apiserver pkg/registry/customresource/tableconvertor/tableconvertor.go
 */
export function customPrinter(columns: readonly PrinterColumn[] = byDefault): Printer {
  let found = made.get(columns);
  if (found === undefined) {
    const paths = columns.map(({ jsonPath }) => compileJsonPath(jsonPath));
    found = {
      columns: [nameColumn, ...columns.map(({ name, type, format = "", priority = 0 }) => Object.freeze({ name, type: type as Column["type"], format, priority }))],
      cells: (object, now) => [object.metadata.name ?? "", ...columns.map(({ type }, i) => cellOf(paths[i]?.(object) ?? [], type, now))],
    };
    made.set(columns, found);
  }
  return found;
}

/** What is of another type than the column is not shown. */
function cellOf([value, ...more]: readonly unknown[], type: string, now: number): Cell {
  if (value === undefined || value === null) return null;
  switch (type) {
    case "integer":
      return typeof value === "number" ? Math.trunc(value) : null;
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      return typeof value === "string" ? (since(value, now) === "<unknown>" ? "<invalid>" : since(value, now)) : null;
    default:
      return [value, ...more].map(textOf).join(",");
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

