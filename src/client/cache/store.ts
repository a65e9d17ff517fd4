import type { KubeObject } from "../../api/index.ts";
import type { ObjectList } from "./delta.ts";
import { ObjectTable } from "./object-table.ts";

/** Values of one object under one index; several are possible. Throwing is a programmer's error and is passed on. */
export type IndexFunction = (object: KubeObject) => readonly string[];
export type IndexFunctions = { readonly [name: string]: IndexFunction };

export const NAMESPACE_INDEX = "namespace";
export const namespaceIndex: IndexFunction = (object) => [object.metadata.namespace ?? ""];

/** What readers of a cache see. Objects are frozen and shared; arrays are theirs. */
export interface Indexer<T extends KubeObject = KubeObject> {
  readonly size: number;
  /** Version of the last change; "" where the generation does not tell. */
  readonly resourceVersion: string;
  get(key: string): T | undefined;
  has(key: string): boolean;
  list(): T[];
  keys(): string[];
  entries(): IterableIterator<[string, T]>;
  /** Objects that share a value with this one. @throws RangeError for an unknown index */
  index(name: string, object: T): T[];
  /** @throws RangeError for an unknown index */
  byIndex(name: string, value: string): T[];
  /** Sorted. @throws RangeError for an unknown index */
  indexKeys(name: string, value: string): string[];
  /** Empty for an unknown index. */
  indexValues(name: string): string[];
  readonly indexNames: readonly string[];
}

type Index = Map<string, Set<string>>;

/**
 * Objects by key, with indexes.
 *
 * @source client-go tools/cache/thread_safe_store.go, store.go
 * @differs one thread, so no lock; an index is built when it is first asked for, since most never are
 */
export class ObjectStore<T extends KubeObject = KubeObject> implements Indexer<T> {
  #items = new ObjectTable<T>();
  readonly #functions = new Map<string, IndexFunction>();
  /** Only indexes that were asked for. */
  readonly #indexes = new Map<string, Index>();
  #indexed = false;
  #version = "";

  constructor(indexers: IndexFunctions = {}) {
    for (const name of Object.keys(indexers)) this.#functions.set(name, indexers[name] as IndexFunction);
  }

  get size(): number {
    return this.#items.size;
  }

  get resourceVersion(): string {
    return this.#version;
  }

  get indexNames(): readonly string[] {
    return [...this.#functions.keys()];
  }

  get(key: string): T | undefined {
    return this.#items.get(key);
  }

  has(key: string): boolean {
    return this.#items.has(key);
  }

  list(): T[] {
    return this.#items.objects();
  }

  keys(): string[] {
    return this.#items.keys();
  }

  entries(): IterableIterator<[string, T]> {
    return this.#items.entries();
  }

  /**
   * Adds or replaces; returns the object before. The version moves to the new one's, even back; without metadata it stays.
   *
   * @param keyId a number that whoever sent the object has for its key, if any
   */
  set(key: string, object: T, keyId?: number): T | undefined {
    const before = this.#items.set(key, object, keyId);
    if (this.#indexed) this.#reindex(key, before, object);
    this.#move(object);
    return before;
  }

  /** `object`, where known, moves the version even if the key is absent. */
  remove(key: string, object: T | undefined): void {
    if (this.#indexed) this.#reindex(key, this.#items.get(key), undefined);
    this.#items.delete(key);
    if (object !== undefined) this.#move(object);
  }

  /** Swaps everything; returns what there was. Of a key listed twice the last object stays. */
  replace({ items, keys }: ObjectList<T>, version: string): ObjectTable<T> {
    const before = this.#items;
    this.#items = new ObjectTable<T>();
    for (let i = 0; i < items.length; i += 1) this.#items.set(keys[i] as string, items[i] as T);
    this.#indexes.clear();
    this.#indexed = false;
    this.#version = version;
    return before;
  }

  bookmark(version: string): void {
    this.#version = version;
  }

  /** @throws RangeError when a name is taken; nothing is added then */
  addIndexers(indexers: IndexFunctions): void {
    const names = Object.keys(indexers);
    const taken = names.filter((name) => this.#functions.has(name)).sort();
    if (taken.length > 0) throw new RangeError(`indexer conflict: map[${taken.map((name) => `${name}:{}`).join(" ")}]`);
    for (const name of names) this.#functions.set(name, indexers[name] as IndexFunction);
  }

  index(name: string, object: T): T[] {
    const index = this.#built(name);
    const keys = new Set<string>();
    for (const value of this.#valuesOf(name, object)) for (const key of index.get(value) ?? []) keys.add(key);
    return this.#objects(keys);
  }

  byIndex(name: string, value: string): T[] {
    return this.#objects(this.#built(name).get(value) ?? []);
  }

  indexKeys(name: string, value: string): string[] {
    return [...(this.#built(name).get(value) ?? [])].sort();
  }

  indexValues(name: string): string[] {
    return this.#functions.has(name) ? [...this.#built(name).keys()] : [];
  }

  #objects(keys: Iterable<string>): T[] {
    const objects: T[] = [];
    for (const key of keys) objects.push(this.#items.get(key) as T);
    return objects;
  }

  #move(object: T): void {
    this.#version = object.metadata?.resourceVersion ?? this.#version;
  }

  #built(name: string): Index {
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    if (!this.#functions.has(name)) throw new RangeError(`Index with name ${name} does not exist`);
    const index: Index = new Map();
    for (const [key, object] of this.#items.entries()) for (const value of this.#valuesOf(name, object)) enter(index, value, key);
    this.#indexes.set(name, index);
    this.#indexed = true;
    return index;
  }

  #valuesOf(name: string, object: T): readonly string[] {
    return (this.#functions.get(name) as IndexFunction)(object);
  }

  #reindex(key: string, before: T | undefined, after: T | undefined): void {
    for (const [name, index] of this.#indexes) {
      const old = before === undefined ? none : this.#valuesOf(name, before);
      const now = after === undefined ? none : this.#valuesOf(name, after);
      if (old.length === 1 && now.length === 1 && old[0] === now[0]) continue;
      for (const value of old) leave(index, value, key);
      for (const value of now) enter(index, value, key);
    }
  }
}

const none: readonly string[] = [];

function enter(index: Index, value: string, key: string): void {
  const keys = index.get(value);
  if (keys === undefined) index.set(value, new Set([key]));
  else keys.add(key);
}

/** A value nobody has any more goes, or an index over short-lived values grows for ever. */
function leave(index: Index, value: string, key: string): void {
  const keys = index.get(value);
  if (keys === undefined) return;
  keys.delete(key);
  if (keys.size === 0) index.delete(value);
}
