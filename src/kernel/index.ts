export type { Clock, Micros } from "./time.ts";
export { HOUR, MILLISECOND, MINUTE, SECOND } from "./time.ts";
export type { Random } from "./random.ts";
export type { Held, ResourceKind, Scope, Timer } from "./scope.ts";
export type { Kernel, Leak, Limits, Outcome } from "./kernel.ts";
export type { Ledger, LedgerLine } from "./ledger.ts";
export type { Trace } from "./trace.ts";
