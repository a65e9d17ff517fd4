import type { KubeObject } from "../../api/index.ts";
import { keyOf } from "../../api/index.ts";
import type { Clock, Micros } from "../../kernel/index.ts";

/**
 * A store whose objects are gone some time after they were put in. Nothing runs for that: an object that has expired goes
 * when somebody looks.
 *
 * @source client-go tools/cache/expiration_cache.go ExpirationCache, TTLPolicy
 */
export interface ExpirationStore<T extends KubeObject = KubeObject> {
  /** Adds or replaces; its time begins anew. */
  set(object: T): void;
  remove(object: T): void;
  /** Swaps everything; all of it is as old as now. */
  replace(objects: readonly T[]): void;
  get(key: string): T | undefined;
  list(): T[];
  /** Also of objects that have expired, until somebody looks at them. */
  keys(): string[];
}

/** @param ttl how long objects live; exactly so long is still alive. 0: for ever */
export function createExpirationStore<T extends KubeObject = KubeObject>(clock: Clock, ttl: Micros): ExpirationStore<T> {
  let entries = new Map<string, { readonly object: T; readonly since: Micros }>();
  const get = (key: string): T | undefined => {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    if (ttl <= 0 || clock.now() - entry.since <= ttl) return entry.object;
    entries.delete(key);
    return undefined;
  };
  return {
    set: (object) => void entries.set(keyOf(object), { object, since: clock.now() }),
    remove: (object) => void entries.delete(keyOf(object)),
    replace(objects) {
      const since = clock.now();
      entries = new Map(objects.map((object) => [keyOf(object), { object, since }]));
    },
    get,
    list: () => [...entries.keys()].flatMap((key) => get(key) ?? []),
    keys: () => [...entries.keys()],
  };
}
