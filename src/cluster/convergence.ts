import type { KubeObject, RequestOptions } from "../api/index.ts";
import { equal, keyOf } from "../api/index.ts";
import type { SharedInformer } from "../client/index.ts";
import type { Storage } from "../server/index.ts";
import type { Hand } from "./hand.ts";

/** An informer and what its cache should hold. */
export interface Watched {
  readonly name: string;
  readonly informer: SharedInformer;
  /** One sentence for each way in which the cache is not the store; empty when it is. */
  differences(): readonly string[];
  /** Not started, not synced, or different; looked at anew only when either side has changed. */
  readonly unsettled: boolean;
}

export interface WatchedOptions {
  readonly name: string;
  readonly informer: SharedInformer;
  readonly options: RequestOptions;
  readonly hand: Hand;
  readonly storage: Storage;
}

const watched = new WeakMap<object, Watched>();

/** Of an informer that a cluster made; undefined of any other. */
export function watchedOf(informer: object): Watched | undefined {
  return watched.get(informer);
}

export function watchInformer({ name, informer, options, hand, storage }: WatchedOptions): Watched {
  let lookedAt = -1;
  let heard = -1;
  let different = true;

  function expected(): ReadonlyMap<string, KubeObject> {
    const objects = hand.list(informer.resource, { namespace: informer.namespace, options });
    return new Map(objects.map((object) => [keyOf(object), object]));
  }

  function differences(): readonly string[] {
    const stored = expected();
    const found: string[] = [];
    for (const [key, object] of stored) {
      const cached = informer.store.get(key);
      const version = object.metadata.resourceVersion ?? "";
      if (cached === undefined) found.push(`${key} is missing (the store has version ${version})`);
      else if (cached !== object && !equal(cached, object)) found.push(`${key} is at version ${cached.metadata.resourceVersion ?? ""}, the store at ${version}`);
    }
    for (const key of informer.store.keys()) if (!stored.has(key)) found.push(`${key} is still cached, the store has deleted it`);
    return found;
  }

  const one: Watched = {
    name, informer, differences,
    get unsettled() {
      if (informer.isStopped) return false;
      if (!informer.hasSynced) return true;
      const { events, lists } = informer.stats;
      const changes = events + lists;
      if (lookedAt !== storage.current || heard !== changes) {
        lookedAt = storage.current;
        heard = changes;
        different = differences().length > 0;
      }
      return different;
    },
  };
  watched.set(informer, one);
  return one;
}
