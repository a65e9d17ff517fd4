import { quantityNanos } from "../../schema/index.ts";
import type { Container, PodSpec, Quantities, ResourceRequirements } from "./types.ts";

export type QosClass = "BestEffort" | "Burstable" | "Guaranteed";

const counted = ["cpu", "memory"] as const;

/** @source kubernetes pkg/apis/core/helper/qos/qos.go ComputePodQOS */
export function qosClass({ resources, containers, initContainers }: PodSpec): QosClass {
  const bounded = resources === undefined ? all(containers, isBounded) && all(initContainers, isBounded) : isBound(resources);
  let asked = false;
  let same = bounded;
  for (const what of counted) {
    const requests = resources === undefined ? total(containers, "requests", what) + total(initContainers, "requests", what) : amount(resources.requests, what);
    const limits = resources === undefined ? total(containers, "limits", what) + total(initContainers, "limits", what) : amount(resources.limits, what);
    asked ||= requests > 0n || limits > 0n;
    same &&= requests === limits;
  }
  return !asked ? "BestEffort" : same ? "Guaranteed" : "Burstable";
}

function all(containers: readonly Container[] | null | undefined, holds: (container: Container) => boolean): boolean {
  return (containers ?? []).every(holds);
}

function isBounded({ resources }: Container): boolean {
  return resources !== undefined && isBound(resources);
}

function isBound({ limits }: ResourceRequirements): boolean {
  return counted.every((what) => amount(limits, what) > 0n);
}

function total(containers: readonly Container[] | null | undefined, field: "limits" | "requests", what: string): bigint {
  let sum = 0n;
  for (const { resources } of containers ?? []) if (resources !== undefined) sum += amount(resources[field], what);
  return sum;
}

/** Nothing for what is not named, nor more than nothing. */
function amount(quantities: Quantities | undefined, what: string): bigint {
  const value = quantities?.[what];
  if (value === undefined) return 0n;
  const nanos = quantityNanos(value);
  return nanos > 0n ? nanos : 0n;
}
