import { keyOf } from "../../api/index.ts";
import type { ApiRequest, Cancel, Flow, ReplyBody, ReplyEnd, ReplyHead, ReplySink, WatchEvent } from "../../api/index.ts";
import type { Transport } from "../../client/transport/index.ts";
import type { Clock, Micros } from "../../kernel/index.ts";
import { bodyBytes, eventBytes, isList, versionOf } from "./json-bytes.ts";

/** One request of a client and what became of it. */
export interface Exchange {
  readonly kind: "list" | "watch" | "watchList" | "other";
  readonly at: Micros;
  /** Undefined while it is open. */
  readonly ended: Micros | undefined;
  /** The version asked for; undefined: none. */
  readonly asked: string | undefined;
  /** A further page of a list. */
  readonly continued: boolean;
  /** HTTP status; 0: no answer. */
  readonly status: number;
  /** Code of an ERROR event in the stream; 0: none. */
  readonly error: number;
  /** From when on it watched: from the start, or from when a streamed list was complete; undefined when it never did. */
  readonly watchedFrom: Micros | undefined;
  /** Events told from then on, bookmarks too. */
  readonly events: number;
  /** How it ended, in words of the field: "complete", "refused", "expired", "cancelled", … */
  readonly end: string;
}

/** A list that a client has in full: its last page, or the bookmark that ends a streamed list. */
export interface CompletedList {
  readonly at: Micros;
  readonly took: Micros;
  readonly items: number;
  readonly resourceVersion: string;
  /** What the list was asked with. */
  readonly asked: string | undefined;
}

/** An event at or below what its stream had told before, or had been asked to begin after. */
export interface Repeat {
  readonly at: Micros;
  readonly subject: string;
  readonly version: number;
  readonly after: number;
}

/** Everything one client said and heard, below its retries. */
export interface Traffic {
  readonly exchanges: readonly Exchange[];
  readonly lists: readonly CompletedList[];
  /** 410s, as an answer or in a stream. */
  readonly expired: readonly Micros[];
  /** Flat quadruples (time, type, revision, subject), as `ClientLane.delivered`. */
  readonly delivered: readonly number[];
  readonly repeats: readonly Repeat[];
  /** Objects in list answers. */
  readonly listed: number;
  readonly bytes: number;
  /** The highest version of which, and of all below, the client has heard. */
  readonly heard: number;
}

export interface TrafficOptions {
  readonly clock: Clock;
  readonly subject: (key: string) => number;
  /** Called when `heard` has grown. */
  readonly onHeard: () => void;
}

