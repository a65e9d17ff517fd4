import type { KubeObject } from "../../api/index.ts";
import type { ClientError } from "../transport/index.ts";
import type { Delta, DeltaConsumer, DeltaQueue, DeltaType, KnownObjects, ObjectList } from "./delta.ts";
import { delta, isClientError, isKeyed, keyAfter, keyIfAny, noKey, transformed } from "./delta.ts";
import type { Transform } from "./informer.ts";
import { Tombstone } from "./informer.ts";

/**
 * Every change in the order of arrival, none merged.
 *
 * @source client-go tools/cache/the_real_fifo.go RealFIFO
 * @differs nothing blocks and nothing locks; while a delta is processed further ones may be queued
 */
export class RealFifo implements DeltaQueue {
  transform: Transform | undefined;
  readonly #known: KnownObjects | undefined;
  readonly #batchSize: number;
  #items: (Delta | undefined)[] = [];
  #head = 0;
  #populated = false;
  #initial = 0;
  #synced = false;
  #closed = false;

  /** @param known what a relist is compared with; undefined: relists and resyncs are one delta each (atomic) */
  constructor(known: KnownObjects | undefined, batchSize: number) {
    this.#known = known;
    this.#batchSize = batchSize;
  }

  get hasSynced(): boolean {
    return this.#synced;
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
  }

  add(object: KubeObject, key?: string): ClientError | undefined {
    return this.#enqueue("Added", object, key);
  }

  update(object: KubeObject, key?: string): ClientError | undefined {
    return this.#enqueue("Updated", object, key);
  }

  /** Also of an object nobody knows: only the store could tell, and it is not asked. */
  remove(object: KubeObject | Tombstone, key?: string): ClientError | undefined {
    return this.#enqueue("Deleted", object, key);
  }

