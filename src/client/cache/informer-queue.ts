import type { KubeObject } from "../../api/index.ts";
import type { ClientProfile } from "../profile.ts";
import type { ClientError } from "../transport/index.ts";
import type { ChangeListener } from "./delta-applier.ts";
import { DeltaApplier } from "./delta-applier.ts";
import { DeltaFifo } from "./delta-fifo.ts";
import type { DeltaQueue, KnownObjects } from "./delta.ts";
import { keyIfAny } from "./delta.ts";
import type { Transform } from "./informer.ts";
import { RealFifo } from "./real-fifo.ts";
import type { ReflectorStore } from "./reflector-driver.ts";
import type { ObjectStore } from "./store.ts";

/**
 * The queue between reflector and store, and the loop that empties it. The loop runs whenever something was queued, at
 * once; what a handler causes meanwhile waits its turn.
 *
 * @source client-go tools/cache/controller.go (newQueueFIFO, processLoop)
 * @differs an ordinary event that finds the queue empty goes straight through it: queueing it and taking it out again
 *   would have the same effect
 */
export class InformerQueue implements ReflectorStore {
  readonly #queue: DeltaQueue;
  readonly #applier: DeltaApplier;
  readonly #batches: boolean;
  readonly #transformsStreamed: boolean;
  readonly #onSynced: () => void;
  #running = false;
  #synced = false;
  /** An ordinary event may go straight through: synced, nothing waits, nothing is to be transformed. */
  #direct = false;

  constructor(store: ObjectStore, listener: ChangeListener, { gates, constants, habits }: ClientProfile, onSynced: () => void) {
    const known: KnownObjects = { get: (key) => store.get(key), keys: () => store.keys() };
    this.#queue = gates.InOrderInformers ? new RealFifo(gates.AtomicFIFO ? undefined : known, constants.batchSize) : new DeltaFifo(known);
    this.#batches = gates.InOrderInformers && gates.InOrderInformersBatchProcess;
    this.#applier = new DeltaApplier(store, listener);
    this.#transformsStreamed = habits.transformsStreamedTwice;
    this.#onSynced = onSynced;
  }

  get hasSynced(): boolean {
    return this.#queue.hasSynced;
  }

  set transform(transform: Transform | undefined) {
    this.#queue.transform = transform;
    this.#direct = false;
  }

  get transform(): Transform | undefined {
    return this.#transformsStreamed ? this.#queue.transform : undefined;
  }

  close(): void {
    this.#direct = false;
    this.#queue.close();
  }

  add(object: KubeObject, given: string | undefined, keyId: number | undefined): ClientError | undefined {
    const key = given ?? keyIfAny(object);
    if (!this.#direct || this.#running || key === undefined) return this.#queued(this.#queue.add(object, key));
    this.#set(object, key, keyId);
    return undefined;
  }

  update(object: KubeObject, given: string | undefined, keyId: number | undefined): ClientError | undefined {
    const key = given ?? keyIfAny(object);
    if (!this.#direct || this.#running || key === undefined) return this.#queued(this.#queue.update(object, key));
    this.#set(object, key, keyId);
    return undefined;
  }

  remove(object: KubeObject, given: string | undefined): ClientError | undefined {
    return this.#queued(this.#queue.remove(object, given));
  }

  replace(items: readonly KubeObject[], keys: readonly string[] | undefined, version: string): ClientError | undefined {
    return this.#queued(this.#queue.replace(items, keys, version));
  }

  resync(): undefined {
    this.#queue.resync();
    this.#drain();
  }

  bookmark(version: string): void {
    this.#queue.bookmark(version);
    this.#drain();
  }

  #set(object: KubeObject, key: string, keyId: number | undefined): void {
    this.#running = true;
    try {
      this.#applier.set(object, key, false, keyId);
    } finally {
      this.#running = false;
    }
    if (this.#queue.length > 0) this.#drain();
  }

  #queued(error: ClientError | undefined): ClientError | undefined {
    this.#drain();
    return error;
  }

  #drain(): void {
    if (this.#running) return;
    this.#running = true;
    try {
      while (!this.#queue.closed && (this.#batches ? this.#queue.popBatch(this.#applier) : this.#queue.pop(this.#applier))) this.#look();
      this.#look();
    } finally {
      this.#running = false;
      this.#direct = this.#synced && this.#queue.transform === undefined && !this.#queue.closed;
    }
  }

  #look(): void {
    if (this.#synced || !this.#queue.hasSynced) return;
    this.#synced = true;
    this.#onSynced();
  }
}
