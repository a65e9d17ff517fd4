import type { KubeObject } from "../../../api/index.ts";
import { typed } from "../go-value.ts";
import { ownMetaUpdate } from "../object-meta.ts";
import type { Path } from "../path.ts";
import { path } from "../path.ts";
import type { Report } from "../report.ts";
import { nonNegative, requiredOneOf } from "../scalars.ts";
import { isTimeZone, scheduleProblem } from "./cron-schedule.ts";
import { jobSpec } from "./job.ts";
import { selectorForm } from "./template.ts";
import type { JobSpec } from "./types.ts";

interface CronJobSpec {
  readonly schedule?: string;
  readonly timeZone?: string;
  readonly startingDeadlineSeconds?: number;
  readonly concurrencyPolicy?: string;
  readonly jobTemplate?: { readonly spec?: JobSpec };
  readonly successfulJobsHistoryLimit?: number;
  readonly failedJobsHistoryLimit?: number;
}

const specPath = path("spec");

function specOf(object: KubeObject): CronJobSpec {
  return object["spec"] ?? {};
}

/** The jobs it makes are called after it and the minute. */
const MAX_NAME = 52;

/** @source kubernetes pkg/apis/batch/validation/validation.go ValidateCronJobCreate */
export function newCronJob(object: KubeObject, report: Report): void {
  const { name = "" } = object.metadata;
  cronJobSpec(report, specOf(object), undefined);
  if (name.length > MAX_NAME) report.invalid(path("metadata", "name"), name, "must be no more than 52 characters");
}

export function changedCronJob(after: KubeObject, before: KubeObject, report: Report): void {
  ownMetaUpdate(report, after, before);
  cronJobSpec(report, specOf(after), specOf(before));
}

/** Its status may say anything. */
export function changedCronJobStatus(): void {}

const policies = ["Allow", "Forbid", "Replace"] as const;

function cronJobSpec(report: Report, spec: CronJobSpec, before: CronJobSpec | undefined): void {
  const { schedule = "", timeZone, jobTemplate } = spec;
  if (schedule === "") report.required(specPath.child("schedule"), "");
  else scheduled(report, specPath.child("schedule"), schedule, before?.schedule?.includes("TZ") === true, timeZone);
  nonNegative(report, specPath.child("startingDeadlineSeconds"), spec.startingDeadlineSeconds);
  if (timeZone !== undefined && (before === undefined || before.timeZone !== timeZone)) zone(report, specPath.child("timeZone"), timeZone);
  requiredOneOf(report, specPath.child("concurrencyPolicy"), spec.concurrencyPolicy, policies);
  const at = specPath.child("jobTemplate").child("spec");
  const { selector, manualSelector } = jobTemplate?.spec ?? {};
  jobSpec(report, at, jobTemplate?.spec ?? {}, before?.jobTemplate?.spec);
  if (selector !== undefined && selector !== null) report.invalid(at.child("selector"), selectorForm(selector), "`selector` will be auto-generated");
  if (manualSelector === true) report.notSupported(at.child("manualSelector"), true, ["nil", "false"]);
  nonNegative(report, specPath.child("successfulJobsHistoryLimit"), spec.successfulJobsHistoryLimit);
  nonNegative(report, specPath.child("failedJobsHistoryLimit"), spec.failedJobsHistoryLimit);
}

function scheduled(report: Report, at: Path, schedule: string, hadZone: boolean, timeZone: string | undefined): void {
  const problem = scheduleProblem(schedule);
  if (problem !== undefined) report.invalid(at, schedule, problem);
  if (!schedule.includes("TZ")) return;
  if (!hadZone) report.invalid(at, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
  else if (timeZone !== undefined) report.invalid(at, schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule");
}

function zone(report: Report, at: Path, name: string): void {
  if (name === "") return report.invalid(at, typed(name), "timeZone must be nil or non-empty string");
  const unknown = `unknown time zone ${name}`;
  if (name.split("/").some((part) => part === "." || part === ".." || !/^(?!-)[A-Za-z.\-_0-9+]{1,14}$/.test(part))) return report.invalid(at, typed(name), unknown);
  if (name.toLowerCase() === "local") report.invalid(at, typed(name), "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
  if (!isTimeZone(name)) report.invalid(at, typed(name), unknown);
}
