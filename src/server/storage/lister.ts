import type { EntryIndex } from "./entry-index.ts";
import type { LogRecord } from "./log-record.ts";
import { endOf } from "./path-order.ts";
import { RecordPage, reissued } from "./record-page.ts";
import type { Spaces } from "./spaces.ts";
import type { ListRange, Revision } from "./storage.ts";

/** Full lists kept: how many, and how many references in all. Enough for a relist storm over a cluster's resources. */
const KEPT_LISTS = 64;
const KEPT_ITEMS = 1_000_000;

/** Counts kept for pagers on their way through a list. */
const KEPT_COUNTS = 256;

/**
 * Answers lists from the index. A full list is made once for each state of its prefix and then shared by all who ask
 * while nothing in that prefix changed; the counts that pages carry are handed from page to page.
 */
export class Lister {
  readonly #index: EntryIndex;
  readonly #spaces: Spaces;
  readonly #lists: Map<string, RecordPage>;
  #kept = 0;
  /** Items after a path at a revision, by both. */
  readonly #counts = new Map<string, number>();

  constructor(index: EntryIndex, spaces: Spaces, lists: ReadonlyMap<string, RecordPage> = new Map()) {
    this.#index = index;
    this.#spaces = spaces;
    this.#lists = new Map(lists);
    for (const page of lists.values()) this.#kept += page.items.length;
  }

  /** `at` is a revision that can be read. */
  list(range: ListRange, at: Revision): RecordPage {
    if (range.limit === 0 && range.after === undefined) return this.#whole(range.prefix, at);
    const { items, more } = this.#scan(range.prefix, range.after ?? range.prefix, range.limit, at);
    const next = more ? (items[items.length - 1] as LogRecord).entry.path : undefined;
    const remaining = range.count !== true ? undefined : next === undefined ? 0 : this.#remaining(range, at, items.length, next);
    return new RecordPage(items, at, next, remaining);
  }

  /** For a fork, whose past is the same. */
  fork(index: EntryIndex, spaces: Spaces): Lister {
    return new Lister(index, spaces, this.#lists);
  }

  #whole(prefix: string, at: Revision): RecordPage {
    const space = this.#spaces.find(prefix);
    // Nothing changed since: the list of that change is the list of every later revision as well.
    const last = space === undefined ? at : this.#spaces.last(space);
    const state = last <= at ? last : at;
    const id = `${state} ${prefix}`;
    const known = this.#lists.get(id);
    if (known !== undefined) {
      this.#lists.delete(id);
      this.#lists.set(id, known);
      return reissued(known, at);
    }
    const page = new RecordPage(this.#scan(prefix, prefix, 0, at).items, at, undefined, 0);
    this.#keep(id, page);
    return page;
  }

  #keep(id: string, page: RecordPage): void {
    this.#lists.set(id, page);
    this.#kept += page.items.length;
    for (const [oldest, { items }] of this.#lists) {
      if (oldest === id || (this.#lists.size <= KEPT_LISTS && this.#kept <= KEPT_ITEMS)) return;
      this.#lists.delete(oldest);
      this.#kept -= items.length;
    }
  }

  #scan(prefix: string, from: string, limit: number, at: Revision): { items: LogRecord[]; more: boolean } {
    const items: LogRecord[] = [];
    const place = this.#index.after(from);
    const end = this.#index.after(endOf(prefix));
    let { slot } = place;
    for (let c = place.chunk; c <= end.chunk; c++) {
      const entries = this.#index.chunk(c);
      if (entries === undefined) break;
      const stop = c === end.chunk ? end.slot : entries.length;
      for (; slot < stop; slot++) {
        const record = (entries[slot] as LogRecord["entry"]).at(at);
        if (record === undefined || record.object === undefined) continue;
        if (limit > 0 && items.length === limit) return { items, more: true };
        items.push(record);
      }
      slot = 0;
    }
    return { items, more: false };
  }

  #remaining(range: ListRange, at: Revision, taken: number, next: string): number {
    const { prefix, after } = range;
    const left = this.#left(prefix, after, at);
    const remaining = left === undefined ? this.#scan(prefix, next, 0, at).items.length : left - taken;
    this.#counts.set(`${at} ${prefix} ${next}`, remaining);
    if (this.#counts.size > KEPT_COUNTS) for (const oldest of this.#counts.keys()) {
      this.#counts.delete(oldest);
      break;
    }
    return remaining;
  }

  /** Items after a path, where that is known without counting. */
  #left(prefix: string, after: string | undefined, at: Revision): number | undefined {
    if (after !== undefined) return this.#counts.get(`${at} ${prefix} ${after}`);
    const space = this.#spaces.find(prefix);
    return space !== undefined && this.#spaces.last(space) <= at ? this.#spaces.live(space) : undefined;
  }
}
