import type { Micros } from "../kernel/index.ts";
import { MILLISECOND, MINUTE, SECOND } from "../kernel/index.ts";

/**
 * A configuration of the apiserver as data. Code asks for a gate, never for a version.
 *
 * @source apiserver pkg/features/kube_features.go, pkg/storage/cacher, pkg/server/config.go
 */
export interface ServerProfile {
  readonly name: string;
  readonly gates: ServerGates;
  readonly constants: ServerConstants;
}

export interface ServerGates {
  readonly WatchList: boolean;
  readonly ListFromCacheSnapshot: boolean;
  /** `--watch-cache`. */
  readonly WatchCache: boolean;
}

export interface ServerConstants {
  /** Events younger than this are kept in the watch cache's window. @source storagebackend/config.go DefaultEventsHistoryWindow */
  readonly eventFreshDuration: Micros;
  /** @source watch_cache_history.go defaultLowerBoundCapacity, also the capacity a cache begins with */
  readonly ringLowerBound: number;
  /** @source watch_cache_history.go defaultUpperBoundCapacity */
  readonly ringUpperBound: number;
  /** @source cacher.go defaultBookmarkFrequency */
  readonly bookmarkFrequency: Micros;
  /** @source cacher.go dispatchEvents: one second, up to a quarter more at random */
  readonly bookmarkTick: Micros;
  /** The last bookmark goes out so long before a watch's deadline. @source cache_watcher.go nextBookmarkTime */
  readonly bookmarkBeforeDeadline: Micros;
  /** How long a read waits for the cache to be fresh enough. @source watch_cache.go blockTimeout */
  readonly freshnessWait: Micros;
  /** While a read waits, the store is asked for its progress so often. @source progress/watch_progress.go progressRequestPeriod */
  readonly progressRequestPeriod: Micros;
  /** The store tells its progress unasked so often. @source etcd server/etcdserver/api/v3rpc/watch.go progressReportInterval */
  readonly progressReportInterval: Micros;
  /** How often a cache looks for compactions to drop its snapshots. @source cacher/compactor.go */
  readonly snapshotCompactionPoll: Micros;
  /** Time that blocked watchers of a cache may share: at most, and regained a second. @source time_budget.go */
  readonly dispatchBudget: Micros;
  readonly dispatchBudgetPerSecond: Micros;
  /** 0: the apiserver never compacts. @source storagebackend/config.go DefaultCompactInterval */
  readonly compactionInterval: Micros;
  /** A watch without timeoutSeconds lasts between this and twice this. @source server/config.go MinRequestTimeout */
  readonly minRequestTimeout: Micros;
  /** @source server/config.go MaxRequestBodyBytes */
  readonly maxRequestBytes: number;
}

const gates: ServerGates = { WatchList: true, ListFromCacheSnapshot: true, WatchCache: true };

const constants: ServerConstants = {
  eventFreshDuration: 75 * SECOND,
  ringLowerBound: 100,
  ringUpperBound: 102_400,
  bookmarkFrequency: MINUTE,
  bookmarkTick: SECOND,
  bookmarkBeforeDeadline: 2 * SECOND,
  freshnessWait: 3 * SECOND,
  progressRequestPeriod: 100 * MILLISECOND,
  progressReportInterval: 10 * MINUTE,
  snapshotCompactionPoll: 15 * SECOND,
  dispatchBudget: 100 * MILLISECOND,
  dispatchBudgetPerSecond: 50 * MILLISECOND,
  compactionInterval: 5 * MINUTE,
  minRequestTimeout: 30 * MINUTE,
  maxRequestBytes: 3_145_728,
};

function profile(name: string, changed: Partial<ServerGates>, dials: Partial<ServerConstants> = {}): ServerProfile {
  return Object.freeze({ name, gates: Object.freeze({ ...gates, ...changed }), constants: Object.freeze({ ...constants, ...dials }) });
}

/** The configurations that were recorded, by name; `modern` has every default of 1.36. */
export const serverProfiles = Object.freeze({
  modern: profile("modern", {}),
  /** --feature-gates=WatchList=false */
  "no-watch-list": profile("no-watch-list", { WatchList: false }),
  /** --watch-cache=false */
  "no-watch-cache": profile("no-watch-cache", { WatchCache: false }),
  /** --feature-gates=ListFromCacheSnapshot=false */
  "no-snapshots": profile("no-snapshots", { ListFromCacheSnapshot: false }),
  /** --etcd-compaction-interval=10s */
  "compaction-10s": profile("compaction-10s", {}, { compactionInterval: 10 * SECOND }),
});

export type ServerProfileName = keyof typeof serverProfiles;

/** @throws RangeError for a name that is none of the table's */
export function serverProfile(name: string): ServerProfile {
  if (!Object.hasOwn(serverProfiles, name)) {
    throw new RangeError(`server profile is ${JSON.stringify(name)}; expected one of ${Object.keys(serverProfiles).join(", ")}`);
  }
  return serverProfiles[name as ServerProfileName];
}

/**
 * A profile with some gates switched, as `--gate NAME=false` does.
 *
 * @throws RangeError for a gate that is none of the profile's
 */
export function withServerGates(profile: ServerProfile, switched: { readonly [gate: string]: boolean }): ServerProfile {
  for (const gate of Object.keys(switched)) {
    if (!Object.hasOwn(profile.gates, gate)) throw new RangeError(`server gate is ${JSON.stringify(gate)}; expected one of ${Object.keys(profile.gates).join(", ")}`);
  }
  return Object.freeze({ ...profile, gates: Object.freeze({ ...profile.gates, ...switched }) });
}
