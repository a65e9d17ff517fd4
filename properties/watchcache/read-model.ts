import type { KubeObject } from "../../src/api/index.ts";
import type { StorageModel } from "../model/storage-model.ts";

const SECOND = 1_000_000;

/** @source apiserver pkg/storage/cacher/watch_cache.go blockTimeout, progress/watch_progress.go progressRequestPeriod */
const PATIENCE = 3 * SECOND;
const ASKS_EVERY = SECOND / 10;

/** Where a page ended. */
export interface Token {
  readonly at: number;
  readonly after: string;
}

/** A list as it is asked for. Its selector is equality of the label `l`, "" for none. */
export interface Query {
  readonly namespace: string;
  readonly name: string | undefined;
  readonly resourceVersion: number | undefined;
  readonly match: "" | "Exact" | "NotOlderThan";
  readonly limit: number;
  readonly token: Token | undefined;
  readonly label: string;
}

export interface WatchStart {
  readonly resourceVersion: number | undefined;
  readonly sendInitialEvents: boolean | undefined;
}

export type Answer =
  | { readonly kind: "ok"; readonly at: number; readonly versions: readonly string[]; readonly next: Token | undefined; readonly remaining: number | undefined }
  | { readonly kind: "expired"; readonly next: Token | undefined }
  | { readonly kind: "tooLarge"; readonly requested: number; readonly current: number; readonly retryAfter: number }
  | { readonly kind: "notReady" };

export type Begun =
  | { readonly kind: "stream"; readonly after: number; readonly withState: boolean }
  | Exclude<Answer, { readonly kind: "ok" }>;

/**
 * The decision tables of reads and watches (resourceVersion, match, limit, continue) over full copies of every state, for
 * one cache that lags. What the cache knows is a single revision: it follows its own records, and what the store said of
 * its progress when a read had to wait.
 *
 * @limits the window and the ring of snapshots never overflow; the apiserver itself does not compact
 */
export class ReadModel {
  readonly #store: StorageModel;
  readonly #collection: string;
  readonly #cached: boolean;
  /** When each revision was written. */
  readonly #times = new Map<number, number>();
  #known: number;
  #filledWith: number;
  #lag = 0;
  down = false;
  now = 0;

  constructor(store: StorageModel, collection: string, cached: boolean) {
    this.#store = store;
    this.#collection = collection;
    this.#cached = cached;
    this.#known = this.#filledWith = store.current;
  }

  /** How far the cache has come. */
  get revision(): number {
    return this.#cached ? this.#known : this.#store.current;
  }

  written(): void {
    this.#times.set(this.#store.current, this.now);
    this.#follow();
  }

  advance(by: number): void {
    this.now += by;
    this.#follow();
  }

  set lag(lag: number) {
    this.#follow();
    this.#lag = lag;
    this.#follow();
  }

  /** Begins anew with what the store holds. */
  fill(): void {
    this.down = false;
    this.#known = this.#filledWith = this.#store.current;
  }

  get(path: string, resourceVersion: number | undefined): Answer {
    if (resourceVersion === undefined || !this.#cached || this.down) {
      const { current } = this.#store;
      if (resourceVersion !== undefined && resourceVersion > current) return { kind: "tooLarge", requested: resourceVersion, current, retryAfter: 0 };
      return this.#one(path, current);
    }
    return this.#fresh(resourceVersion) ? this.#one(path, this.#known) : this.#late(resourceVersion);
  }

