import { typed } from "../go-value.ts";
import type { Path } from "../path.ts";
import type { Report } from "../report.ts";
import { nonNegative } from "../scalars.ts";
import type { IntOrString } from "./types.ts";

/** A number of pods, or a share of them. @source kubernetes pkg/apis/apps/validation/validation.go ValidatePositiveIntOrPercent */
export function intOrPercent(report: Report, at: Path, value: IntOrString): void {
  if (typeof value === "number") nonNegative(report, at, value);
  else if (!percent.test(value)) report.invalid(at, typed(value), PERCENT_TEXT);
}

const percent = /^[0-9]+%$/;
const PERCENT_TEXT = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

/** What it comes to; of a text that is no percentage, what Go reads of it. */
export function amount(value: IntOrString): number {
  if (typeof value === "number") return value;
  return percent.test(value) ? Number(value.slice(0, -1)) : /^[-+]?[0-9]+$/.test(value) ? Number(value) : 0;
}

export function atMostAll(report: Report, at: Path, value: IntOrString): void {
  if (typeof value === "string" && percent.test(value) && amount(value) > 100) report.invalid(at, typed(value), "must not be greater than 100%");
}

export function shown(value: IntOrString): number | ReturnType<typeof typed> {
  return typeof value === "string" ? typed(value) : value;
}
