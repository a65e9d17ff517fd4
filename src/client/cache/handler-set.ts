import type { KubeObject } from "../../api/index.ts";
import type { Clock, Micros } from "../../kernel/index.ts";
import type { ChangeListener } from "./delta-applier.ts";
import type { HandlerListener } from "./handler-listener.ts";
import type { Tombstone } from "./informer.ts";

/**
 * All handlers of an informer, and who is to hear what. An update that changes nothing goes only to handlers whose
 * resync is due; a real one reaches everyone.
 *
 * @source client-go tools/cache/shared_informer.go sharedProcessor, sharedIndexInformer.OnUpdate, shouldResync, AddEventHandlerWithOptions
 */
export class HandlerSet implements ChangeListener {
  readonly #clock: Clock;
  readonly #minimumResync: Micros;
  #listeners: HandlerListener[] = [];
  /** Who hears the batch that is being told. */
  #told: HandlerListener[] | undefined;
  /** The reflector's resync period: the smallest anyone asked for before the start. 0: never. */
  checkPeriod: Micros;
  started = false;

  constructor(clock: Clock, resync: Micros, minimumResync: Micros) {
    this.#clock = clock;
    this.checkPeriod = resync;
    this.#minimumResync = minimumResync;
  }

  get all(): readonly HandlerListener[] {
    return this.#listeners;
  }

  add(listener: HandlerListener): void {
    // Distribution in progress keeps the list it began with.
    this.#listeners = [...this.#listeners, listener];
    const wanted = this.#wanted(listener);
    if (wanted > 0 && wanted < this.checkPeriod && !this.started) {
      this.checkPeriod = wanted;
      for (const each of this.#listeners) this.#schedule(each);
    } else this.#schedule(listener);
  }

  /** Nobody is told more often than once a second. */
  #wanted({ requestedResync }: HandlerListener): Micros {
    return requestedResync > 0 ? Math.max(requestedResync, this.#minimumResync) : 0;
  }

  #schedule(listener: HandlerListener): void {
    const wanted = this.#wanted(listener);
    listener.effectiveResync = wanted <= 0 || this.checkPeriod <= 0 ? 0 : Math.max(wanted, this.checkPeriod);
    listener.nextResync = this.#clock.now() + listener.effectiveResync;
  }

  remove(listener: HandlerListener): void {
    this.#listeners = this.#listeners.filter((each) => each !== listener);
    this.#told = this.#told?.filter((each) => each !== listener);
  }

  /** Asked at each tick of the reflector's timer: whether anyone is due, and who. */
  shouldResync(): boolean {
    const now = this.#clock.now();
    let any = false;
    for (const listener of this.#listeners) {
      listener.syncing = listener.effectiveResync > 0 && now >= listener.nextResync;
      if (!listener.syncing) continue;
      any = true;
      listener.nextResync = now + listener.effectiveResync;
    }
    return any;
  }

  together(tell: () => void): void {
    const outer = this.#told;
    this.#told = this.#listeners;
    try {
      tell();
    } finally {
      this.#told = outer;
    }
  }

  added(object: KubeObject, initial: boolean): void {
    const listeners = this.#told ?? this.#listeners;
    for (let i = 0; i < listeners.length; i += 1) (listeners[i] as HandlerListener).added(object, initial);
  }

  updated(before: KubeObject, after: KubeObject): void {
    const listeners = this.#told ?? this.#listeners;
    for (let i = 0; i < listeners.length; i += 1) {
      const listener = listeners[i] as HandlerListener;
      // The old object has long left the processor's cache: it is looked at only for those who want less than all.
      if (listener.syncing || !sameVersion(before, after)) listener.updated(before, after);
    }
  }

  deleted(object: KubeObject | Tombstone): void {
    const listeners = this.#told ?? this.#listeners;
    for (let i = 0; i < listeners.length; i += 1) (listeners[i] as HandlerListener).deleted(object);
  }
}

function sameVersion(before: KubeObject, after: KubeObject): boolean {
  return before.metadata !== undefined && before.metadata.resourceVersion === after.metadata?.resourceVersion;
}
