import type { KubeObject } from "../../api/index.ts";
import { keyOf } from "../../api/index.ts";
import type { Clock, Micros } from "../../kernel/index.ts";
import { LruCache } from "../lru-cache.ts";
import type { IndexFunctions, Indexer } from "./store.ts";

/**
 * A cache that knows the writes of its owner before the watch tells of them: of what the cache holds and what was written,
 * the newer is seen.
 *
 * @source client-go tools/cache/mutation_cache.go NewIntegerResourceVersionMutationCache
 */
export interface MutationCache<T extends KubeObject = KubeObject> {
  /** The answer to a write. */
  mutation(object: T): void;
  get(key: string): T | undefined;
  /** @throws RangeError for an unknown index */
  byIndex(name: string, value: string): T[];
}

export interface MutationCacheOptions<T extends KubeObject = KubeObject> {
  readonly backing: Indexer<T>;
  readonly clock: Clock;
  /** After so long a write is forgotten: the watch must have told, or the object is gone. */
  readonly ttl: Micros;
  /** See also objects that the cache does not hold yet. They may be deleted already. */
  readonly includeAdds: boolean;
  /** Of the backing cache, by which new objects are found. */
  readonly indexers?: IndexFunctions;
}

/** Writes that are remembered. @source client-go tools/cache/mutation_cache.go */
const MOST = 100;

export function createMutationCache<T extends KubeObject = KubeObject>(options: MutationCacheOptions<T>): MutationCache<T> {
  return new Mutations<T>(options);
}

class Mutations<T extends KubeObject> implements MutationCache<T> {
  readonly #o: MutationCacheOptions<T>;
  readonly #written = new LruCache<{ readonly object: T; readonly until: Micros }>(MOST);

  constructor(options: MutationCacheOptions<T>) {
    this.#o = options;
  }

  mutation(object: T): void {
    const key = keyOf(object);
    const known = this.#remembered(key);
    if (known !== undefined && versionOf(object) < versionOf(known)) return;
    this.#written.set(key, { object, until: this.#o.clock.now() + this.#o.ttl });
  }

  get(key: string): T | undefined {
    const held = this.#o.backing.get(key);
    if (held !== undefined) return this.#newer(key, held);
    return this.#o.includeAdds ? this.#remembered(key) : undefined;
  }

  byIndex(name: string, value: string): T[] {
    const { backing, includeAdds, indexers = {} } = this.#o;
    const keys = backing.indexKeys(name, value);
    const found = keys.flatMap((key) => {
      const held = backing.get(key);
      return held === undefined ? [] : [this.#newer(key, held)];
    });
    if (!includeAdds) return found;
    const seen = new Set(keys);
    for (const key of this.#written.keys()) {
      const object = seen.has(key) ? undefined : this.#remembered(key);
      if (object !== undefined && (indexers[name]?.(object).includes(value) ?? false)) found.push(object);
    }
    return found;
  }

  #newer(key: string, held: T): T {
    const written = this.#remembered(key);
    if (written === undefined) return held;
    if (versionOf(held) < versionOf(written)) return written;
    this.#written.delete(key);
    return held;
  }

  #remembered(key: string): T | undefined {
    const entry = this.#written.get(key);
    if (entry === undefined || this.#o.clock.now() <= entry.until) return entry?.object;
    this.#written.delete(key);
    return undefined;
  }
}

function versionOf({ metadata }: KubeObject): bigint {
  const version = metadata.resourceVersion ?? "";
  if (version === "") return 0n;
  if (!/^\d+$/.test(version)) throw new RangeError(`resourceVersion is "${version}"; a mutation cache compares whole numbers`);
  return BigInt(version);
}
