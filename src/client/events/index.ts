export { createEventSink } from "./client-sink.ts";
export type { EventSource, KubeEvent, ObjectReference } from "./event.ts";
export { referenceTo } from "./event.ts";
export type { EventBroadcaster, EventBroadcasterOptions, EventRecorder, EventSink } from "./event-broadcaster.ts";
export { createEventBroadcaster } from "./event-broadcaster.ts";
export type { Correlated, CorrelatorOptions, EventCorrelator, EventPatch } from "./event-correlator.ts";
export { createEventCorrelator } from "./event-correlator.ts";
