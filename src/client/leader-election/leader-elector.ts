import type { Cancel } from "../../api/index.ts";
import type { Clock, Held, Micros, Random, Scope, Timer } from "../../kernel/index.ts";
import type { ClientProfile } from "../profile.ts";
import { defaultClientProfile } from "../profile.ts";
import type { ClientError } from "../transport/index.ts";
import type { Turns } from "../turns.ts";
import { jittered } from "../wait/index.ts";
import type { ElectionEffect, ElectionInput, ElectionRules, ElectionState } from "./election.ts";
import { idle, isLeader, JITTER_FACTOR, transition } from "./election.ts";
import type { ElectionRecord } from "./election-record.ts";
import type { ResourceLock } from "./lease-lock.ts";

export interface LeaderCallbacks {
  /** The lease is ours. The signal aborts when it no longer is, or when the elector is cancelled. */
  onStartedLeading(signal: AbortSignal): void | Promise<void>;
  /** Run is over: the lease was lost or given up, or never ours. */
  onStoppedLeading(): void;
  /** Somebody else leads, or nobody (""), or this one. */
  onNewLeader?(identity: string): void;
}

export interface LeaderElectorOptions {
  readonly lock: ResourceLock;
  readonly scope: Scope;
  readonly clock: Clock;
  readonly random: Random;
  readonly turns: Turns;
  readonly callbacks: LeaderCallbacks;
  /** How long others wait, after they last saw the lease renewed. Usually 15 s. */
  readonly leaseDuration: Micros;
  /** How long a leader goes on trying to renew before it gives up. Usually 10 s. */
  readonly renewDeadline: Micros;
  /** Between tries. Usually 2 s. */
  readonly retryPeriod: Micros;
  /** Empty the lease at the end, so that others need not wait. Only for a leader whose work has ended by then. */
  readonly releaseOnCancel?: boolean;
  readonly coordinated?: boolean;
  /** In errors of `check`, and in metrics. */
  readonly name?: string;
  readonly profile?: ClientProfile;
  readonly metrics?: LeaderMetrics;
}

/** @source client-go tools/leaderelection/metrics.go */
export interface LeaderMetrics {
  on(name: string): void;
  off(name: string): void;
  slowpathExercised(name: string): void;
}

export interface LeaderElector {
  /** Once. `done` when it is over, after `onStoppedLeading`. */
  run(done?: () => void): void;
  /** Ends it, with a release where that was asked for. */
  cancel(): void;
  /** By what was last observed: also of a leader that has just given up. */
  readonly isLeader: boolean;
  /** The holder last observed; "" for none. */
  readonly leader: string;
  /** An error for a leader that should have renewed its lease so long ago, or given it up. */
  check(tolerance: Micros): ClientError | undefined;
}

/**
 * @source client-go tools/leaderelection/leaderelection.go NewLeaderElector
 * @throws RangeError for periods that do not fit, and an identity that is empty, in upstream's words
 */
export function createLeaderElector(options: LeaderElectorOptions): LeaderElector {
  const { leaseDuration, renewDeadline, retryPeriod, lock } = options;
  if (leaseDuration <= renewDeadline) throw new RangeError("leaseDuration must be greater than renewDeadline");
  if (renewDeadline <= Math.floor(JITTER_FACTOR * retryPeriod)) throw new RangeError("renewDeadline must be greater than retryPeriod*JitterFactor");
  if (leaseDuration <= 0) throw new RangeError("leaseDuration must be greater than zero");
  if (renewDeadline <= 0) throw new RangeError("renewDeadline must be greater than zero");
  if (retryPeriod <= 0) throw new RangeError("retryPeriod must be greater than zero");
  if (lock.identity === "") throw new RangeError("Lock identity is empty");
  return new Elector(options);
}

class Elector implements LeaderElector {
  readonly #o: LeaderElectorOptions;
  readonly #rules: ElectionRules;
  #state: ElectionState = idle;
  readonly #inputs: ElectionInput[] = [];
  #busy = false;
  #held: Held | undefined;
  #request: Cancel | undefined;
  /** Answers of a request that was given up are not heard. */
  #requests = 0;
  #sleep: Timer | undefined;
  #deadline: Timer | undefined;
  #leading: AbortController | undefined;
  #done: () => void = () => {};

  constructor(options: LeaderElectorOptions) {
    this.#o = options;
    const { lock, leaseDuration, renewDeadline, retryPeriod, releaseOnCancel = false, coordinated = false, profile = defaultClientProfile, metrics, name = "" } = options;
    const { releaseReads } = profile.habits;
    this.#rules = { identity: lock.identity, leaseDuration, renewDeadline, retryPeriod, releaseOnCancel, coordinated, releaseReads };
    metrics?.off(name);
  }

