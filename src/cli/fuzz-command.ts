import { randomScenario } from "../explore/index.ts";
import { count, plural, verdictOf } from "../report/index.ts";
import { runAndTell, type OutputOptions } from "./run-command.ts";
import { scenarioOf } from "./scenario-of.ts";
import { MOST_SEED, type ScenarioOptions } from "./scenario-options.ts";
import { invocation } from "./invocation.ts";
import type { Judge } from "./judge.ts";
import { measure } from "./measured.ts";
import type { Terminal } from "./terminal.ts";
import { EXIT, UsageError, type ExitCode } from "./usage-error.ts";

export interface FuzzOptions extends ScenarioOptions, OutputOptions {
  /** How many seeds are tried. */
  readonly seeds: number;
}

/** What `fuzz --json` prints when no law broke; when one does, it is the run's document. */
export interface FuzzDocument {
  readonly kubeloom: "fuzz";
  readonly schemaVersion: 1;
  readonly verdict: { readonly good: true; readonly says: string };
  readonly seeds: { readonly from: number; readonly count: number };
  /** Virtual microseconds of all runs, and watch events that clients were handed in them. */
  readonly virtualTime: number;
  readonly events: number;
  readonly measured: { readonly cpuSeconds: number };
}

/** Runs seed after seed until a law breaks, and then tells that run as `run` does. */
export function fuzzCommand(options: FuzzOptions, args: readonly string[], terminal: Terminal, judge: Judge): ExitCode {
  const { seed: from, seeds } = options;
  if (from + seeds - 1 > MOST_SEED) throw new UsageError(`--seeds ${seeds}: with --seed ${from} the last seed would be above ${MOST_SEED}; take fewer or begin lower`);
  const scenarioFor = options.trace.length === 0 ? randomScenario : (seed: number) => scenarioOf({ ...options, seed });
  const play = options.once === true ? judge.once : judge.twice;
  const sum = { virtualTime: 0, events: 0, cpuSeconds: 0 };
  for (let seed = from; seed < from + seeds; seed++) {
    terminal.progress(`seed ${seed} (${seed - from + 1} of ${seeds})`);
    const scenario = scenarioFor(seed);
    const { result: record, measured } = measure(() => play(scenario));
    if (!verdictOf(record).good) return runAndTell(scenario, options, invocation(["fuzz", ...args]), terminal, judge);
    sum.virtualTime += record.virtualTime;
    sum.events += record.events;
    sum.cpuSeconds += measured.cpuSeconds;
  }
  terminal.progress(undefined);
  const says = `every law held under ${plural(seeds, "seed")}`;
  if (options.json === true) {
    const { cpuSeconds, ...virtual } = sum;
    const document: FuzzDocument = { kubeloom: "fuzz", schemaVersion: 1, verdict: { good: true, says }, seeds: { from, count: seeds }, ...virtual, measured: { cpuSeconds } };
    terminal.out(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    const { paint } = terminal;
    terminal.out(`${paint.good(`✓ ${says}`)}  ${paint.dim(`${count(sum.virtualTime / 1_000_000)} virtual s in ${sum.cpuSeconds.toFixed(1)} CPU s`)}\n`);
  }
  return EXIT.held;
}
