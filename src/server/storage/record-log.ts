import type { Micros } from "../../kernel/index.ts";
import { nobody } from "./log-record.ts";
import type { LogRecord } from "./log-record.ts";
import type { CollectionLog, Revision, VersionRecord } from "./storage.ts";

/** Neither growing nor cutting the front copies more than this many references. */
const SEGMENT = 4_096;
const SHIFT = 12;
const MASK = SEGMENT - 1;

interface Segment {
  readonly records: LogRecord[];
  readonly times: Micros[];
}

/** Records in the order they were written, addressed by position, in segments. */
export class RecordLog implements CollectionLog {
  #segments: Segment[] = [];
  /** The position that segments are counted from. */
  #base = 0;
  #first = 0;
  #end = 0;
  /** The last segment belongs to a fork as well: it is copied before the next append. */
  #shared = false;

  get first(): number {
    return this.#first;
  }

  get end(): number {
    return this.#end;
  }

  append(record: LogRecord, time: Micros): void {
    const tail = this.#tail();
    tail.records.push(record);
    tail.times.push(time);
    this.#end++;
  }

  at(position: number): LogRecord {
    const record = this.#segment(position)?.records[(position - this.#base) & MASK];
    if (record === undefined || position < this.#first) throw this.#outside(position);
    return record;
  }

  timeAt(position: number): Micros {
    const time = this.#segment(position)?.times[(position - this.#base) & MASK];
    if (time === undefined || position < this.#first) throw this.#outside(position);
    return time;
  }

  after(revision: Revision): number {
    let low = this.#first;
    let high = this.#end;
    if (high > low && this.at(high - 1).revision <= revision) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle).revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first position written after a time; `end` when there is none. */
  since(time: Micros): number {
    let low = this.#first;
    let high = this.#end;
    if (high > low && this.timeAt(high - 1) <= time) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timeAt(middle) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Forgets what lies before `position`; whole segments are given back. */
  dropBefore(position: number): void {
    const gone = ((position - this.#base) >>> SHIFT) - ((this.#first - this.#base) >>> SHIFT);
    if (gone > 0) this.#segments = this.#segments.slice(gone);
    this.#first = position;
  }

  /** Positions of an empty log begin here. */
  skipTo(position: number): void {
    if (this.#end > this.#first) throw new Error(`skipTo(${position}): the log holds records already`);
    this.#base = this.#first = this.#end = position;
  }

  fork(): RecordLog {
    const fork = new RecordLog();
    fork.#segments = this.#segments.slice();
    fork.#base = this.#base;
    fork.#first = this.#first;
    fork.#end = this.#end;
    fork.#shared = this.#shared = true;
    return fork;
  }

  #segment(position: number): Segment | undefined {
    return this.#segments[((position - this.#base) >>> SHIFT) - ((this.#first - this.#base) >>> SHIFT)];
  }

  #tail(): Segment {
    const last = this.#segments.length - 1;
    const tail = this.#segments[last];
    if (tail === undefined || ((this.#end - this.#base) & MASK) === 0) {
      const fresh: Segment = { records: [], times: [] };
      this.#segments.push(fresh);
      this.#shared = false;
      return fresh;
    }
    if (!this.#shared) return tail;
    const own: Segment = { records: tail.records.slice(), times: tail.times.slice() };
    this.#segments[last] = own;
    this.#shared = false;
    return own;
  }

  #outside(position: number): RangeError {
    return new RangeError(`position ${position} is outside of the retained log, [${this.#first}, ${this.#end})`);
  }
}

/** From a position on, without the writes that belong to no resource. */
export function* writes(log: RecordLog, from: number): IterableIterator<VersionRecord> {
  for (let position = from; position < log.end; position++) {
    const record = log.at(position);
    if (record.entry !== nobody) yield record;
  }
}
