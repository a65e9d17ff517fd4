import type { KubeObject } from "../../api/index.ts";
import { comparePaths, decodeContinue, encodeContinue } from "../storage/index.ts";
import type { ListRange, Page, Revision, Storage, StorageError, VersionRecord } from "../storage/index.ts";
import { isStorageError } from "../storage/index.ts";
import type { Freshness } from "./freshness.ts";
import { CONTINUE_EXPIRED, LIST_EXPIRED, TOO_HIGH_RETRY_SECONDS, notReady } from "./refusals.ts";
import type { Replica } from "./replica.ts";
import type { Listed, ListQuery, Refusal } from "./watchcache.ts";

/** Which state a list shows, once the parameters are read. */
type Wanted =
  /** The store's present, seen through the cache. */
  | { readonly kind: "consistent" }
  /** Whatever the cache holds. */
  | { readonly kind: "any" }
  | { readonly kind: "notOlderThan"; readonly revision: Revision }
  | { readonly kind: "exact"; readonly revision: Revision };

/**
 * Lists, by the decision tables of resourceVersion, match, limit and continue.
 *
 * @source apiserver pkg/storage/cacher/delegator.go GetList, cacher.go GetList; pkg/storage/etcd3/store.go GetList
 */
export class Reads {
  readonly #storage: Storage;
  readonly #replica: Replica;
  readonly #freshness: Freshness;
  readonly #ready: () => Refusal | undefined;

  constructor(storage: Storage, replica: Replica, freshness: Freshness, ready: () => Refusal | undefined) {
    this.#storage = storage;
    this.#replica = replica;
    this.#freshness = freshness;
    this.#ready = ready;
  }

