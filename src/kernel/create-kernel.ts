import { EventFailed, ForeignWork, OutsideTurn } from "./errors.ts";
import type { Standing } from "./errors.ts";
import { EventQueue } from "./event-queue.ts";
import { Foreground } from "./foreground.ts";
import type { Deferred, InputRecord, Kernel, Limits, Outcome } from "./kernel.ts";
import type { Ledger } from "./ledger.ts";
import { NOTHING } from "./pending-timer.ts";
import type { PendingTimer } from "./pending-timer.ts";
import { createRandom } from "./random.ts";
import type { Random } from "./random.ts";
import { ScopeNode, ScopeTree } from "./scope-tree.ts";
import type { Scope } from "./scope.ts";
import { chooserOf } from "./tie-break.ts";
import type { Chooser, TieBreak } from "./tie-break.ts";
import type { Clock, Micros } from "./time.ts";
import { EventTrace } from "./trace.ts";
import type { Trace, Witness } from "./trace.ts";

export interface KernelOptions {
  /** Any safe integer. Same seed, same run. */
  readonly seed: number;
  /** Default "fifo". */
  readonly tieBreak?: TieBreak;
  /** The wall's reading at the start, in microseconds since 1970. Default 2000-01-01T00:00:00Z. */
  readonly epoch?: Micros;
  /** What errors say of how to see the run again. Default: "replay with createKernel({ seed })". */
  readonly replay?: string;
  /** Sees every happening of the run; `checkDeterminism` hands one in. */
  readonly witness?: Witness;
}

/** 2000-01-01T00:00:00Z. */
export const DEFAULT_EPOCH: Micros = 946_684_800_000_000;

export function createKernel(options: KernelOptions): Kernel {
  return new VirtualKernel(options);
}

/** How far a run may go. */
interface Run {
  readonly until: Micros;
  readonly goal: (() => boolean) | undefined;
  /** What it means that nothing is left to do. */
  readonly atRest: "reached" | "idle" | "unmet";
  readonly perInstant: number;
  readonly steps: number;
}

const STEPS = 50_000_000;
const STEPS_PER_INSTANT = 1_000_000;

class VirtualKernel implements Kernel {
  readonly seed: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly root: Scope;
  readonly trace: Trace;
  readonly ledger: Ledger;
  readonly inputs: InputRecord[] = [];
  readonly #queue = new EventQueue();
  readonly #replay: string;
  readonly #tree: ScopeTree;
  readonly #trace: EventTrace;
  readonly #foreground = new Foreground();
  readonly #chooser: Chooser | undefined;
  /** Scopes with an event due, oldest event first, and the rows of those events: filled anew for each choice. */
  readonly #lanes: object[] = [];
  readonly #rows: number[] = [];
  #choices = 0;
  #wallOffset: Micros;
  #stepsLeft = 0;
  #stepsAtInstant = 0;
  #arrived = 0;