  list(query: Query): Answer {
    const { current } = this.#store;
    const { resourceVersion: version, limit, token, name, label } = query;
    const exactly = token !== undefined && name === undefined ? (token.at > 0 ? token.at : undefined) : isExact(query) ? version : undefined;
    const continued = token !== undefined && name === undefined;
    if (!this.#cached || (this.down && limit > 0 && label === "")) return this.#fromStorage(query, exactly, continued);
    if (this.down) return { kind: "notReady" };
    if (exactly !== undefined) {
      if (name !== undefined) return this.#fromStorage(query, exactly, continued);
      if (!this.#fresh(exactly)) return this.#late(exactly);
      return exactly >= this.#filledWith ? this.#page(query, exactly) : this.#fromStorage(query, exactly, continued);
    }
    if (version === 0 && !continued) return this.#page({ ...query, limit: 0 }, this.#known);
    if (version === undefined || continued) return this.#page(query, this.#fresh(current) ? this.#known : current);
    return this.#fresh(version) ? this.#page(query, this.#known) : this.#late(version);
  }

  watch({ resourceVersion: version, sendInitialEvents }: WatchStart): Begun {
    const { current, compacted } = this.#store;
    if (this.#cached && this.down) return { kind: "notReady" };
    const withState = sendInitialEvents === true || (sendInitialEvents === undefined && (version === undefined || version === 0));
    if (!withState) {
      if (version === undefined) return { kind: "stream", after: current, withState };
      if (version === 0) return { kind: "stream", after: this.revision, withState };
      return version < (this.#cached ? this.#filledWith : compacted) ? { kind: "expired", next: undefined } : { kind: "stream", after: version, withState };
    }
    const required = version === undefined ? (sendInitialEvents === true ? current : 0) : version;
    if (!this.#cached) return required > current ? { kind: "tooLarge", requested: required, current, retryAfter: -1 } : { kind: "stream", after: current, withState };
    return this.#fresh(required) ? { kind: "stream", after: this.#known, withState } : this.#late(required);
  }

  #fromStorage(query: Query, exactly: number | undefined, continued: boolean): Answer {
    const { current, compacted } = this.#store;
    const least = exactly ?? (continued ? 0 : (query.resourceVersion ?? 0));
    if (least > current) return { kind: "tooLarge", requested: least, current, retryAfter: 0 };
    if (exactly !== undefined && exactly < compacted) {
      return { kind: "expired", next: continued && query.token !== undefined ? { at: -1, after: query.token.after } : undefined };
    }
    return this.#page(query, exactly ?? current);
  }

  #page({ namespace, name, limit, token, label }: Query, at: number): Answer {
    const prefix = namespace === "" ? this.#collection : `${this.#collection}${namespace}/`;
    if (name !== undefined) return this.#one(`${prefix}${name}`, at, label);
    const rest = this.#store.list(prefix, at).filter(([path]) => token === undefined || path > token.after);
    const versions: string[] = [];
    for (const [i, [path, object]] of rest.entries()) {
      if (!selects(label, object)) continue;
      versions.push(versionOf(object));
      const left = rest.length - 1 - i;
      // With a selector it is not known whether more of what remains is selected.
      if (versions.length === limit && left > 0) return { kind: "ok", at, versions, next: { at, after: path }, remaining: label === "" ? left : undefined };
    }
    return { kind: "ok", at, versions, next: undefined, remaining: undefined };
  }

  #one(path: string, at: number, label = ""): Answer {
    const object = this.#store.get(path, at);
    return { kind: "ok", at, versions: object !== undefined && selects(label, object) ? [versionOf(object)] : [], next: undefined, remaining: undefined };
  }

  #late(requested: number): Answer & Begun {
    return { kind: "tooLarge", requested, current: this.#known, retryAfter: 1 };
  }

  /** Waits until the cache has come so far, and asks the store for its progress meanwhile; the clock goes on with it. */
  #fresh(revision: number): boolean {
    const until = this.now + PATIENCE;
    for (;;) {
      this.#follow();
      if (this.#known >= revision) return true;
      this.#ask();
      if (this.#known >= revision) return true;
      if (this.now >= until) return false;
      const arrives = revision < this.#store.compacted ? Infinity : (this.#times.get(revision) ?? Infinity) + this.#lag;
      this.now = Math.min(arrives > this.now ? arrives : Infinity, this.now + ASKS_EVERY, until);
    }
  }

  /** Records of the collection come a lag after they were written. */
  #follow(): void {
    if (this.down) return;
    for (const { revision } of this.#store.writes(this.#collection, this.#known)) {
      if (this.#timeOf(revision) + this.#lag > this.now) return;
      this.#known = revision;
    }
  }

  /** What the store says of its progress is as old as everything else, and overtakes no record. */
  #ask(): void {
    const next = this.#store.writes(this.#collection, this.#known)[0]?.revision ?? Infinity;
    let said = this.#store.compacted;
    for (let revision = said + 1; revision <= this.#store.current && this.#timeOf(revision) + this.#lag <= this.now; revision++) said = revision;
    this.#known = Math.max(this.#known, Math.min(said, next - 1));
  }

  #timeOf(revision: number): number {
    return this.#times.get(revision) ?? 0;
  }
}

/** A limit without a match asks for the exact past, but not for one key. */
function isExact({ resourceVersion, match, limit, name }: Query): boolean {
  if (resourceVersion === undefined || resourceVersion === 0) return false;
  return match === "Exact" || (match === "" && limit > 0 && name === undefined);
}

function selects(label: string, object: KubeObject): boolean {
  return label === "" || object.metadata.labels?.["l"] === label;
}

function versionOf(object: KubeObject): string {
  return `${object.metadata.namespace}/${object.metadata.name} ${object.metadata.resourceVersion}`;
}
