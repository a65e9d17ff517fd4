import { quantityLike, quantityNanos } from "../schema/index.ts";
import type { Fields } from "../validation/index.ts";
import { list, part } from "../validation/index.ts";

/** Canonical quantities by the resource they are of. */
export type Amounts = { readonly [resource: string]: string };

const none: Amounts = Object.freeze({});

export function amounts(holder: Fields, field: string): Amounts {
  const value = holder[field];
  return typeof value === "object" && value !== null ? (value as Amounts) : none;
}

/** Written as the first is, unless that is nothing. @source apimachinery pkg/api/resource/quantity.go Add */
export function sum(a: string, b: string): string {
  return quantityLike(quantityNanos(a) + quantityNanos(b), quantityNanos(a) === 0n ? b : a);
}

export function added(a: Amounts, b: Amounts): Amounts {
  const made: { [resource: string]: string } = { ...a };
  for (const [name, value] of Object.entries(b)) made[name] = made[name] === undefined ? value : sum(made[name], value);
  return made;
}

export function greatest(a: Amounts, b: Amounts): Amounts {
  const made: { [resource: string]: string } = { ...a };
  for (const [name, value] of Object.entries(b)) {
    if (made[name] === undefined || quantityNanos(value) > quantityNanos(made[name])) made[name] = value;
  }
  return made;
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
  const of = (container: Fields): Amounts => amounts(part(container, "resources"), what);
  let total = none;
  for (const container of list(spec, "containers")) total = added(total, of(container));
  let sidecars = none;
  let starting = none;
  for (const container of list(spec, "initContainers")) {
    const own = of(container);
    const stays = container["restartPolicy"] === "Always";
    if (stays) {
      total = added(total, own);
      sidecars = added(sidecars, own);
    }
    starting = greatest(starting, stays ? sidecars : added(own, sidecars));
  }
  total = greatest(total, starting);
  for (const [name, value] of Object.entries(amounts(part(spec, "resources"), what))) if (wholePod(name)) total = { ...total, [name]: value };
  if (!overhead) return total;
  for (const [name, value] of Object.entries(amounts(spec, "overhead"))) {
    // There is no limit to raise where none is set.
    if (what === "requests" || total[name] !== undefined) total = added(total, { [name]: value });
  }
  return total;
}