/** A transport that lets everything through and keeps the books. */
export function observeTraffic(transport: Transport, options: TrafficOptions): { readonly transport: Transport; readonly traffic: Traffic } {
  const books = new Books(options);
  return {
    traffic: books,
    transport: {
      open: (request, sink) => {
        const page = new Page(books, request, sink);
        const cancel = transport.open(request, page);
        return page.givenUp(cancel);
      },
    },
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class Books implements Traffic {
  readonly exchanges: Exchange[] = [];
  readonly lists: CompletedList[] = [];
  readonly expired: Micros[] = [];
  readonly delivered: number[] = [];
  readonly repeats: Repeat[] = [];
  readonly options: TrafficOptions;
  /** The list that is being paged through. */
  paging: { readonly at: Micros; readonly asked: string | undefined; items: number } | undefined;
  bytes = 0;
  listed = 0;
  heard = 0;

  constructor(options: TrafficOptions) {
    this.options = options;
  }

  hear(version: number): void {
    if (version <= this.heard) return;
    this.heard = version;
    this.options.onHeard();
  }
}

/** The books' page on one request, placed between the network and the client. */
class Page implements ReplySink {
  readonly flow?: Flow;
  readonly #books: Books;
  readonly #sink: ReplySink;
  readonly #exchange: Mutable<Exchange>;
  #streamed = 0;
  #synced: boolean;
  /** The version after which the next event must come. */
  #after: number;

  constructor(books: Books, request: ApiRequest, sink: ReplySink) {
    const { options } = request;
    const kind = kindOf(request);
    this.#books = books;
    this.#sink = sink;
    if (sink.flow !== undefined) this.flow = sink.flow;
    this.#exchange = {
      kind,
      at: books.options.clock.now(),
      ended: undefined,
      asked: options.resourceVersion,
      continued: options.continue !== undefined && options.continue !== "",
      status: 0,
      error: 0,
      watchedFrom: kind === "watch" ? books.options.clock.now() : undefined,
      events: 0,
      end: "",
    };
    this.#synced = kind !== "watchList";
    this.#after = kind === "watch" ? Number(options.resourceVersion ?? 0) : 0;
    books.exchanges.push(this.#exchange);
    if (kind === "list" && !this.#exchange.continued) books.paging = { at: this.#exchange.at, asked: this.#exchange.asked, items: 0 };
  }

  givenUp(cancel: Cancel): Cancel {
    return () => {
      this.#close("cancelled");
      cancel();
    };
  }

  head(head: ReplyHead): void {
    this.#exchange.status = head.status;
    if (head.status === EXPIRED) this.#books.expired.push(this.#books.options.clock.now());
    this.#sink.head(head);
  }

  object(body: ReplyBody, keys?: readonly string[]): void {
    const books = this.#books;
    books.bytes += bodyBytes(body);
    if (this.#exchange.kind === "list" && isList(body) && books.paging !== undefined) {
      books.listed += body.items.length;
      books.paging.items += body.items.length;
      if (body.metadata.continue === undefined || body.metadata.continue === "") this.#listed(books.paging.items, books.paging.at, String(body.metadata.resourceVersion), books.paging.asked);
    }
    this.#sink.object(body, keys);
  }

  event(event: WatchEvent): void {
    const books = this.#books;
    const exchange = this.#exchange;
    books.bytes += eventBytes(event);
    if (event.type === "ERROR") {
      exchange.error = event.object.code ?? 0;
      if (exchange.error === EXPIRED) books.expired.push(books.options.clock.now());
    } else {
      if (this.#synced) exchange.events += 1;
      this.#delivered(event);
    }
    this.#sink.event(event);
  }

  bytes(chunk: Uint8Array): void {
    this.#books.bytes += chunk.length;
    this.#sink.bytes(chunk);
  }

  end(end: ReplyEnd): void {
    const { error } = this.#exchange;
    this.#close(end.kind === "failure" ? end.failure : error === EXPIRED ? "expired" : error > 0 ? `error ${error}` : "complete");
    this.#sink.end(end);
  }

  #delivered(event: Exclude<WatchEvent, { type: "ERROR" }>): void {
    const books = this.#books;
    const version = versionOf(event.object);
    const bookmark = event.type === "BOOKMARK";
    books.delivered.push(books.options.clock.now(), TYPES[event.type], version, bookmark ? -1 : books.options.subject(event.key ?? keyOf(event.object)));
    if (this.#synced) {
      this.#inOrder(event, version);
      books.hear(version);
      return;
    }
    if (!bookmark) this.#streamed += 1;
    else if (event.object.metadata.annotations?.[INITIAL_EVENTS_END] === "true") {
      this.#synced = true;
      this.#exchange.watchedFrom = books.options.clock.now();
      this.#after = version;
      this.#listed(this.#streamed, this.#exchange.at, String(version), this.#exchange.asked);
    }
  }

  /** A bookmark may repeat the version of the event before it. */
  #inOrder(event: Exclude<WatchEvent, { type: "ERROR" }>, version: number): void {
    const bookmark = event.type === "BOOKMARK";
    if (bookmark ? version < this.#after : version <= this.#after) {
      this.#books.repeats.push({ at: this.#books.options.clock.now(), subject: bookmark ? "a bookmark" : (event.key ?? keyOf(event.object)), version, after: this.#after });
    }
    this.#after = Math.max(this.#after, version);
  }

  #listed(items: number, since: Micros, resourceVersion: string, asked: string | undefined): void {
    const at = this.#books.options.clock.now();
    this.#books.lists.push({ at, took: at - since, items, resourceVersion, asked });
    this.#books.hear(Number(resourceVersion));
  }

  #close(how: string): void {
    if (this.#exchange.ended !== undefined) return;
    this.#exchange.ended = this.#books.options.clock.now();
    this.#exchange.end = how;
  }
}

const TYPES = { ADDED: 0, MODIFIED: 1, DELETED: 2, BOOKMARK: 3 } as const;
const EXPIRED = 410;
/** @source apimachinery pkg/apis/meta/v1/types.go InitialEventsAnnotationKey */
const INITIAL_EVENTS_END = "k8s.io/initial-events-end";

function kindOf({ verb, options }: ApiRequest): Exchange["kind"] {
  if (verb === "list") return "list";
  if (verb !== "watch") return "other";
  return options.sendInitialEvents === true ? "watchList" : "watch";
}
