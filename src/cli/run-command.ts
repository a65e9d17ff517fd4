import { Option, type Command } from "commander";
import { printStory, shrinkScenario, tellStory, type RunRecord, type Scenario, type Violation } from "../explore/index.ts";
import { bytes, count, renderReport, verdictOf } from "../report/index.ts";
import { writeOutput } from "./files.ts";
import { invocation } from "./invocation.ts";
import type { Judge } from "./judge.ts";
import { measure, type Measured } from "./measured.ts";
import { wholeNumber } from "./option-values.ts";
import { printRecord } from "./record-file.ts";
import { runDocument, type BrokenLaw } from "./run-document.ts";
import { runText, verdictLine } from "./run-text.ts";
import { scenarioOf } from "./scenario-of.ts";
import type { ScenarioOptions } from "./scenario-options.ts";
import type { Terminal } from "./terminal.ts";
import { EXIT, type ExitCode } from "./usage-error.ts";

/** What is done with a run once it is over. */
export interface OutputOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** Path of the picture; false: none. */
  readonly report: string | false;
  /** Where the story of a broken law goes; false: nowhere, since it was read from a file. */
  readonly saveStory: string | false;
  /** Where the whole record of the run goes. */
  readonly saveRecord?: string;
  readonly shrinkRuns: number;
  readonly once?: boolean;
}

/** Adds the flags that say what is told, and where. */
export function addOutputOptions(command: Command): Command {
  return command
    .option("--json", "one JSON document on standard output, and nothing else there")
    .option("--quiet", "only the verdict")
    .addOption(new Option("--report <file>", "the picture, one HTML file").default("kubeloom-report.html"))
    .option("--no-report", "no picture")
    .option("--save-record <file>", "all that was recorded, as JSON, for kubeloom report")
    .option("--once", "do not run a second time to prove that the run repeats");
}

/** Adds the flags for what happens when a law breaks. */
export function addStoryOptions(command: Command): Command {
  return command
    .addOption(new Option("--save-story <file>", "where the shortest story goes if a law breaks").default("kubeloom-story.json"))
    .addOption(new Option("--shrink-runs <n>", "runs at most to shorten that story; 0: save it as it is").default(300).argParser(wholeNumber(0, 1_000_000)));
}

export function runCommand(options: ScenarioOptions & OutputOptions, args: readonly string[], terminal: Terminal, judge: Judge): ExitCode {
  terminal.progress("reading the trace");
  const scenario = scenarioOf(options);
  return runAndTell(scenario, options, invocation(["run", ...args]), terminal, judge);
}

/** Runs a scenario, writes its picture and, where a law broke, its shortest story; tells what became of it. */
export function runAndTell(scenario: Scenario, options: OutputOptions, command: string, terminal: Terminal, judge: Judge): ExitCode {
  const { record, measured } = perform(scenario, options, terminal, judge);
  const report = writeReport(record, options, command, terminal);
  if (options.saveRecord !== undefined) writeOutput("--save-record", options.saveRecord, printRecord({ command, record }), "choose another file");
  const broken = tellBroken(record, scenario, options, command, terminal, judge);
  terminal.progress(undefined);
  if (options.json === true) {
    const document = runDocument(record, scenario, measured, { report, story: broken === undefined || options.saveStory === false ? undefined : options.saveStory }, broken);
    terminal.out(`${JSON.stringify(document, null, 2)}\n`);
  } else if (options.quiet === true) {
    terminal.out(verdictLine(record, terminal.paint));
  } else {
    terminal.out(runText(record, scenario, measured, terminal.paint));
    if (report !== undefined) terminal.out(`picture ${terminal.paint.bold(report)}\n`);
  }
  if (options.json !== true) terminal.out(broken === undefined ? goodText(options) : brokenText(broken, terminal));
  return verdictOf(record).good ? EXIT.held : EXIT.broken;
}

function perform(scenario: Scenario, { once }: OutputOptions, terminal: Terminal, judge: Judge): { readonly record: RunRecord; readonly measured: Measured } {
  const { workload, clients, faults } = scenario;
  terminal.progress(`running ${workload.name}: ${count(workload.writes.length)} events, ${clients.length} informers, ${faults.length} faults`);
  const { result, measured } = measure(() => (once === true ? judge.once(scenario) : judge.twice(scenario)));
  const runs = once === true ? 1 : 2;
  return { record: result, measured: { cpuSeconds: measured.cpuSeconds / runs } };
}

function writeReport(record: RunRecord, { report }: OutputOptions, command: string, terminal: Terminal): string | undefined {
  if (report === false) return undefined;
  terminal.progress("drawing the picture");
  const text = renderReport(record, { command });
  writeOutput("--report", report, text, "choose another file or --no-report");
  terminal.progress(`${report}: ${bytes(text.length)}`);
  return report;
}

/** Shortens the story of the first broken law and saves it. */
function tellBroken(record: RunRecord, scenario: Scenario, { saveStory, shrinkRuns }: OutputOptions, command: string, terminal: Terminal, judge: Judge): BrokenLaw | undefined {
  const first = record.laws.flatMap(({ violations }) => violations)[0];
  if (first === undefined) return undefined;
  if (saveStory === false) return { law: first.law, first, story: tellStory(scenario), replay: command };
  const shortest = shrinkRuns === 0 ? { scenario, seen: first } : shorten(scenario, first, shrinkRuns, terminal, judge);
  const { law, subject, message } = shortest.seen;
  writeOutput("--save-story", saveStory, printStory({ kubeloom: "story", version: 1, law, seen: `${subject}: ${message}`, scenario: shortest.scenario }), "choose another file");
  return { law, first: shortest.seen, story: tellStory(shortest.scenario), replay: invocation(["replay", saveStory]) };
}

/** The shortest scenario that breaks the same law, and how it breaks it. */
function shorten(scenario: Scenario, broken: Violation, runs: number, terminal: Terminal, judge: Judge): { readonly scenario: Scenario; readonly seen: Violation } {
  const { law } = broken;
  let seen = broken;
  let tried = 0;
  const shortest = shrinkScenario(scenario, (candidate) => {
    tried += 1;
    terminal.progress(`shortening the story: run ${tried}, ${candidate.clients.length} clients, ${candidate.faults.length} faults, ${candidate.workload.writes.length} events`);
    const { laws } = law === "determinism" ? judge.twice(candidate) : judge.once(candidate);
    const violation = laws.find((verdict) => verdict.law === law)?.violations[0];
    seen = violation ?? seen;
    return violation !== undefined;
  }, { runs });
  return { scenario: shortest, seen };
}

/** Why a replayed story has no second end. */
function goodText({ quiet, saveStory }: OutputOptions): string {
  return saveStory === false && quiet !== true ? "the story no longer breaks a law\n" : "";
}

function brokenText({ law, first, story, replay }: BrokenLaw, { paint }: Terminal): string {
  return [
    "",
    `${paint.bad(`✗ ${law}`)}  ${first.subject}: ${first.message}`,
    paint.bold("The shortest story found:"),
    ...story.map((sentence, i) => `  ${String(i + 1).padStart(2)}. ${sentence}`),
    `Replay it: ${paint.bold(replay)}`,
    "",
  ].join("\n");
}

