import type { Amounts } from "../schema/index.ts";
import { added, containerAmounts, noAmounts } from "../schema/index.ts";
import type { Fields } from "../validation/index.ts";
import { part } from "../validation/index.ts";

export function amounts(holder: Fields, field: string): Amounts {
  const value = holder[field];
  return typeof value === "object" && value !== null ? (value as Amounts) : noAmounts;
}

/** As Go writes a map. */
export function byName(map: Amounts): Amounts {
  return Object.freeze(Object.fromEntries(Object.entries(map).sort(([x], [y]) => (x < y ? -1 : 1))));
}

/** What is said of a pod as a whole. @source kubernetes pkg/api/pod, feature PodLevelResources */
const ofPods = ["cpu", "memory"];

export interface PodAmountRules {
  /** Resources that a pod as a whole may name. */
  readonly wholePod: (resource: string) => boolean;
  /** What the runtime takes besides is counted too. */
  readonly overhead: boolean;
}

export const limitRangeRules: PodAmountRules = { wholePod: (name) => ofPods.includes(name), overhead: false };
export const quotaRules: PodAmountRules = { wholePod: ofWholePod, overhead: true };

export function ofWholePod(name: string): boolean {
  return ofPods.includes(name) || name.startsWith("hugepages-");
}

/**
 * What a pod asks for, or may use at most: containers and sidecars together, or an init container with the sidecars
 * before it where that is more.
 *
 * @source component-helpers resource/helpers.go PodRequests, PodLimits; kubernetes plugin/pkg/admission/limitranger podRequests
 */
export function podAmounts(pod: Fields, what: "requests" | "limits", { wholePod, overhead }: PodAmountRules): Amounts {
  const spec = part(pod, "spec");
  let total = containerAmounts(spec, what);
  for (const [name, value] of Object.entries(amounts(part(spec, "resources"), what))) if (wholePod(name)) total = { ...total, [name]: value };
  if (!overhead) return total;
  for (const [name, value] of Object.entries(amounts(spec, "overhead"))) {
    // There is no limit to raise where none is set.
    if (what === "requests" || total[name] !== undefined) total = added(total, { [name]: value });
  }
  return total;
}
