import { keyOf, type ApiRequest, type Cancel, type GroupVersionResource, type KubeObject, type ReplyBody, type ReplyEnd, type ReplyHead, type ReplySink, type RequestOptions, type WatchEvent } from "../../api/index.ts";
import type { Transport } from "../../client/transport/index.ts";
import { isList } from "../run/json-bytes.ts";

/** How a client that was away catches up. */
export type Strategy =
  /** A list of the present state from storage (no version given), whole. */
  | "relist"
  /** A list at version "0": whatever the cache has. */
  | "relist-0"
  /** As "relist", in pages of 500. */
  | "relist-paged"
  /** A watch that begins with the present state, not older than what was seen last. */
  | "watch-list"
  /** A watch from the version seen last, which bookmarks had kept young. */
  | "re-watch"
  /** The same without bookmarks: the version of the last event of its own. */
  | "re-watch-no-bookmarks";

export const STRATEGIES: readonly Strategy[] = ["relist", "relist-0", "relist-paged", "watch-list", "re-watch", "re-watch-no-bookmarks"];

/** @source client-go tools/pager/pager.go defaultPageSize */
const PAGE = 500;
const OK = 200;
const EXPIRED = 410;

export interface RejoinOptions {
  readonly transport: Transport;
  readonly resource: GroupVersionResource;
  readonly namespace: string;
  readonly agent: string;
  readonly strategy: Strategy;
  /** Tries again what failed, a moment later. */
  readonly again: (run: () => void) => void;
}

/**
 * The bare protocol of list and watch: one cache, no backoff, no handlers, so that what is counted is the strategy's own
 * cost. Where watching again is refused as too old it lists as client-go does, not older than what it saw last.
 */
export class Rejoin {
  readonly cache = new Map<string, string>();
  readonly #options: RejoinOptions;
  #last = "";
  #cancel: Cancel | undefined;
  #away = false;

  constructor(options: RejoinOptions) {
    this.#options = options;
  }

  /** The first list and watch, the same for all strategies. */
  join(): void {
    this.#list({ resourceVersion: "0" });
  }

  /** The link is gone: nothing is tried until it is back. */
  leave(): void {
    this.#away = true;
  }

  rejoin(): void {
    this.#away = false;
    this.#cancel?.();
    switch (this.#options.strategy) {
      case "relist": return this.#list({});
      case "relist-0": return this.#list({ resourceVersion: "0" });
      case "relist-paged": return this.#list({ limit: PAGE });
      case "watch-list": return this.#watch({ resourceVersion: this.#last, sendInitialEvents: true, resourceVersionMatch: "NotOlderThan" });
      case "re-watch":
      case "re-watch-no-bookmarks": return this.#watch({ resourceVersion: this.#last });
    }
  }

  close(): void {
    this.#away = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #list(options: RequestOptions, before: readonly KubeObject[] = []): void {
    let items: readonly KubeObject[] | undefined;
    let next = "";
    let version = "";
    this.#open("list", options, {
      object: (body) => {
        if (!isList(body)) return;
        items = [...before, ...body.items];
        next = body.metadata.continue ?? "";
        version = body.metadata.resourceVersion ?? "";
      },
      end: () => {
        if (items === undefined) return this.#retry(() => this.#list(options, before));
        if (next !== "") return this.#list({ limit: PAGE, continue: next }, items);
        this.cache.clear();
        for (const item of items) this.#put(item);
        this.#last = version;
        this.#watch({ resourceVersion: version });
      },
    });
  }

  #watch(options: RequestOptions): void {
    const streamed = options.sendInitialEvents === true ? new Map<string, string>() : undefined;
    const bookmarks = this.#options.strategy !== "re-watch-no-bookmarks" || streamed !== undefined;
    let collecting = streamed;
    let status = OK;
    let expired = false;
    this.#open("watch", { ...options, allowWatchBookmarks: bookmarks }, {
      head: (head) => {
        status = head.status;
      },
      event: (event) => {
        if (event.type === "ERROR") {
          expired = event.object.code === EXPIRED;
          return;
        }
        if (collecting === undefined) return this.#apply(event);
        if (event.type !== "BOOKMARK") collect(collecting, event);
        else if (event.object.metadata.annotations?.["k8s.io/initial-events-end"] === "true") {
          this.#swap(collecting);
          collecting = undefined;
          this.#apply(event);
        }
      },
      end: () => {
        if (expired || status === EXPIRED) return this.#list({ resourceVersion: this.#last });
        this.#retry(() => this.#watch(collecting === undefined ? { resourceVersion: this.#last } : options));
      },
    });
  }

  #swap(streamed: ReadonlyMap<string, string>): void {
    this.cache.clear();
    for (const [key, version] of streamed) this.cache.set(key, version);
  }

  #apply(event: Exclude<WatchEvent, { type: "ERROR" }>): void {
    this.#last = event.object.metadata.resourceVersion ?? this.#last;
    if (event.type === "BOOKMARK") return;
    if (event.type === "DELETED") this.cache.delete(event.key ?? keyOf(event.object));
    else this.#put(event.object);
  }

  #put(object: KubeObject): void {
    this.cache.set(keyOf(object), object.metadata.resourceVersion ?? "");
  }

  #retry(run: () => void): void {
    if (!this.#away) this.#options.again(run);
  }

  #open(verb: "list" | "watch", options: RequestOptions, taker: Taker): void {
    const { transport, resource, namespace, agent } = this.#options;
    const request: ApiRequest = { verb, resource, namespace, name: "", subresource: "", options, user: { name: "system:admin", groups: ["system:masters"] }, agent };
    this.#cancel = transport.open(request, new TakerSink(taker));
  }
}

function collect(streamed: Map<string, string>, { type, object, key = keyOf(object) }: Extract<WatchEvent, { key?: string }>): void {
  if (type === "DELETED") streamed.delete(key);
  else streamed.set(key, object.metadata.resourceVersion ?? "");
}

/** What one request's answer is to this client. */
interface Taker {
  head?(head: ReplyHead): void;
  object?(body: ReplyBody): void;
  event?(event: WatchEvent): void;
  end(end: ReplyEnd): void;
}

class TakerSink implements ReplySink {
  readonly #taker: Taker;

  constructor(taker: Taker) {
    this.#taker = taker;
  }

  head(head: ReplyHead): void {
    this.#taker.head?.(head);
  }

  object(body: ReplyBody): void {
    this.#taker.object?.(body);
  }

  event(event: WatchEvent): void {
    this.#taker.event?.(event);
  }

  bytes(): void {}

  end(end: ReplyEnd): void {
    this.#taker.end(end);
  }
}
