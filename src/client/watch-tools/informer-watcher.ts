import type { KubeObject, WatchEvent } from "../../api/index.ts";
import type { Scope } from "../../kernel/index.ts";
import type { InformerOptions, SimpleInformer } from "../cache/index.ts";
import { createSimpleInformer, isTombstone } from "../cache/index.ts";
import type { EventTaker, Watcher } from "./watcher.ts";

/** An informer as a watch: deletions that only a list found are events like others. Events wait for their taker, in order. */
export interface InformerWatcher extends Watcher {
  readonly informer: SimpleInformer;
  /** `run` when nothing is left of it. */
  whenDone(run: () => void): void;
}

/**
 * @source client-go tools/watch/informerwatcher.go NewIndexerInformerWatcher
 * @differs a deletion of which no object is known (a nil object, which upstream cannot hand on) is left out
 */
export function createInformerWatcher(options: InformerOptions, taker: EventTaker): InformerWatcher {
  const events = new EventProcessor(options.scope, taker);
  const push = (type: "ADDED" | "MODIFIED" | "DELETED", object: KubeObject | undefined): void => {
    if (object !== undefined) events.push({ type, object });
  };
  const informer = createSimpleInformer(
    { ...options, resync: 0, indexers: {} },
    {
      onAdd: (object) => push("ADDED", object),
      onUpdate: (_, after) => push("MODIFIED", after),
      onDelete: (object) => push("DELETED", isTombstone(object) ? object.object : object),
    },
  );
  informer.start();
  return {
    informer,
    stop() {
      events.stop();
      informer.stop();
    },
    whenDone: (run) => informer.whenDrained(run),
  };
}

/** Hands events on in events of their own, batch after batch. @source client-go tools/watch/informerwatcher.go eventProcessor */
class EventProcessor {
  readonly #scope: Scope;
  readonly #taker: EventTaker;
  #buffer: WatchEvent[] = [];
  #stopped = false;

  constructor(scope: Scope, taker: EventTaker) {
    this.#scope = scope;
    this.#taker = taker;
  }

  push(event: WatchEvent): void {
    this.#buffer.push(event);
    if (this.#buffer.length === 1) this.#scope.soon("take events", () => this.#take());
  }

  #take(): void {
    const batch = this.#buffer;
    this.#buffer = [];
    this.#scope.soon("hand on events", () => {
      for (const event of batch) if (!this.#stopped) this.#taker.event(event);
    });
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#taker.ended();
  }
}

