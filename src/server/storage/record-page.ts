import type { KubeObject } from "../../api/index.ts";
import type { LogRecord } from "./log-record.ts";
import type { Page, Revision } from "./storage.ts";

/** A list's answer. What is derived from its records is made on first demand and kept: pages are shared. */
export class RecordPage implements Page {
  readonly items: readonly LogRecord[];
  readonly at: Revision;
  readonly next: string | undefined;
  readonly remaining: number | undefined;
  #objects: readonly KubeObject[] | undefined = undefined;
  #keys: readonly string[] | undefined = undefined;

  constructor(items: readonly LogRecord[], at: Revision, next: string | undefined, remaining: number | undefined) {
    this.items = Object.freeze(items);
    this.at = at;
    this.next = next;
    this.remaining = remaining;
  }

  get objects(): readonly KubeObject[] {
    return (this.#objects ??= Object.freeze(this.items.map((record) => record.object as KubeObject)));
  }

  get keys(): readonly string[] {
    return (this.#keys ??= Object.freeze(this.items.map((record) => record.entry.key)));
  }
}

/** The same items as of another revision at which nothing in them differs. */
export function reissued(page: RecordPage, at: Revision): RecordPage {
  return page.at === at ? page : new Reissue(page, at);
}

class Reissue extends RecordPage {
  readonly #page: RecordPage;

  constructor(page: RecordPage, at: Revision) {
    super(page.items, at, page.next, page.remaining);
    this.#page = page;
  }

  override get objects(): readonly KubeObject[] {
    return this.#page.objects;
  }

  override get keys(): readonly string[] {
    return this.#page.keys;
  }
}
