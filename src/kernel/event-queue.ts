import type { Timer } from "./scope.ts";
import type { Micros } from "./time.ts";

/** Who a timer belongs to, told when the timer leaves the queue. */
export interface TimerOwner {
  /** The timer has run or was cancelled. */
  forget(timer: PendingTimer): void;
}

/**
 * Pending timers in the order (time, sequence), as a hierarchical wheel: a bucket for each digit (base 32) in which a
 * timer's time can differ first from the wheel's base. Adding, removing and finding the next are O(1) whatever is pending;
 * a timer moves at most once a level, and order needs no sequence number: a bucket keeps arrivals in order, and moves go
 * only into buckets that are empty. What is due at the base itself is the ready list, first in first out.
 *
 * Times are split into two 30-bit halves, so that nothing on the way is a heap-allocated double.
 *
 * @limits times up to 2^53 - 1 µs, 285 years
 */
export class EventQueue {
  readonly #heads: PendingTimer[] = [];
  readonly #occupied = new Int32Array(LEVELS);
  #levels = 0;
  #baseHigh = 0;
  #baseLow = 0;
  #pending = 0;

  constructor() {
    for (let bucket = 0; bucket <= READY; bucket++) this.#heads.push(new PendingTimer(NOBODY, "", noop, bucket));
  }

  get pending(): number {
    return this.#pending;
  }

  /** Whether anything is due at the instant last moved to. */
  get ready(): boolean {
    const head = this.#heads[READY]!;
    return head.next !== head;
  }

  /** Enters a timer for an instant after the base. */
  add(timer: PendingTimer, at: Micros): void {
    const high = Math.floor(at / HALF);
    timer.high = high;
    timer.low = at - high * HALF;
    this.#pending++;
    this.#place(timer);
  }

  /** Enters a timer behind all that is ready. */
  addReady(timer: PendingTimer): void {
    this.#pending++;
    this.#append(READY, timer);
  }

  remove(timer: PendingTimer): void {
    this.#pending--;
    this.#unlink(timer);
  }

  /** Takes the first ready timer; there must be one. */
  takeReady(): PendingTimer {
    const head = this.#heads[READY]!;
    const first = head.next;
    this.#pending--;
    const second = first.next;
    head.next = second;
    second.prev = head;
    first.bucket = NOWHERE;
    return first;
  }

  /** The ready timers, first to last. */
  *readyTimers(): Generator<PendingTimer> {
    const head = this.#heads[READY]!;
    for (let timer = head.next; timer !== head; timer = timer.next) yield timer;
  }

  /** Moves to the next instant that has a timer, if there is one not after the limit; what is due then becomes ready. */
  moveOn(limit: Micros): Micros | undefined {
    const bucket = this.#first();
    if (bucket === NOWHERE) return undefined;
    const { high, low } = this.#earliest(bucket);
    const at = high * HALF + low;
    if (at > limit) return undefined;
    this.#baseHigh = high;
    this.#baseLow = low;
    const head = this.#heads[bucket]!;
    let timer = head.next;
    head.next = head;
    head.prev = head;
    this.#vacate(bucket);
    while (timer !== head) {
      const next = timer.next;
      this.#place(timer);
      timer = next;
    }
    return at;
  }

  /** The timer that runs next. */
  peek(): PendingTimer | undefined {
    if (this.ready) return this.#heads[READY]!.next;
    const bucket = this.#first();
    return bucket === NOWHERE ? undefined : this.#earliest(bucket);
  }

  #earliest(bucket: number): PendingTimer {
    const head = this.#heads[bucket]!;
    let earliest = head.next;
    for (let timer = earliest.next; timer !== head; timer = timer.next) {
      if (timer.high < earliest.high || (timer.high === earliest.high && timer.low < earliest.low)) earliest = timer;
    }
    return earliest;
  }

  #first(): number {
    const levels = this.#levels;
    if (levels === 0) return NOWHERE;
    const level = 31 - Math.clz32(levels & -levels);
    const slots = this.#occupied[level]!;
    return (level << 5) | (31 - Math.clz32(slots & -slots));
  }

  #place(timer: PendingTimer): void {
    const { high, low } = timer;
    let level: number;
    let slot: number;
    if (high !== this.#baseHigh) {
      const digit = digitOf(high ^ this.#baseHigh);
      level = digit + LOW_LEVELS;
      slot = (high >>> (digit * 5)) & 31;
    } else if (low !== this.#baseLow) {
      level = digitOf(low ^ this.#baseLow);
      slot = (low >>> (level * 5)) & 31;
    } else {
      this.#append(READY, timer);
      return;
    }
    this.#occupied[level]! |= 1 << slot;
    this.#levels |= 1 << level;
    this.#append((level << 5) | slot, timer);
  }

  #append(bucket: number, timer: PendingTimer): void {
    const head = this.#heads[bucket]!;
    const last = head.prev;
    timer.bucket = bucket;
    timer.prev = last;
    timer.next = head;
    last.next = timer;
    head.prev = timer;
  }

  #unlink(timer: PendingTimer): void {
    const { prev, next, bucket } = timer;
    prev.next = next;
    next.prev = prev;
    timer.bucket = NOWHERE;
    if (prev === next && bucket !== READY) this.#vacate(bucket);
  }

  #vacate(bucket: number): void {
    const level = bucket >>> 5;
    if ((this.#occupied[level]! &= ~(1 << (bucket & 31))) === 0) this.#levels &= ~(1 << level);
  }
}

/** A timer in the queue, and its place in it. */
export class PendingTimer implements Timer {
  readonly owner: TimerOwner;
  readonly label: string;
  readonly run: () => void;
  /** Where its owner keeps it. */
  slot = 0;
  bucket: number;
  high = 0;
  low = 0;
  prev: PendingTimer = this;
  next: PendingTimer = this;
  #queue: EventQueue | undefined;

  constructor(owner: TimerOwner, label: string, run: () => void, bucket: number, queue?: EventQueue) {
    this.owner = owner;
    this.label = label;
    this.run = run;
    this.bucket = bucket;
    this.#queue = queue;
  }

  get pending(): boolean {
    return this.bucket !== NOWHERE;
  }

  cancel(): boolean {
    if (this.bucket === NOWHERE) return false;
    this.#queue!.remove(this);
    this.owner.forget(this);
    return true;
  }
}

export const NOWHERE = -1;
/** Ten levels of five bits each in the low and high half; the high half of a safe integer has 23 bits. */
const LOW_LEVELS = 6;
const LEVELS = 11;
const READY = LEVELS * 32;
const HALF = 1_073_741_824;
const NOBODY: TimerOwner = { forget: noop };

function noop(): void {}

/** Which base-32 digit holds the highest set bit. (x * 13) >> 6 is x / 5 for x up to 31. */
function digitOf(difference: number): number {
  return ((31 - Math.clz32(difference)) * 13) >> 6;
}
