/** Virtual time for code that has its own idea of timers (`kubeloom/time`), and real time for the kernel. */
export { patchGlobals } from "./patch-globals.ts";
export type { RealDriver, RealDriverOptions } from "./real-driver.ts";
export { driveInRealTime } from "./real-driver.ts";
export { schedulerOn } from "./rxjs-scheduler.ts";
export type { TimerId, VirtualTimers } from "./virtual-timers.ts";
export { timersOn } from "./virtual-timers.ts";
