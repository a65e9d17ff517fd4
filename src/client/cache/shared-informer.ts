import type { Observable } from "rxjs";
import type { KubeObject, ResourceInfo } from "../../api/index.ts";
import type { Held } from "../../kernel/index.ts";
import type { ClientError } from "../transport/index.ts";
import { HandlerListener } from "./handler-listener.ts";
import { HandlerSet } from "./handler-set.ts";
import { InformerCore, profileOf } from "./informer-core.ts";
import type {
  EventHandler, HandlerOptions, HandlerRegistration, InformerEvent, InformerOptions, InformerStats, SharedInformer, Transform,
} from "./informer.ts";
import { InformerRefusal } from "./informer.ts";
import type { Lister } from "./lister.ts";
import { createLister } from "./lister.ts";
import { eventsOf, iterate, objectsOf } from "./observables.ts";
import type { Indexer, IndexFunctions, ObjectStore } from "./store.ts";

/** An informer that has not been started. It opens nothing before `start`, but for the handlers it is given. */
export function createInformer<T extends KubeObject = KubeObject>(options: InformerOptions): SharedInformer<T> {
  return new Informer<T>(options);
}

/**
 * @source client-go tools/cache/shared_informer.go sharedIndexInformer
 */
class Informer<T extends KubeObject> implements SharedInformer<T> {
  readonly resource: ResourceInfo;
  readonly namespace: string;
  readonly store: Indexer<T>;
  readonly lister: Lister<T>;
  readonly #options: InformerOptions;
  readonly #core: InformerCore;
  readonly #objects: ObjectStore<T>;
  readonly #handlers: HandlerSet;
  #held: Held | undefined;
  /** Taken out while they were at work. */
  #leaving: HandlerListener[] = [];
  #stopping = false;
  #ended = false;
  #whenStopped: (() => void)[] = [];

  constructor(options: InformerOptions) {
    this.#options = options;
    this.resource = options.resource;
    this.namespace = options.namespace ?? "";
    this.#handlers = new HandlerSet(options.clock, options.resync ?? 0, profileOf(options).constants.minimumResync);
    this.#core = new InformerCore(options, this.#handlers, {
      period: () => this.#handlers.checkPeriod,
      due: () => this.#handlers.shouldResync(),
    });
    this.#objects = this.#core.store as unknown as ObjectStore<T>;
    this.store = this.#objects;
    this.lister = createLister(this.#objects);
  }

  get hasSynced(): boolean {
    return this.#core.hasSynced;
  }

  get isStarted(): boolean {
    return this.#core.isStarted;
  }

  get isStopped(): boolean {
    return this.#core.isStopped || (this.#stopping && !this.isStarted);
  }

  get lastSyncResourceVersion(): string {
    return this.#core.lastSyncResourceVersion;
  }

  get stats(): InformerStats {
    return this.#core.stats;
  }

  start(): void {
    if (this.#core.isStarted || this.#stopping) return;
    this.#handlers.started = true;
    this.#held = this.#options.scope.hold("informer", this.resource.resource, () => this.#abandon());
    this.#core.whenStopped(() => this.#letHandlersEnd());
    this.#core.start();
  }

  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    if (this.#core.isStarted) this.#core.stop();
    else this.#letHandlersEnd();
  }

  /** The scope around it closes: nobody waits for anybody. */
  #abandon(): void {
    this.stop();
    this.#core.abandon();
    for (const listener of [...this.#handlers.all, ...this.#leaving]) listener.close();
  }

  /** A handler in the middle of its work finishes it, and only then is nothing left. */
  #letHandlersEnd(): void {
    const all = [...this.#handlers.all, ...this.#leaving];
    const look = () => {
      if (all.every((each) => each.isDone)) this.#end();
    };
    for (const each of all) each.whenDone = look;
    for (const each of all) each.remove();
    look();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#held?.done();
    const waiting = this.#whenStopped;
    this.#whenStopped = [];
    for (const run of waiting) run();
  }

  addHandler(handler: EventHandler<T>, options: HandlerOptions = {}): HandlerRegistration {
    if (this.#stopping || this.isStopped) throw new InformerRefusal("handler <value> was not added to shared informer because it has stopped already");
    const listener = new HandlerListener({
      handler,
      label: options.label ?? `handler of ${this.resource.resource}`,
      resync: options.resync ?? this.#options.resync ?? 0,
      takes: options.takes ?? 0,
      scope: this.#options.scope,
      upstreamSynced: () => this.#core.hasSynced,
      pauseAfterPanic: profileOf(this.#options).constants.pauseAfterPanic,
      onPanic: this.#options.onPanic ?? ((error) => this.#panicked(error)),
    });
    this.#handlers.add(listener);
    // A late one hears first what the store holds, as the initial list; then it lives on with the others.
    if (this.isStarted) listener.join(this.#objects.list());
    return listener;
  }

  removeHandler(registration: HandlerRegistration): void {
    if (!(registration instanceof HandlerListener)) return;
    this.#handlers.remove(registration);
    registration.remove();
    this.#leaving = [...this.#leaving, registration].filter((each) => !each.isDone);
  }

  whenSynced(run: () => void): void {
    this.#core.whenSynced(run);
  }

  whenStopped(run: () => void): void {
    if (this.#ended) run();
    else this.#whenStopped.push(run);
  }

  whenDrained(run: () => void): void {
    this.whenStopped(() => (this.isStarted ? this.#core.whenDrained(run) : run()));
  }

  addIndexers(indexers: IndexFunctions): void {
    if (this.#stopping || this.isStopped) throw new InformerRefusal("indexer was not added because it has stopped already");
    try {
      this.#objects.addIndexers(indexers);
    } catch (error) {
      throw new InformerRefusal(error instanceof Error ? error.message : String(error));
    }
  }

  setTransform(transform: Transform): void {
    this.#beforeStart();
    this.#core.setTransform(transform);
  }

  setWatchErrorHandler(handler: (error: ClientError) => void): void {
    this.#beforeStart();
    this.#core.setWatchErrorHandler(handler);
  }

  #beforeStart(): void {
    if (this.isStarted) throw new InformerRefusal("informer has already started");
  }

  get events$(): Observable<InformerEvent<T>> {
    return eventsOf(this);
  }

  get objects$(): Observable<readonly T[]> {
    return objectsOf(this, this.#options.scope);
  }

  events(): AsyncIterable<InformerEvent<T>> {
    return iterate(this.events$);
  }

  #panicked(error: unknown): void {
    this.#options.scope.soon("panic of a handler", () => {
      throw error;
    });
  }
}
