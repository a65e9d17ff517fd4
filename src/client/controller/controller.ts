import type { KubeObject } from "../../api/index.ts";
import { keyOf } from "../../api/index.ts";
import type { Clock, Held, Scope } from "../../kernel/index.ts";
import type { DeletedFinalStateUnknown, HandlerRegistration, SharedInformer } from "../cache/index.ts";
import { isTombstone } from "../cache/index.ts";
import type { Turns } from "../turns.ts";
import type { RateLimiter, RateLimitingQueue } from "../workqueue/index.ts";
import { createRateLimitingQueue, defaultControllerLimiter } from "../workqueue/index.ts";

/**
 * Watches, a queue and workers around one reconcile function, which may be asynchronous.
 *
 * @source controller-runtime pkg/internal/controller/controller.go, pkg/handler
 */
export interface Controller {
  readonly name: string;
  /** Workers begin once every source has synced. A second call does nothing. */
  start(): void;
  /** Final. Work in progress runs to its end, and its result is dropped. */
  stop(): void;
  /** Asks for a reconcile of this key. */
  enqueue(key: string): void;
  readonly stats: ControllerStats;
  /** Nothing waits, nothing is in work; what is asked for later does not count. */
  readonly idle: boolean;
  /** Nothing of it runs any more, but for work that was in progress. */
  readonly isStopped: boolean;
}

export interface ControllerStats {
  readonly reconciles: number;
  readonly failures: number;
  readonly requeues: number;
}

/** What a reconcile wants next. Nothing: to be left alone until something changes. */
export interface ReconcileResult {
  /** Again, after the limiter's wait. */
  readonly requeue?: boolean;
  /** Again, after so many milliseconds. */
  readonly requeueAfter?: number;
}

// Reconcile functions that answer nothing are the usual ones, and are written as such.
export type Reconcile = (key: string) => ReconcileResult | void | Promise<ReconcileResult | void>;

/** Objects of an informer, and whose reconcile each asks for. */
export interface ControllerSource {
  readonly informer: SharedInformer;
  /** By default the object's own key. */
  readonly keys?: (object: KubeObject) => readonly string[];
}

export interface ControllerOptions {
  readonly name: string;
  readonly scope: Scope;
  readonly clock: Clock;
  readonly turns: Turns;
  readonly reconcile: Reconcile;
  readonly sources: readonly ControllerSource[];
  /** Keys that may be in work at a time. Default 1. */
  readonly concurrency?: number;
  /** Default: client-go's for controllers. */
  readonly limiter?: RateLimiter<string>;
  /** A reconcile failed; it will be tried again. */
  readonly onError?: (key: string, error: unknown) => void;
}

export function createController(options: ControllerOptions): Controller {
  return new Reconciler(options);
}

/** The key of the owner that controls an object, when it is of this kind: what `owns` watches. */
export function controllerOwner(apiVersion: string, kind: string): (object: KubeObject) => readonly string[] {
  const group = groupOf(apiVersion);
  return (object) => {
    const owner = object.metadata.ownerReferences?.find((each) => each.controller === true);
    if (owner === undefined || owner.kind !== kind || groupOf(owner.apiVersion) !== group) return [];
    const { namespace } = object.metadata;
    return [namespace === undefined || namespace === "" ? owner.name : `${namespace}/${owner.name}`];
  };
}

function groupOf(apiVersion: string): string {
  const cut = apiVersion.indexOf("/");
  return cut < 0 ? "" : apiVersion.slice(0, cut);
}

class Reconciler implements Controller {
  readonly name: string;
  readonly stats: { -readonly [K in keyof ControllerStats]: number } = { reconciles: 0, failures: 0, requeues: 0 };
  readonly #options: ControllerOptions;
  readonly #queue: RateLimitingQueue<string>;
  readonly #held: Held;
  readonly #registrations: { readonly informer: SharedInformer; readonly registration: HandlerRegistration }[] = [];
  #started = false;
  #stopped = false;

  constructor(options: ControllerOptions) {
    const { name, scope, clock, limiter = defaultControllerLimiter<string>(clock) } = options;
    this.name = name;
    this.#options = options;
    this.#queue = createRateLimitingQueue({ scope, clock, label: `queue of ${name}` }, limiter);
    this.#held = scope.hold("operation", `controller ${name}`, () => this.stop());
    for (const source of options.sources) this.#watch(source);
  }

  get idle(): boolean {
    return this.#queue.length === 0 && this.#queue.working === 0;
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  enqueue(key: string): void {
    this.#queue.add(key);
  }

  #watch({ informer, keys = (object) => [keyOf(object)] }: ControllerSource): void {
    const ask = (object: KubeObject | undefined): void => {
      if (object !== undefined) for (const key of keys(object)) this.#queue.add(key);
    };
    const registration = informer.addHandler(
      {
        onAdd: ask,
        onUpdate(before, after) {
          ask(before);
          ask(after);
        },
        onDelete: (gone: KubeObject | DeletedFinalStateUnknown) => ask(isTombstone(gone) ? gone.object : gone),
      },
      { label: `controller ${this.name}` },
    );
    this.#registrations.push({ informer, registration });
  }

  start(): void {
    if (this.#started || this.#stopped) return;
    this.#started = true;
    let left = this.#options.sources.length;
    if (left === 0) return this.#work();
    for (const { informer } of this.#options.sources) {
      informer.whenSynced(() => {
        left -= 1;
        if (left === 0) this.#work();
      });
    }
  }

  #work(): void {
    if (this.#stopped) return;
    for (let i = 0; i < (this.#options.concurrency ?? 1); i += 1) this.#next();
  }

  #next(): void {
    if (this.#stopped) return;
    this.#queue.get({
      // A turn of its own for each reconcile: what asked for it has ended by then.
      item: (key) => {
        if (this.#options.scope.open) this.#options.scope.soon(`reconcile ${this.name}`, () => this.#reconcile(key));
      },
      shutDown() {},
    });
  }

  #reconcile(key: string): void {
    if (this.#stopped) return;
    this.stats.reconciles += 1;
    const { turns, reconcile } = this.#options;
    let result: ReturnType<Reconcile>;
    try {
      result = turns.foreign(`reconcile ${this.name} ${key}`, () => reconcile(key));
    } catch (error) {
      return this.#failed(key, error);
    }
    if (!(result instanceof Promise)) return this.#succeeded(key, result ?? {});
    result.then(
      (settled) => this.#succeeded(key, settled ?? {}),
      (error: unknown) => this.#failed(key, error),
    );
  }

  #succeeded(key: string, { requeue = false, requeueAfter = 0 }: ReconcileResult): void {
    if (this.#stopped) return;
    if (requeueAfter > 0) {
      this.#queue.forget(key);
      this.#queue.addAfter(key, Math.round(requeueAfter * 1000));
      this.stats.requeues += 1;
    } else if (requeue) {
      this.#queue.addRateLimited(key);
      this.stats.requeues += 1;
    } else this.#queue.forget(key);
    this.#done(key);
  }

  #failed(key: string, error: unknown): void {
    if (this.#stopped) return;
    this.stats.failures += 1;
    this.#queue.addRateLimited(key);
    this.#options.onError?.(key, error);
    this.#done(key);
  }

  #done(key: string): void {
    this.#queue.done(key);
    this.#next();
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const { informer, registration } of this.#registrations) informer.removeHandler(registration);
    this.#queue.shutDown();
    this.#held.done();
  }
}
