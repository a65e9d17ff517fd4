import { Command, Option } from "commander";
import { clientProfiles } from "../client/index.ts";
import { INTENSITIES, type Intensity } from "../explore/index.ts";
import type { Micros } from "../kernel/index.ts";
import { serverProfiles } from "../server/index.ts";
import { manyOf, names, oneOf, span, spanOrNone, wholeNumber } from "./option-values.ts";

/** What makes a scenario out of a recording. */
export interface ScenarioOptions {
  readonly seed: number;
  /** An intensity, or the path of a fault plan. */
  readonly faults: Intensity | (string & {});
  /** Paths; none: the recorded shop. */
  readonly trace: readonly string[];
  readonly interval: Micros;
  readonly resources?: readonly string[];
  readonly clients?: number;
  readonly perResource?: number;
  readonly profiles?: readonly string[];
  readonly pageSize?: number;
  /** Median of one way between a client and the apiserver. */
  readonly latency: Micros;
  readonly apiservers: number;
  readonly serverProfile: string;
  readonly tieBreak: "fifo" | "seeded" | "pct";
}

/** Seeds are 32 bits wide: they are to be read out over a desk. */
export const MOST_SEED = 0xffff_ffff;

/** Adds the flags that say what is run. */
export function addScenarioOptions(command: Command): Command {
  const serverNames = Object.keys(serverProfiles);
  return command
    .addOption(new Option("--seed <n>", "whole number that decides faults, latencies and order").default(2).argParser(wholeNumber(0, MOST_SEED)))
    .addOption(new Option("--faults <plan>", `${INTENSITIES.join(", ")}, or a JSON file with an array of faults`).default("normal"))
    .addOption(new Option("--trace <file...>", "recordings of one cluster, plain, .gz or .br: the recorder's lines, or what kubectl get … --watch --output-watch-events -o json prints; - is standard input").default([], "run: the recorded shop; fuzz: random clusters"))
    .addOption(new Option("--interval <span>", "distance of events that carry no time, e.g. 250ms").default(100_000, "100ms").argParser(span))
    .addOption(new Option("--resources <list>", "which resources are watched, e.g. pods,deployments.apps (default: the usual ones)").argParser(names))
    .addOption(new Option("--per-resource <n>", "informers on each of them (default: 3)").argParser(wholeNumber(1, 1_000)))
    .addOption(new Option("--clients <n>", "informers in all").argParser(wholeNumber(1, 100_000)).conflicts("perResource"))
    .addOption(new Option("--profiles <list>", `generations of client-go, in turn: ${clientProfiles.map(({ name }) => name).join(", ")}`).argParser(manyOf(oneOf(clientProfiles.map(({ name }) => name)))))
    .addOption(new Option("--page-size <n>", "objects a page of a list").argParser(wholeNumber(1, 100_000)))
    .addOption(new Option("--latency <span>", "median of one way between client and apiserver, lognormal; 0: none").default(2_000, "2ms").argParser(spanOrNone))
    .addOption(new Option("--apiservers <n>", "replicas of the apiserver").default(2).argParser(wholeNumber(1, 16)))
    .addOption(new Option("--server-profile <name>", serverNames.join(", ")).default("modern").argParser(oneOf(serverNames)))
    .addOption(new Option("--tie-break <how>", "order of events at one instant: fifo, seeded, pct").default("seeded").argParser(oneOf(["fifo", "seeded", "pct"])));
}

/** Each of those flags with the option it sets. */
export function scenarioFlags(): readonly { readonly flag: string; readonly name: string }[] {
  return addScenarioOptions(new Command()).options.map((option) => ({ flag: option.long ?? option.flags, name: option.attributeName() }));
}
