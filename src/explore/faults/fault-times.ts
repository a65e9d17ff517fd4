import type { Micros } from "../../kernel/index.ts";
import type { Fault } from "../../network/index.ts";

/** When a fault is over: for what happens at an instant, that instant. A rule without `lasts` ends when healed. */
export function faultEnds(fault: Fault): Micros {
  if (fault.kind === "restart") return fault.at + fault.downFor;
  if ("lasts" in fault && fault.lasts !== undefined) return fault.at + fault.lasts;
  return fault.at;
}

/** When the last of them is over. */
export function lastFaultEnds(faults: readonly Fault[]): Micros {
  return faults.reduce((last, fault) => Math.max(last, faultEnds(fault)), 0);
}
