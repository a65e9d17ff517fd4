export type { InformerWatcher } from "./informer-watcher.ts";
export { createInformerWatcher } from "./informer-watcher.ts";
export type { RetryWatcherOptions } from "./retry-watcher.ts";
export { createRetryWatcher } from "./retry-watcher.ts";
export type { EventCondition, Watched } from "./until.ts";
export { untilWithoutRetry, watchClosed } from "./until.ts";
export type { UntilWithSyncOptions } from "./until-with-sync.ts";
export { untilWithSync } from "./until-with-sync.ts";
export type { EventTaker, Watcher } from "./watcher.ts";
