import type { KubeObject } from "../../api/index.ts";
import type { Held, Micros, Scope, Timer } from "../../kernel/index.ts";
import type { EventHandler, HandlerRegistration, Tombstone } from "./informer.ts";

/**
 * One handler with what waits for it. Notifications come in the order of distribution; while the handler is busy (it
 * takes time, it is being called, or it threw a moment ago) they wait, without bound.
 *
 * @source client-go tools/cache/shared_informer.go processorListener, synctrack.SingleFileTracker
 * @differs a handler that is free is called at once, in the event that brought the news
 */
export class HandlerListener implements HandlerRegistration {
  readonly label: string;
  readonly requestedResync: Micros;
  effectiveResync: Micros = 0;
  nextResync: Micros = 0;
  /** Whether updates that change nothing are for this handler. True until the first resync check says otherwise. */
  syncing = true;
  readonly #handler: EventHandler;
  readonly #takes: Micros;
  readonly #upstreamSynced: () => boolean;
  readonly #scope: Scope;
  readonly #pauseAfterPanic: Micros;
  readonly #onPanic: (error: unknown) => void;
  readonly #held: Held;
  #waiting: Notification[] = [];
  #head = 0;
  #busy = false;
  #draining = false;
  #removed = false;
  #timer: Timer | undefined;
  /** Initial adds that were handed over and are not done. */
  #initial = 0;
  #synced = false;
  /** Called when nothing of it is left. */
  whenDone: (() => void) | undefined;

  constructor(options: ListenerOptions) {
    this.label = options.label;
    this.requestedResync = options.resync;
    this.#handler = options.handler;
    this.#takes = options.takes;
    this.#upstreamSynced = options.upstreamSynced;
    this.#scope = options.scope;
    this.#pauseAfterPanic = options.pauseAfterPanic;
    this.#onPanic = options.onPanic;
    this.#held = options.scope.hold("handler", options.label, () => this.close());
  }

  get isDone(): boolean {
    return !this.#held.open;
  }

  get hasSynced(): boolean {
    this.#synced ||= this.#initial === 0 && this.#upstreamSynced();
    return this.#synced;
  }

  /** What the store held when the handler joined, ahead of all news: also of what hearing it brings about. */
  join(objects: readonly KubeObject[]): void {
    this.#initial += objects.length;
    for (const object of objects) this.#waiting.push({ kind: "initial", object, before: undefined });
    this.#drain();
  }

  added(object: KubeObject, initial: boolean): void {
    if (initial) this.#initial += 1;
    if (this.#busy) this.#waiting.push({ kind: initial ? "initial" : "add", object, before: undefined });
    else this.#call(initial ? "initial" : "add", object, undefined);
  }

  updated(before: KubeObject, object: KubeObject): void {
    if (this.#busy) this.#waiting.push({ kind: "update", object, before });
    else this.#call("update", object, before);
  }

  deleted(object: KubeObject | Tombstone): void {
    if (this.#busy) this.#waiting.push({ kind: "delete", object, before: undefined });
    else this.#call("delete", object, undefined);
  }

  /** What waits is dropped; a call in progress runs to its end. */
  remove(): void {
    this.#removed = true;
    this.#waiting = [];
    this.#head = 0;
    // A handler that still works on its last notification finishes it.
    if (!this.#busy) this.#over();
  }

  /** With the informer's end nothing of it may stay. */
  close(): void {
    this.remove();
    this.#timer?.cancel();
    this.#over();
  }

  #over(): void {
    if (!this.#held.open) return;
    this.#held.done();
    this.whenDone?.();
  }

  #call(kind: Notification["kind"], object: KubeObject | Tombstone, before: KubeObject | undefined): void {
    if (this.#removed) return;
    this.#busy = true;
    let panicked = false;
    try {
      switch (kind) {
        case "update":
          this.#handler.onUpdate?.(before as KubeObject, object as KubeObject);
          break;
        case "delete":
          this.#handler.onDelete?.(object);
          break;
        default:
          this.#handler.onAdd?.(object as KubeObject, kind === "initial");
      }
    } catch (error) {
      panicked = true;
      this.#onPanic(error);
    }
    if (panicked) this.#after(this.#pauseAfterPanic, false);
    else if (this.#takes > 0) this.#after(this.#takes, kind === "initial");
    else this.#done(kind === "initial");
  }

  #after(delay: Micros, initial: boolean): void {
    if (this.#scope.open) this.#timer = this.#scope.after(delay, this.label, () => this.#done(initial));
  }

  #done(initial: boolean): void {
    if (initial) this.#initial -= 1;
    this.#busy = false;
    if (!this.#draining && (this.#waiting.length > 0 || this.#removed)) this.#drain();
  }

  /** A loop, since thousands may wait. */
  #drain(): void {
    this.#draining = true;
    while (!this.#busy && !this.#removed && this.#waiting.length > 0) this.#next();
    this.#draining = false;
    if (this.#removed && !this.#busy) this.#over();
  }

  #next(): void {
    const next = this.#waiting[this.#head] as Notification;
    this.#head += 1;
    if (this.#head === this.#waiting.length) {
      this.#waiting = [];
      this.#head = 0;
    }
    this.#call(next.kind, next.object, next.before);
  }
}

export interface ListenerOptions {
  readonly handler: EventHandler;
  readonly label: string;
  readonly resync: Micros;
  readonly takes: Micros;
  readonly scope: Scope;
  readonly upstreamSynced: () => boolean;
  readonly pauseAfterPanic: Micros;
  readonly onPanic: (error: unknown) => void;
}

interface Notification {
  readonly kind: "initial" | "add" | "update" | "delete";
  readonly object: KubeObject | Tombstone;
  readonly before: KubeObject | undefined;
}
