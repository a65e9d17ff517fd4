import type { Observable } from "rxjs";
import type { KubeObject, ResourceInfo } from "../../api/index.ts";
import type { Held, Scope } from "../../kernel/index.ts";
import type { ClientProfile } from "../profile.ts";
import { defaultClientProfile } from "../profile.ts";
import type { ClientError } from "../transport/index.ts";
import { createRestClient, isExpired, withContext } from "../transport/index.ts";
import { HandlerListener } from "./handler-listener.ts";
import { HandlerSet } from "./handler-set.ts";
import { InformerQueue } from "./informer-queue.ts";
import type {
  EventHandler, HandlerOptions, HandlerRegistration, InformerEvent, InformerOptions, InformerStats, SharedInformer, Transform,
} from "./informer.ts";
import { InformerRefusal } from "./informer.ts";
import type { Lister } from "./lister.ts";
import { createLister } from "./lister.ts";
import { eventsOf, iterate, objectsOf } from "./observables.ts";
import { Reflector } from "./reflector-driver.ts";
import type { ReflectorRules } from "./reflector.ts";
import { reflectorRules } from "./reflector-rules.ts";
import type { Indexer, IndexFunctions } from "./store.ts";
import { NAMESPACE_INDEX, namespaceIndex, ObjectStore } from "./store.ts";

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
  readonly #profile: ClientProfile;
  readonly #objects: ObjectStore<T>;
  readonly #handlers: HandlerSet;
  readonly #queue: InformerQueue;
  readonly #reflector: () => Reflector;
  #running: Reflector | undefined;
  #scope: Scope | undefined;
  #held: Held | undefined;
  #started = false;
  #stopping = false;
  #stopped = false;
  #onWatchError: (error: ClientError) => void;
  #whenSynced: (() => void)[] = [];
  #whenStopped: (() => void)[] = [];

  constructor(options: InformerOptions) {
    this.#options = options;
    this.resource = options.resource;
    this.namespace = options.namespace ?? "";
    this.#profile = options.profile ?? defaultClientProfile;
    this.#objects = new ObjectStore<T>(options.indexers ?? { [NAMESPACE_INDEX]: namespaceIndex });
    this.store = this.#objects;
    this.lister = createLister(this.#objects);
    this.#handlers = new HandlerSet(options.clock, options.resync ?? 0, this.#profile.constants.minimumResync);
    this.#queue = new InformerQueue(this.#objects as unknown as ObjectStore, this.#handlers, this.#profile, () => this.#synced());
    this.#queue.transform = options.transform;
    this.#onWatchError = options.onWatchError ?? ((error) => this.#reportWatchError(error));
    this.#reflector = () => this.#createReflector(reflectorRules(options, this.#profile));
  }

  get hasSynced(): boolean {
    return this.#queue.hasSynced;
  }

  get isStarted(): boolean {
    return this.#started;
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  get lastSyncResourceVersion(): string {
    return this.#running?.lastSyncResourceVersion ?? "";
  }

  get stats(): InformerStats {
    return this.#running?.stats ?? noStats;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#handlers.started = true;
    const { scope, resource } = this.#options;
    this.#scope = scope.child(`informer ${resource.resource}`);
    this.#held = scope.hold("informer", resource.resource, () => this.#end());
    this.#running = this.#reflector();
    this.#running.start();
  }

  stop(): void {
    this.#stopping = true;
    if (!this.#started) {
      this.#started = true;
      this.#afterReflector();
    } else if (!this.#stopped) this.#running?.stop();
  }

  /** The scope around it closes. */
  #end(): void {
    this.stop();
    this.#running?.abandon();
  }

  #afterReflector(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#queue.close();
    for (const listener of this.#handlers.all) listener.close();
    this.#scope?.close();
    this.#held?.done();
    const waiting = this.#whenStopped;
    this.#whenStopped = [];
    for (const run of waiting) run();
  }

  addHandler(handler: EventHandler<T>, options: HandlerOptions = {}): HandlerRegistration {
    if (this.#stopped || this.#stopping) throw new InformerRefusal("handler <value> was not added to shared informer because it has stopped already");
    const listener = new HandlerListener({
      handler: handler as EventHandler,
      label: options.label ?? `handler of ${this.resource.resource}`,
      resync: options.resync ?? this.#options.resync ?? 0,
      takes: options.takes ?? 0,
      scope: this.#options.scope,
      upstreamSynced: () => this.#queue.hasSynced,
      pauseAfterPanic: this.#profile.constants.pauseAfterPanic,
      onPanic: this.#options.onPanic ?? ((error) => this.#panicked(error)),
    });
    this.#handlers.add(listener);
    // A late one hears first what the store holds, as the initial list; then it lives on with the others.
    if (this.#started) for (const object of this.#objects.list()) listener.added(object, true);
    return listener;
  }

  removeHandler(registration: HandlerRegistration): void {
    if (!(registration instanceof HandlerListener)) return;
    this.#handlers.remove(registration);
    registration.remove();
  }

  whenSynced(run: () => void): void {
    if (this.hasSynced) run();
    else this.#whenSynced.push(run);
  }

  whenStopped(run: () => void): void {
    if (this.#stopped) run();
    else this.#whenStopped.push(run);
  }

  addIndexers(indexers: IndexFunctions): void {
    if (this.#stopped || this.#stopping) throw new InformerRefusal("indexer was not added because it has stopped already");
    try {
      this.#objects.addIndexers(indexers);
    } catch (error) {
      throw new InformerRefusal(error instanceof Error ? error.message : String(error));
    }
  }

  setTransform(transform: Transform): void {
    this.#beforeStart();
    this.#queue.transform = transform;
  }

  setWatchErrorHandler(handler: (error: ClientError) => void): void {
    this.#beforeStart();
    this.#onWatchError = handler;
  }

  #beforeStart(): void {
    if (this.#started) throw new InformerRefusal("informer has already started");
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

  #synced(): void {
    const waiting = this.#whenSynced;
    this.#whenSynced = [];
    for (const run of waiting) run();
  }

  #panicked(error: unknown): void {
    this.#options.scope.soon("panic of a handler", () => {
      throw error;
    });
  }

  /** @source client-go tools/cache/reflector.go DefaultWatchErrorHandler */
  #reportWatchError(error: ClientError): void {
    if (!isQuiet(error)) this.#options.onError?.(withContext(error, "Failed to watch: "));
  }

  #createReflector(rules: ReflectorRules): Reflector {
    const { transport, clock, random, namespace = "", labelSelector = "", fieldSelector = "", user, agent, accept, sendsTimeout = false } = this.#options;
    const { host = "https://kubernetes.default.svc", expects, minWatchTimeout = 0 } = this.#options;
    const scope = this.#scope as Scope;
    return new Reflector({
      rest: createRestClient({ transport, scope, profile: this.#profile, host }),
      store: this.#queue,
      scope,
      clock,
      random,
      rules,
      target: { resource: this.resource, namespace, labelSelector, fieldSelector, user, agent, accept, sendsTimeout },
      minWatchTimeout: Math.max(minWatchTimeout, this.#profile.constants.minWatchTimeout),
      resync: this.#handlers.checkPeriod,
      shouldResync: () => this.#handlers.shouldResync(),
      addedMovesVersion: this.#profile.habits.addedMovesVersion,
      expects,
      onWatchError: (error) => this.#onWatchError(error),
      onError: this.#options.onError ?? (() => {}),
      onStopped: () => this.#afterReflector(),
    });
  }
}

/** Ends that say nothing. */
export function isQuiet(error: ClientError): boolean {
  return isExpired(error) || (error.kind === "transport" && (error.failure === "eof" || error.failure === "unexpectedEOF"));
}

const noStats: InformerStats = { lists: 0, watches: 0, watchLists: 0, expired: 0, events: 0 };
