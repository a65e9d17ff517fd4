import type { EventQueue } from "./event-queue.ts";
import type { Leak } from "./kernel.ts";
import { RESOURCE_KINDS } from "./ledger.ts";
import type { Ledger, LedgerLine } from "./ledger.ts";
import { PendingTimer } from "./pending-timer.ts";
import type { TimerOwner } from "./pending-timer.ts";
import type { Held, ResourceKind, Scope, Timer } from "./scope.ts";
import type { Micros } from "./time.ts";

/** The scopes of one kernel: its root, the clock they read, the queue they fill and the counts they keep. */
export class ScopeTree implements Ledger {
  readonly queue: EventQueue;
  readonly root: ScopeNode;
  now: Micros = 0;
  timersOpened = 0;
  readonly #counts = new Map<ResourceKind, { opened: number; closed: number }>();
  /** Open resources of closed scopes. */
  readonly orphans = new Set<Holding>();

  constructor(queue: EventQueue) {
    this.queue = queue;
    this.root = new ScopeNode(this, undefined, "kernel");
  }

  lines(): readonly LedgerLine[] {
    const lines: LedgerLine[] = [];
    for (const kind of RESOURCE_KINDS) {
      const { opened, closed } = kind === "timer" ? { opened: this.timersOpened, closed: this.timersOpened - this.queue.pending } : this.#countOf(kind);
      if (opened > 0) lines.push({ kind, opened, closed });
    }
    return lines;
  }

  leaks(): readonly Leak[] {
    return [...this.orphans].map((holding) => holding.describe()).sort((a, b) => b.age - a.age);
  }

  open(): readonly Leak[] {
    const found: Leak[] = [];
    this.root.collect(found);
    for (const holding of this.orphans) found.push(holding.describe());
    return found.sort((a, b) => b.age - a.age);
  }

  /** Whether an instant so far from now can be told. */
  reaches(delay: Micros): boolean {
    return delay >= 0 && Number.isSafeInteger(this.now + delay) && Number.isSafeInteger(delay);
  }

  countOpened(kind: ResourceKind): void {
    this.#countOf(kind).opened++;
  }

  countClosed(kind: ResourceKind): void {
    this.#countOf(kind).closed++;
  }

  #countOf(kind: ResourceKind): { opened: number; closed: number } {
    let count = this.#counts.get(kind);
    if (count === undefined) this.#counts.set(kind, (count = { opened: 0, closed: 0 }));
    return count;
  }
}

/** A scope: its timers, children and resources are lists threaded through them. */
export class ScopeNode implements Scope, TimerOwner {
  readonly label: string;
  readonly #tree: ScopeTree;
  readonly #parent: ScopeNode | undefined;
  readonly #queue: EventQueue;
  /** The row of its timer armed last, 0 if none is pending: the queue threads the list of them through its rows. */
  #owned = 0;
  counted = 0;
  #open = true;
  #lastChild: ScopeNode | undefined;
  #lastHolding: Holding | undefined;
  #before: ScopeNode | undefined;
  #after: ScopeNode | undefined;

