import type { Clock, Micros } from "../../kernel/index.ts";

/** How often, and how long in all, in seconds. */
export interface Observations {
  readonly count: number;
  readonly sum: number;
  readonly max: number;
}

/**
 * What a queue says of itself, as the metrics workqueue_* tell it.
 *
 * @source client-go util/workqueue/metrics.go defaultQueueMetrics
 * @differs read when asked for, so that no ticker of 500 ms keeps the clock going; observations are summed, not put into buckets
 */
export interface QueueMetrics {
  /** Items that wait, and those that were added while they are in work. */
  readonly depth: number;
  readonly adds: number;
  /** Items that were asked for later. */
  readonly retries: number;
  /** From the first add to the hand-out. */
  readonly queueDuration: Observations;
  readonly workDuration: Observations;
  /** Of all work in progress together. */
  readonly unfinishedWorkSeconds: number;
  readonly longestRunningProcessorSeconds: number;
}

/** What a queue tells its metrics. */
export interface QueueRecorder<T> extends QueueMetrics {
  added(item: T): void;
  got(item: T): void;
  finished(item: T): void;
  retried(): void;
}

export function createQueueMetrics<T>(clock: Clock): QueueRecorder<T> {
  return new Recorder<T>(clock);
}

class Recorder<T> implements QueueRecorder<T> {
  depth = 0;
  adds = 0;
  retries = 0;
  queueDuration: Observations = none;
  workDuration: Observations = none;
  readonly #clock: Clock;
  readonly #addedAt = new Map<T, Micros>();
  readonly #begunAt = new Map<T, Micros>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get unfinishedWorkSeconds(): number {
    let sum = 0;
    for (const begun of this.#begunAt.values()) sum += this.#since(begun);
    return sum;
  }

  get longestRunningProcessorSeconds(): number {
    let longest = 0;
    for (const begun of this.#begunAt.values()) longest = Math.max(longest, this.#since(begun));
    return longest;
  }

  added(item: T): void {
    this.adds += 1;
    this.depth += 1;
    if (!this.#addedAt.has(item)) this.#addedAt.set(item, this.#clock.now());
  }

  got(item: T): void {
    this.depth -= 1;
    this.#begunAt.set(item, this.#clock.now());
    const added = this.#addedAt.get(item);
    if (added === undefined) return;
    this.#addedAt.delete(item);
    this.queueDuration = observed(this.queueDuration, this.#since(added));
  }

  finished(item: T): void {
    const begun = this.#begunAt.get(item);
    if (begun === undefined) return;
    this.#begunAt.delete(item);
    this.workDuration = observed(this.workDuration, this.#since(begun));
  }

  retried(): void {
    this.retries += 1;
  }

  #since(at: Micros): number {
    return (this.#clock.now() - at) / 1_000_000;
  }
}

const none: Observations = { count: 0, sum: 0, max: 0 };

function observed({ count, sum, max }: Observations, seconds: number): Observations {
  return { count: count + 1, sum: sum + seconds, max: Math.max(max, seconds) };
}
