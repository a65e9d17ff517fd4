import type { GroupVersionResource } from "../../../api/index.ts";
import { firstAutoscalers } from "./autoscaling.ts";
import type { Conversion } from "./conversion.ts";
import { groupedEvents } from "./events.ts";

export type { Conversion } from "./conversion.ts";
export { inVersion } from "./conversion.ts";

const conversions: { readonly [resource: string]: Conversion } = {
  "horizontalpodautoscalers.v1.autoscaling": firstAutoscalers,
  "events.v1.events.k8s.io": groupedEvents,
};

/** Undefined for what is stored as it is shown, which most resources are. */
export function conversionOf({ group, version, resource }: GroupVersionResource): Conversion | undefined {
  return conversions[`${resource}.${version}.${group}`];
}
