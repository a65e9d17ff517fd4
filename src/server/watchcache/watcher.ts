import type { KubeObject, ObjectEventType } from "../../api/index.ts";
import type { Held, Micros, Timer } from "../../kernel/index.ts";
import type { Page, Revision, VersionRecord } from "../storage/index.ts";
import type { Guarded } from "./stream-guard.ts";
import type { Predicate, Watch, WatchSink } from "./watchcache.ts";

/** Whose watchers they are. */
export interface WatchOwner {
  resume(watcher: Watcher): void;
  /** Ends a stream in good order. */
  end(watcher: Watcher): void;
  /** Takes a watcher out; its sink hears nothing more. */
  close(watcher: Watcher): void;
}

/**
 * A watch as the cache keeps it, and the client's hold on it: one object, since there may be ten thousand that wait. Without
 * a backlog it has been told all that was dispatched, and has no cursor of its own.
 */
export class Watcher implements Watch, Guarded {
  // What a delivery looks at comes first, so that it lies together.
  /** Events at or below are no news to it. */
  after: Revision = 0;
  told: Revision = 0;
  promised: Revision = 0;
  backlog: Backlog | undefined = undefined;
  readonly sink: WatchSink;
  readonly predicate: Predicate | undefined;
  /** Its consumer may need time. */
  readonly paced: boolean;
  phase: "waiting for its start" | "running" | "closed" = "waiting for its start";
  readonly namespace: string;
  /** Its place in its bucket; -1: in none. */
  slot = -1;
  readonly #owner: WatchOwner;
  readonly label: string;
  readonly deadline: Micros;
  /** The tick that brings its next bookmark; -1: none. */
  due = -1;
  /** Its bookmarks wait until there is something to say. */
  asleep = false;
  held: Held | undefined = undefined;

  constructor(owner: WatchOwner, namespace: string, predicate: Predicate | undefined, sink: WatchSink, label: string, deadline: Micros) {
    this.#owner = owner;
    this.namespace = namespace;
    this.predicate = predicate;
    this.sink = sink;
    this.paced = sink.pace !== undefined;
    this.label = label;
    this.deadline = deadline;
  }

  /** The client is gone. */
  cancel(): void {
    this.#owner.close(this);
  }

  resume(): void {
    this.#owner.resume(this);
  }

  /** The server goes away. */
  end(): void {
    this.#owner.end(this);
  }

  get open(): boolean {
    return this.phase !== "closed";
  }

  /** It would be told an event now. */
  get keepsUp(): boolean {
    return this.backlog === undefined && (!this.paced || this.sink.pace?.() === 0);
  }

  /**
   * What a record is to this watcher.
   *
   * @source apiserver pkg/storage/cacher/cache_watcher.go convertToWatchEvent
   */
  typeOf(record: VersionRecord): ObjectEventType | undefined {
    const { object } = record;
    const before = record.previous?.object;
    const now = object !== undefined && this.#selects(object);
    const then = before !== undefined && this.#selects(before);
    if (now) return then ? "MODIFIED" : "ADDED";
    return then ? "DELETED" : undefined;
  }

  #selects(object: KubeObject): boolean {
    if (this.namespace !== "" && object.metadata.namespace !== this.namespace) return false;
    return this.predicate === undefined || this.predicate.matches(object);
  }
}

/** What a watcher has yet to be told, because it has just begun or reads slowly. */
export interface Backlog {
  /** The state it begins with, and how much of that was looked at. */
  readonly state: Page | undefined;
  looked: number;
  /** How much of it was told, and the path told last. */
  shown: number;
  shownLast: string;
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
