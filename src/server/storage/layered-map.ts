/**
 * A map that forks in constant time: what both sides had before lies in layers that neither writes to again, what each
 * does afterwards in a map of its own. Never forked, it is one plain map.
 *
 * @limits a fork with writes since the last adds a layer; every eighth such fork merges the layers above the first
 */
export class LayeredMap<V extends object | number> {
  #own = new Map<string, V | typeof gone>();
  #layers: readonly ReadonlyMap<string, V | typeof gone>[] = [];

  get(key: string): V | undefined {
    const own = this.#own.get(key);
    if (own !== undefined) return own === gone ? undefined : own;
    return this.#layers.length === 0 ? undefined : this.#below(key);
  }

  set(key: string, value: V): void {
    this.#own.set(key, value);
  }

  delete(key: string): void {
    if (this.#layers.length === 0) this.#own.delete(key);
    else this.#own.set(key, gone);
  }

  fork(): LayeredMap<V> {
    if (this.#own.size > 0) {
      this.#layers = merged([...this.#layers, this.#own]);
      this.#own = new Map();
    }
    const fork = new LayeredMap<V>();
    fork.#layers = this.#layers;
    return fork;
  }

  #below(key: string): V | undefined {
    for (let i = this.#layers.length - 1; i >= 0; i--) {
      const found = this.#layers[i]?.get(key);
      if (found !== undefined) return found === gone ? undefined : found;
    }
    return undefined;
  }
}

/** Stands for a key that a lower layer has and this one has not. */
const gone = Symbol("gone");

const MAX_LAYERS = 8;

function merged<T>(layers: readonly ReadonlyMap<string, T>[]): readonly ReadonlyMap<string, T>[] {
  const [base, ...upper] = layers;
  if (layers.length <= MAX_LAYERS || base === undefined) return layers;
  const changes = new Map<string, T>();
  for (const layer of upper) for (const [key, value] of layer) changes.set(key, value);
  if (changes.size < base.size / 2) return [base, changes];
  const all = new Map(base);
  for (const [key, value] of changes) all.set(key, value);
  return [all];
}
