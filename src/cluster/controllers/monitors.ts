import type { ResourceInfo, User } from "../../api/index.ts";
import { createInformer } from "../../client/index.ts";
import type { EventHandler, SharedInformer, Transport } from "../../client/index.ts";
import type { Clock, Micros, Random, Scope } from "../../kernel/index.ts";
import type { Storage } from "../../server/index.ts";
import { collectionOf } from "../../server/index.ts";

export interface MonitorsOptions {
  readonly scope: Scope;
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: Transport;
  readonly storage: Storage;
  readonly agent: string;
  readonly user: User;
}

/** The informers that all core controllers share: one a resource. */
export interface Monitors {
  /** Made and started when it is first asked for. */
  of(info: ResourceInfo): SharedInformer;
  find(info: ResourceInfo): SharedInformer | undefined;
  handle(info: ResourceInfo, handler: EventHandler, label: string): void;
  /** Those of other resources stop. */
  keepOnly(infos: readonly ResourceInfo[]): void;
  /** `run` once those that there are now have synced, or when this long has passed. */
  whenSynced(patience: Micros, run: () => void): void;
  /** Each has heard of the last change of its resource. */
  readonly current: boolean;
}

/**
 * @source kubernetes pkg/controller/garbagecollector/graph_builder.go controllerFor, controller-manager pkg/informerfactory
 * @differs custom resources are watched whole, as all others are: objects are shared, so that their metadata alone would save nothing
 */
export function createMonitors({ scope, clock, random, transport, storage, agent, user }: MonitorsOptions): Monitors {
  const informers = new Map<string, SharedInformer>();
  let currentAt = -1;

  const monitors: Monitors = {
    of(info) {
      const path = pathOf(info);
      let informer = informers.get(path);
      if (informer === undefined) {
        informer = createInformer({
          transport, scope, clock, random, agent, user,
          resource: info,
        });
        informers.set(path, informer);
        currentAt = -1;
        informer.start();
      }
      return informer;
    },
    find: (info) => informers.get(pathOf(info)),
    handle: (info, handler, label) => void monitors.of(info).addHandler(handler, { label }),
    keepOnly(infos) {
      const kept = new Set(infos.map(pathOf));
      for (const [path, informer] of informers) {
        if (kept.has(path)) continue;
        informers.delete(path);
        informer.stop();
      }
    },
    whenSynced(patience, run) {
      let left = informers.size;
      const late = scope.after(patience, "caches that have not synced", run);
      for (const informer of informers.values()) {
        informer.whenSynced(() => {
          left -= 1;
          if (left === 0 && late.cancel()) run();
        });
      }
    },
    get current() {
      if (currentAt === storage.current) return true;
      for (const informer of informers.values()) if (!isCurrent(informer)) return false;
      currentAt = storage.current;
      return true;
    },
  };

  function isCurrent({ resource, hasSynced, lastSyncResourceVersion }: SharedInformer): boolean {
    const log = storage.log(collectionOf(resource));
    return hasSynced && (log.end === log.first || log.at(log.end - 1).revision <= Number(lastSyncResourceVersion));
  }
  return monitors;
}

function pathOf({ group, version, resource }: ResourceInfo): string {
  return `${group}/${version}/${resource}`;
}