  #enqueue(type: DeltaType, object: KubeObject | Tombstone, given: string | undefined): ClientError | undefined {
    this.#populated = true;
    this.#checkSynced();
    if (object instanceof Tombstone) {
      this.#items.push(delta(type, object.key, object));
      return undefined;
    }
    const key = given ?? keyIfAny(object);
    if (key === undefined) return noKey;
    const kept = transformed(this.transform, object);
    if (isClientError(kept)) return kept;
    this.#items.push(delta(type, keyAfter(this.transform, key, kept), kept));
    return undefined;
  }

  bookmark(version: string): void {
    if (this.#known !== undefined) return;
    this.#items.push({ type: "Bookmark", key: "", object: undefined, version, list: undefined });
  }

  replace(items: readonly KubeObject[], given: readonly string[] | undefined, version: string): ClientError | undefined {
    const keys: (readonly string[]) | ClientError = given ?? keysOf(items);
    if (!Array.isArray(keys)) return keys as ClientError;
    const error = this.#known === undefined ? this.#replaceAll(items, keys, version) : this.#reconcile(items, keys, this.#known);
    if (error !== undefined) return error;
    if (!this.#populated) {
      this.#populated = true;
      this.#initial = this.length;
      this.#checkSynced();
    }
    return undefined;
  }

  #replaceAll(items: readonly KubeObject[], keys: readonly string[], version: string): ClientError | undefined {
    const kept = this.#transformedAll(items);
    if (!Array.isArray(kept)) return kept as ClientError;
    const all = kept as readonly KubeObject[];
    const list = this.transform === undefined ? { items: all, keys } : listOf(all);
    this.#items.push({ type: "ReplacedAll", key: "", object: undefined, version, list });
    return undefined;
  }

  #transformedAll(items: readonly KubeObject[]): readonly KubeObject[] | ClientError {
    if (this.transform === undefined) return items;
    const kept: KubeObject[] = [];
    for (const item of items) {
      const one = transformed(this.transform, item);
      if (isClientError(one)) return one;
      kept.push(one);
    }
    return kept;
  }

  /** Deletions of what is missing, first of what is queued, then of what is known; then the list in its order. */
  #reconcile(items: readonly KubeObject[], keys: readonly string[], known: KnownObjects): ClientError | undefined {
    const listed = new Set(keys);
    const queued = this.#lastByKey();
    for (const [key, last] of queued) {
      if (listed.has(key) || last.type === "Deleted") continue;
      this.#items.push(delta("Deleted", key, new Tombstone(key, last.object instanceof Tombstone ? last.object.object : last.object)));
    }
    for (const key of known.keys()) {
      if (!listed.has(key) && !queued.has(key)) this.#items.push(delta("Deleted", key, new Tombstone(key, known.get(key))));
    }
    for (let i = 0; i < items.length; i += 1) {
      const kept = transformed(this.transform, items[i] as KubeObject);
      if (isClientError(kept)) return { ...kept, message: `couldn't enqueue object: ${kept.message}` };
      this.#items.push(delta("Replaced", keyAfter(this.transform, keys[i] as string, kept), kept));
    }
    return undefined;
  }

  #lastByKey(): Map<string, Delta> {
    const last = new Map<string, Delta>();
    for (let i = this.#head; i < this.#items.length; i += 1) {
      const each = this.#items[i] as Delta;
      last.set(each.key, each);
    }
    return last;
  }

  resync(): void {
    if (this.#known === undefined) {
      this.#items.push(delta("SyncAll", "", undefined));
      return;
    }
    const queued = this.#lastByKey();
    for (const key of this.#known.keys()) {
      const object = this.#known.get(key);
      if (object !== undefined && !queued.has(key)) this.#items.push(delta("Sync", key, object));
    }
  }

  pop(consumer: DeltaConsumer): boolean {
    if (this.length === 0) return false;
    const initial = !this.#synced;
    const head = this.#take();
    try {
      consumer.process([head], initial);
    } finally {
      this.#processed(1);
    }
    return true;
  }

  popBatch(consumer: DeltaConsumer): boolean {
    if (this.length === 0) return false;
    const initial = !this.#synced;
    const batch = this.#takeBatch();
    try {
      if (batch.length === 1) consumer.process(batch, initial);
      else consumer.processBatch(batch, initial);
    } finally {
      this.#processed(batch.length);
    }
    return true;
  }

  /** Never mixes what belongs to the first list with what came later, nor holds a key twice. */
  #takeBatch(): Delta[] {
    const batch = [this.#take()];
    if (isAlone(batch[0] as Delta) || !isKeyed(batch[0]?.object)) return batch;
    const seen = new Set([(batch[0] as Delta).key]);
    const most = this.#initial > 0 ? Math.min(this.#batchSize, this.#initial) : this.#batchSize;
    while (batch.length < most && this.length > 0) {
      const next = this.#items[this.#head] as Delta;
      if (isAlone(next) || seen.has(next.key)) break;
      seen.add(next.key);
      batch.push(this.#take());
      if (!isKeyed(next.object)) break;
    }
    return batch;
  }

  #take(): Delta {
    const head = this.#items[this.#head] as Delta;
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head === this.#items.length) {
      this.#items.length = 0;
      this.#head = 0;
    } else if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return head;
  }

  #processed(count: number): void {
    if (this.#initial > 0) this.#initial = Math.max(0, this.#initial - count);
    this.#checkSynced();
  }

  #checkSynced(): void {
    if (this.#populated && this.#initial === 0) this.#synced = true;
  }
}

function isAlone({ type }: Delta): boolean {
  return type === "ReplacedAll" || type === "SyncAll" || type === "Bookmark";
}

function listOf(items: readonly KubeObject[]): ObjectList | undefined {
  const keys = keysOf(items);
  return Array.isArray(keys) ? { items, keys: keys as readonly string[] } : undefined;
}

function keysOf(items: readonly KubeObject[]): readonly string[] | ClientError {
  const keys: string[] = new Array(items.length);
  for (let i = 0; i < items.length; i += 1) {
    const key = keyIfAny(items[i] as KubeObject);
    if (key === undefined) return noKey;
    keys[i] = key;
  }
  return keys;
}
