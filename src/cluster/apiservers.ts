import type { Registry } from "../api/index.ts";
import type { Clock, Micros, Random, Scope } from "../kernel/index.ts";
import type { Guard, Network, ServerFaults } from "../network/index.ts";
import type { ApiServer, Definitions, ServerProfile, Storage } from "../server/index.ts";
import { createApiServer, startCompactor } from "../server/index.ts";
import type { ApiServers } from "./cluster.ts";
import { micros } from "./duration.ts";
import { InvalidOption } from "./errors.ts";

export interface ReplicaOptions {
  readonly clock: Clock;
  readonly scope: Scope;
  readonly random: Random;
  readonly storage: Storage;
  readonly registry: Registry;
  readonly profile: ServerProfile;
  readonly count: number;
  readonly definitions: Definitions;
}

/** The replicas over one storage, and the compactor they share. */
export interface Replicas {
  readonly servers: readonly ApiServer[];
  readonly faults: ServerFaults;
  /** No replica lags any more, whatever is said of it now. */
  catchUp(): void;
  face(network: Network, now: () => Micros): ApiServers;
}

export function createReplicas({ clock, scope, random, storage, registry, profile, count, definitions }: ReplicaOptions): Replicas {
  const servers = Array.from({ length: count }, (_, i) => {
    const name = `apiserver-${i + 1}`;
    return createApiServer({ name, scope: scope.child(name), clock, random, storage, registry, profile, definitions });
  });
  startCompactor(scope, storage, profile.constants.compactionInterval, (revision) => {
    for (const server of servers) server.compacted(revision);
  });

  function named(replica: string | undefined): readonly ApiServer[] {
    const found = replica === undefined ? servers : servers.filter(({ name }) => name === replica);
    if (found.length === 0) throw new InvalidOption("replica", replica, servers.map(({ name }) => name).join(", "));
    return found;
  }

  /** The watch caches' windows go too, since they would still serve what storage has compacted. */
  function compact(keep: number): number {
    if (!Number.isSafeInteger(keep) || keep < 0) throw new InvalidOption("keep", keep, "a whole number of revisions, 0 or more");
    const revision = Math.max(storage.compacted, storage.current - keep);
    if (revision > storage.compacted) {
      const done = storage.compact(revision);
      if (typeof done !== "number") throw new Error(`compaction to ${revision} failed: ${done.kind}`);
    }
    for (const server of servers) {
      server.compacted(revision);
      server.forget(revision);
    }
    return revision;
  }

  /** Lags in force, oldest first: two may overlap, and the latest word on a replica holds. */
  const lags: { readonly hit: readonly ApiServer[]; readonly by: Micros }[] = [];

  function lag(hit: readonly ApiServer[], by: Micros): Guard {
    const one = { hit, by };
    lags.push(one);
    for (const server of hit) server.setLag(by);
    return () => {
      const at = lags.indexOf(one);
      if (at < 0) return;
      lags.splice(at, 1);
      for (const server of hit) server.setLag(lags.findLast((each) => each.hit.includes(server))?.by ?? 0);
    };
  }

  const faults: ServerFaults = {
    restart: (replica, downFor) => {
      for (const server of named(replica)) server.restart(downFor);
    },
    lag: (replica, by) => lag(named(replica === "apiserver" ? undefined : replica), by),
    compact: (keep) => {
      compact(keep);
    },
  };

  return {
    servers,
    faults,
    catchUp() {
      lags.length = 0;
      for (const server of servers) server.setLag(0);
    },
    face: (network, now) => ({
      names: servers.map(({ name }) => name),
      compact: (keep = 0) => compact(keep),
      restart({ replica, downFor = 0 } = {}) {
        const down: Micros = micros("downFor", downFor);
        for (const { name } of named(replica)) network.apply({ kind: "restart", at: now(), replica: name, downFor: down });
      },
      lag: (by, replica) => lag(named(replica), micros("by", by)),
    }),
  };
}
