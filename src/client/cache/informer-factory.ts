import type { ResourceInfo } from "../../api/index.ts";
import type { InformerOptions, SharedInformer } from "./informer.ts";
import { createInformer } from "./shared-informer.ts";
import { waitForCacheSync } from "./wait-for-sync.ts";

/**
 * Informers by resource, each made once and shared.
 *
 * @source client-go informers/factory.go SharedInformerFactory
 */
export interface InformerFactory {
  /** The informer of a resource, made at the first call. */
  informer(resource: ResourceInfo): SharedInformer;
  /** Starts what was not started yet. Does nothing after `shutdown` was called. */
  start(): void;
  /** Looks every 100 ms at all that were started; tells, by qualified resource, which have synced. */
  waitForCacheSync(done: (synced: ReadonlyMap<string, boolean>) => void): void;
  /** `done` when nothing is left of any that was started; stopping them is the caller's part. */
  shutdown(done: () => void): void;
  stop(): void;
}

/** @param common what all informers share; `random` is split by resource */
export function createInformerFactory(common: Omit<InformerOptions, "resource">): InformerFactory {
  const informers = new Map<string, SharedInformer>();
  const started = new Set<SharedInformer>();
  let shuttingDown = false;
  return {
    informer(resource) {
      const name = resource.group === "" ? resource.resource : `${resource.resource}.${resource.group}`;
      let informer = informers.get(name);
      if (informer === undefined) {
        informer = createInformer({ ...common, resource, random: common.random.stream(name) });
        informers.set(name, informer);
      }
      return informer;
    },
    start() {
      if (shuttingDown) return;
      for (const informer of informers.values()) {
        if (started.has(informer)) continue;
        started.add(informer);
        informer.start();
      }
    },
    waitForCacheSync(done) {
      const waited = [...informers].filter(([, informer]) => started.has(informer));
      const next = (at: number): void => {
        const each = waited[at];
        if (each === undefined) return done(new Map(waited.map(([name, informer]) => [name, informer.hasSynced])));
        waitForCacheSync(common.scope, [() => each[1].hasSynced], () => next(at + 1));
      };
      next(0);
    },
    shutdown(done) {
      shuttingDown = true;
      let left = started.size;
      if (left === 0) return done();
      for (const informer of started) {
        informer.whenStopped(() => {
          left -= 1;
          if (left === 0) done();
        });
      }
    },
    stop() {
      for (const informer of started) informer.stop();
    },
  };
}
