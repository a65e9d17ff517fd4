import { NOTHING } from "./pending-timer.ts";
import type { PendingTimer } from "./pending-timer.ts";
import type { Micros } from "./time.ts";

/**
 * Pending timers in the order (time, sequence), as a hierarchical wheel: a bucket for each digit (base 32) in which a
 * timer's time can differ first from the wheel's base. Adding, removing and finding the next are O(1) whatever is pending;
 * a timer moves at most once a level, and order needs no sequence number: a bucket keeps arrivals in order, and moves go
 * only into buckets that are empty. What is due at the base itself is the ready list, first in first out.
 *
 * A timer's place is a row of integers; buckets are rings of row numbers through it. So nothing here is allocated once the
 * table has grown, no pointer write concerns the garbage collector, and a row is half a cache line. Times are split into
 * two 30-bit halves, since numbers beyond 2^31 would be heap-allocated doubles.
 *
 * @limits times up to 2^53 - 1 µs, 285 years
 */
export class EventQueue {
  #rows = new Int32Array(INITIAL_ROWS * WIDTH);
  readonly #timers: (PendingTimer | undefined)[] = [];
  #free = 0;
  readonly #occupied = new Int32Array(LEVELS);
  #levels = 0;
  #baseHigh = 0;
  #baseLow = 0;
  #nowHigh = 0;
  #nowLow = 0;
  #untilHigh = 0;
  #untilLow = 0;
  #pending = 0;

  constructor() {
    for (let bucket = 0; bucket <= READY; bucket++) {
      this.#timers.push(undefined);
      this.#rows[bucket * WIDTH + PREV] = bucket;
      this.#rows[bucket * WIDTH + NEXT] = bucket;
    }
  }

  get pending(): number {
    return this.#pending;
  }

  /** Whether anything is due at this instant. */
  get ready(): boolean {
    return this.#rows[READY * WIDTH + NEXT] !== READY;
  }

  /** The clock has moved; nothing is pending before `at`. */
  moveTo(at: Micros): void {
    this.#nowHigh = Math.floor(at * PER_HALF);
    this.#nowLow = at - this.#nowHigh * HALF;
  }

  /**
   * Enters a timer `delay` from now: whole and not negative. It joins the list of its owner's timers, whose first row is
   * `owned` (0 if there is none), at the front: returns its row.
   */
  add(timer: PendingTimer, delay: Micros, owned: number): number {
    const row = this.#row(timer);
    timer.row = row;
    this.#pending++;
    const rows = this.#rows;
    const at = row * WIDTH;
    rows[at + OWN_PREV] = 0;
    rows[at + OWN_NEXT] = owned;
    // Row 0 is a bucket and owns nothing: what lists note there is never read.
    rows[owned * WIDTH + OWN_PREV] = row;
    if (delay === 0) {
      this.#append(rows, READY, row);
      return row;
    }
    let high = this.#nowHigh;
    let low = this.#nowLow + delay;
    if (low >= HALF) {
      const carry = Math.floor(low * PER_HALF);
      high += carry;
      low -= carry * HALF;
    }
    rows[at + HIGH] = high;
    rows[at + LOW] = low;
    this.#place(rows, row, high, low);
    return row;
  }

  timerAt(row: number): PendingTimer {
    return this.#timers[row]!;
  }

  /** Takes a timer out, wherever it stands; its row is free from then on. Returns the first row of its owner's list, given the one before. */
  remove(row: number, owned: number): number {
    const rows = this.#rows;
    this.#unlink(rows, row);
    const prev = rows[row * WIDTH + OWN_PREV]!;
    const next = rows[row * WIDTH + OWN_NEXT]!;
    rows[prev * WIDTH + OWN_NEXT] = next;
    rows[next * WIDTH + OWN_PREV] = prev;
    const timer = this.#timers[row]!;
    this.#timers[row] = undefined;
    timer.row = NOTHING;
    rows[row * WIDTH + NEXT] = this.#free;
    this.#free = row;
    this.#pending--;
    return prev === 0 ? next : owned;
  }

  /** The row of the first ready timer, or nothing. */
  firstReady(): number {
    const first = this.#rows[READY * WIDTH + NEXT]!;
    return first === READY ? NOTHING : first;
  }

  /** Keeps a row that `moveOn` returned pending, as the first to run. */
  makeReady(row: number): void {
    if (this.ready) return;
    this.#unlink(this.#rows, row);
    this.#append(this.#rows, READY, row);
  }

  /** The row of the ready timer behind this one, or nothing. */
  nextReady(row: number): number {
    const next = this.#rows[row * WIDTH + NEXT]!;
    return next === READY ? NOTHING : next;
  }

  /** Bounds `moveOn`. */
  set until(limit: Micros) {
    this.#untilHigh = Math.floor(limit * PER_HALF);
    this.#untilLow = limit - this.#untilHigh * HALF;
  }

  /** The instant last moved to. */
  get now(): Micros {
    return this.#nowHigh * HALF + this.#nowLow;
  }

  get nowHigh(): number {
    return this.#nowHigh;
  }

  get nowLow(): number {
    return this.#nowLow;
  }

