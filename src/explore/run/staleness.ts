import type { Micros } from "../../kernel/index.ts";

/** The writes that a client with one view of one resource has to hear of, in the order of their versions. */
export class ScopeLog {
  readonly revisions: number[] = [];
  readonly times: Micros[] = [];

  append(revision: number, at: Micros): void {
    this.revisions.push(revision);
    this.times.push(at);
  }
}

/**
 * How far a client lags: at any time the age of the oldest write of its view that it has not heard of.
 *
 * One cursor into the shared log; each write is passed once.
 */
export class Staleness {
  readonly #log: ScopeLog;
  /** The first write not heard of. */
  #next = 0;
  #heard = 0;
  #worst: Micros = 0;
  readonly #steps: number[] = [];

  constructor(log: ScopeLog) {
    this.#log = log;
  }

  get behind(): boolean {
    return this.#next < this.#log.revisions.length;
  }

  get worst(): Micros {
    return this.#worst;
  }

  /** Flat pairs (time, micros behind). A slope is told by eight steps; lags below a quarter of a second are left out. */
  get steps(): readonly number[] {
    return this.#steps;
  }

  /** All up to this version has been heard of. */
  hear(version: number, now: Micros): void {
    this.#heard = Math.max(this.#heard, version);
    if (!this.behind || (this.#log.revisions[this.#next] as number) > this.#heard) return;
    const since = this.#log.times[this.#next] as Micros;
    while (this.behind && (this.#log.revisions[this.#next] as number) <= this.#heard) this.#next += 1;
    this.#record(since, now, this.behind ? now - (this.#log.times[this.#next] as Micros) : 0);
  }

  /** The story is over: what is still lacking counts up to now. */
  finish(now: Micros): void {
    if (!this.behind) return;
    const since = this.#log.times[this.#next] as Micros;
    this.#record(since, now, now - since);
  }

  #record(since: Micros, now: Micros, after: Micros): void {
    const before = now - since;
    if (before > this.#worst) this.#worst = before;
    if (before < WORTH_TELLING) return;
    const steps = this.#steps;
    const last = steps.length === 0 ? -1 : (steps[steps.length - 2] as number);
    for (let i = 0; i <= SLOPE; i++) {
      const behind = Math.floor((before * i) / SLOPE);
      if (since + behind > last) steps.push(since + behind, behind);
    }
    if (steps[steps.length - 2] === now) steps[steps.length - 1] = after;
    else steps.push(now, after);
  }
}

const WORTH_TELLING: Micros = 250_000;
const SLOPE = 8;
