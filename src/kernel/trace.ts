import type { Micros } from "./time.ts";

/** One event or note, as the tail of the trace remembers it. */
export interface Happening {
  readonly what: string;
  readonly at: Micros;
  /** Which event of the run it was, or belongs to: counts from 1, 0 before the first. */
  readonly event: number;
  /** What a note carried; an event carries its number and 0. */
  readonly a: number;
  readonly b: number;
}

/** Sees every happening of a run as it is mixed into the digest. */
export interface Witness {
  saw(what: string, at: Micros, event: number, a: number, b: number): void;
}

/**
 * What happened, as interned integers mixed into a two-lane digest at each event.
 */
export interface Trace {
  /** A small integer for a text; the same text yields the same one within a run. */
  intern(text: string): number;
  /** Mixes one happening into the digest. All numbers are safe integers; `what` is interned. */
  note(what: number, a: number, b: number): void;
  /** The last happenings, oldest first: at most `count`, and at most 256. */
  tail(count: number): readonly Happening[];
}

/** How many happenings the tail remembers. A power of two. */
const RING = 256;
const HALF = 1_073_741_824;

/** The trace of one kernel. `event` is called by the run loop, `note` by anyone. */
export class EventTrace implements Trace {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];
  /** Four numbers a happening: what (its complement for an event), time in two halves, event. */
  readonly #ring = new Int32Array(RING * 4);
  /** What notes carried: two numbers each. */
  readonly #carried = new Float64Array(RING * 2);
  readonly #witness: Witness | undefined;
  #lastLabel = "";
  #lastId = 0;
  #seen = 0;
  #events = 0;
  #high = 0;
  #low = 0;
  #left = 0x243f6a88 | 0;
  #right = 0x85a308d3 | 0;

  constructor(witness: Witness | undefined) {
    this.#witness = witness;
    this.intern("");
  }

  intern(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.length;
    this.#texts.push(text);
    this.#ids.set(text, id);
    // The digest is over texts, not over the order they were first seen in: an id enters with what it stands for.
    for (let i = 0; i < text.length; i++) this.#mix(text.charCodeAt(i), id);
    return id;
  }

  note(what: number, a: number, b: number): void {
    this.#mix(what, a | 0);
    this.#mix(high(a), b | 0);
    if (b > 0x7fffffff || b < -0x80000000) this.#mix(high(b), what);
    const slot = (this.#seen & (RING - 1)) * 2;
    this.#carried[slot] = a;
    this.#carried[slot + 1] = b;
    this.#remember(what);
    if (this.#witness !== undefined) this.#witness.saw(this.#texts[what]!, this.#now, this.#events, a, b);
  }

  /** Mixes in a text that is not remembered: what arrives from outside is never the same twice. */
  text(text: string): void {
    this.#mix(text.length, 0);
    for (let i = 0; i < text.length; i++) this.#mix(text.charCodeAt(i), i);
  }

  /**
   * The clock has moved; in two halves of 30 bits, see the event queue. Only events and notes enter the digest, so that it
   * does not tell into how many runs a span was cut.
   */
  moveTo(high: number, low: number): void {
    this.#high = high;
    this.#low = low;
  }

  /** An event is about to run. */
  event(label: string): void {
    const what = label === this.#lastLabel ? this.#lastId : this.#recall(label);
    const event = ++this.#events;
    this.#mix(what ^ Math.imul(this.#low, 0x9e3779b1), (event + this.#high) | 0);
    this.#remember(~what);
    if (this.#witness !== undefined) this.#witness.saw(label, this.#now, event, event, 0);
  }

  #recall(label: string): number {
    this.#lastLabel = label;
    return this.#lastId = this.intern(label);
  }

  get events(): number {
    return this.#events;
  }

  tail(count: number): readonly Happening[] {
    const happenings: Happening[] = [];
    for (let i = Math.max(0, this.#seen - Math.min(count, RING)); i < this.#seen; i++) {
      happenings.push(this.#recorded(i & (RING - 1)));
    }
    return happenings;
  }

  /** 16 hexadecimal digits. */
  digest(): string {
    return hex(finish(this.#left ^ this.#right)) + hex(finish((this.#right + Math.imul(this.#left, 5)) | 0));
  }

  #mix(x: number, y: number): void {
    const left = this.#left ^ Math.imul(x, 0xcc9e2d51);
    this.#left = (Math.imul((left << 13) | (left >>> 19), 5) + 0xe6546b64 + y) | 0;
    const right = this.#right ^ Math.imul(y, 0x1b873593);
    this.#right = (Math.imul((right << 17) | (right >>> 15), 0x85ebca6b) + x) | 0;
  }

  #recorded(slot: number): Happening {
    const ring = this.#ring;
    const what = ring[slot * 4]!;
    const at = ring[slot * 4 + 1]! * HALF + ring[slot * 4 + 2]!;
    const event = ring[slot * 4 + 3]!;
    if (what < 0) return { what: this.#texts[~what]!, at, event, a: event, b: 0 };
    return { what: this.#texts[what]!, at, event, a: this.#carried[slot * 2]!, b: this.#carried[slot * 2 + 1]! };
  }

  #remember(what: number): void {
    const ring = this.#ring;
    const slot = (this.#seen++ & (RING - 1)) * 4;
    ring[slot] = what;
    ring[slot + 1] = this.#high;
    ring[slot + 2] = this.#low;
    ring[slot + 3] = this.#events;
  }

  get #now(): Micros {
    return this.#high * HALF + this.#low;
  }
}

function high(n: number): number {
  return Math.floor(n / 4_294_967_296) | 0;
}

function finish(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function hex(h: number): string {
  return (h >>> 0).toString(16).padStart(8, "0");
}
