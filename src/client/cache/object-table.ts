const UNKNOWN = -1;
/** Places of a new table: a power of two. */
const FEW = 16;
/** The share of its places that a table fills before it doubles them. */
const FULL = 0.875;

/**
 * Objects by key, in the order in which their keys came. Replacing the object of a known key, which is nearly all a cache
 * does, need not hash the key: the number that its sender has for it (`keyId`) says where it is at home, and one look
 * there finds key and object. The key that stands there is compared each time: a number that is missing, shared by two
 * keys or another sender's costs the look-up that it would have saved, and nothing else.
 */
export class ObjectTable<T> {
  readonly #places = new Map<string, number>();
  /** Key and object by turns; both undefined in a free place. */
  #cells: (string | T | undefined)[] = freeCells(FEW);
  /** By place: the number of the key there, or UNKNOWN. */
  #ids = new Int32Array(FEW).fill(UNKNOWN);
  /** A key is at home in the place that the last bits of its number name. */
  #mask = FEW - 1;

  get size(): number {
    return this.#places.size;
  }

  has(key: string): boolean {
    return this.#places.has(key);
  }

  get(key: string): T | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#objectAt(place);
  }

  /** Adds or replaces; returns the object before. */
  set(key: string, object: T, keyId = UNKNOWN): T | undefined {
    const cells = this.#cells;
    const home = 2 * (keyId & this.#mask);
    if (cells[home] !== key) return this.#put(key, object, keyId);
    const before = cells[home + 1] as T;
    cells[home + 1] = object;
    return before;
  }

  delete(key: string): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    this.#places.delete(key);
    this.#free(place);
  }

  objects(): T[] {
    const objects: T[] = [];
    for (const place of this.#places.values()) objects.push(this.#objectAt(place));
    return objects;
  }

  keys(): string[] {
    return [...this.#places.keys()];
  }

  *entries(): IterableIterator<[string, T]> {
    for (const [key, place] of this.#places) yield [key, this.#objectAt(place)];
  }

  #objectAt(place: number): T {
    return this.#cells[2 * place + 1] as T;
  }

  #put(key: string, object: T, keyId: number): T | undefined {
    const place = this.#places.get(key);
    if (place === undefined) {
      if (this.#places.size > FULL * this.#mask) this.#grow();
      this.#take(this.#freePlace(keyId === UNKNOWN ? this.#places.size : keyId), key, object, keyId);
      return undefined;
    }
    const before = this.#objectAt(place);
    this.#cells[2 * place + 1] = object;
    if (keyId !== UNKNOWN) this.#sendHome(place, key, object, keyId);
    return before;
  }

  /** The number of a key has become known: it goes home, unless another one is at home there. */
  #sendHome(place: number, key: string, object: T, keyId: number): void {
    const home = keyId & this.#mask;
    const other = this.#cells[2 * home] as string | undefined;
    const otherId = this.#ids[home] as number;
    this.#ids[place] = keyId;
    if (home === place || (otherId !== UNKNOWN && (otherId & this.#mask) === home)) return;
    if (other === undefined) this.#free(place);
    else this.#take(place, other, this.#objectAt(home), otherId);
    this.#take(home, key, object, keyId);
  }

  #take(place: number, key: string, object: T, keyId: number): void {
    this.#places.set(key, place);
    this.#cells[2 * place] = key;
    this.#cells[2 * place + 1] = object;
    this.#ids[place] = keyId;
  }

  #free(place: number): void {
    this.#cells[2 * place] = undefined;
    this.#cells[2 * place + 1] = undefined;
    this.#ids[place] = UNKNOWN;
  }

  /** The first from a place on. */
  #freePlace(from: number): number {
    let place = from & this.#mask;
    while (this.#cells[2 * place] !== undefined) place = (place + 1) & this.#mask;
    return place;
  }

  #grow(): void {
    const cells = this.#cells;
    const ids = this.#ids;
    const places = 2 * ids.length;
    this.#cells = freeCells(places);
    this.#ids = new Int32Array(places).fill(UNKNOWN);
    this.#mask = places - 1;
    for (const [key, place] of this.#places) {
      const keyId = ids[place] as number;
      this.#take(this.#freePlace(keyId === UNKNOWN ? place : keyId), key, cells[2 * place + 1] as T, keyId);
    }
  }
}

function freeCells<T>(places: number): (string | T | undefined)[] {
  return new Array<string | T | undefined>(2 * places).fill(undefined);
}