  constructor({ seed, tieBreak = "fifo", epoch = DEFAULT_EPOCH, replay = `replay with createKernel({ seed: ${seed} })`, witness }: KernelOptions) {
    if (!Number.isSafeInteger(epoch)) throw new RangeError(`epoch is ${epoch}; expected whole microseconds since 1970`);
    this.seed = seed;
    this.#replay = replay;
    this.random = createRandom(seed);
    this.#chooser = chooserOf(tieBreak, this.random.stream("kernel/tie-break"));
    this.#wallOffset = epoch;
    this.#trace = this.trace = new EventTrace(witness);
    const tree = new ScopeTree(this.#queue);
    this.#tree = this.ledger = tree;
    this.root = tree.root;
    this.clock = { now: () => tree.now, wall: () => tree.now + this.#wallOffset };
  }

  advanceSync(by: Micros, limits?: Limits): Outcome {
    return this.#runSync(this.#plan(by, undefined, "reached", limits));
  }

  advance(by: Micros, limits?: Limits): Promise<Outcome> {
    return this.#run(this.#plan(by, undefined, "reached", limits));
  }

  runUntilSync(goal: () => boolean, within: Micros, limits?: Limits): Outcome {
    return this.#runSync(this.#plan(within, goal, "unmet", limits));
  }

  runUntil(goal: () => boolean, within: Micros, limits?: Limits): Promise<Outcome> {
    return this.#run(this.#plan(within, goal, "unmet", limits));
  }

  drainSync(limits?: Limits): Outcome {
    return this.#runSync(this.#plan(0, undefined, "idle", limits));
  }

  drain(limits?: Limits): Promise<Outcome> {
    return this.#run(this.#plan(0, undefined, "idle", limits));
  }

  input(label: string, data: unknown, run: () => void): void {
    const text = JSON.stringify(data) as string | undefined;
    this.inputs.push({ at: this.#tree.now, label, data: text === undefined ? undefined : JSON.parse(text) });
    this.#arrived++;
    this.#trace.text(text ?? "");
    this.#trace.note(this.#trace.intern(`input ${label}`), this.#tree.now, this.#arrived);
    this.root.soon(label, run);
  }

  forgetInputs(): void {
    this.inputs.length = 0;
  }

  foreign<T>(label: string, run: () => T): T {
    return this.#foreground.enter(label, run);
  }

  lease<T>(label: string, work: Promise<T>): Promise<T> {
    const held = this.root.hold("lease", label, () => {});
    return this.#foreground.lease(label, work, () => held.done());
  }

  deferred<T>(label: string): Deferred<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const foreground = this.#foreground;
    return {
      promise,
      resolve: (value) => { foreground.touch(label); resolve(value); },
      reject: (reason) => { foreground.touch(label); reject(reason); },
    };
  }

  resolved<T>(label: string, value: T): Promise<T> {
    this.#foreground.touch(label);
    return Promise.resolve(value);
  }

  assertInTurn(label: string): void {
    if (!this.#foreground.inTurn) throw new OutsideTurn(label, this.#standing());
  }

  get running(): boolean {
    return this.#foreground.running;
  }

  jumpWall(by: Micros): void {
    if (!Number.isSafeInteger(by)) throw new RangeError(`jumpWall(${by}): expected whole microseconds`);
    this.#wallOffset += by;
    this.#trace.note(this.#trace.intern("kernel/wall-jump"), by, this.#tree.now);
  }

  digest(): string {
    return this.#trace.digest();
  }

  /** Refuses a nested run before it touches what the outer one counts. */
  #plan(by: Micros, goal: (() => boolean) | undefined, atRest: Run["atRest"], limits: Limits | undefined): Run {
    this.#refuseNested();
    const until = this.#tree.now + by;
    if (!(by >= 0) || !Number.isSafeInteger(until)) throw new RangeError(`a run of ${by} µs: expected whole microseconds from 0 up`);
    const steps = count("limits.steps", limits?.steps ?? STEPS);
    const perInstant = count("limits.stepsPerInstant", limits?.stepsPerInstant ?? STEPS_PER_INSTANT);
    this.#stepsLeft = steps;
    this.#stepsAtInstant = 0;
    return { until, goal, atRest, steps, perInstant };
  }

  #runSync(run: Run): Outcome {
    const foreground = this.#foreground;
    return foreground.runSync(() => {
      const outcome = foreground.pending ? undefined : this.#work(run);
      if (outcome !== undefined) return outcome;
      throw new ForeignWork(foreground.pendingLabel, this.#standing());
    });
  }

  #run(run: Run): Promise<Outcome> {
    return this.#foreground.run(() => this.#work(run));
  }

  #refuseNested(): void {
    if (this.#foreground.running) {
      throw new Error(`a run was started within a run, at ${this.#tree.now} µs in "${this.#standing().label}"; schedule with scope.after, or await the first run`);
    }
  }

  /** Runs events until the run has an outcome, or until user code's promises must be waited for. */
  #work(run: Run): Outcome | undefined {
    const { until, goal, perInstant } = run;
    const tree = this.#tree;
    const queue = this.#queue;
    const trace = this.#trace;
    const foreground = this.#foreground;
    const choose = this.#chooser;
    if (goal?.() === true) return { kind: "reached", at: tree.now };
    queue.until = until;
    let timer: PendingTimer | undefined;
    let left = this.#stepsLeft;
    let atInstant = this.#stepsAtInstant;
    try {
      for (;;) {
        let row = queue.firstReady();
        if (row === NOTHING) {
          row = until > tree.now ? queue.moveOn() : NOTHING;
          if (row === NOTHING) return this.#rest(run);
          tree.now = queue.now;
          trace.moveTo(queue.nowHigh, queue.nowLow);
          atInstant = 0;
        }
        if (left === 0 || atInstant === perInstant) return this.#tooMany(run, left, row);
        left--;
        atInstant++;
        if (choose !== undefined && queue.ready) row = this.#choose(choose);
        timer = queue.timerAt(row);
        timer.owner.drop(row);
        trace.event(timer.label);
        timer.run();
        if (goal !== undefined && goal()) return { kind: "reached", at: tree.now };
        if (foreground.pending) return undefined;
      }
    } catch (cause) {
      throw new EventFailed(this.#standing(timer), cause);
    } finally {
      this.#stepsLeft = left;
      this.#stepsAtInstant = atInstant;
    }
  }

  /** O(events due at this instant). The oldest event of the scope that the strategy picks among those that have one due. */
  #choose(choose: Chooser): number {
    const queue = this.#queue;
    const lanes = this.#lanes;
    const rows = this.#rows;
    lanes.length = rows.length = 0;
    const choice = ++this.#choices;
    for (let row = queue.firstReady(); row !== NOTHING; row = queue.nextReady(row)) {
      const { owner } = queue.timerAt(row);
      if (owner.counted === choice) continue;
      owner.counted = choice;
      lanes.push(owner);
      rows.push(row);
    }
    return rows[rows.length < 2 ? 0 : choose(lanes)]!;
  }

