import type { Renumbering, Revision } from "./storage.ts";

/** Recorded versions in their order, each with the newest own revision of it and of all below. */
export class RenumberingTable implements Renumbering {
  #own = new Map<string, Revision>();
  #recorded = new Map<Revision, string>();
  #sorted: { readonly recorded: string; readonly upTo: Revision }[] | undefined = undefined;
  /** A fork reads the same maps: they are copied before the next note. */
  #shared = false;

  get size(): number {
    return this.#own.size;
  }

  note(recorded: string, own: Revision): void {
    if (this.#shared) {
      this.#own = new Map(this.#own);
      this.#recorded = new Map(this.#recorded);
      this.#shared = false;
    }
    this.#own.set(recorded, own);
    this.#recorded.set(own, recorded);
    this.#sorted = undefined;
  }

  own(recorded: string): Revision | undefined {
    const exact = this.#own.get(recorded);
    if (exact !== undefined) return exact;
    const sorted = (this.#sorted ??= this.#sort());
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareDecimal((sorted[middle] as { readonly recorded: string }).recorded, recorded) <= 0) low = middle + 1;
      else high = middle;
    }
    return sorted[low - 1]?.upTo;
  }

  recorded(own: Revision): string | undefined {
    return this.#recorded.get(own);
  }

  /** In the order they were noted. */
  entries(): IterableIterator<[string, Revision]> {
    return this.#own.entries();
  }

  fork(): RenumberingTable {
    const fork = new RenumberingTable();
    fork.#own = this.#own;
    fork.#recorded = this.#recorded;
    fork.#sorted = this.#sorted;
    fork.#shared = this.#shared = true;
    return fork;
  }

  #sort(): { readonly recorded: string; readonly upTo: Revision }[] {
    let upTo = 0;
    return [...this.#own]
      .sort(([a], [b]) => compareDecimal(a, b))
      .map(([recorded, own]) => ({ recorded, upTo: (upTo = Math.max(upTo, own)) }));
  }
}

/** Recorded versions may exceed what a number holds; decimal texts without leading zeros compare by length, then by digit. */
function compareDecimal(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
