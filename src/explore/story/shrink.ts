import { createRequire } from "node:module";
import type * as FastCheck from "fast-check";
import { SECOND } from "../../kernel/index.ts";
import { lastFaultEnds } from "../faults/index.ts";
import type { ClientSpec, Scenario } from "../scenario.ts";
import { repaired } from "./repair.ts";

export interface ShrinkOptions {
  /** Runs at most. Default 600. */
  readonly runs?: number;
}

/**
 * The shortest scenario found that still breaks: fewest clients, then faults, then objects and writes, then the plainest
 * settings.
 *
 * @param breaks whether a candidate still shows what is being told; must be true of the scenario itself
 */
export function shrinkScenario(scenario: Scenario, breaks: (candidate: Scenario) => boolean, { runs = 600 }: ShrinkOptions = {}): Scenario {
  const budget = { left: runs };
  const tries = (candidate: Scenario): boolean => {
    if (budget.left <= 0) return false;
    budget.left -= 1;
    return canBreak(candidate, breaks);
  };
  const fewest = fewestParts(scenario, tries);
  return plainest(fewest, tries);
}

/** A candidate that makes no sense any more (a fault against a replica that was taken out) tells nothing. */
function canBreak(candidate: Scenario, breaks: (candidate: Scenario) => boolean): boolean {
  try {
    return breaks(candidate);
  } catch (error) {
    if (error instanceof Error && error.name === "ScenarioError") return false;
    throw error;
  }
}

/** What a story is made of, each a part that may be left out. */
interface Parts {
  readonly clients: Scenario["clients"];
  readonly faults: Scenario["faults"];
  readonly initial: Scenario["workload"]["initial"];
  readonly writes: Scenario["workload"]["writes"];
}

function fewestParts(scenario: Scenario, breaks: (candidate: Scenario) => boolean): Scenario {
  const fc = fastCheck();
  const { clients, faults, workload } = scenario;
  const whole = { clients: [...clients], faults: [...faults], initial: [...workload.initial], writes: [...workload.writes] };
  const parts = fc.record(
    {
      clients: fc.subarray(whole.clients, { minLength: 1 }),
      faults: fc.subarray(whole.faults),
      initial: fc.subarray(whole.initial),
      writes: fc.subarray(whole.writes),
    },
    { noNullPrototype: true },
  );
  const holds = fc.property(parts, (candidate) => !breaks(composed(scenario, candidate)));
  const outcome = fc.check(holds, { seed: scenario.seed, numRuns: 1, examples: [[whole]] });
  const fewest = outcome.counterexample?.[0];
  return fewest === undefined ? scenario : composed(scenario, fewest);
}

function composed(scenario: Scenario, { clients, faults, initial, writes }: Parts): Scenario {
  return { ...scenario, clients, faults, workload: repaired({ ...scenario.workload, initial, writes }) };
}

/** One setting after another is replaced by the plainest, where the story still breaks. */
function plainest(scenario: Scenario, breaks: (candidate: Scenario) => boolean): Scenario {
  const lastMoment = Math.max(scenario.workload.writes.at(-1)?.at ?? 0, lastFaultEnds(scenario.faults)) + SECOND;
  const changes: readonly ((before: Scenario) => Scenario)[] = [
    (before) => ({ ...before, tieBreak: "fifo" }),
    (before) => ({ ...before, apiservers: 1 }),
    (before) => ({ ...before, workload: { ...before.workload, lasts: Math.min(before.workload.lasts, lastMoment) } }),
    (before) => ({ ...before, clients: before.clients.map(plainClient) }),
    ...OPTIONS.map((option) => (before: Scenario) => ({ ...before, clients: before.clients.map((client) => without(client, option)) })),
  ];
  return changes.reduce((before, change) => {
    const after = change(before);
    return breaks(after) ? after : before;
  }, scenario);
}

const OPTIONS = ["namespace", "labelSelector", "fieldSelector", "gates", "pageSize", "mendsExpiryLoop", "resync", "replica", "takes", "stopsAt"] as const;

function plainClient({ name, resource }: ClientSpec): ClientSpec {
  return { name, resource };
}

function without(client: ClientSpec, option: (typeof OPTIONS)[number]): ClientSpec {
  const { [option]: _left, ...rest } = client;
  return rest;
}

/** fast-check is an optional peer: whoever never shrinks need not install it. */
function fastCheck(): typeof FastCheck {
  try {
    return createRequire(import.meta.url)("fast-check") as typeof FastCheck;
  } catch (cause) {
    throw new Error("shrinking a story needs the package fast-check, which is not installed: npm install --save-dev fast-check", { cause });
  }
}
