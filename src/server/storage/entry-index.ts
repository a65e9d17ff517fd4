import type { KeyEntry } from "./log-record.ts";
import { comparePaths, isExotic } from "./path-order.ts";

const FULL = 512;

interface Chunk {
  readonly owner: object;
  readonly entries: KeyEntry[];
}

/** A place in the index: chunk and slot. */
export interface Place {
  chunk: number;
  slot: number;
}

/**
 * Entries in byte order of path, in chunks. Forks share chunks until one side writes to them. Heads are not in here:
 * only creating a key and dropping one for good touch the index.
 */
export class EntryIndex {
  #chunks: Chunk[] = [];
  #owner: object;
  /** No path so far that `<` may order wrongly. */
  #plain = true;

  constructor(owner: object) {
    this.#owner = owner;
  }

  insert(entry: KeyEntry): void {
    if (this.#plain && isExotic(entry.path)) this.#plain = false;
    const place = this.after(entry.path);
    // Behind the last slot of a chunk rather than before the first of the next.
    if (place.chunk > 0 && place.slot === 0) {
      place.chunk--;
      place.slot = this.#at(place.chunk).entries.length;
    }
    if (this.#chunks.length === 0) this.#chunks.push({ owner: this.#owner, entries: [] });
    const { entries } = this.#own(place.chunk);
    if (place.slot === entries.length) entries.push(entry);
    else entries.splice(place.slot, 0, entry);
    if (entries.length > FULL) this.#split(place, entries);
  }

  /** Puts a fork's own entry in the place of the shared one. */
  replace(entry: KeyEntry): void {
    const { chunk, slot } = this.#find(entry.path);
    this.#own(chunk).entries[slot] = entry;
  }

  remove(path: string): void {
    const { chunk, slot } = this.#find(path);
    const { entries } = this.#own(chunk);
    entries.splice(slot, 1);
    if (entries.length === 0) this.#chunks.splice(chunk, 1);
  }

  /** The first place whose path is greater than this. */
  after(path: string): Place {
    const before = this.#plain && !isExotic(path) ? plainlyBefore : exoticallyBefore;
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (before(path, (this.#at(middle).entries[0] as KeyEntry).path)) high = middle;
      else low = middle + 1;
    }
    if (low === 0) return { chunk: 0, slot: 0 };
    const { entries } = this.#at(low - 1);
    let first = 0;
    let last = entries.length;
    while (first < last) {
      const middle = (first + last) >>> 1;
      if (before(path, (entries[middle] as KeyEntry).path)) last = middle;
      else first = middle + 1;
    }
    return first === entries.length ? { chunk: low, slot: 0 } : { chunk: low - 1, slot: first };
  }

  /** The entries of a chunk, undefined behind the last. Not to be written to. */
  chunk(at: number): readonly KeyEntry[] | undefined {
    return this.#chunks[at]?.entries;
  }

  /** Neither side owns a chunk afterwards. */
  fork(mine: object, theirs: object): EntryIndex {
    const fork = new EntryIndex(theirs);
    fork.#chunks = this.#chunks.slice();
    fork.#plain = this.#plain;
    this.#owner = mine;
    return fork;
  }

  #find(path: string): Place {
    const place = this.after(path);
    if (place.slot > 0) return { chunk: place.chunk, slot: place.slot - 1 };
    const chunk = place.chunk - 1;
    return { chunk, slot: this.#at(chunk).entries.length - 1 };
  }

  #split(place: Place, entries: KeyEntry[]): void {
    // Keys often arrive in order: then the full chunk stays full and a new one begins.
    const cut = place.slot === entries.length - 1 ? entries.length - 1 : entries.length >>> 1;
    this.#chunks.splice(place.chunk + 1, 0, { owner: this.#owner, entries: entries.splice(cut) });
  }

  #own(at: number): Chunk {
    const chunk = this.#at(at);
    if (chunk.owner === this.#owner) return chunk;
    const own = { owner: this.#owner, entries: chunk.entries.slice() };
    this.#chunks[at] = own;
    return own;
  }

  #at(at: number): Chunk {
    return this.#chunks[at] as Chunk;
  }
}

/** Whether `a` comes before `b`. */
function plainlyBefore(a: string, b: string): boolean {
  return a < b;
}

function exoticallyBefore(a: string, b: string): boolean {
  return comparePaths(a, b) < 0;
}