  /**
   * Moves to the next instant that has a timer, unless that is after `until` (then: nothing). Returns the row to run
   * first; the caller must remove it before it adds another. Nothing may be ready.
   */
  moveOn(): number {
    const bucket = this.#first();
    if (bucket === NOTHING) return NOTHING;
    const rows = this.#rows;
    let earliest = rows[bucket * WIDTH + NEXT]!;
    let high = rows[earliest * WIDTH + HIGH]!;
    let low = rows[earliest * WIDTH + LOW]!;
    let others = 0;
    let tied = false;
    for (let row = rows[earliest * WIDTH + NEXT]!; row !== bucket; row = rows[row * WIDTH + NEXT]!) {
      const otherHigh = rows[row * WIDTH + HIGH]!;
      const otherLow = rows[row * WIDTH + LOW]!;
      others++;
      if (otherHigh === high && otherLow === low) {
        tied = true;
      } else if (otherHigh < high || (otherHigh === high && otherLow < low)) {
        earliest = row;
        high = otherHigh;
        low = otherLow;
        tied = false;
      }
    }
    if (high > this.#untilHigh || (high === this.#untilHigh && low > this.#untilLow)) return NOTHING;
    this.#nowHigh = high;
    this.#nowLow = low;
    if (!tied && others <= FEW && others > 0) return earliest;
    this.#baseHigh = high;
    this.#baseLow = low;
    if (others > 0) this.#cascade(rows, bucket);
    return earliest;
  }

  /** Places a bucket's timers anew, seen from the new base. */
  #cascade(rows: Int32Array, bucket: number): void {
    let row = rows[bucket * WIDTH + NEXT]!;
    rows[bucket * WIDTH + NEXT] = bucket;
    rows[bucket * WIDTH + PREV] = bucket;
    this.#vacate(bucket);
    while (row !== bucket) {
      const at = row * WIDTH;
      const next = rows[at + NEXT]!;
      this.#place(rows, row, rows[at + HIGH]!, rows[at + LOW]!);
      row = next;
    }
  }

  /** The timer that runs next. */
  peek(): PendingTimer | undefined {
    if (this.ready) return this.#timers[this.firstReady()];
    const bucket = this.#first();
    return bucket === NOTHING ? undefined : this.#timers[this.#earliest(this.#rows, bucket)];
  }

  #row(timer: PendingTimer): number {
    const row = this.#free;
    if (row !== 0) {
      this.#free = this.#rows[row * WIDTH + NEXT]!;
      this.#timers[row] = timer;
      return row;
    }
    const fresh = this.#timers.push(timer) - 1;
    if ((fresh + 1) * WIDTH > this.#rows.length) {
      const grown = new Int32Array(this.#rows.length * 2);
      grown.set(this.#rows);
      this.#rows = grown;
    }
    return fresh;
  }

  #first(): number {
    const levels = this.#levels;
    if (levels === 0) return NOTHING;
    const level = 31 - Math.clz32(levels & -levels);
    const slots = this.#occupied[level]!;
    return (level << 5) | (31 - Math.clz32(slots & -slots));
  }

  /** The first of the earliest in a bucket that is not empty. */
  #earliest(rows: Int32Array, bucket: number): number {
    let earliest = rows[bucket * WIDTH + NEXT]!;
    let row = rows[earliest * WIDTH + NEXT]!;
    if (row === bucket) return earliest;
    let high = rows[earliest * WIDTH + HIGH]!;
    let low = rows[earliest * WIDTH + LOW]!;
    for (; row !== bucket; row = rows[row * WIDTH + NEXT]!) {
      const otherHigh = rows[row * WIDTH + HIGH]!;
      const otherLow = rows[row * WIDTH + LOW]!;
      if (otherHigh > high || (otherHigh === high && otherLow >= low)) continue;
      earliest = row;
      high = otherHigh;
      low = otherLow;
    }
    return earliest;
  }

  #place(rows: Int32Array, row: number, high: number, low: number): void {
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
      this.#append(rows, READY, row);
      return;
    }
    this.#occupied[level]! |= 1 << slot;
    this.#levels |= 1 << level;
    this.#append(rows, (level << 5) | slot, row);
  }

  #append(rows: Int32Array, bucket: number, row: number): void {
    const last = rows[bucket * WIDTH + PREV]!;
    rows[row * WIDTH + PREV] = last;
    rows[row * WIDTH + NEXT] = bucket;
    rows[last * WIDTH + NEXT] = row;
    rows[bucket * WIDTH + PREV] = row;
  }

  #unlink(rows: Int32Array, row: number): void {
    const prev = rows[row * WIDTH + PREV]!;
    const next = rows[row * WIDTH + NEXT]!;
    rows[prev * WIDTH + NEXT] = next;
    rows[next * WIDTH + PREV] = prev;
    if (prev === next && prev < READY) this.#vacate(prev);
  }

  #vacate(bucket: number): void {
    const level = bucket >>> 5;
    if ((this.#occupied[level]! &= ~(1 << (bucket & 31))) === 0) this.#levels &= ~(1 << level);
  }
}

/** Six levels of five bits each for the low half, five for the high one: a safe integer leaves it 23 bits. */
const LOW_LEVELS = 6;
const LEVELS = 11;
/** Rows below this are the buckets themselves, this one is the ready list, those above are timers. */
const READY = LEVELS * 32;
const HALF = 1_073_741_824;
const PER_HALF = 1 / HALF;

/** Columns of a row. A free row's NEXT is the next free row. */
const PREV = 0;
const NEXT = 1;
const HIGH = 2;
const LOW = 3;
const OWN_PREV = 4;
const OWN_NEXT = 5;
const WIDTH = 8;
const FEW = 3;
const INITIAL_ROWS = 512;

/** Which base-32 digit holds the highest set bit. (x * 13) >> 6 is x / 5 for x up to 31. */
function digitOf(difference: number): number {
  return ((31 - Math.clz32(difference)) * 13) >> 6;
}
