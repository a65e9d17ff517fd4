import type { Clock, Held, Micros, Scope, Timer } from "../../kernel/index.ts";
import type { DelayingQueueOptions, RateLimitingQueue } from "./delaying-queue.ts";
import type { QueueMetrics, QueueRecorder } from "./queue-metrics.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { exponential } from "./rate-limiter.ts";
import type { Taker } from "./work-queue.ts";

export interface AddOptions {
  /** Later by so much. */
  readonly after?: Micros;
  /** Later as the limiter says, or as `after` says if that is sooner. */
  readonly rateLimited?: boolean;
  /** Higher is sooner. Default 0. */
  readonly priority?: number;
}

/** Takes an item and the priority it had. */
export interface PriorityTaker<T> {
  item(item: T, priority: number): void;
  shutDown(): void;
}

/**
 * A queue that hands out by priority, then those that never had to wait, then by the time they became ready, then by age.
 * An item keeps the highest priority and the earliest time it was added with.
 *
 * @source controller-runtime pkg/controller/priorityqueue (v0.22)
 * @differs nothing blocks: a getter is a callback; `length` counts every ready item, where upstream stops at the first that waits
 */
export interface PriorityQueue<T> extends RateLimitingQueue<T> {
  addWithOptions(options: AddOptions, ...items: readonly T[]): void;
  getWithPriority(take: PriorityTaker<T>): void;
}

/** @param limiter default: 5 ms to 1,000 s by item */
export function createPriorityQueue<T>(options: DelayingQueueOptions<T>, limiter: RateLimiter<T> = exponential<T>(5_000, 1_000_000_000)): PriorityQueue<T> {
  return new Priorities<T>(options, limiter);
}

interface Entry<T> {
  readonly item: T;
  readonly age: number;
  readonly priority: number;
  /** Undefined: never had to wait. */
  readonly readyAt: Micros | undefined;
}

class Priorities<T> implements PriorityQueue<T> {
  readonly #clock: Clock;
  readonly #scope: Scope;
  readonly #label: string;
  readonly #limiter: RateLimiter<T>;
  readonly #recorder: QueueRecorder<T> | undefined;
  readonly #held: Held;
  readonly #entries = new Map<T, Entry<T>>();
  readonly #timers = new Map<T, Timer>();
  /** Ready, in order; entries that were replaced, or are in work, are passed over. */
  readonly #ready = new Heap<Entry<T>>(comesFirst);
  readonly #working = new Set<T>();
  readonly #takers: PriorityTaker<T>[] = [];
  #age = 0;
  #shuttingDown = false;

  constructor({ scope, clock, label, metrics }: DelayingQueueOptions<T>, limiter: RateLimiter<T>) {
    this.#clock = clock;
    this.#scope = scope;
    this.#label = label;
    this.#limiter = limiter;
    this.#recorder = metrics;
    this.#held = scope.hold("queue", label, () => this.shutDown());
  }

  get length(): number {
    return this.#entries.size - this.#timers.size;
  }

  get delayed(): number {
    return this.#timers.size;
  }

  get working(): number {
    return this.#working.size;
  }

  get shuttingDown(): boolean {
    return this.#shuttingDown;
  }

  get metrics(): QueueMetrics | undefined {
    return this.#recorder;
  }

  isDelayed(item: T): boolean {
    return this.#timers.has(item);
  }

  add(item: T): void {
    this.addWithOptions({}, item);
  }

  addAfter(item: T, after: Micros): void {
    this.addWithOptions({ after }, item);
  }

  addRateLimited(item: T): void {
    this.addWithOptions({ rateLimited: true }, item);
  }

