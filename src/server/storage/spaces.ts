import { LayeredMap } from "./layered-map.ts";
import type { Revision } from "./storage.ts";

/**
 * The prefixes that lists are made of, a collection and each namespace's part of it, with what is known of each: how
 * many objects live there and when it last changed.
 */
export class Spaces {
  #ids = new LayeredMap<number>();
  #live: number[] = [];
  #last: Revision[] = [];

  /** The number of a prefix, made on first use. */
  of(prefix: string): number {
    const known = this.#ids.get(prefix);
    if (known !== undefined) return known;
    const id = this.#live.length;
    this.#ids.set(prefix, id);
    this.#live.push(0);
    this.#last.push(0);
    return id;
  }

  /** Undefined when nothing was ever written there, or when the prefix is no collection's or namespace's. */
  find(prefix: string): number | undefined {
    return this.#ids.get(prefix);
  }

  live(id: number): number {
    return this.#live[id] as number;
  }

  /** The revision of the last write; 0 before the first. */
  last(id: number): Revision {
    return this.#last[id] as Revision;
  }

  wrote(id: number, revision: Revision, born: number): void {
    this.#last[id] = revision;
    if (born !== 0) this.#live[id] = (this.#live[id] as number) + born;
  }

  fork(): Spaces {
    const fork = new Spaces();
    fork.#ids = this.#ids.fork();
    fork.#live = this.#live.slice();
    fork.#last = this.#last.slice();
    return fork;
  }
}
