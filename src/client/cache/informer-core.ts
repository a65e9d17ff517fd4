import type { Micros, Scope } from "../../kernel/index.ts";
import type { ClientProfile } from "../profile.ts";
import { defaultClientProfile } from "../profile.ts";
import type { ClientError } from "../transport/index.ts";
import { createRestClient, isExpired } from "../transport/index.ts";
import type { ChangeListener } from "./delta-applier.ts";
import { InformerQueue } from "./informer-queue.ts";
import type { InformerOptions, InformerStats, Transform } from "./informer.ts";
import { Reflector } from "./reflector-driver.ts";
import { reflectorRules } from "./reflector-rules.ts";
import { NAMESPACE_INDEX, namespaceIndex, ObjectStore } from "./store.ts";
import type { UnaskedErrors } from "./unasked-errors.ts";
import { unaskedErrors } from "./unasked-errors.ts";

/** How often objects that did not change are told anew. */
export interface ResyncPlan {
  /** Asked once, at the start. 0: never. */
  readonly period: () => Micros;
  readonly due?: () => boolean;
}

/**
 * Reflector, queue and store as one: the controller of client-go, without handlers of its own.
 *
 * @source client-go tools/cache/controller.go
 */
export class InformerCore {
  readonly store: ObjectStore;
  readonly #options: InformerOptions;
  readonly #queue: InformerQueue;
  readonly #resync: ResyncPlan;
  readonly #errors: UnaskedErrors;
  #reflector: Reflector | undefined;
  #scope: Scope | undefined;
  #stopped = false;
  #drained = false;
  #onWatchError: (error: ClientError) => void;
  #whenSynced: (() => void)[] = [];
  #whenStopped: (() => void)[] = [];
  #whenDrained: (() => void)[] = [];

  constructor(options: InformerOptions, listener: ChangeListener, resync: ResyncPlan) {
    this.#options = options;
    this.#resync = resync;
    this.store = new ObjectStore(options.indexers ?? { [NAMESPACE_INDEX]: namespaceIndex });
    this.#queue = new InformerQueue(this.store, listener, profileOf(options), () => this.#runAll(this.#whenSynced));
    this.#queue.transform = options.transform;
    const { name = options.resource.resource, describes = options.resource.kind, onError } = options;
    this.#errors = unaskedErrors(profileOf(options).habits.unaskedErrors, name, describes);
    this.#onWatchError = options.onWatchError ?? ((error) => reportWatchError(error, this.#errors, onError));
  }

  get hasSynced(): boolean {
    return this.#queue.hasSynced;
  }

  get isStarted(): boolean {
    return this.#reflector !== undefined;
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  get lastSyncResourceVersion(): string {
    return this.#reflector?.lastSyncResourceVersion ?? "";
  }

  get stats(): InformerStats {
    return this.#reflector?.stats ?? noStats;
  }

  setTransform(transform: Transform): void {
    this.#queue.transform = transform;
  }

  setWatchErrorHandler(handler: (error: ClientError) => void): void {
    this.#onWatchError = handler;
  }

  whenSynced(run: () => void): void {
    if (this.hasSynced) run();
    else this.#whenSynced.push(run);
  }

  whenStopped(run: () => void): void {
    if (this.#stopped) run();
    else this.#whenStopped.push(run);
  }

  whenDrained(run: () => void): void {
    if (this.#drained) run();
    else this.#whenDrained.push(run);
  }

  start(): void {
    this.#scope = this.#options.scope.child(`informer ${this.#options.resource.resource}`);
    this.#reflector = this.#createReflector(this.#scope);
    this.#reflector.start();
  }

  stop(): void {
    this.#reflector?.stop();
  }

  /** Ends also what would wait. */
  abandon(): void {
    this.#reflector?.abandon();
  }

  #ended(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#queue.close();
    this.#runAll(this.#whenStopped);
  }

  #letGo(): void {
    if (this.#drained) return;
    this.#drained = true;
    this.#scope?.close();
    this.#runAll(this.#whenDrained);
  }

  #runAll(waiting: (() => void)[]): void {
    for (const run of waiting.splice(0)) run();
  }

  #createReflector(scope: Scope): Reflector {
    const profile = profileOf(this.#options);
    const { transport, clock, random, resource, namespace = "", labelSelector = "", fieldSelector = "", user, agent, accept } = this.#options;
    const { host = "https://kubernetes.default.svc", expects, minWatchTimeout = 0, sendsTimeout = false } = this.#options;
    return new Reflector({
      rest: createRestClient({ transport, scope, profile, host }),
      store: this.#queue,
      scope,
      clock,
      random,
      rules: reflectorRules(this.#options, profile),
      target: { resource, namespace, labelSelector, fieldSelector, user, agent, accept, sendsTimeout },
      minWatchTimeout: Math.max(minWatchTimeout, profile.constants.minWatchTimeout),
      resync: this.#resync.period(),
      ...(this.#resync.due === undefined ? {} : { shouldResync: this.#resync.due }),
      addedMovesVersion: profile.habits.addedMovesVersion,
      expects,
      onWatchError: (error) => this.#onWatchError(error),
      onError: this.#options.onError ?? (() => {}),
      errors: this.#errors,
      onStopped: () => this.#ended(),
      onDrained: () => this.#letGo(),
    });
  }
}

export function profileOf(options: Pick<InformerOptions, "profile">): ClientProfile {
  return options.profile ?? defaultClientProfile;
}

/**
 * What is done with the errors of lists and of opening watches where nobody else wants them: ends that say nothing are
 * passed over.
 *
 * @source client-go tools/cache/reflector.go DefaultWatchErrorHandler
 */
export function reportWatchError(error: ClientError, errors: UnaskedErrors, onError: ((error: ClientError) => void) | undefined): void {
  const quiet = isExpired(error) || (error.kind === "transport" && (error.failure === "eof" || error.failure === "unexpectedEOF"));
  if (!quiet) onError?.(errors.watchFailed(error));
}

const noStats: InformerStats = { lists: 0, watches: 0, watchLists: 0, expired: 0, events: 0 };
