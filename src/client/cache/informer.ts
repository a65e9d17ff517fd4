import type { Observable } from "rxjs";
import type { KubeObject, ResourceInfo, User } from "../../api/index.ts";
import type { Clock, Micros, Random, Scope } from "../../kernel/index.ts";
import type { ClientProfile } from "../profile.ts";
import type { ClientError, Transport } from "../transport/index.ts";
import type { Lister } from "./lister.ts";
import type { Indexer, IndexFunctions } from "./store.ts";

/** What an informer is made of. Everything it opens is held in `scope`. */
export interface InformerOptions {
  readonly transport: Transport;
  readonly scope: Scope;
  readonly clock: Clock;
  /** Draws jitter and watch timeouts; each informer wants a stream of its own. */
  readonly random: Random;
  readonly resource: ResourceInfo;
  /** "" or absent: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** By default 1.36. */
  readonly profile?: ClientProfile;
  /** Objects a page. Absent: upstream's rules. */
  readonly pageSize?: number;
  /** Default of handlers that ask for none. 0 or absent: never. */
  readonly resync?: Micros;
  /** Only honoured above upstream's five minutes. */
  readonly minWatchTimeout?: Micros;
  /** How long streams that end in an internal error are opened anew at once. 0 or absent: never. */
  readonly internalErrorRetry?: Micros;
  /**
   * List without a version after a second 410 in a row at one version. Upstream (the default) lists and watches at that
   * version for ever when its lists are paged: kubernetes#133810, open.
   */
  readonly mendsExpiryLoop?: boolean;
  /**
   * Wait a step of the backoff after a stream that ended within a second, also if events came. Upstream (the default) opens
   * the next at once, which a server that sends one event a stream makes as many requests as there is time for.
   */
  readonly pacesShortWatches?: boolean;
  /** What errors call the reflector, where its generation does so. By default the resource. */
  readonly name?: string;
  readonly agent: string;
  readonly user: User;
  readonly accept?: string;
  /** Typed clients send the time limit of a watch as a duration, too. */
  readonly sendsTimeout?: boolean;
  /** Before the path in error texts. */
  readonly host?: string;
  /** What error texts call the objects. By default the resource's kind. */
  readonly describes?: string;
  /** Events of other kinds are skipped. Absent: all are taken. */
  readonly expects?: Expected;
  readonly indexers?: IndexFunctions;
  readonly transform?: Transform;
  readonly onWatchError?: (error: ClientError) => void;
  /** What upstream hands to its process-wide error handler. */
  readonly onError?: (error: ClientError) => void;
  /** A handler threw. By default it is thrown again in an event of its own, for the kernel to attribute. */
  readonly onPanic?: (error: unknown) => void;
}

export interface Expected {
  readonly apiVersion: string;
  readonly kind: string;
  /** How the refusal is worded: by group, version and kind, or by type. */
  readonly by: "gvk" | "type";
}

/** Called for every object on its way in; the result (a frozen object) is what is cached. Throwing refuses the object. */
export type Transform = (object: KubeObject) => KubeObject;

/** A deletion that was not seen: found by a relist. The object is the last one known, and may be stale. */
export interface DeletedFinalStateUnknown<T extends KubeObject = KubeObject> {
  readonly kind: "DeletedFinalStateUnknown";
  readonly key: string;
  readonly object: T | undefined;
}

export interface EventHandler<T extends KubeObject = KubeObject> {
  onAdd?(object: T, isInInitialList: boolean): void;
  onUpdate?(before: T, after: T): void;
  /** A tombstone where the deletion itself was missed: `isTombstone` tells them apart. */
  onDelete?(object: T | DeletedFinalStateUnknown<T>): void;
}

export interface HandlerOptions {
  /** Absent: the informer's. 0: never. */
  readonly resync?: Micros;
  /** How long this handler takes over one notification: a slow consumer. Absent: no time passes. */
  readonly takes?: Micros;
  readonly label?: string;
}

export interface HandlerRegistration {
  /** The informer has synced, and this handler has heard all of the initial list. Never false again. */
  readonly hasSynced: boolean;
  readonly label: string;
}

/** One event of `events$`. */
export type InformerEvent<T extends KubeObject = KubeObject> =
  | { readonly type: "add"; readonly object: T; readonly isInInitialList: boolean }
  | { readonly type: "update"; readonly before: T; readonly object: T }
  | { readonly type: "delete"; readonly object: T | undefined; readonly key: string; readonly tombstone: boolean };

/**
 * One list and watch, one store, any number of handlers.
 *
 * @source client-go tools/cache/shared_informer.go sharedIndexInformer
 */
export interface SharedInformer<T extends KubeObject = KubeObject> {
  readonly resource: ResourceInfo;
  readonly namespace: string;
  /** Once only; a second start does nothing. */
  start(): void;
  /** Final. Everything it opened is closed within one scheduling turn. */
  stop(): void;
  /** The store holds the first list. */
  readonly hasSynced: boolean;
  readonly isStarted: boolean;
  /** Nothing of it runs any more. */
  readonly isStopped: boolean;
  readonly lastSyncResourceVersion: string;
  /** @throws InformerRefusal after the stop */
  addHandler(handler: EventHandler<T>, options?: HandlerOptions): HandlerRegistration;
  /** Idempotent. What waits for this handler is dropped. */
  removeHandler(registration: HandlerRegistration): void;
  /** `run` at the first moment at which `hasSynced` holds; at once if it does. */
  whenSynced(run: () => void): void;
  /** `run` when nothing is left of it. */
  whenStopped(run: () => void): void;
  /** The same, and no request either that generation 1.32 leaves to end by itself. */
  whenDrained(run: () => void): void;
  readonly store: Indexer<T>;
  readonly lister: Lister<T>;
  /** At any time before the stop. @throws InformerRefusal for a name that is taken, or after the stop */
  addIndexers(indexers: IndexFunctions): void;
  /** Before the start only. @throws InformerRefusal */
  setTransform(transform: Transform): void;
  /** Before the start only. @throws InformerRefusal */
  setWatchErrorHandler(handler: (error: ClientError) => void): void;
  /** Everything from now on, beginning with what the store holds. Unsubscribing releases everything. */
  readonly events$: Observable<InformerEvent<T>>;
  /** The store's contents after each change, once synced; one emission an instant. */
  readonly objects$: Observable<readonly T[]>;
  /** The same events for `for await`; leaving the loop releases everything. */
  events(): AsyncIterable<InformerEvent<T>>;
  readonly stats: InformerStats;
}

/** What tables of clients show. */
export interface InformerStats {
  readonly lists: number;
  readonly watches: number;
  readonly watchLists: number;
  /** 410s, as answers or in streams. */
  readonly expired: number;
  /** Watch events taken, bookmarks included. */
  readonly events: number;
}

/** The informer says no, in upstream's words. */
export class InformerRefusal extends Error {
  override readonly name = "InformerRefusal";
}

export function isTombstone<T extends KubeObject>(object: T | DeletedFinalStateUnknown<T>): object is DeletedFinalStateUnknown<T> {
  return object instanceof Tombstone;
}

export class Tombstone<T extends KubeObject = KubeObject> implements DeletedFinalStateUnknown<T> {
  readonly kind = "DeletedFinalStateUnknown";
  readonly key: string;
  readonly object: T | undefined;

  constructor(key: string, object: T | undefined) {
    this.key = key;
    this.object = object;
  }
}