  constructor(tree: ScopeTree, parent: ScopeNode | undefined, label: string) {
    this.#tree = tree;
    this.#queue = tree.queue;
    this.#parent = parent;
    this.label = label;
    if (parent === undefined) return;
    this.#before = parent.#lastChild;
    if (this.#before !== undefined) this.#before.#after = this;
    parent.#lastChild = this;
  }

  get open(): boolean {
    return this.#open;
  }

  after(delay: Micros, label: string, run: () => void): Timer {
    if (!this.#open) this.#refuse("timer", label);
    // A whole delay of less than 18 minutes is the rule and takes one comparison.
    if (delay !== (delay & 0x3fffffff) && !this.#tree.reaches(delay)) {
      throw new RangeError(`after(${delay}, "${label}") in ${this.path()}: the delay is whole microseconds from 0 up; multiply by MILLISECOND or SECOND and round`);
    }
    const timer = new PendingTimer(this, label, run);
    this.#owned = this.#queue.add(timer, delay, this.#owned);
    this.#tree.timersOpened++;
    return timer;
  }

  soon(label: string, run: () => void): Timer {
    return this.after(0, label, run);
  }

  hold(kind: ResourceKind, label: string, close: () => void): Held {
    if (!this.#open) this.#refuse(kind, label);
    const tree = this.#tree;
    tree.countOpened(kind);
    const holding = new Holding(tree, this, kind, label, close);
    holding.before = this.#lastHolding;
    if (holding.before !== undefined) holding.before.after = holding;
    this.#lastHolding = holding;
    return holding;
  }

  child(label: string): Scope {
    if (!this.#open) this.#refuse("scope", label);
    return new ScopeNode(this.#tree, this, label);
  }

  close(): void {
    if (!this.#open) return;
    const failures: unknown[] = [];
    this.#closeInto(failures);
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, `${failures.length} resources of ${this.path()} failed to close`);
  }

  /** Labels from the root down. */
  lineage(): readonly string[] {
    const labels: string[] = [];
    for (let scope: ScopeNode | undefined = this; scope !== undefined; scope = scope.#parent) labels.push(scope.label);
    return labels.reverse();
  }

  path(): string {
    return this.lineage().join(" > ");
  }

  drop(row: number): void {
    this.#owned = this.#queue.remove(row, this.#owned);
  }

  release(holding: Holding): void {
    if (holding.after !== undefined) holding.after.before = holding.before;
    else this.#lastHolding = holding.before;
    if (holding.before !== undefined) holding.before.after = holding.after;
  }

  collect(into: Leak[]): void {
    for (let child = this.#lastChild; child !== undefined; child = child.#before) child.collect(into);
    for (let holding = this.#lastHolding; holding !== undefined; holding = holding.before) into.push(holding.describe());
  }

  #closeInto(failures: unknown[]): void {
    this.#open = false;
    while (this.#owned !== 0) this.drop(this.#owned);
    for (let child = this.#lastChild; child !== undefined; child = this.#lastChild) child.#closeInto(failures);
    this.#leaveParent();
    while (this.#lastHolding !== undefined) {
      const holding = this.#lastHolding;
      this.release(holding);
      holding.orphan(failures);
    }
  }

  #leaveParent(): void {
    const parent = this.#parent;
    if (parent === undefined) return;
    if (this.#after !== undefined) this.#after.#before = this.#before;
    else parent.#lastChild = this.#before;
    if (this.#before !== undefined) this.#before.#after = this.#after;
  }

  #refuse(kind: string, label: string): never {
    throw new Error(`${kind} "${label}" opened in ${this.path()}, which is closed; open it in a scope that lives as long as it does`);
  }
}

/** An open resource. */
export class Holding implements Held {
  readonly #tree: ScopeTree;
  readonly #scope: ScopeNode;
  readonly #kind: ResourceKind;
  readonly #label: string;
  readonly #close: () => void;
  readonly #since: Micros;
  #open = true;
  #orphaned = false;
  before: Holding | undefined;
  after: Holding | undefined;

  constructor(tree: ScopeTree, scope: ScopeNode, kind: ResourceKind, label: string, close: () => void) {
    this.#tree = tree;
    this.#scope = scope;
    this.#kind = kind;
    this.#label = label;
    this.#close = close;
    this.#since = tree.now;
  }

  get open(): boolean {
    return this.#open;
  }

  done(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#tree.countClosed(this.#kind);
    if (this.#orphaned) this.#tree.orphans.delete(this);
    else this.#scope.release(this);
  }

  /** The scope closes first: from here on it counts as leaked until it is done. */
  orphan(failures: unknown[]): void {
    this.#orphaned = true;
    this.#tree.orphans.add(this);
    try {
      this.#close();
    } catch (failure) {
      failures.push(failure);
    }
  }

  describe(): Leak {
    return { kind: this.#kind, label: this.#label, age: this.#tree.now - this.#since, openedBy: this.#scope.lineage() };
  }
}
