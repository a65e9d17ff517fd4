import type { Draft } from "immer";
import type { Observable } from "rxjs";
import type { KubeObject, ResourceInfo, CustomResource, Registry, User } from "../api/index.ts";
import type { Client, ClientProfile, Controller, EventHandler, SharedInformer, Transport } from "../client/index.ts";
import type { Kernel, Leak, LedgerLine, Limits, Micros, Outcome, Scope } from "../kernel/index.ts";
import type { Fault, Guard, Network, PartyLine } from "../network/index.ts";
import type { Loader, Revision, Storage, StorageSnapshot } from "../server/index.ts";
import type { Duration } from "./duration.ts";
import type { Manifests } from "./manifests.ts";
import type { ControllerRequest } from "./open-controller.ts";
import type { TraceEntry } from "./trace.ts";
import type { ClusterOptions } from "./options.ts";

/** Which object: how manifests name it. Namespace "default" where none is given and the kind has one. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** A cluster at one moment, as JSON-able data. */
export interface ClusterSnapshot {
  readonly format: "kubeloom.cluster/1";
  /** The wall clock, microseconds since 1970. */
  readonly wall: Micros;
  /** Virtual microseconds since the store's beginning: ages of what it holds count from here. */
  readonly age: Micros;
  readonly storage: StorageSnapshot;
  readonly resources: readonly CustomResource[];
}

export interface InformerRequest<T extends KubeObject = KubeObject> {
  /** Party name on the network. Default "informer/<resource>", numbered from the second on. */
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Default "1.36". */
  readonly profile?: string | ClientProfile;
  readonly gates?: { readonly [gate: string]: boolean };
  readonly pageSize?: number;
  readonly resync?: Duration;
  /** The replica it asks first. */
  readonly replica?: string;
  readonly handler?: EventHandler<T>;
}

/** The replicas of the apiserver, and the storage behind them. A replica's name is "apiserver-1" and so on; none means all. */
export interface ApiServers {
  readonly names: readonly string[];
  /** History up to now is gone, but for the last `keep` revisions: a re-watch from before is a 410. Answers the compacted revision. */
  compact(keep?: number): Revision;
  /** Connections are reset; it is down for so long (default: not at all), and comes back with empty watch caches. */
  restart(options?: { readonly replica?: string; readonly downFor?: Duration }): void;
  /** Writes reach its watch caches so much later. */
  lag(by: Duration, replica?: string): Guard;
}

/** What was opened and closed, and what each party asked for. */
export interface ClusterLedger {
  resources(): readonly LedgerLine[];
  parties(): readonly PartyLine[];
  /** Open resources of closed scopes. */
  leaks(): readonly Leak[];
}

export interface Settled {
  readonly kind: "settled";
  /** Virtual milliseconds from the cluster's start. */
  readonly at: number;
  /** Virtual milliseconds it took. */
  readonly took: number;
}

export interface SettleOptions {
  /** Virtual time after which it gives up. Default "1h". */
  readonly within?: Duration;
  readonly limits?: Limits;
}

/** One change as it was recorded, to be put into the store at its time. */
export interface RecordedWrite {
  /** Virtual microseconds from the start. */
  readonly at: Micros;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubeObject;
}

/**
 * A cluster in this process. Nothing is real: time moves by `advance`, `settle` and `runUntil` alone.
 * After any error it throws, the cluster is as it was before and stays usable.
 */
export interface Cluster {
  readonly seed: number;
  /** Virtual milliseconds since the start. */
  readonly now: number;
  readonly network: Network;
  readonly apiserver: ApiServers;
  readonly ledger: ClusterLedger;
  /** What happens, as it happens. Costs something only while subscribed. */
  readonly trace$: Observable<TraceEntry>;

  /** Puts objects into the store as they are, all or none. @throws InvalidManifest */
  load(manifests: Manifests): void;
  /** Makes a custom resource known. @throws InvalidOption */
  register(resource: CustomResource): ResourceInfo;

  /** The test's own hand: through the apiserver's door, not through the network; answers at once. @throws ApiError */
  create<T extends KubeObject = KubeObject>(object: object): T;
  get<T extends KubeObject = KubeObject>(ref: ObjectRef | KubeObject): T | undefined;
  list<T extends KubeObject = KubeObject>(apiVersion: string, resource: string, namespace?: string): readonly T[];
  /** @throws ApiError, also when the object does not exist */
  update<T extends KubeObject = KubeObject>(ref: ObjectRef | T, change: (draft: Draft<T>) => void, options?: { readonly subresource?: string }): T;
  delete(ref: ObjectRef | KubeObject): void;

  /** Started in the next event. @throws InvalidOption for an unknown resource */
  informer<T extends KubeObject = KubeObject>(apiVersion: string, resource: string, request?: InformerRequest<T>): SharedInformer<T>;
  /** Watches, a queue and your reconcile function, started in the next event. @throws InvalidOption */
  controller(request: ControllerRequest): Controller;
  /** A client of this name. Its promises settle as time moves. Default name "client". */
  client(name?: string, options?: { /** The replica it asks first. */ readonly replica?: string }): Client;
  /** A party's way to the apiserver. */
  transport(party: string, options?: { readonly scope?: Scope; readonly replica?: string }): Transport;

  /** Schedules a fault, and its heal where it has one. */
  apply(fault: Fault): Guard;
  /** Puts recorded changes into the store at their times. What they change must be there by then. @throws InvalidOption */
  replay(writes: readonly RecordedWrite[]): Guard;

  advance(by: Duration, limits?: Limits): Promise<Outcome>;
  runUntil(goal: () => boolean, within?: Duration, limits?: Limits): Promise<Outcome>;
  /** Faults off, then on until nothing is left to do. @throws NotSettled */
  settle(options?: SettleOptions): Promise<Settled>;

  /** Another cluster that begins where this one stands: it shares the objects, and nothing else. Takes no informers along. */
  fork(options?: Pick<ClusterOptions, "seed">): Cluster;
  snapshot(): ClusterSnapshot;
  digest(): string;
  /** The way to see this run again. */
  readonly replayLine: string;
  /**
   * Closes everything. Idempotent. Informers, controllers, requests, fetches and timers end with the cluster. A watch of a
   * client is its opener's to end: one that is still open is a leak.
   *
   * @throws LeakDetected naming each with its age and who opened it, once all is closed
   */
  close(): Promise<void>;
  readonly closed: boolean;

  /** Below the public face, for what explores and measures. */
  readonly core: ClusterCore;
}

export interface ClusterCore {
  readonly kernel: Kernel;
  readonly storage: Storage;
  readonly registry: Registry;
  readonly loader: Loader;
  /** Everything this cluster opened lives in here. */
  readonly scope: Scope;
  /** Whose token this is; undefined: nobody's that the apiserver issued, or no longer. */
  authenticate(token: string): User | undefined;
  /** Closes everything within this turn; what is left is in the ledger's leaks. */
  closeNow(): void;
}
