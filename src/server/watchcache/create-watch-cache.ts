import type { KubeObject, WatchEvent } from "../../api/index.ts";
import type { Clock, Micros, Random, Scope, Timer } from "../../kernel/index.ts";
import { SECOND } from "../../kernel/index.ts";
import type { ServerProfile } from "../profile.ts";
import { isStorageError } from "../storage/index.ts";
import type { Revision, Storage, StorageError } from "../storage/index.ts";
import type { Start } from "./catch-up.ts";
import { Freshness } from "./freshness.ts";
import { Reads } from "./reads.ts";
import { errorEvent, notReady, TOO_HIGH_RETRY_SECONDS, WATCH_EXPIRED } from "./refusals.ts";
import { Replica } from "./replica.ts";
import { Streams } from "./streams.ts";
import type { Got, Listed, ListQuery, Refusal, Watch, WatchCache, WatchCacheOptions, WatchQuery, WatchSink } from "./watchcache.ts";
import { Watcher } from "./watcher.ts";

/** Marks the bookmark that ends the state a watch begins with. @source apimachinery pkg/apis/meta/v1/types.go InitialEventsAnnotationKey */
const INITIAL_EVENTS_END = "k8s.io/initial-events-end";

/**
 * One resource on one apiserver replica: reads and watches by upstream's decision tables, from a cache with its own lag or,
 * for resources without one, from the storage itself.
 *
 * @source apiserver pkg/storage/cacher/cacher.go, delegator.go; pkg/storage/etcd3/watcher.go
 * @differs bytes are nobody's business here; a wait for progress ends when the lag says so, not at the next request
 * @limits a cache is filled in no time; the fallback gate ConsistentListFromCacheSkipTimeoutFallback is off
 */
export function createWatchCache(options: WatchCacheOptions): WatchCache {
  return new ResourceCache(options);
}

class ResourceCache implements WatchCache {
  readonly #scope: Scope;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #storage: Storage;
  readonly #profile: ServerProfile;
  readonly #replica: Replica;
  readonly #streams: Streams;
  readonly #freshness: Freshness;
  readonly #reads: Reads;
  /** Since when the cache is being filled; undefined when it is ready. */
  #downSince: Micros | undefined = undefined;
  #return: Timer | undefined = undefined;

