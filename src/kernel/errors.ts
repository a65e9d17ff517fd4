import type { Micros } from "./time.ts";
import type { Happening } from "./trace.ts";

/** Where a run stood when something went wrong. */
export interface Standing {
  readonly seed: number;
  /** How to see the run again. */
  readonly replay: string;
  readonly at: Micros;
  /** The event that ran, or last ran. */
  readonly label: string;
  /** Labels of the scopes that own it, outermost first. */
  readonly scopes: readonly string[];
  readonly tail: readonly Happening[];
}

/** An event's code threw. The run stopped behind that event; what is pending is untouched, and the kernel can run on or be closed. */
export class EventFailed extends Error {
  override readonly name = "EventFailed";
  readonly standing: Standing;

  constructor(standing: Standing, cause: unknown) {
    super(`"${standing.label}" failed: ${cause instanceof Error ? cause.message : String(cause)}\n${describe(standing)}`, { cause });
    this.standing = standing;
  }
}

/** A synchronous run met promises of user code: their continuations cannot run inside it. */
export class ForeignWork extends Error {
  override readonly name = "ForeignWork";
  readonly standing: Standing;

  constructor(label: string, standing: Standing) {
    super(`"${label}" involves a promise of user code, and a synchronous run cannot wait for it; use the awaiting form (advance, runUntil, drain)\n${describe(standing)}`);
    this.standing = standing;
  }
}

/** Code called in from outside any turn of the kernel: from a real timer, real I/O or another thread that holds no lease. */
export class OutsideTurn extends Error {
  override readonly name = "OutsideTurn";
  readonly standing: Standing;

  constructor(label: string, standing: Standing) {
    super(
      `"${label}" was called outside any turn, while a run was under way: it comes from real time or real I/O, so that it would land at another virtual time in each run. ` +
      `Await such work through kernel.lease(label, promise), and virtual time through the kernel's own timers\n${describe(standing)}`,
    );
    this.standing = standing;
  }
}

function describe({ replay, at, scopes, tail }: Standing): string {
  const lines = [`  at ${at} µs of virtual time, in ${scopes.join(" > ")}`, `  ${replay}`];
  if (tail.length > 0) lines.push("  last events:");
  for (const { what, at: when, event } of tail) lines.push(`    ${when} µs  #${event}  ${what}`);
  return lines.join("\n");
}
