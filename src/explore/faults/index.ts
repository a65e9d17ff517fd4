export { drawFaults, INTENSITIES, type FaultContext, type Intensity } from "./draw-faults.ts";
export { lastFaultEnds } from "./fault-times.ts";
