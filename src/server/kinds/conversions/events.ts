import type { KubeObject } from "../../../api/index.ts";
import type { Conversion } from "./conversion.ts";

/** Field of core events, and what the group of their own calls it. @source kubernetes pkg/apis/events/v1/conversion.go */
const names = [
  ["involvedObject", "regarding"], ["message", "note"], ["source", "deprecatedSource"], ["firstTimestamp", "deprecatedFirstTimestamp"],
  ["lastTimestamp", "deprecatedLastTimestamp"], ["count", "deprecatedCount"], ["reportingComponent", "reportingController"],
] as const;

const toStored = new Map<string, string>(names.map(([stored, shown]) => [shown, stored]));
const toShown = new Map<string, string>(names);

/** Events of events.k8s.io are the core group's, under other names. */
export const groupedEvents: Conversion = {
  storedAs: { group: "", version: "v1", resource: "events" },
  stored: (shown) => renamed(shown, toStored),
  shown: (stored) => renamed(stored, toShown),
};

function renamed(object: KubeObject, by: ReadonlyMap<string, string>): KubeObject {
  return Object.fromEntries(Object.entries(object).map(([field, value]) => [by.get(field) ?? field, value])) as unknown as KubeObject;
}
