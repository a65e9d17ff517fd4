import type { KubeObject } from "../../api/index.ts";
import type { Delta, DeltaConsumer, ObjectList } from "./delta.ts";
import { isKeyed } from "./delta.ts";
import { Tombstone } from "./informer.ts";
import type { ObjectStore } from "./store.ts";

/** What deltas become once the store has them. */
export interface ChangeListener {
  /** What `tell` tells is in the store already, all of it: who joins meanwhile learns it from there, and only from there. */
  together(tell: () => void): void;
  added(object: KubeObject, initial: boolean): void;
  updated(before: KubeObject, after: KubeObject): void;
  deleted(object: KubeObject | Tombstone, key: string): void;
}

/**
 * Puts deltas into the store, and tells.
 *
 * @source client-go tools/cache/controller.go processDeltas, processDeltasInBatch, processReplacedAllInfo
 */
export class DeltaApplier implements DeltaConsumer {
  readonly #store: ObjectStore;
  readonly #listener: ChangeListener;

  constructor(store: ObjectStore, listener: ChangeListener) {
    this.#store = store;
    this.#listener = listener;
  }

  process(deltas: readonly Delta[], initial: boolean): void {
    for (const each of deltas) {
      // What no store can keep ends the work on its key, in silence.
      if (each.object !== undefined && !isKeyed(each.object)) return;
      this.#one(each, initial);
    }
  }

  #one(each: Delta, initial: boolean): void {
    switch (each.type) {
      case "ReplacedAll":
        return each.list === undefined ? undefined : this.#replacedAll(each.list, each.version, initial);
      case "SyncAll":
        for (const object of this.#store.list()) this.#listener.updated(object, object);
        return;
      case "Bookmark":
        return this.#store.bookmark(each.version);
      case "Deleted":
        return this.removed(each.object as KubeObject | Tombstone, each.key);
      default:
        return this.set(each.object as KubeObject, each.key, initial);
    }
  }

  /** The way of an ordinary event. */
  set(object: KubeObject, key: string, initial: boolean, keyId?: number): void {
    const before = this.#store.set(key, object, keyId);
    if (before === undefined) this.#listener.added(object, initial);
    else this.#listener.updated(before, object);
  }

  /** Told even if the key was absent. */
  removed(object: KubeObject | Tombstone, key: string): void {
    this.#store.remove(key, object instanceof Tombstone ? undefined : object);
    this.#listener.deleted(object, key);
  }

  /** First the whole batch into the store, then the news: handlers see all of it. */
  processBatch(all: readonly Delta[], initial: boolean): void {
    const deltas = all.every(({ object }) => isKeyed(object)) ? all : all.filter(({ object }) => isKeyed(object));
    const before = deltas.map(({ key }) => this.#store.get(key));
    for (const { type, key, object } of deltas) {
      if (type === "Deleted") this.#store.remove(key, object instanceof Tombstone ? undefined : object);
      else this.#store.set(key, object as KubeObject);
    }
    this.#listener.together(() => deltas.forEach(({ type, key, object }, i) => {
      const old = before[i];
      if (type === "Deleted") this.#listener.deleted(object as KubeObject | Tombstone, key);
      else if (old === undefined) this.#listener.added(object as KubeObject, initial);
      else this.#listener.updated(old, object as KubeObject);
    }));
  }

  /** The store is swapped whole; then deletions, then the list in its order. A key listed twice is told twice. */
  #replacedAll(list: ObjectList, version: string, initial: boolean): void {
    const { items, keys } = list;
    const before = this.#store.replace(list, version);
    this.#listener.together(() => {
      for (const [key, object] of before.entries()) if (!this.#store.has(key)) this.#listener.deleted(new Tombstone(key, object), key);
      for (let i = 0; i < items.length; i += 1) {
        const old = before.get(keys[i] as string);
        if (old === undefined) this.#listener.added(items[i] as KubeObject, initial);
        else this.#listener.updated(old, items[i] as KubeObject);
      }
    });
  }
}
