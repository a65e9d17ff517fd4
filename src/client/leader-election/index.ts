export type { ElectionRecord, Lease, LeaseSpec } from "./election-record.ts";
export type { LeaseLockOptions, ResourceLock } from "./lease-lock.ts";
export { createLeaseLock } from "./lease-lock.ts";
export type { LeaderCallbacks, LeaderElector, LeaderElectorOptions, LeaderMetrics } from "./leader-elector.ts";
export { createLeaderElector } from "./leader-elector.ts";
