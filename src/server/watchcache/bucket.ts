import type { ObjectEventType, WatchEvent } from "../../api/index.ts";
import type { Revision, VersionRecord } from "../storage/index.ts";
import type { SharedEvents } from "./shared-events.ts";
import type { StreamGuard } from "./stream-guard.ts";
import type { Watcher } from "./watcher.ts";

/** What telling an event takes. */
export interface Telling {
  readonly guard: StreamGuard;
  readonly events: SharedEvents;
  /** Takes an event for a watcher that cannot be told now. */
  readonly late: (watcher: Watcher, position: number) => void;
}

/** Watchers that see the same part of the events. */
export class Bucket {
  /** In the order they came; holes where some left. */
  #watchers: (Watcher | undefined)[] = [];
  #live = 0;

  get live(): number {
    return this.#live;
  }

  /** Most places are empty. */
  get sparse(): boolean {
    return this.#watchers.length >= 2 * this.#live + 8;
  }

  members(): Watcher[] {
    return this.#watchers.filter((watcher) => watcher !== undefined);
  }

  add(watcher: Watcher): void {
    watcher.slot = this.#watchers.length;
    this.#watchers.push(watcher);
    this.#live++;
  }

  remove(watcher: Watcher): void {
    this.#watchers[watcher.slot] = undefined;
    watcher.slot = -1;
    this.#live--;
  }

  /** Closes up; not while it is offered something. */
  tidy(): void {
    const members = this.members();
    this.#watchers = members;
    for (let slot = 0; slot < members.length; slot++) (members[slot] as Watcher).slot = slot;
  }

  /**
   * Tells everyone whom it concerns, under the laws. What an event is to those without a selector is found out once.
   *
   * @param type what it is to them
   */
  offer(record: VersionRecord, position: number, type: ObjectEventType, telling: Telling): void {
    const watchers = this.#watchers;
    const { guard, events, late } = telling;
    const { revision } = record;
    let common: WatchEvent | undefined;
    let due: Revision = 0;
    for (let i = 0; i < watchers.length; i++) {
      const watcher = watchers[i];
      if (watcher === undefined || revision <= watcher.after) continue;
      if (watcher.predicate !== undefined) offerSelective(watcher, record, position, telling);
      else if (!watcher.keepsUp) late(watcher, position);
      else {
        if (common === undefined) due = guard.common(watcher, record, position, type);
        const event: WatchEvent = (common ??= events.of(record, type));
        guard.follow(watcher, record, due, type);
        watcher.sink.event(event);
      }
    }
  }
}

function offerSelective(watcher: Watcher, record: VersionRecord, position: number, { guard, events, late }: Telling): void {
  const type = watcher.typeOf(record);
  if (type === undefined) return;
  if (!watcher.keepsUp) late(watcher, position);
  else {
    guard.change(watcher, record, position, type);
    watcher.sink.event(events.of(record, type));
  }
}
