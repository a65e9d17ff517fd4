import { expect } from "vitest";
import { leakLines, watchedOf } from "../cluster/index.ts";
import type { Cluster, Watched } from "../cluster/index.ts";

/** Matchers for vitest: importing this entry (`kubeloom/vitest`) adds them to `expect`. */
export interface LoomMatchers<R, _Received> {
  /** An informer of a cluster: it has synced, and its cache equals the store. */
  toHaveConverged(): R;
  /** A cluster: nothing is open whose owner is closed. */
  toHaveNoLeaks(): R;
}

declare module "vitest" {
  // Its parameters are those of the interface that it merges with.
  interface Matchers<R extends void | Promise<void>, T> extends LoomMatchers<R, T> {}
}

interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/** How many differences a message shows. */
const SHOWN = 10;

function toHaveConverged(received: unknown): Verdict {
  const watched = typeof received === "object" && received !== null ? watchedOf(received) : undefined;
  if (watched === undefined) throw new TypeError("toHaveConverged() wants an informer that cluster.informer(…) made");
  const lacks = whatLacks(watched);
  return {
    pass: lacks.length === 0,
    message: () =>
      lacks.length === 0
        ? `expected the cache of ${watched.name} to differ from the store, but they are equal (${watched.informer.store.size} objects)`
        : `expected the cache of ${watched.name} to equal the store:\n${shortened(lacks)}`,
  };
}

function whatLacks({ informer, differences }: Watched): readonly string[] {
  if (!informer.isStarted) return ["the informer has not been started: await cluster.advance(…) or cluster.settle() first"];
  if (!informer.hasSynced) return ["the informer has not synced yet"];
  return differences();
}

function shortened(lines: readonly string[]): string {
  const shown = lines.slice(0, SHOWN).map((line) => `  ${line}`);
  return [...shown, ...(lines.length > SHOWN ? [`  and ${lines.length - SHOWN} more`] : [])].join("\n");
}

function toHaveNoLeaks(received: unknown): Verdict {
  if (!isCluster(received)) throw new TypeError("toHaveNoLeaks() wants a cluster that createCluster() made");
  const leaks = received.ledger.leaks();
  return {
    pass: leaks.length === 0,
    message: () => (leaks.length === 0 ? "expected the cluster to leak, but nothing is open whose owner is closed" : `expected no leaks, but these are open after their owner was closed:\n${leakLines(leaks)}`),
  };
}

function isCluster(value: unknown): value is Cluster {
  return typeof value === "object" && value !== null && "ledger" in value && "core" in value;
}

expect.extend({ toHaveConverged, toHaveNoLeaks });
