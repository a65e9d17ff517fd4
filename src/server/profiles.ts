import type { ServerGates, ServerProfile } from "./profile.ts";
import { HOUR, MILLISECOND, MINUTE, SECOND } from "../kernel/index.ts";

/**
 * The configurations that recordings exist of. "modern" is a server as it comes.
 *
 * @source apiserver pkg/features/kube_features.go (gates), pkg/storage/cacher/{watch_cache,watch_cache_history,cacher}.go,
 *   pkg/storage/storagebackend/config.go (compaction), pkg/server/config.go (minRequestTimeout 1800 s, body limit 3 MiB)
 */
const modern: ServerProfile = Object.freeze({
  name: "modern",
  gates: Object.freeze({ WatchList: true, ListFromCacheSnapshot: true, WatchCache: true }),
  constants: Object.freeze({
    eventFreshDuration: 75 * SECOND,
    ringLowerBound: 100,
    ringUpperBound: 102_400,
    bookmarkFrequency: 60 * SECOND,
    bookmarkTick: SECOND,
    freshnessWait: 3 * SECOND,
    compactionInterval: 5 * MINUTE,
    minRequestTimeout: HOUR / 2,
    maxRequestBytes: 3 * 1024 * 1024,
  }),
});

export type ServerProfileName = "modern" | "no-watch-list" | "no-watch-cache" | "no-snapshots" | "compaction-10s";

export const serverProfiles: { readonly [name in ServerProfileName]: ServerProfile } = Object.freeze({
  modern,
  "no-watch-list": gated("no-watch-list", { WatchList: false }),
  "no-watch-cache": gated("no-watch-cache", { WatchCache: false }),
  "no-snapshots": gated("no-snapshots", { ListFromCacheSnapshot: false }),
  "compaction-10s": Object.freeze({ ...modern, name: "compaction-10s", constants: Object.freeze({ ...modern.constants, compactionInterval: 10_000 * MILLISECOND }) }),
});

function gated(name: string, gates: Partial<ServerGates>): ServerProfile {
  return Object.freeze({ ...modern, name, gates: Object.freeze({ ...modern.gates, ...gates }) });
}
