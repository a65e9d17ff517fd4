import type { GroupVersionResource } from "../../../api/index.ts";
import { age, name, printer } from "./column.ts";
import type { Printer } from "./column.ts";
import { otherPrinters } from "./cluster.ts";
import { corePrinters } from "./core.ts";
import { workloadPrinters } from "./workloads.ts";

export type { Cell, Column, Printer, RowCondition } from "./column.ts";
export { since } from "./column.ts";

const printers: { readonly [resource: string]: Printer } = { ...corePrinters, ...workloadPrinters, ...otherPrinters };
const plain = printer([name, age]);

/** The tables of a built-in resource. */
export function printerOf({ group, resource }: Pick<GroupVersionResource, "group" | "resource">): Printer {
  return printers[group === "" ? resource : `${resource}.${group}`] ?? plain;
}
