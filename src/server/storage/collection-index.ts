import type { KubeObject } from "../../api/index.ts";
import type { Storage, VersionRecord } from "./storage.ts";

/**
 * The present objects of a collection by namespace: for what the server must know on many writes of others, such as the
 * limit ranges of a namespace. Made when it is first asked for, kept up by every write to the storage, whoever makes it.
 */
export interface CollectionIndex {
  readonly size: number;
  /** In order of name, the same value until one changes. @param namespace "" for what is cluster-scoped */
  in(namespace: string): readonly KubeObject[];
  /** @param key "namespace/name", or "name" */
  get(key: string): KubeObject | undefined;
}

const none: readonly KubeObject[] = Object.freeze([]);

/** @param collection such as "/core/limitranges/" */
export function collectionIndex(storage: Storage, collection: string): CollectionIndex {
  let indexes = made.get(storage);
  if (indexes === undefined) made.set(storage, (indexes = new Map()));
  let index = indexes.get(collection);
  if (index === undefined) indexes.set(collection, (index = new Index(storage, collection)));
  return index;
}

/** Of each storage its own: a fork begins with none. */
const made = new WeakMap<Storage, Map<string, Index>>();

class Index implements CollectionIndex {
  readonly #objects = new Map<string, KubeObject>();
  readonly #listed = new Map<string, readonly KubeObject[]>();
  readonly #namespaces = new Map<string, Set<string>>();

  constructor(storage: Storage, collection: string) {
    const page = storage.list({ prefix: collection, limit: 0 });
    if ("items" in page) for (const record of page.items) this.#note(record);
    storage.subscribe(collection, (record) => this.#note(record));
  }

  get size(): number {
    return this.#objects.size;
  }

  in(namespace: string): readonly KubeObject[] {
    const keys = this.#namespaces.get(namespace);
    if (keys === undefined) return none;
    let listed = this.#listed.get(namespace);
    if (listed === undefined) {
      const objects = this.#objects;
      listed = Object.freeze([...keys].sort().flatMap((key) => objects.get(key) ?? []));
      this.#listed.set(namespace, listed);
    }
    return listed;
  }

  get(key: string): KubeObject | undefined {
    return this.#objects.get(key);
  }

  #note({ entry: { key }, object }: VersionRecord): void {
    const namespace = key.slice(0, Math.max(0, key.indexOf("/")));
    this.#listed.delete(namespace);
    let keys = this.#namespaces.get(namespace);
    if (object === undefined) {
      this.#objects.delete(key);
      keys?.delete(key);
      if (keys?.size === 0) this.#namespaces.delete(namespace);
      return;
    }
    this.#objects.set(key, object);
    if (keys === undefined) this.#namespaces.set(namespace, (keys = new Set()));
    keys.add(key);
  }
}
