import { pathSegmentProblems } from "../../api/index.ts";
import { validateEvent, validateGroupedEvent, validateGroupedEventChange } from "../validation/index.ts";
import { at, kind, notSupported } from "./kind.ts";

/** @source kubernetes pkg/registry/core/event/strategy.go @limits no time to live: events stay until they are deleted */
export const event = kind({
  nameRule: pathSegmentProblems,
  metadataLast: true,
  createOnUpdate: true,
  uncached: true,
  fields: {
    "involvedObject.kind": at("involvedObject", "kind"),
    "involvedObject.namespace": at("involvedObject", "namespace"),
    "involvedObject.name": at("involvedObject", "name"),
    "involvedObject.uid": at("involvedObject", "uid"),
    "involvedObject.apiVersion": at("involvedObject", "apiVersion"),
    "involvedObject.resourceVersion": at("involvedObject", "resourceVersion"),
    "involvedObject.fieldPath": at("involvedObject", "fieldPath"),
    reason: at("reason"),
    reportingComponent: at("reportingComponent"),
    source: (o) => at("source", "component")(o) || at("reportingComponent")(o),
    type: at("type"),
  },
  refuseField: notSupported,
  check: (o, report) => validateEvent(report, o, "reportingComponent"),
  checkUpdate: (after, _before, report) => validateEvent(report, after, "reportingComponent"),
});

/** The same in the group of its own, by what the core group calls things. */
export const groupedEvent = kind({
  nameRule: pathSegmentProblems,
  metadataLast: true,
  createOnUpdate: true,
  uncached: true,
  fields: {
    "regarding.kind": at("involvedObject", "kind"),
    "regarding.namespace": at("involvedObject", "namespace"),
    "regarding.name": at("involvedObject", "name"),
    "regarding.uid": at("involvedObject", "uid"),
    "regarding.apiVersion": at("involvedObject", "apiVersion"),
    "regarding.resourceVersion": at("involvedObject", "resourceVersion"),
    "regarding.fieldPath": at("involvedObject", "fieldPath"),
    reason: at("reason"),
    reportingController: at("reportingComponent"),
    type: at("type"),
  },
  refuseField: notSupported,
  check: (o, report) => validateGroupedEvent(report, o),
  checkUpdate: (after, before, report) => validateGroupedEventChange(report, after, before),
});
