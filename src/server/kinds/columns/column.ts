import type { KubeObject } from "../../../api/index.ts";
import { parseRfc3339 } from "../../../api/index.ts";

/** One column of a kind's tables. @source apimachinery pkg/apis/meta/v1/types.go TableColumnDefinition */
export interface Column {
  readonly name: string;
  readonly type: "string" | "integer" | "number" | "boolean" | "date";
  /** "name" marks what names the object. */
  readonly format: string;
  /** 0 is shown always, 1 when much is asked for. */
  readonly priority: number;
}

export type Cell = string | number | boolean | null | readonly unknown[];

/** What a row says of its object, beside the cells. */
export interface RowCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** The tables of a kind. */
export interface Printer {
  readonly columns: readonly Column[];
  /** As many as there are columns. @param now microseconds since 1970 */
  cells(object: KubeObject, now: number): readonly Cell[];
  readonly conditions?: (object: KubeObject) => readonly RowCondition[] | undefined;
}

type CellOf = (object: KubeObject, now: number) => Cell;

/** "Name", "Desired:integer", "IP+" (priority 1): the column, and what stands in it. */
export function printer(parts: readonly (readonly [column: string, cell: CellOf])[]): Printer {
  const columns = parts.map(([text]) => column(text));
  const cells = parts.map(([, cell]) => cell);
  return { columns, cells: (object, now) => cells.map((cell) => cell(object, now)) };
}

function column(text: string): Column {
  const wide = text.endsWith("+");
  const [name = "", type = "string", format = ""] = (wide ? text.slice(0, -1) : text).split("|");
  return Object.freeze({ name, type: type as Column["type"], format: name === "Name" ? "name" : format, priority: wide ? 1 : 0 });
}

export const NONE = "<none>";
export const UNKNOWN = "<unknown>";
export const UNSET = "<unset>";

export const name: readonly [string, CellOf] = ["Name", (o) => o.metadata.name ?? ""];
export const age: readonly [string, CellOf] = ["Age", (o, now) => since(o.metadata.creationTimestamp, now)];
/** The time itself, for clients to tell how long ago it was. */
export const createdAt: readonly [string, CellOf] = ["Created At|date", (o) => o.metadata.creationTimestamp ?? null];

/** How long ago: "<unknown>" where no time is said. @source kubernetes pkg/printers/internalversion/printers.go translateTimestampSince */
export function since(time: unknown, now: number): string {
  const at = typeof time === "string" ? parseRfc3339(time) : undefined;
  return at === undefined ? UNKNOWN : humanDuration(now - at);
}

/** @param micros @source apimachinery pkg/util/duration/duration.go HumanDuration */
export function humanDuration(micros: number): string {
  const seconds = Math.trunc(micros / 1_000_000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return two(minutes, "m", seconds % 60, "s");
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return two(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return two(days, "d", hours % 24, "h");
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.floor(hours / 24 / 365);
  return hours < 24 * 365 * 8 ? two(years, "y", days % 365, "d") : `${years}y`;
}

function two(many: number, unit: string, few: number, smaller: string): string {
  return few === 0 ? `${many}${unit}` : `${many}${unit}${few}${smaller}`;
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function count(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

/** "a=1,b=2", sorted; "<none>" for no labels. @source apimachinery pkg/labels FormatLabels */
export function labelText(labels: { readonly [key: string]: unknown }): string {
  const pairs = Object.keys(labels).sort().map((key) => `${key}=${String(labels[key])}`);
  return pairs.length === 0 ? NONE : pairs.join(",");
}

export function sizeOf(value: unknown): number {
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}