  get isLeader(): boolean {
    return isLeader(this.#state.memory, this.#rules);
  }

  get leader(): string {
    return this.#state.memory.observed.holderIdentity;
  }

  check(tolerance: Micros): ClientError | undefined {
    const { clock, leaseDuration, name = "" } = this.#o;
    if (!this.isLeader || clock.now() - this.#state.memory.observedAt <= leaseDuration + tolerance) return undefined;
    return { kind: "text", message: `failed election to renew leadership on lease ${name}` };
  }

  run(done: () => void = () => {}): void {
    if (this.#held !== undefined) return;
    this.#done = done;
    this.#held = this.#o.scope.hold("operation", `leader election of ${this.#o.lock.identity}`, () => this.#abandon());
    this.#feed({ kind: "start", now: this.#now() });
  }

  cancel(): void {
    this.#feed({ kind: "cancel", now: this.#now() });
  }

  /** The scope around it closes: nobody is told. */
  #abandon(): void {
    this.#request?.();
    this.#held?.done();
  }

  #now() {
    const { clock } = this.#o;
    return { at: clock.now(), wall: clock.wall() };
  }

  #feed(input: ElectionInput): void {
    this.#inputs.push(input);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        const step = transition(this.#state, next, this.#rules);
        this.#state = step.state;
        for (const effect of step.effects) this.#perform(effect);
      }
    } finally {
      this.#busy = false;
    }
  }

  #perform(effect: ElectionEffect): void {
    const { lock, scope, random, callbacks, metrics, name = "" } = this.#o;
    switch (effect.do) {
      case "get":
        return this.#ask((done) => lock.get(done), (answer: ElectionRecord | ClientError) =>
          "holderIdentity" in answer ? { kind: "got", record: answer, now: this.#now() } : { kind: "failed", error: answer, now: this.#now() },
        );
      case "create":
        return this.#ask((done) => lock.create(effect.record, done), (error: ClientError | undefined) => this.#written(error));
      case "update":
        return this.#ask((done) => lock.update(effect.record, done), (error: ClientError | undefined) => this.#written(error));
      case "abort":
        this.#requests += 1;
        this.#request?.();
        this.#request = undefined;
        return;
      case "sleep":
        this.#sleep = scope.after(jittered(effect.wait, effect.jitter, random), "leader election", () => this.#feed({ kind: "woken", now: this.#now() }));
        return;
      case "wake":
        this.#sleep?.cancel();
        return;
      case "setDeadline":
        this.#deadline?.cancel();
        this.#deadline = scope.after(effect.wait, "renew deadline", () => this.#feed({ kind: "deadline", now: this.#now() }));
        return;
      case "clearDeadline":
        this.#deadline?.cancel();
        return;
      case "startedLeading": {
        const leading = new AbortController();
        this.#leading = leading;
        return this.#tell("started leading", () => callbacks.onStartedLeading(leading.signal));
      }
      case "endLeading":
        return this.#tell("end of leading", () => this.#leading?.abort());
      case "stoppedLeading":
        return this.#tell("stopped leading", () => callbacks.onStoppedLeading());
      case "newLeader":
        return this.#tell("new leader", () => callbacks.onNewLeader?.(effect.identity));
      case "returned":
        return void scope.soon("end of leader election", () => {
          this.#held?.done();
          this.#done();
        });
      case "recordEvent":
        return lock.recordEvent(effect.text);
      case "leaderOn":
        return metrics?.on(name);
      case "leaderOff":
        return metrics?.off(name);
      case "slowpathExercised":
        return metrics?.slowpathExercised(name);
    }
  }

  #written(error: ClientError | undefined): ElectionInput {
    return error === undefined ? { kind: "written", now: this.#now() } : { kind: "failed", error, now: this.#now() };
  }

  #ask<T>(send: (done: (answer: T) => void) => Cancel, input: (answer: T) => ElectionInput): void {
    this.#requests += 1;
    const number = this.#requests;
    const cancel = send((answer) => {
      if (number !== this.#requests) return;
      this.#request = undefined;
      this.#requests += 1;
      this.#feed(input(answer));
    });
    if (number === this.#requests) this.#request = cancel;
  }

  /** User code has an event of its own. */
  #tell(label: string, run: () => void | Promise<void>): void {
    const { scope, turns } = this.#o;
    scope.soon(label, () => void turns.foreign(label, run));
  }
}
