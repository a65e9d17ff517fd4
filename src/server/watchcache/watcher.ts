import type { KubeObject, ObjectEventType } from "../../api/index.ts";
import type { Held, Micros, Timer } from "../../kernel/index.ts";
import type { Page, Revision, VersionRecord } from "../storage/index.ts";
import type { Bucket } from "./dispatch-index.ts";
import type { StreamGuard } from "./stream-guard.ts";
import type { Predicate, WatchSink } from "./watchcache.ts";

/** A watch as the cache keeps it. Without a backlog it has been told all that was dispatched, and has no cursor of its own. */
export class Watcher {
  readonly namespace: string;
  readonly predicate: Predicate | undefined;
  readonly sink: WatchSink;
  readonly label: string;
  /** Wants bookmarks. */
  readonly bookmarks: boolean;
  readonly deadline: Micros;
  open = true;
  /** Events at or below are no news to it. */
  after: Revision = 0;
  /** The version of the last event it was told. */
  last: Revision = 0;
  backlog: Backlog | undefined = undefined;
  bucket: Bucket | undefined = undefined;
  /** Its place in the bucket. */
  slot = -1;
  held: Held | undefined = undefined;
  /** Remembers what it was told of each object; only the first watchers of a cache have one. */
  guard: StreamGuard | undefined = undefined;

  constructor(namespace: string, predicate: Predicate | undefined, sink: WatchSink, label: string, bookmarks: boolean, deadline: Micros) {
    this.namespace = namespace;
    this.predicate = predicate;
    this.sink = sink;
    this.label = label;
    this.bookmarks = bookmarks;
    this.deadline = deadline;
  }

  selects(object: KubeObject): boolean {
    if (this.namespace !== "" && object.metadata.namespace !== this.namespace) return false;
    return this.predicate === undefined || this.predicate.matches(object);
  }

  /**
   * What a record is to this watcher.
   *
   * @source apiserver pkg/storage/cacher/cache_watcher.go convertToWatchEvent
   */
  typeOf(record: VersionRecord): ObjectEventType | undefined {
    const { object } = record;
    const before = record.previous?.object;
    const now = object !== undefined && this.selects(object);
    const then = before !== undefined && this.selects(before);
    if (now) return then ? "MODIFIED" : "ADDED";
    return then ? "DELETED" : undefined;
  }
}

/** What a watcher has yet to be told, because it has just begun or reads slowly. */
export interface Backlog {
  /** The state it begins with, and how far that was told. */
  readonly state: Page | undefined;
  told: number;
  /** The marked bookmark that ends the state. */
  marker: Revision | undefined;
  /** The next record to look at. */
  cursor: number;
  /** Where the replay of history ends and live events begin. */
  readonly replayEnd: number;
  /** Where the replay began; undefined when there is none. */
  readonly replayFrom: number | undefined;
  /** Live events that it should have been told. */
  waiting: number;
  /** A bookmark is due when all else is told. */
  bookmark: boolean;
  /** Until the consumer takes the next event. */
  timer: Timer | undefined;
  /** Until a watcher over its capacity is given up. */
  patience: Timer | undefined;
  /** Given up: so many events are still in its channel, then the stream ends. */
  remaining: number | undefined;
}
