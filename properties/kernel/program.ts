import fc from "fast-check";
import { createKernel } from "../../src/kernel/index.ts";
import type { Kernel, KernelOptions, Micros, Scope, Timer } from "../../src/kernel/index.ts";

/** What a piece of a program does when its timer runs. */
export type Deed =
  | { readonly do: "arm"; readonly piece: number }
  | { readonly do: "cancel"; readonly timer: number }
  | { readonly do: "close"; readonly scope: number };

/** A timer to arm, and what it does. */
export interface Piece {
  readonly delay: Micros;
  readonly scope: number;
  readonly deeds: readonly Deed[];
}

/** Pieces armed one another; the first half is armed at the start. */
export type Program = readonly Piece[];

/** Scope n > 0 is a child of scope (n - 1) / 2. */
export const SCOPES = 7;
const MOST_TIMERS = 120;

/** Instants that collide, neighbours across the digits of the wheel, and far ones. */
const delay = fc.oneof(
  { weight: 4, arbitrary: fc.nat(4) },
  { weight: 3, arbitrary: fc.nat(2_000) },
  { weight: 2, arbitrary: fc.constantFrom(31, 32, 33, 1_023, 1_024, 1_025, 2 ** 30 - 1, 2 ** 30, 2 ** 30 + 1) },
  { weight: 1, arbitrary: fc.nat(2 ** 31 - 1).map((n) => n * 1_000) },
);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("arm" as const), piece: fc.nat(1_000) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("cancel" as const), timer: fc.nat(1_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("close" as const), scope: fc.integer({ min: 1, max: SCOPES - 1 }) }) },
);

export const program: fc.Arbitrary<Program> = fc.array(
  fc.record({ delay, scope: fc.nat(SCOPES - 1), deeds: fc.array(deed, { maxLength: 4 }) }),
  { minLength: 2, maxLength: 14 },
);

/** What a program needs of whoever runs it. */
export interface Machine {
  now(): Micros;
  pending(): number;
  /** Nothing if the scope is closed. */
  arm(scope: number, delay: Micros, label: string, run: () => void): { cancel(): boolean } | undefined;
  close(scope: number): void;
  /** Runs to the end. */
  run(): void;
}

/** Everything that can be seen of a program's run. */
export function observe(pieces: Program, machine: Machine): readonly string[] {
  const log: string[] = [];
  const timers: { cancel(): boolean }[] = [];
  const arm = (index: number): void => {
    if (timers.length >= MOST_TIMERS) return;
    const piece = index % pieces.length;
    const { scope, delay: wait, deeds } = pieces[piece]!;
    const number = timers.length;
    const timer = machine.arm(scope, wait, `piece ${piece}`, () => {
      log.push(`${machine.now()}: timer ${number}, ${machine.pending()} pending`);
      for (const each of deeds) perform(each);
    });
    if (timer === undefined) log.push(`scope ${scope} refuses`);
    else timers.push(timer);
  };
  const perform = (each: Deed): void => {
    if (each.do === "arm") arm(each.piece);
    else if (each.do === "close") machine.close(each.scope);
    else if (timers.length > 0) {
      const number = each.timer % timers.length;
      log.push(`cancel ${number}: ${timers[number]!.cancel()}, ${machine.pending()} pending`);
    }
  };
  for (let i = 0; i < pieces.length; i += 2) arm(i);
  machine.run();
  log.push(`end at ${machine.now()}, ${machine.pending()} pending`);
  return log;
}

/** The kernel as a machine. */
export function kernelMachine(options: KernelOptions): Machine & { readonly kernel: Kernel; readonly scopes: readonly Scope[] } {
  const kernel = createKernel(options);
  const scopes: Scope[] = [];
  for (let i = 0; i < SCOPES; i++) scopes.push(i === 0 ? kernel.root.child("scope 0") : scopes[(i - 1) >> 1]!.child(`scope ${i}`));
  const pending = (): number => {
    const line = kernel.ledger.lines().find(({ kind }) => kind === "timer");
    return line === undefined ? 0 : line.opened - line.closed;
  };
  return {
    kernel,
    scopes,
    now: kernel.clock.now,
    pending,
    arm: (scope, wait, label, run): Timer | undefined => (scopes[scope]!.open ? scopes[scope]!.after(wait, label, run) : undefined),
    close: (scope) => scopes[scope]!.close(),
    run: () => {
      kernel.runUntilSync(() => false, 2 ** 50);
    },
  };
}

/** The same, said as plainly as can be: an array kept sorted by time and arrival. */
export function modelMachine(): Machine {
  interface Entry {
    readonly at: Micros;
    readonly scope: number;
    readonly run: () => void;
  }
  let now = 0;
  let entries: Entry[] = [];
  const closed = new Set<number>();
  return {
    now: () => now,
    pending: () => entries.length,
    arm: (scope, wait, _label, run) => {
      if (closed.has(scope)) return undefined;
      const entry = { at: now + wait, scope, run };
      const behind = entries.findIndex(({ at }) => at > entry.at);
      entries.splice(behind < 0 ? entries.length : behind, 0, entry);
      return {
        cancel: () => {
          const found = entries.includes(entry);
          entries = entries.filter((other) => other !== entry);
          return found;
        },
      };
    },
    close: (scope) => {
      for (let i = scope; i < SCOPES; i++) if (i === scope || closed.has((i - 1) >> 1)) closed.add(i);
      entries = entries.filter((entry) => !closed.has(entry.scope));
    },
    run: () => {
      for (let next = entries.shift(); next !== undefined; next = entries.shift()) {
        now = next.at;
        next.run();
      }
    },
  };
}