  /** Nothing is due within the run's time. */
  #rest(run: Run): Outcome {
    const pending = this.#queue.pending;
    if (run.atRest === "idle") return { kind: "idle", at: this.#tree.now };
    if (run.atRest === "unmet" && pending === 0) return { kind: "deadlock", at: this.#tree.now, waiting: this.#waiting() };
    if (run.until > this.#tree.now) {
      this.#tree.now = run.until;
      this.#queue.moveTo(run.until);
      this.#trace.moveTo(this.#queue.nowHigh, this.#queue.nowLow);
    }
    if (run.atRest === "reached") return { kind: "reached", at: run.until };
    return { kind: "timeLimit", at: run.until, next: this.#queue.peek()?.label ?? "" };
  }

  /** The event that is one too many stays pending. */
  #tooMany(run: Run, left: number, row: number): Outcome {
    this.#queue.makeReady(row);
    const counts = new Map<string, number>();
    let busiest = "";
    let most = 0;
    for (const { what } of this.#trace.tail(Infinity)) {
      const count = (counts.get(what) ?? 0) + 1;
      counts.set(what, count);
      if (count > most) {
        most = count;
        busiest = what;
      }
    }
    return { kind: "stepLimit", at: this.#tree.now, steps: run.steps - left, busiest };
  }

  #waiting(): readonly string[] {
    return [...this.#foreground.waiting(), ...this.#tree.open().map(({ kind, label, openedBy }) => `${kind} ${label} (${openedBy.join(" > ")})`)];
  }

  #standing(timer?: PendingTimer): Standing {
    const tail = this.#trace.tail(8);
    return {
      seed: this.seed,
      replay: this.#replay,
      at: this.#tree.now,
      label: timer?.label ?? tail.at(-1)?.what ?? "",
      scopes: timer?.owner instanceof ScopeNode ? timer.owner.lineage() : [this.root.label],
      tail,
    };
  }
}

/** A limit that no count would ever meet is no limit. */
function count(limit: string, events: number): number {
  if (!Number.isSafeInteger(events) || events < 0) throw new RangeError(`${limit} is ${events}; expected a whole number of events from 0 up`);
  return events;
}
