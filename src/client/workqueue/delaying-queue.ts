import type { Clock, Held, Micros, Scope, Timer } from "../../kernel/index.ts";
import type { QueueMetrics, QueueRecorder } from "./queue-metrics.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import type { WorkQueue } from "./work-queue.ts";
import { createWorkQueue } from "./work-queue.ts";

/**
 * A queue whose items may come later.
 *
 * @source client-go util/workqueue/delaying_queue.go, rate_limiting_queue.go
 */
export interface DelayingQueue<T> extends WorkQueue<T> {
  /** Now for a wait of zero or less. An item that waits already keeps the earlier time. Ignored when shutting down. */
  addAfter(item: T, wait: Micros): void;
  /** Items that come later. */
  readonly delayed: number;
  isDelayed(item: T): boolean;
}

export interface RateLimitingQueue<T> extends DelayingQueue<T> {
  /** After the wait that the limiter says. */
  addRateLimited(item: T): void;
  forget(item: T): void;
  retries(item: T): number;
}

export interface DelayingQueueOptions<T = never> {
  /** Holds the queue and its timers. */
  readonly scope: Scope;
  readonly clock: Clock;
  readonly label: string;
  /** Told of all that happens to items. Absent: nobody counts. */
  readonly metrics?: QueueRecorder<T>;
}

export function createDelayingQueue<T>(options: DelayingQueueOptions<T>): DelayingQueue<T> {
  return new Delaying<T>(options);
}

export function createRateLimitingQueue<T>(options: DelayingQueueOptions<T>, limiter: RateLimiter<T>): RateLimitingQueue<T> {
  return new RateLimiting<T>(options, limiter);
}

interface Delayed {
  readonly at: Micros;
  readonly timer: Timer;
}

class Delaying<T> implements DelayingQueue<T> {
  readonly #queue: WorkQueue<T>;
  readonly #options: DelayingQueueOptions<T>;
  readonly #delayed = new Map<T, Delayed>();
  readonly #held: Held;

  constructor(options: DelayingQueueOptions<T>) {
    this.#options = options;
    this.#queue = createWorkQueue<T>(options.metrics);
    this.#held = options.scope.hold("queue", options.label, () => this.shutDown());
  }

  get length(): number {
    return this.#queue.length;
  }

  get metrics(): QueueMetrics | undefined {
    return this.#queue.metrics;
  }

  get working(): number {
    return this.#queue.working;
  }

  get shuttingDown(): boolean {
    return this.#queue.shuttingDown;
  }

  get delayed(): number {
    return this.#delayed.size;
  }

  isDelayed(item: T): boolean {
    return this.#delayed.has(item);
  }

  add(item: T): void {
    this.#queue.add(item);
  }

  get(take: Parameters<WorkQueue<T>["get"]>[0]): void {
    this.#queue.get(take);
  }

  done(item: T): void {
    this.#queue.done(item);
  }

  addAfter(item: T, wait: Micros): void {
    if (this.shuttingDown) return;
    this.#options.metrics?.retried();
    if (wait <= 0) return this.add(item);
    const { scope, clock, label } = this.#options;
    const at = clock.now() + wait;
    const waiting = this.#delayed.get(item);
    if (waiting !== undefined && waiting.at <= at) return;
    waiting?.timer.cancel();
    const timer = scope.after(wait, label, () => {
      this.#delayed.delete(item);
      this.add(item);
    });
    this.#delayed.set(item, { at, timer });
  }

  shutDown(): void {
    this.#close();
    this.#queue.shutDown();
  }

  shutDownWithDrain(drained: () => void): void {
    this.#close();
    this.#queue.shutDownWithDrain(drained);
  }

  /** What comes later never comes. */
  #close(): void {
    for (const { timer } of this.#delayed.values()) timer.cancel();
    this.#delayed.clear();
    this.#held.done();
  }
}

class RateLimiting<T> extends Delaying<T> implements RateLimitingQueue<T> {
  readonly #limiter: RateLimiter<T>;

  constructor(options: DelayingQueueOptions<T>, limiter: RateLimiter<T>) {
    super(options);
    this.#limiter = limiter;
  }

  addRateLimited(item: T): void {
    this.addAfter(item, this.#limiter.when(item));
  }

  forget(item: T): void {
    this.#limiter.forget(item);
  }

  retries(item: T): number {
    return this.#limiter.retries(item);
  }
}
