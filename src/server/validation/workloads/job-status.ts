import type { KubeObject } from "../../../api/index.ts";
import { equal } from "../../../api/index.ts";
import { typed } from "../go-value.ts";
import { internalForm } from "../internal-form.ts";
import { ownMetaUpdate } from "../object-meta.ts";
import { path } from "../path.ts";
import type { Report } from "../report.ts";
import { nonNegative } from "../scalars.ts";
import { jobSpecOf } from "./job.ts";
import { indexes } from "./job-indexes.ts";
import type { JobSpec, JobStatus } from "./types.ts";

const at = path("status");
const conditionsPath = at.child("conditions");

function statusOf(object: KubeObject): JobStatus {
  return object["status"] ?? {};
}

function is({ conditions = [] }: JobStatus, type: string, status = "True"): boolean {
  return conditions.some((each) => each.type === type && each.status === status);
}

function isFinished(status: JobStatus): boolean {
  return is(status, "Complete") || is(status, "Failed");
}

/**
 * What was as it is may be wrong.
 *
 * @source kubernetes pkg/apis/batch/validation/validation.go ValidateJobUpdateStatus; pkg/registry/batch/job/strategy.go getStatusValidationOptions
 */
export function changedJobStatus(after: KubeObject, before: KubeObject, report: Report): void {
  const spec = jobSpecOf(after);
  const now = statusOf(after);
  const old = statusOf(before);
  ownMetaUpdate(report, after, before);
  numbers(report, now);
  terminalConditions(report, now, old);
  times(report, now, old);
  finishing(report, spec, now, old);
  indexing(report, spec, now, old);
  successes(report, spec, now);
  fromBefore(report, spec, now, old);
}

function numbers(report: Report, status: JobStatus): void {
  for (const field of ["active", "succeeded", "failed", "ready", "terminating"] as const) nonNegative(report, at.child(field), status[field]);
  const seen = new Set<string>();
  for (const field of ["succeeded", "failed"] as const) {
    const uids = status.uncountedTerminatedPods?.[field] ?? [];
    for (let i = 0; i < uids.length; i += 1) {
      const where = at.child("uncountedTerminatedPods").child(field).index(i);
      if (uids[i] === "") report.invalid(where, typed(""), "must not be empty");
      else if (seen.has(uids[i]!)) report.duplicate(where, typed(uids[i]!));
      seen.add(uids[i]!);
    }
  }
}

function changed(now: JobStatus, old: JobStatus, type: string): boolean {
  return is(now, type) !== is(old, type);
}

function terminalConditions(report: Report, now: JobStatus, old: JobStatus): void {
  const complete = changed(now, old, "Complete");
  if ((complete || changed(now, old, "Failed")) && is(now, "Complete") && is(now, "Failed")) report.wrong(conditionsPath, "cannot set Complete=True and Failed=true conditions");
  if ((complete || changed(now, old, "FailureTarget")) && is(now, "Complete") && is(now, "FailureTarget")) {
    report.wrong(conditionsPath, "cannot set Complete=True and FailureTarget=true conditions");
  }
}

function times(report: Report, now: JobStatus, old: JobStatus): void {
  const where = at.child("completionTime");
  const completed = now.completionTime !== old.completionTime;
  const { startTime, completionTime } = now;
  if (changed(now, old, "Complete") || completed) {
    if (completionTime !== undefined && !is(now, "Complete")) report.invalid(where, typed(completionTime), "cannot set completionTime when there is no Complete=True condition");
    if (completionTime === undefined && is(now, "Complete")) report.required(where, "completionTime is required for Complete jobs");
  }
  if (!completed && startTime === old.startTime) return;
  if (startTime !== undefined && completionTime !== undefined && completionTime < startTime) report.invalid(where, typed(completionTime), "must be equal to or after `startTime`");
}

