export * from "./cluster/index.ts";
export { restoreSnapshot, saveSnapshot } from "./integrations/snapshot-file.ts";
export type { KubeList, KubeObject, ObjectMeta, ResourceInfo, Status, CustomResource } from "./api/index.ts";
export type { Client, Controller, ReconcileResult, ResourceClient, DeletedFinalStateUnknown, EventHandler, Indexer, InformerEvent, Lister, SharedInformer } from "./client/index.ts";
export { ApiError, isTombstone } from "./client/index.ts";
export type { Leak, LedgerLine, Outcome } from "./kernel/index.ts";
export type { Fault, Latency, Match, Network, PartyLine, Verdict } from "./network/index.ts";
export { describeFault, InvalidNetworkOption } from "./network/index.ts";
