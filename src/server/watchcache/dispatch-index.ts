import type { KubeObject, ObjectEventType } from "../../api/index.ts";
import type { VersionRecord } from "../storage/index.ts";
import type { Watcher } from "./watcher.ts";

/** Watchers that see the same part of the events. */
export class Bucket {
  /** In the order they came; holes where some left. */
  watchers: (Watcher | undefined)[] = [];
  live = 0;

  add(watcher: Watcher): void {
    watcher.bucket = this;
    watcher.slot = this.watchers.length;
    this.watchers.push(watcher);
    this.live++;
  }

  remove(watcher: Watcher): void {
    this.watchers[watcher.slot] = undefined;
    watcher.bucket = undefined;
    this.live--;
  }

  /** Closes up, between dispatches, when most places are empty. */
  tidy(): void {
    if (this.watchers.length < 2 * this.live + 8) return;
    this.watchers = this.watchers.filter((watcher) => watcher !== undefined);
    this.watchers.forEach((watcher, slot) => {
      (watcher as Watcher).slot = slot;
    });
  }
}

/**
 * Who is to be offered an event: everyone without a narrower claim, those of its namespace, of its name, of the nodes it
 * was and is on, and of the label values it had and has. A watcher sits in one bucket, that of its rarest equality.
 *
 * @source apiserver pkg/storage/cacher/cacher.go indexedWatchers; upstream knows scopes and one trigger field
 */
export class DispatchIndex {
  readonly #all = new Bucket();
  readonly #namespaces = new Map<string, Bucket>();
  readonly #names = new Map<string, Bucket>();
  readonly #nodes = new Map<string, Bucket>();
  readonly #labels = new Map<string, Map<string, Bucket>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(watcher: Watcher): void {
    this.#bucketFor(watcher).add(watcher);
    this.#size++;
  }

  remove(watcher: Watcher): void {
    const { bucket } = watcher;
    if (bucket === undefined) return;
    bucket.remove(watcher);
    this.#size--;
    if (bucket.live === 0 && bucket !== this.#all) this.#forget(watcher, bucket);
  }

  /** Every watcher, bucket by bucket. */
  *watchers(): IterableIterator<Watcher> {
    for (const bucket of this.#buckets()) for (const watcher of bucket.watchers) if (watcher !== undefined) yield watcher;
  }

  offer(record: VersionRecord, position: number, to: Take): void {
    const { object } = record;
    const before = record.previous?.object;
    // Who takes everything of a scope is told the same.
    const type = object === undefined ? "DELETED" : before === undefined ? "ADDED" : "MODIFIED";
    if (this.#all.live > 0) pass(this.#all, record, position, to, type);
    if (this.#namespaces.size > 0) pass(this.#namespaces.get(((object ?? before) as KubeObject).metadata.namespace ?? ""), record, position, to, type);
    if (this.#names.size > 0) pass(this.#names.get(((object ?? before) as KubeObject).metadata.name ?? ""), record, position, to);
    if (this.#nodes.size > 0) {
      const node = object === undefined ? undefined : nodeOf(object);
      const left = before === undefined ? undefined : nodeOf(before);
      if (node !== undefined) pass(this.#nodes.get(node), record, position, to);
      if (left !== undefined && left !== node) pass(this.#nodes.get(left), record, position, to);
    }
    if (this.#labels.size > 0) {
      for (const [label, values] of this.#labels) {
        const value = object?.metadata.labels?.[label];
        const left = before?.metadata.labels?.[label];
        if (value !== undefined) pass(values.get(value), record, position, to);
        if (left !== undefined && left !== value) pass(values.get(left), record, position, to);
      }
    }
  }

  tidy(): void {
    for (const bucket of this.#buckets()) bucket.tidy();
  }

  #bucketFor({ namespace, predicate }: Watcher): Bucket {
    const hint = predicate?.hint;
    if (hint === undefined) return namespace === "" ? this.#all : bucketOf(this.#namespaces, namespace);
    switch (hint.by) {
      case "name":
        return bucketOf(this.#names, hint.value);
      case "nodeName":
        return bucketOf(this.#nodes, hint.value);
      case "label": {
        let values = this.#labels.get(hint.label);
        if (values === undefined) this.#labels.set(hint.label, (values = new Map()));
        return bucketOf(values, hint.value);
      }
    }
  }

  #forget({ namespace, predicate }: Watcher, bucket: Bucket): void {
    const hint = predicate?.hint;
    const home = hint === undefined ? this.#namespaces : hint.by === "name" ? this.#names : hint.by === "nodeName" ? this.#nodes : this.#labels.get(hint.label);
    const value = hint === undefined ? namespace : hint.value;
    if (home?.get(value) !== bucket) return;
    home.delete(value);
    if (hint?.by === "label" && home.size === 0) this.#labels.delete(hint.label);
  }

  *#buckets(): IterableIterator<Bucket> {
    yield this.#all;
    yield* this.#namespaces.values();
    yield* this.#names.values();
    yield* this.#nodes.values();
    for (const values of this.#labels.values()) yield* values.values();
  }
}

/** Receives an offer. `type` is what the event is to a watcher of the bucket that has no predicate. */
export type Take = (watcher: Watcher, record: VersionRecord, position: number, type: ObjectEventType | undefined) => void;

function pass(bucket: Bucket | undefined, record: VersionRecord, position: number, to: Take, type?: ObjectEventType): void {
  if (bucket === undefined) return;
  const { watchers } = bucket;
  for (let i = 0; i < watchers.length; i++) {
    const watcher = watchers[i];
    if (watcher !== undefined) to(watcher, record, position, type);
  }
}

function bucketOf(home: Map<string, Bucket>, value: string): Bucket {
  let bucket = home.get(value);
  if (bucket === undefined) home.set(value, (bucket = new Bucket()));
  return bucket;
}

/** An object on no node is on the node "", as the field selector sees it. */
function nodeOf(object: KubeObject): string {
  const { spec } = object;
  const node = typeof spec === "object" && spec !== null && "nodeName" in spec ? spec.nodeName : undefined;
  return typeof node === "string" ? node : "";
}
