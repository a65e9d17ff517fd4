import type { Path } from "./path.ts";
import type { Report } from "./report.ts";
import { inRange, oneOf } from "./rules.ts";

/** Numbers within their bounds; absent is zero. @source apimachinery pkg/api/validation/generic.go */
export function nonNegative(report: Report, at: Path, value: number | undefined): void {
  if (value !== undefined && value < 0) report.invalid(at, value, IS_NEGATIVE);
}

export function positive(report: Report, at: Path, value: number | undefined): void {
  if (value === undefined || value <= 0) report.invalid(at, value ?? 0, "must be greater than zero");
}

const IS_NEGATIVE = "must be greater than or equal to 0";
export const MOST_INT32 = 2_147_483_647;

/** Of a user or a group. @source apimachinery pkg/util/validation/validation.go IsValidUserID, IsValidGroupID */
export function account(report: Report, at: Path, id: number | undefined): void {
  if (id !== undefined) inRange(report, at, id, 0, MOST_INT32);
}

/** Of a field that must be there. @param known in the order in which they are told */
export function requiredOneOf(report: Report, at: Path, value: string | undefined, known: readonly string[]): void {
  if (value === undefined || value === "") report.required(at, "");
  else oneOf(report, at, value, known);
}
