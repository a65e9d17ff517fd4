import type { QueueMetrics, QueueRecorder } from "./queue-metrics.ts";

/**
 * Items wait once, are never worked on by two at a time, and come back when they were added during their work.
 *
 * @source client-go util/workqueue/queue.go
 * @differs nothing blocks: a getter is a callback, called at once or when there is something, first come first served
 */
export interface WorkQueue<T> {
  /** Items that wait. */
  readonly length: number;
  readonly shuttingDown: boolean;
  /** Items in work. */
  readonly working: number;
  /** Where they were asked for. */
  readonly metrics: QueueMetrics | undefined;
  add(item: T): void;
  /** One item, once there is one; or `shutDown` when there will be none any more. */
  get(take: Taker<T>): void;
  /** Work on the item is over. */
  done(item: T): void;
  /** What waits is still handed out; new items are ignored. */
  shutDown(): void;
  /** The same; `drained` when nothing is in work, or when `shutDown` is called after all. */
  shutDownWithDrain(drained: () => void): void;
}

export interface Taker<T> {
  item(item: T): void;
  shutDown(): void;
}

export function createWorkQueue<T>(recorder?: QueueRecorder<T>): WorkQueue<T> {
  return new Queue<T>(recorder);
}

class Queue<T> implements WorkQueue<T> {
  #waiting: T[] = [];
  #head = 0;
  readonly #dirty = new Set<T>();
  readonly #processing = new Set<T>();
  #takers: Taker<T>[] = [];
  #drains: (() => void)[] = [];
  #shuttingDown = false;
  readonly #recorder: QueueRecorder<T> | undefined;

  constructor(recorder: QueueRecorder<T> | undefined) {
    this.#recorder = recorder;
  }

  get metrics(): QueueMetrics | undefined {
    return this.#recorder;
  }

  get length(): number {
    return this.#waiting.length - this.#head;
  }

  get shuttingDown(): boolean {
    return this.#shuttingDown;
  }

  get working(): number {
    return this.#processing.size;
  }

  add(item: T): void {
    if (this.#shuttingDown || this.#dirty.has(item)) return;
    this.#dirty.add(item);
    this.#recorder?.added(item);
    if (!this.#processing.has(item)) this.#push(item);
  }

  #push(item: T): void {
    this.#waiting.push(item);
    const taker = this.#takers.shift();
    if (taker !== undefined) this.#hand(taker);
  }

  get(take: Taker<T>): void {
    if (this.length > 0) this.#hand(take);
    else if (this.#shuttingDown) take.shutDown();
    else this.#takers.push(take);
  }

  #hand(taker: Taker<T>): void {
    const item = this.#waiting[this.#head] as T;
    this.#head += 1;
    if (this.#head === this.#waiting.length || this.#head > 1024) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    this.#processing.add(item);
    this.#dirty.delete(item);
    this.#recorder?.got(item);
    taker.item(item);
  }

  done(item: T): void {
    this.#processing.delete(item);
    this.#recorder?.finished(item);
    if (this.#dirty.has(item)) this.#push(item);
    if (this.#processing.size === 0) this.#released();
  }

  shutDown(): void {
    this.#close();
    this.#released();
  }

  shutDownWithDrain(drained: () => void): void {
    this.#close();
    if (this.#processing.size === 0) drained();
    else this.#drains.push(drained);
  }

  #close(): void {
    this.#shuttingDown = true;
    for (const taker of this.#takers.splice(0)) taker.shutDown();
  }

  #released(): void {
    for (const drained of this.#drains.splice(0)) drained();
  }
}