  constructor({ scope, clock, random, storage, profile, collection, apiVersion, kind, cached = true }: WatchCacheOptions) {
    this.#scope = scope;
    this.#clock = clock;
    this.#random = random;
    this.#storage = storage;
    this.#profile = profile;
    this.#replica = new Replica(storage, clock, profile, collection, cached && profile.gates.WatchCache, () => this.#streams.floor);
    this.#streams = new Streams(scope, clock, random.stream("bookmarks"), this.#replica, profile.constants, bookmarks(apiVersion, kind));
    this.#freshness = new Freshness(scope, clock, storage, this.#replica, profile.constants);
    this.#reads = new Reads(storage, this.#replica, this.#freshness, () => this.#unready());
    const unsubscribe = storage.subscribe(collection, () => this.#streams.written());
    const subscription = scope.hold("subscription", `watch cache of ${collection}`, () => {
      unsubscribe();
      this.#replica.release();
      subscription.done();
    });
  }

  get cached(): boolean {
    return this.#replica.cached;
  }

  get revision(): Revision {
    return this.#replica.revision;
  }

  get watches(): number {
    return this.#streams.size;
  }

  /** @source apiserver pkg/storage/cacher/delegator.go Get, cacher.go Get */
  get(path: string, resourceVersion: Revision | undefined, done: (outcome: Got | Refusal) => void): () => void {
    const fromStorage = (): Got | Refusal => {
      const { current } = this.#storage;
      if (resourceVersion !== undefined && resourceVersion > current) return { kind: "tooLarge", requested: resourceVersion, current, retryAfter: 0 };
      return got(this.#storage.get(path));
    };
    if (resourceVersion === undefined || !this.cached || this.#unready() !== undefined) {
      done(fromStorage());
      return () => {};
    }
    return this.#freshness.wait(resourceVersion, (waited) => {
      if (waited === "fresh") done(got(this.#replica.get(path)));
      else if (waited === "gone") done(fromStorage());
      else done({ kind: "tooLarge", requested: resourceVersion, current: this.#replica.revision, retryAfter: TOO_HIGH_RETRY_SECONDS });
    });
  }

  list(query: ListQuery, done: (outcome: Listed | Refusal) => void): () => void {
    return this.#reads.list(query, done);
  }

  watch(query: WatchQuery, sink: WatchSink): Watch {
    const unready = this.cached ? this.#unready() : undefined;
    if (unready !== undefined) {
      sink.refuse(unready);
      return refused;
    }
    const watcher = this.#watcher(query, sink);
    // A bound function weighs half of a closure, and is all that a watch keeps beside itself.
    watcher.held = this.#scope.hold("watch", watcher.label, watcher.end.bind(watcher));
    const giveUp = this.#start(query, (start) => this.#open(watcher, query, start));
    if (watcher.phase === "waiting for its start") this.#streams.wait(watcher, giveUp);
    return watcher;
  }

  setLag(lag: Micros): void {
    if (!Number.isSafeInteger(lag) || lag < 0) throw new RangeError(`lag is ${lag}; expected whole microseconds, 0 or more`);
    this.#replica.lag = lag;
    this.#streams.lagChanged();
  }

  restart(downFor: Micros = 0): void {
    this.#downSince = this.#clock.now();
    this.#return?.cancel();
    this.#streams.endAll();
    this.#freshness.fail();
    if (downFor === 0) this.#comeBack();
    else this.#return = this.#scope.after(downFor, "watch cache: comes back", () => this.#comeBack());
  }

  compacted(revision: Revision): void {
    this.#replica.heardOfCompaction(revision);
  }

  forget(revision: Revision): void {
    if (this.cached) this.#replica.forget(revision);
  }

  #comeBack(): void {
    this.#downSince = undefined;
    this.#replica.reset();
  }

  #unready(): Refusal | undefined {
    return this.#downSince === undefined ? undefined : notReady(this.#clock.now() - this.#downSince);
  }

  /** @source apiserver pkg/endpoints/handlers/get.go: no timeout asked for is between one and two times the least */
  #watcher({ namespace, predicate, label, timeoutSeconds = 0 }: WatchQuery, sink: WatchSink): Watcher {
    const { minRequestTimeout } = this.#profile.constants;
    const lasts = timeoutSeconds !== 0 ? spanOf(timeoutSeconds) : minRequestTimeout + Math.floor(minRequestTimeout * this.#random.stream("timeouts").unit());
    return new Watcher(this.#streams, namespace, predicate, sink, label, this.#clock.now() + lasts);
  }

  #open(watcher: Watcher, query: WatchQuery, start: Start | Refusal | "gone"): void {
    if (!watcher.open) return;
    const { sink } = watcher;
    if (start === "gone") {
      // The cache went away between the request and its registration: a stream that holds nothing.
      sink.open();
      this.#streams.end(watcher);
    } else if ("kind" in start) {
      sink.open();
      if (!watcher.open) return;
      sink.event(errorEvent(start));
      this.#streams.end(watcher);
    } else {
      sink.open();
      if (watcher.open) this.#streams.open(watcher, query, start);
    }
  }

  /**
   * Where a watch begins; may have to wait for it.
   *
   * @source apiserver pkg/storage/cacher/cacher.go Watch, delegator.go Watch; etcd3/watcher.go startWatching
   */
  #start(query: WatchQuery, begin: (start: Start | Refusal | "gone") => void): () => void {
    const { resourceVersion = 0, sendInitialEvents, allowBookmarks } = query;
    const unset = query.resourceVersion === undefined;
    const marked = sendInitialEvents === true && allowBookmarks;
    const withState = sendInitialEvents === true || (sendInitialEvents === undefined && resourceVersion === 0);
    if (!withState) {
      begin(resourceVersion > 0 ? this.#replay(resourceVersion) : { after: unset ? this.#storage.current : this.#replica.revision, marked: false });
      return nothing;
    }
    const state = (): Start => {
      const at = this.#replica.revision;
      const prefix = query.namespace === "" ? this.#replica.collection : `${this.#replica.collection}${query.namespace}/`;
      const page = this.#replica.list({ prefix, limit: 0, at });
      if (isStorageError(page)) throw new Error(`the state at ${at} of ${prefix} is not retained: ${page.kind}`);
      return { after: at, state: page, marked };
    };
    if (!this.cached) {
      const { current } = this.#storage;
      const late = resourceVersion > current;
      begin(late ? { kind: "tooLarge", requested: resourceVersion, current, retryAfter: 1 + this.#random.stream("retries").int(3) } : state());
      return nothing;
    }
    // Unset in the legacy form is served as "0" is.
    const required = unset && sendInitialEvents === true ? this.#storage.current : resourceVersion;
    return this.#freshness.wait(required, (waited) => {
      if (waited === "fresh") begin(state());
      else if (waited === "gone") begin("gone");
      else begin({ kind: "tooLarge", requested: required, current: this.#replica.revision, retryAfter: TOO_HIGH_RETRY_SECONDS });
    });
  }

  /** @source apiserver pkg/storage/cacher/watch_cache_history.go GetIntervalLocked */
  #replay(after: Revision): Start | Refusal {
    const { log, cached, revision } = this.#replica;
    if (!cached) {
      if (after < this.#storage.compacted) return { kind: "expired", message: WATCH_EXPIRED };
    } else {
      const oldest = this.#replica.window.oldestStart;
      if (after < oldest) return { kind: "expired", message: `too old resource version: ${after} (${oldest})` };
    }
    return after >= revision ? { after, marked: false } : { after, marked: false, from: log.after(after) };
  }
}

const refused: Watch = Object.freeze({ cancel: nothing, resume: nothing });

function nothing(): void {}

function got(record: ReturnType<Storage["get"]>): Got | Refusal {
  if (record !== undefined && isStorageError(record)) return { kind: "internal", message: unexpected(record) };
  return { kind: "ok", record };
}

function unexpected(error: StorageError): string {
  return `the present cannot be read: ${error.kind}`;
}

/** Makes bookmarks; watchers that get the same one share it. */
function bookmarks(apiVersion: string, kind: string): (revision: Revision, marked: boolean) => WatchEvent {
  let last: { readonly revision: Revision; readonly marked: boolean; readonly event: WatchEvent } | undefined;
  return (revision, marked) => {
    if (last?.revision !== revision || last.marked !== marked) last = { revision, marked, event: bookmark(apiVersion, kind, revision, marked) };
    return last.event;
  };
}

function bookmark(apiVersion: string, kind: string, revision: Revision, marked: boolean): WatchEvent {
  const resourceVersion = String(revision);
  const metadata = marked ? { resourceVersion, annotations: Object.freeze({ [INITIAL_EVENTS_END]: "true" }) } : { resourceVersion };
  const object: KubeObject = Object.freeze({ kind, apiVersion, metadata: Object.freeze(metadata) });
  return Object.freeze({ type: "BOOKMARK", object });
}

/** Longer than anybody looks, and far from the end of virtual time. */
const LONGEST: Micros = 2 ** 52;

/**
 * Seconds as Go makes a duration of them: 64 bits of nanoseconds, in which large numbers become others. A negative span is
 * over when it begins.
 *
 * @source apiserver pkg/endpoints/handlers/get.go ListResource
 */
function spanOf(seconds: number): Micros {
  if (Math.abs(seconds) < 2 ** 31) return Math.max(0, seconds) * SECOND;
  const nanoseconds = BigInt.asIntN(64, BigInt(seconds) * 1_000_000_000n);
  return Math.min(LONGEST, Math.max(0, Number(nanoseconds / 1_000n)));
}
