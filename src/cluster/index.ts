export type {
  ApiServers, Cluster, ClusterCore, ClusterLedger, ClusterSnapshot, InformerRequest, ObjectRef, RecordedWrite, Settled, SettleOptions,
} from "./cluster.ts";
export type { Watched } from "./convergence.ts";
export { watchedOf } from "./convergence.ts";
export { createCluster } from "./create-cluster.ts";
export type { Duration } from "./duration.ts";
export { micros } from "./duration.ts";
export { ClusterClosed, InvalidManifest, InvalidOption, LeakDetected, leakLines, NotSettled } from "./errors.ts";
export type { Manifests } from "./manifests.ts";
export type { ControllerRequest, WatchedResource } from "./open-controller.ts";
export type { ClusterOptions } from "./options.ts";
export type { TraceEntry } from "./trace.ts";
export { traceLine } from "./trace.ts";