function finishing(report: Report, spec: JobSpec, now: JobStatus, old: JobStatus): void {
  const finished = isFinished(now);
  const ends = finished !== isFinished(old);
  const { uncountedTerminatedPods: uncounted, active = 0 } = now;
  if ((changed(now, old, "Failed") || now.failedIndexes !== old.failedIndexes) && is(now, "Failed") && !is(now, "FailureTarget")) {
    report.wrong(conditionsPath, "cannot set Failed=True condition without the FailureTarget=true condition");
  }
  if ((changed(now, old, "Complete") || changed(now, old, "SuccessCriteriaMet")) && is(now, "Complete") && !is(now, "SuccessCriteriaMet")) {
    report.wrong(conditionsPath, "cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
  }
  if (!finished) return;
  if ((ends || active !== (old.active ?? 0)) && active > 0) report.invalid(at.child("active"), active, "active>0 is invalid for finished job");
  const never = spec.suspend === true && spec.completions === 0;
  if ((ends || now.startTime !== old.startTime) && !never && now.startTime === undefined) report.required(at.child("startTime"), "startTime is required for finished job");
  const some = (uncounted?.failed ?? []).length + (uncounted?.succeeded ?? []).length > 0;
  if ((ends || !equal(uncounted, old.uncountedTerminatedPods)) && some) {
    report.invalid(at.child("uncountedTerminatedPods"), internalForm("batch.v1.UncountedTerminatedPods", uncounted), "must be empty for finished job");
  }
}

function indexing(report: Report, spec: JobSpec, now: JobStatus, old: JobStatus): void {
  const { completions, backoffLimitPerIndex } = spec;
  const { completedIndexes = "", failedIndexes } = now;
  const completed = completedIndexes !== (old.completedIndexes ?? "");
  const failed = failedIndexes !== old.failedIndexes;
  const done = at.child("completedIndexes");
  const lost = at.child("failedIndexes");
  if (completed && completions !== undefined) {
    const read = indexes(completedIndexes, completions);
    if (typeof read === "string") report.invalid(done, completedIndexes, `error parsing completedIndexes: ${read}`);
  }
  if (failed && completions !== undefined && backoffLimitPerIndex !== undefined && failedIndexes !== undefined) {
    const read = indexes(failedIndexes, completions);
    if (typeof read === "string") report.invalid(lost, typed(failedIndexes), `error parsing failedIndexes: ${read}`);
  }
  if (completed && completedIndexes !== "" && spec.completionMode !== "Indexed") report.invalid(done, completedIndexes, "cannot set non-empty completedIndexes when non-indexed completion mode");
  if (failed && backoffLimitPerIndex === undefined && failedIndexes !== undefined) {
    report.invalid(lost, failedIndexes, "cannot set non-null failedIndexes when backoffLimitPerIndex is null");
  }
  if ((failed || completed) && completions !== undefined && failedIndexes !== undefined) {
    const shared = overlap(completedIndexes, failedIndexes, completions);
    if (shared !== undefined) report.invalid(lost, failedIndexes, `failedIndexes and completedIndexes overlap at index: ${shared}`);
  }
  const ends = isFinished(now) !== isFinished(old);
  const { terminating, ready, active = 0 } = now;
  if ((ends || terminating !== old.terminating) && terminating !== undefined && terminating > 0 && isFinished(now)) {
    report.invalid(at.child("terminating"), terminating, "terminating>0 is invalid for finished job");
  }
  if ((ready !== old.ready || active !== (old.active ?? 0)) && ready !== undefined && ready > active) report.invalid(at.child("ready"), ready, "cannot set more ready pods than active");
}

/** The first index of both, among the intervals that are well-formed. */
function overlap(completed: string, failed: string, completions: number): number | undefined {
  const intervals = (text: string): readonly (readonly [number, number])[] =>
    (text === "" ? [] : text.split(",")).flatMap((part) => {
      const read = indexes(part, completions);
      return typeof read === "string" ? [] : read.intervals;
    });
  const done = intervals(completed);
  for (const [from, to] of intervals(failed)) {
    const met = done.find(([start, end]) => start <= to && from <= end);
    if (met !== undefined) return Math.max(met[0], from);
  }
  return undefined;
}

function successes(report: Report, { successPolicy }: JobSpec, now: JobStatus): void {
  const met = is(now, "SuccessCriteriaMet");
  if (met && is(now, "Failed")) report.wrong(conditionsPath, "cannot set SuccessCriteriaMet=True and Failed=true conditions");
  if (met && is(now, "FailureTarget")) report.wrong(conditionsPath, "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
  if (successPolicy !== undefined && !met && is(now, "Complete")) report.wrong(conditionsPath, "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True");
}

function fromBefore(report: Report, spec: JobSpec, now: JobStatus, old: JobStatus): void {
  for (const type of ["Failed", "Complete", "FailureTarget"]) {
    if (is(old, type) && !is(now, type)) report.wrong(conditionsPath, `cannot disable the terminal ${type}=True condition`);
  }
  const { failed = 0, succeeded = 0, completionTime, startTime } = now;
  if (failed < (old.failed ?? 0)) report.invalid(at.child("failed"), failed, "cannot decrease the failed counter");
  const elastic = spec.completionMode === "Indexed" && spec.completions === spec.parallelism;
  if (!elastic && succeeded < (old.succeeded ?? 0)) report.invalid(at.child("succeeded"), succeeded, "cannot decrease the succeeded counter");
  if (completionTime !== undefined && old.completionTime !== undefined && completionTime !== old.completionTime) {
    report.invalid(at.child("completionTime"), typed(completionTime), "field is immutable");
  }
  const resumes = is(old, "Suspended") && is(now, "Suspended", "False");
  if (!resumes && old.startTime !== undefined && startTime !== old.startTime && spec.suspend !== true) {
    report.invalid(at.child("startTime"), startTime === undefined ? null : typed(startTime), "field is immutable for unsuspended job once set");
  }
  if (is(old, "SuccessCriteriaMet") && !is(now, "SuccessCriteriaMet")) report.wrong(conditionsPath, "cannot disable the SuccessCriteriaMet=True condition");
  if (is(old, "Complete") && !is(old, "SuccessCriteriaMet") && is(now, "SuccessCriteriaMet")) {
    report.wrong(conditionsPath, "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
  }
}