  list(query: ListQuery, done: (outcome: Listed | Refusal) => void): () => void {
    const single = query.name !== undefined;
    const prefix = this.#prefix(query.namespace);
    // A read of one key knows no pages.
    const token = single || query.continue === "" ? undefined : decodeContinue(query.continue, prefix);
    if (token !== undefined && "problem" in token) return now(done, { kind: "badRequest", message: `invalid continue token: ${token.problem}` });
    const wanted = wantedBy(query, token?.at);
    const after = token?.after;
    if (!this.#replica.cached) return now(done, this.#fromStorage(query, prefix, after, wanted));
    const unready = this.#ready();
    if (unready !== undefined) {
      // Pages without selectors are not worth a queue: the storage serves them.
      const direct = query.limit > 0 && query.predicate === undefined;
      return now(done, direct ? this.#fromStorage(query, prefix, after, wanted) : unready);
    }
    // One key of the past is the storage's to tell.
    if (single && wanted.kind === "exact") return now(done, this.#fromStorage(query, prefix, after, wanted));
    if (wanted.kind === "any") return now(done, this.#page({ ...query, limit: 0 }, prefix, after, this.#replica.revision, true));
    const target = wanted.kind === "consistent" ? this.#storage.current : wanted.revision;
    return this.#freshness.wait(target, (waited) => {
      if (waited === "gone") return done(this.#ready() ?? notReady(0));
      if (waited === "late") {
        if (wanted.kind === "consistent") return done(this.#fromStorage(query, prefix, after, wanted));
        return done({ kind: "tooLarge", requested: target, current: this.#replica.revision, retryAfter: TOO_HIGH_RETRY_SECONDS });
      }
      if (wanted.kind !== "exact") return done(this.#page(query, prefix, after, this.#replica.revision, true));
      done(this.#page(query, prefix, after, target, this.#replica.holds(target)));
    });
  }

  /** The storage knows the present and what is not compacted; it waits for nothing. */
  #fromStorage(query: ListQuery, prefix: string, after: string | undefined, wanted: Wanted): Listed | Refusal {
    const { current } = this.#storage;
    if ((wanted.kind === "exact" || wanted.kind === "notOlderThan") && wanted.revision > current) {
      return { kind: "tooLarge", requested: wanted.revision, current, retryAfter: 0 };
    }
    return this.#page(query, prefix, after, wanted.kind === "exact" ? wanted.revision : current, false);
  }

  /** @param held from what the cache retains, rather than from the storage */
  #page(query: ListQuery, prefix: string, after: string | undefined, at: Revision, held: boolean): Listed | Refusal {
    if (query.name !== undefined) return this.#one(`${prefix}${query.name}`, query, at, held);
    const { limit, predicate } = query;
    const list = (range: ListRange): Page | StorageError => (held ? this.#replica.list(range) : this.#storage.list(range));
    // What a selector leaves is picked from the whole list, which others share; what is not selected is paged.
    const page = list(predicate === undefined ? { prefix, limit, at, count: true, ...(after === undefined ? {} : { after }) } : { prefix, limit: 0, at });
    if (isStorageError(page)) return this.#expired(query, prefix, after);
    const { objects, keys, next } = predicate === undefined ? page : picked(page, after, limit, predicate.matches);
    return {
      kind: "ok", objects, keys, resourceVersion: at,
      continue: next === undefined ? "" : encodeContinue(next, prefix, at),
      remaining: predicate !== undefined || next === undefined ? undefined : page.remaining,
    };
  }

  #one(path: string, { predicate }: ListQuery, at: Revision, held: boolean): Listed | Refusal {
    const record = held ? this.#replica.get(path) : this.#storage.get(path, at);
    if (record !== undefined && isStorageError(record)) return { kind: "expired", message: LIST_EXPIRED };
    const object = record?.object;
    const selected = object !== undefined && (predicate === undefined || predicate.matches(object));
    return {
      kind: "ok", objects: selected ? [object] : [], keys: selected ? [(record as VersionRecord).entry.key] : [],
      resourceVersion: at, continue: "", remaining: undefined,
    };
  }

  /** A token leaves the way to go on at the present. */
  #expired(query: ListQuery, prefix: string, after: string | undefined): Refusal {
    if (query.continue === "" || after === undefined) return { kind: "expired", message: LIST_EXPIRED };
    return { kind: "expired", message: CONTINUE_EXPIRED, continue: encodeContinue(after, prefix, -1) };
  }

  #prefix(namespace: string): string {
    return namespace === "" ? this.#replica.collection : `${this.#replica.collection}${namespace}/`;
  }
}

function wantedBy({ resourceVersion, match, limit, name }: ListQuery, tokenAt: Revision | undefined): Wanted {
  if (tokenAt !== undefined && tokenAt > 0) return { kind: "exact", revision: tokenAt };
  if (resourceVersion === undefined || tokenAt !== undefined) return { kind: "consistent" };
  if (resourceVersion === 0) return { kind: "any" };
  // A limit without a match asks for the exact past, as it did before there was a match; not for one key.
  const exact = match === "Exact" || (match === "" && limit > 0 && name === undefined);
  return exact ? { kind: "exact", revision: resourceVersion } : { kind: "notOlderThan", revision: resourceVersion };
}

interface Picked {
  readonly objects: readonly KubeObject[];
  readonly keys: readonly string[];
  readonly next: string | undefined;
}

/** Up to `limit` matches after a path. More may remain behind the last, matching or not. */
function picked({ items }: Page, after: string | undefined, limit: number, matches: (object: KubeObject) => boolean): Picked {
  const objects: KubeObject[] = [];
  const keys: string[] = [];
  for (let i = after === undefined ? 0 : placeAfter(items, after); i < items.length; i++) {
    const { object, entry } = items[i] as VersionRecord;
    if (object === undefined || !matches(object)) continue;
    objects.push(object);
    keys.push(entry.key);
    if (objects.length === limit && i < items.length - 1) return { objects, keys, next: entry.path };
  }
  return { objects, keys, next: undefined };
}

function placeAfter(items: readonly VersionRecord[], path: string): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comparePaths((items[middle] as VersionRecord).entry.path, path) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function now<T>(done: (outcome: T) => void, outcome: T): () => void {
  done(outcome);
  return () => {};
}
