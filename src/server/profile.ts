import type { Micros } from "../kernel/index.ts";

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
  /** Events younger than this are kept in the watch cache's window. */
  readonly eventFreshDuration: Micros;
  readonly ringLowerBound: number;
  readonly ringUpperBound: number;
  readonly bookmarkFrequency: Micros;
  readonly bookmarkTick: Micros;
  /** How long a read waits for the cache to be fresh enough. */
  readonly freshnessWait: Micros;
  /** 0: the apiserver never compacts. */
  readonly compactionInterval: Micros;
  /** A watch without timeoutSeconds lasts between this and twice this. */
  readonly minRequestTimeout: Micros;
  readonly maxRequestBytes: number;
}
