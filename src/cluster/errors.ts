import type { Leak, Outcome } from "../kernel/index.ts";
import { spanText } from "../network/index.ts";

/** An option that makes no sense: names it, its value and what would do. */
export class InvalidOption extends Error {
  override readonly name = "InvalidOption";
  readonly option: string;

  /** @param text instead of the usual sentence, where that would garble it */
  constructor(option: string, value: unknown, expected: string, text = `${option} is ${shown(value)}; expected ${expected}`) {
    super(text);
    this.option = option;
  }
}

/** Manifests that cannot be loaded. Nothing of them was. */
export class InvalidManifest extends Error {
  override readonly name = "InvalidManifest";
}

/** What user code had not released when the cluster closed, and what did not close when it was told to. All the rest is closed. */
export class LeakDetected extends Error {
  override readonly name = "LeakDetected";
  readonly leaks: readonly Leak[];

  constructor(leaks: readonly Leak[], replay: string) {
    super(`${leaks.length} ${leaks.length === 1 ? "resource was" : "resources were"} left open at the close:\n${leakLines(leaks)}\n${replay}`);
    this.leaks = leaks;
  }
}

/** `settle` did not come to rest: why, who lacks what, and how to see it again. */
export class NotSettled extends Error {
  override readonly name = "NotSettled";
  readonly outcome: Outcome;
  readonly unsettled: readonly string[];

  constructor(outcome: Outcome, unsettled: readonly string[], tail: readonly string[], replay: string) {
    super(
      `${said(outcome)}; still unsettled:\n${unsettled.map((each) => `  ${each}`).join("\n")}\nlast events:\n${tail.map((each) => `  ${each}`).join("\n")}\n${replay}`,
    );
    this.outcome = outcome;
    this.unsettled = unsettled;
  }
}

/** The cluster was closed before. */
export class ClusterClosed extends Error {
  override readonly name = "ClusterClosed";

  constructor(what: string) {
    super(`${what} on a closed cluster; create or fork another one`);
  }
}

export function leakLines(leaks: readonly Leak[]): string {
  return leaks.map(({ kind, label, age, openedBy }) => `  ${kind} "${label}", open for ${spanText(age)}, opened by ${openedBy.join(" > ")}`).join("\n");
}

function said(outcome: Outcome): string {
  switch (outcome.kind) {
    case "deadlock": return "deadlock: nothing is pending that could change anything";
    case "timeLimit": return `no rest within the time limit (at ${spanText(outcome.at)} of virtual time; next was ${outcome.next})`;
    case "stepLimit": return `livelock: ${outcome.steps} steps, busiest "${outcome.busiest}"`;
    default: return `ended ${outcome.kind} at ${spanText(outcome.at)} of virtual time`;
  }
}

function shown(value: unknown): string {
  if (typeof value === "number" || value === undefined) return String(value);
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") return typeof value;
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return `a ${typeof value} that is no JSON`;
  }
}
