import type { KubeObject } from "../../api/index.ts";
import type { VersionRecord } from "../storage/index.ts";
import { Bucket } from "./bucket.ts";
import type { Telling } from "./bucket.ts";
import type { Watcher } from "./watcher.ts";

/**
 * Who is to be offered an event: everyone without a narrower claim, those of its namespace, of its name, of the nodes it
 * was and is on, and of the label values it had and has. A watcher sits in one bucket, that of its rarest equality; the
 * other buckets are not looked at.
 *
 * @source apiserver pkg/storage/cacher/cacher.go indexedWatchers; upstream knows scopes and one trigger field
 */
export class DispatchIndex {
  readonly #telling: Telling;
  readonly #all = new Bucket();
  readonly #namespaces = new Map<string, Bucket>();
  readonly #names = new Map<string, Bucket>();
  readonly #nodes = new Map<string, Bucket>();
  readonly #labels = new Map<string, Map<string, Bucket>>();
  #size = 0;
  #offering = false;
  /** Left by many while an event was offered. */
  readonly #sparse = new Set<Bucket>();

  constructor(telling: Telling) {
    this.#telling = telling;
  }

  get size(): number {
    return this.#size;
  }

  add(watcher: Watcher): void {
    this.#bucketFor(watcher).add(watcher);
    this.#size++;
  }

  remove(watcher: Watcher): void {
    if (watcher.slot < 0) return;
    const bucket = this.#bucketFor(watcher);
    bucket.remove(watcher);
    this.#size--;
    if (bucket.live === 0 && bucket !== this.#all) this.#forget(watcher);
    else if (bucket.sparse) this.#tidy(bucket);
  }

  /** Every watcher, bucket by bucket. */
  *watchers(): IterableIterator<Watcher> {
    yield* this.#all.members();
    for (const home of [this.#namespaces, this.#names, this.#nodes, ...this.#labels.values()]) for (const bucket of home.values()) yield* bucket.members();
  }

  /** Once or several times, then `settle`. */
  offer(record: VersionRecord, position: number): void {
    this.#offering = true;
    const { object } = record;
    const before = record.previous?.object;
    const type = object === undefined ? "DELETED" : before === undefined ? "ADDED" : "MODIFIED";
    const telling = this.#telling;
    if (this.#all.live > 0) this.#all.offer(record, position, type, telling);
    if (this.#namespaces.size > 0) this.#namespaces.get(((object ?? before) as KubeObject).metadata.namespace ?? "")?.offer(record, position, type, telling);
    if (this.#names.size > 0) this.#names.get(((object ?? before) as KubeObject).metadata.name ?? "")?.offer(record, position, type, telling);
    if (this.#nodes.size > 0) {
      const node = object === undefined ? undefined : nodeOf(object);
      const left = before === undefined ? undefined : nodeOf(before);
      if (node !== undefined) this.#nodes.get(node)?.offer(record, position, type, telling);
      if (left !== undefined && left !== node) this.#nodes.get(left)?.offer(record, position, type, telling);
    }
    if (this.#labels.size > 0) {
      for (const [label, values] of this.#labels) {
        const value = object?.metadata.labels?.[label];
        const left = before?.metadata.labels?.[label];
        if (value !== undefined) values.get(value)?.offer(record, position, type, telling);
        if (left !== undefined && left !== value) values.get(left)?.offer(record, position, type, telling);
      }
    }
  }

  /** Nothing more is offered now: closes up the buckets that many left meanwhile. */
  settle(): void {
    this.#offering = false;
    if (this.#sparse.size === 0) return;
    for (const bucket of this.#sparse) bucket.tidy();
    this.#sparse.clear();
  }

  #tidy(bucket: Bucket): void {
    if (this.#offering) this.#sparse.add(bucket);
    else bucket.tidy();
  }

  #bucketFor(watcher: Watcher): Bucket {
    const home = this.#homeOf(watcher);
    if (home === undefined) return this.#all;
    const value = valueOf(watcher);
    let bucket = home.get(value);
    if (bucket === undefined) home.set(value, (bucket = new Bucket()));
    return bucket;
  }

  /** Undefined for those who claim nothing. */
  #homeOf({ namespace, predicate }: Watcher): Map<string, Bucket> | undefined {
    const hint = predicate?.hint;
    if (hint === undefined) return namespace === "" ? undefined : this.#namespaces;
    switch (hint.by) {
      case "name":
        return this.#names;
      case "nodeName":
        return this.#nodes;
      case "label": {
        let values = this.#labels.get(hint.label);
        if (values === undefined) this.#labels.set(hint.label, (values = new Map()));
        return values;
      }
    }
  }

  #forget(watcher: Watcher): void {
    const home = this.#homeOf(watcher);
    home?.delete(valueOf(watcher));
    const hint = watcher.predicate?.hint;
    if (hint?.by === "label" && home?.size === 0) this.#labels.delete(hint.label);
  }
}

function valueOf({ namespace, predicate }: Watcher): string {
  return predicate?.hint?.value ?? namespace;
}

/** An object on no node is on the node "", as the field selector sees it. */
function nodeOf(object: KubeObject): string {
  const { spec } = object;
  const node = typeof spec === "object" && spec !== null && "nodeName" in spec ? spec.nodeName : undefined;
  return typeof node === "string" ? node : "";
}