  addWithOptions(options: AddOptions, ...items: readonly T[]): void {
    if (this.#shuttingDown) return;
    for (const item of items) this.#add(item, options);
    this.#serve();
  }

  #add(item: T, { after = 0, rateLimited = false, priority = 0 }: AddOptions): void {
    const limited = rateLimited ? this.#limiter.when(item) : undefined;
    const wait = limited === undefined ? after : after === 0 ? limited : Math.min(after, limited);
    const readyAt = wait > 0 ? this.#clock.now() + wait : undefined;
    if (readyAt !== undefined) this.#recorder?.retried();
    const before = this.#entries.get(item);
    if (before === undefined) {
      this.#age += 1;
      return this.#put({ item, age: this.#age, priority, readyAt }, false);
    }
    const sooner = before.readyAt !== undefined && (readyAt === undefined || readyAt < before.readyAt);
    if (!sooner && priority <= before.priority) return;
    this.#put({ ...before, priority: Math.max(priority, before.priority), readyAt: sooner ? readyAt : before.readyAt }, !this.#timers.has(item));
  }

  /** @param counted it was ready before */
  #put(entry: Entry<T>, counted: boolean): void {
    const { item, readyAt } = entry;
    this.#entries.set(item, entry);
    this.#timers.get(item)?.cancel();
    this.#timers.delete(item);
    const wait = readyAt === undefined ? 0 : readyAt - this.#clock.now();
    if (wait <= 0) return this.#isReady(entry, counted);
    const timer = this.#scope.after(wait, this.#label, () => {
      this.#timers.delete(item);
      this.#isReady(entry, false);
      this.#serve();
    });
    this.#timers.set(item, timer);
  }

  #isReady(entry: Entry<T>, counted: boolean): void {
    if (!counted) this.#recorder?.added(entry.item);
    if (!this.#working.has(entry.item)) this.#ready.push(entry);
  }

  get(take: Taker<T>): void {
    this.getWithPriority({ item: (item) => take.item(item), shutDown: () => take.shutDown() });
  }

  getWithPriority(take: PriorityTaker<T>): void {
    if (this.#shuttingDown) return take.shutDown();
    this.#takers.push(take);
    this.#serve();
  }

  #serve(): void {
    while (this.#takers.length > 0) {
      const entry = this.#ready.pop();
      if (entry === undefined) return;
      const { item, priority } = entry;
      if (this.#entries.get(item) !== entry || this.#working.has(item)) continue;
      this.#entries.delete(item);
      this.#working.add(item);
      this.#recorder?.got(item);
      this.#takers.shift()?.item(item, priority);
    }
  }

  /** What was added meanwhile may be handed out. */
  done(item: T): void {
    this.#working.delete(item);
    this.#recorder?.finished(item);
    const entry = this.#entries.get(item);
    if (entry !== undefined && !this.#timers.has(item)) this.#ready.push(entry);
    this.#serve();
  }

  forget(item: T): void {
    this.#limiter.forget(item);
  }

  retries(item: T): number {
    return this.#limiter.retries(item);
  }

  /** What waits is not handed out any more. */
  shutDown(): void {
    if (this.#shuttingDown) return;
    this.#shuttingDown = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    this.#held.done();
    for (const taker of this.#takers.splice(0)) taker.shutDown();
  }

  /** Waits for nobody. */
  shutDownWithDrain(drained: () => void): void {
    this.shutDown();
    drained();
  }
}

function comesFirst<T>(a: Entry<T>, b: Entry<T>): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  if (a.readyAt !== b.readyAt) return (a.readyAt ?? -1) < (b.readyAt ?? -1);
  return a.age < b.age;
}

/** A binary heap. */
class Heap<E> {
  readonly #first: (a: E, b: E) => boolean;
  readonly #entries: E[] = [];

  constructor(first: (a: E, b: E) => boolean) {
    this.#first = first;
  }

  push(entry: E): void {
    const entries = this.#entries;
    let at = entries.length;
    entries.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#first(entry, entries[parent] as E)) break;
      entries[at] = entries[parent] as E;
      at = parent;
    }
    entries[at] = entry;
  }

  pop(): E | undefined {
    const entries = this.#entries;
    const top = entries[0];
    const last = entries.pop();
    if (entries.length === 0 || last === undefined) return top;
    let at = 0;
    for (let child = 1; child < entries.length; child = 2 * at + 1) {
      if (child + 1 < entries.length && this.#first(entries[child + 1] as E, entries[child] as E)) child += 1;
      if (!this.#first(entries[child] as E, last)) break;
      entries[at] = entries[child] as E;
      at = child;
    }
    entries[at] = last;
    return top;
  }
}
