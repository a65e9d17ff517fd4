import { at, kind, notSupported } from "./kind.ts";

/** @source kubernetes pkg/registry/core/event/strategy.go @limits no time to live: events stay until they are deleted */
export const event = kind({
  unconditionalUpdate: true,
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
});

/** The same in the group of its own. */
export const groupedEvent = kind({
  createOnUpdate: true,
  uncached: true,
  fields: {
    "regarding.kind": at("regarding", "kind"),
    "regarding.namespace": at("regarding", "namespace"),
    "regarding.name": at("regarding", "name"),
    "regarding.uid": at("regarding", "uid"),
    "regarding.apiVersion": at("regarding", "apiVersion"),
    "regarding.resourceVersion": at("regarding", "resourceVersion"),
    "regarding.fieldPath": at("regarding", "fieldPath"),
    reason: at("reason"),
    reportingController: at("reportingController"),
    type: at("type"),
  },
  refuseField: notSupported,
});
