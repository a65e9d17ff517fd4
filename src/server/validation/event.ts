import type { KubeObject } from "../../api/index.ts";
import { equal, subdomainProblems } from "../../api/index.ts";
import { has, number, part, text } from "./fields.ts";
import { internalForm } from "./internal-form.ts";
import { FIELD_IS_IMMUTABLE, ownMeta, ownMetaUpdate } from "./object-meta.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import type { Report } from "./report.ts";
import { fits, qualifiedName } from "./rules.ts";

const MAX_TEXT = 128;
const MAX_NOTE = 1024;

/**
 * Of events as they are kept, which both groups do alike.
 *
 * @param reporter what the group calls the reporting controller
 * @source kubernetes pkg/apis/core/validation/events.go legacyValidateEvent
 */
export function validateEvent(report: Report, event: KubeObject, reporter: string): void {
  const namespace = event.metadata.namespace ?? "";
  const named = text(part(event, "involvedObject"), "namespace");
  const timed = has(event, "eventTime");
  const astray = named === "" ? namespace !== "default" && !(timed && namespace === "kube-system") : !timed && namespace !== named;
  if (astray) report.invalid(path("involvedObject").child("namespace"), named, "does not match event.namespace");
  if (timed) {
    const controller = text(event, "reportingComponent");
    if (controller === "") report.required(path(reporter), "");
    qualifiedName(report, path(reporter), controller);
    for (const field of ["reportingInstance", "action", "reason"]) {
      const value = text(event, field);
      if (value === "") report.required(path(field), "");
      notLonger(report, path(field), value, MAX_TEXT);
    }
    notLonger(report, path("message"), text(event, "message"), MAX_NOTE);
  }
  fits(report, path("namespace"), namespace, subdomainProblems);
}

const encoder = new TextEncoder();

function notLonger(report: Report, at: Path, value: string, limit: number): void {
  if (value.length * 3 > limit && encoder.encode(value).length > limit) report.invalid(at, "", `can have at most ${limit} characters`);
}

/** @source kubernetes pkg/apis/core/validation/events.go ValidateEventCreate */
export function validateGroupedEvent(report: Report, event: KubeObject): void {
  validateEvent(report, event, "reportingController");
  ownMeta(report, event.metadata, true, subdomainProblems);
  series(report, event);
  if (!has(event, "eventTime")) report.required(path("eventTime"), "");
  const type = text(event, "type");
  if (type !== "Normal" && type !== "Warning") report.invalid(path("type"), "", `has invalid value: ${type}`);
  for (const field of ["firstTimestamp", "lastTimestamp"]) if (has(event, field)) report.invalid(path(field), "", UNSET);
  if (number(event, "count") !== 0) report.invalid(path("count"), "", UNSET);
  const source = part(event, "source");
  if (text(source, "component") !== "" || text(source, "host") !== "") report.invalid(path("source"), "", UNSET);
}

const UNSET = "needs to be unset";

function series(report: Report, event: KubeObject): void {
  if (!has(event, "series")) return;
  const of = part(event, "series");
  if (number(of, "count") < 2) report.invalid(path("series.count"), "", "should be at least 2");
  if (!has(of, "lastObservedTime")) report.required(path("series.lastObservedTime"), "");
}

const kept = [
  "involvedObject", "reason", "message", "source", "firstTimestamp", "lastTimestamp", "count", "reason", "type", "eventTime", "action", "related",
  "reportingController", "reportingInstance",
] as const;
const structs: { readonly [field: string]: string } = { involvedObject: "core.v1.ObjectReference", source: "core.v1.EventSource", related: "core.v1.ObjectReference" };

/** All but the series stays. @source kubernetes pkg/apis/core/validation/events.go ValidateEventUpdate */
export function validateGroupedEventChange(report: Report, event: KubeObject, before: KubeObject): void {
  validateEvent(report, event, "reportingController");
  ownMetaUpdate(report, event, before);
  if (!equal(event["series"], before["series"])) series(report, event);
  for (const field of kept) {
    const stored = field === "reportingController" ? "reportingComponent" : field;
    if (equal(event[stored] ?? null, before[stored] ?? null)) continue;
    report.invalid(path(field), keptForm(field, event[stored]), FIELD_IS_IMMUTABLE);
  }
}

function keptForm(field: string, value: unknown): ReturnType<typeof internalForm> {
  const struct = structs[field];
  if (struct !== undefined) return value === undefined ? null : internalForm(struct, value);
  if (typeof value === "string" || typeof value === "number") return value;
  return field === "count" ? 0 : field.includes("Time") ? null : "";
}
