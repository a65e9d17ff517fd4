import type { Watcher } from "./watcher.ts";

/**
 * Watchers in the order they came, at the price of a reference each. Who leaves is struck off when most have left, so that
 * joining and leaving cost the same however many there are.
 */
export class Roster {
  readonly #stays: (watcher: Watcher) => boolean;
  #all: Watcher[] = [];
  #live = 0;

  /** @param stays tells who has not left; nobody comes back */
  constructor(stays: (watcher: Watcher) => boolean) {
    this.#stays = stays;
  }

  get size(): number {
    return this.#live;
  }

  add(watcher: Watcher): void {
    this.#all.push(watcher);
    this.#live++;
  }

  /** One has left: `stays` says so already. */
  left(): void {
    this.#live--;
    if (this.#all.length > 2 * this.#live + 8) this.#all = this.members();
  }

  members(): Watcher[] {
    return this.#all.filter(this.#stays);
  }

  clear(): void {
    this.#all = [];
    this.#live = 0;
  }
}
