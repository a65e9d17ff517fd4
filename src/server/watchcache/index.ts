export type {
  Got, IndexHint, Listed, ListQuery, Predicate, Refusal, Watch, WatchCache, WatchCacheOptions, WatchQuery, WatchSink,
} from "./watchcache.ts";
