export type {
  Got, Listed, ListQuery, Predicate, Refusal, Watch, WatchCache, WatchCacheOptions, WatchQuery, WatchSink,
} from "./watchcache.ts";
export { createWatchCache } from "./create-watch-cache.ts";
export { StreamLawBroken } from "./stream-guard.ts";
