import type { KubeObject } from "../../api/index.ts";
import type { ClientError } from "../transport/index.ts";
import type { Delta, DeltaConsumer, DeltaQueue, DeltaType, KnownObjects } from "./delta.ts";
import { delta, isClientError, keyAfter, keyIfAny, noKey, transformed } from "./delta.ts";
import type { Transform } from "./informer.ts";
import { Tombstone } from "./informer.ts";

/**
 * Changes gathered by key, keys in the order in which they were first queued.
 *
 * @source client-go tools/cache/delta_fifo.go DeltaFIFO
 * @differs nothing blocks and nothing locks
 */
export class DeltaFifo implements DeltaQueue {
  transform: Transform | undefined;
  readonly #known: KnownObjects | undefined;
  readonly #items = new Map<string, Delta[]>();
  #populated = false;
  #initial = 0;
  #synced = false;
  #closed = false;

  constructor(known: KnownObjects | undefined) {
    this.#known = known;
  }

  get hasSynced(): boolean {
    return this.#synced;
  }

  get length(): number {
    return this.#items.size;
  }

  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
  }

  add(object: KubeObject, key?: string): ClientError | undefined {
    this.#populate();
    return this.#enqueue("Added", object, key);
  }

  update(object: KubeObject, key?: string): ClientError | undefined {
    this.#populate();
    return this.#enqueue("Updated", object, key);
  }

  /** What neither store nor queue knows needs no deletion. */
  remove(object: KubeObject | Tombstone, given?: string): ClientError | undefined {
    const key = given ?? (object instanceof Tombstone ? object.key : keyIfAny(object));
    if (key === undefined) return noKey;
    this.#populate();
    if (!this.#items.has(key) && this.#known?.get(key) === undefined) return undefined;
    return this.#enqueue("Deleted", object, key);
  }

  #enqueue(type: DeltaType, object: KubeObject | Tombstone, given: string | undefined): ClientError | undefined {
    const key = given ?? (object instanceof Tombstone ? object.key : keyIfAny(object));
    if (key === undefined) return noKey;
    const kept = object instanceof Tombstone || type === "Sync" ? object : transformed(this.transform, object);
    if (!(kept instanceof Tombstone) && isClientError(kept)) return kept;
    const deltas = this.#items.get(key);
    const next = delta(type, kept instanceof Tombstone ? key : keyAfter(this.transform, key, kept), kept);
    if (deltas === undefined) this.#items.set(key, [next]);
    else append(deltas, next);
    return undefined;
  }

  bookmark(): void {}

  replace(items: readonly KubeObject[], given: readonly string[] | undefined): ClientError | undefined {
    const listed = new Set<string>();
    for (let i = 0; i < items.length; i += 1) {
      const item = items[i] as KubeObject;
      const key = given?.[i] ?? keyIfAny(item);
      if (key === undefined) return noKey;
      listed.add(key);
      const error = this.#enqueue("Replaced", item, key);
      if (error !== undefined) return { ...error, message: `couldn't enqueue object: ${error.message}` };
    }
    const deletions = this.#deleteMissing(listed);
    if (!this.#populated) {
      this.#populated = true;
      this.#initial = listed.size + deletions;
      this.#checkSynced();
    }
    return undefined;
  }

  #deleteMissing(listed: ReadonlySet<string>): number {
    let deletions = 0;
    for (const [key, deltas] of this.#items) {
      if (listed.has(key)) continue;
      const newest = deltas.at(-1)?.object;
      deletions += 1;
      append(deltas, delta("Deleted", key, new Tombstone(key, newest instanceof Tombstone ? newest.object : newest)));
    }
    for (const key of this.#known?.keys() ?? []) {
      if (listed.has(key) || this.#items.has(key)) continue;
      deletions += 1;
      this.#items.set(key, [delta("Deleted", key, new Tombstone(key, this.#known?.get(key)))]);
    }
    return deletions;
  }

  resync(): void {
    for (const key of this.#known?.keys() ?? []) {
      const object = this.#known?.get(key);
      if (object !== undefined && !this.#items.has(key)) this.#enqueue("Sync", object, key);
    }
  }

  pop(consumer: DeltaConsumer): boolean {
    const head = this.#items.entries().next().value;
    if (head === undefined) return false;
    const [key, deltas] = head;
    const initial = !this.#synced;
    this.#items.delete(key);
    // Counted before the work is done: whoever waits for the sync may run ahead of the last object.
    if (this.#initial > 0) this.#initial -= 1;
    this.#checkSynced();
    consumer.process(deltas, initial);
    return true;
  }

  popBatch(consumer: DeltaConsumer): boolean {
    return this.pop(consumer);
  }

  #populate(): void {
    this.#populated = true;
    this.#checkSynced();
  }

  #checkSynced(): void {
    if (this.#populated && this.#initial === 0) this.#synced = true;
  }
}

/** Of two deletions in a row the one that knows more stays. */
function append(deltas: Delta[], next: Delta): void {
  const last = deltas.at(-1);
  if (last?.type === "Deleted" && next.type === "Deleted") {
    if (last.object instanceof Tombstone) deltas[deltas.length - 1] = next;
    return;
  }
  deltas.push(next);
}
