import type { KubeObject } from "../../api/index.ts";
import { InformerCore } from "./informer-core.ts";
import type { EventHandler, InformerOptions } from "./informer.ts";
import type { Indexer } from "./store.ts";

/** A list and watch with one handler, called in the middle of the work: it sees the store as it is just then. */
export interface SimpleInformer<T extends KubeObject = KubeObject> {
  start(): void;
  stop(): void;
  readonly hasSynced: boolean;
  readonly lastSyncResourceVersion: string;
  readonly store: Indexer<T>;
  whenStopped(run: () => void): void;
  whenDrained(run: () => void): void;
}

/** @source client-go tools/cache/controller.go NewInformerWithOptions */
export function createSimpleInformer<T extends KubeObject = KubeObject>(options: InformerOptions, handler: EventHandler<T>): SimpleInformer<T> {
  const to = handler as EventHandler;
  const core = new InformerCore(
    options,
    {
      together: (tell) => tell(),
      added: (object, initial) => to.onAdd?.(object, initial),
      updated: (before, after) => to.onUpdate?.(before, after),
      deleted: (object) => to.onDelete?.(object),
    },
    { period: () => options.resync ?? 0 },
  );
  let started = false;
  return {
    start() {
      if (started) return;
      started = true;
      const held = options.scope.hold("informer", options.resource.resource, () => core.abandon());
      core.whenStopped(() => held.done());
      core.start();
    },
    stop: () => core.stop(),
    get hasSynced() {
      return core.hasSynced;
    },
    get lastSyncResourceVersion() {
      return core.lastSyncResourceVersion;
    },
    store: core.store as unknown as Indexer<T>,
    whenStopped: (run) => core.whenStopped(run),
    whenDrained: (run) => core.whenDrained(run),
  };
}
