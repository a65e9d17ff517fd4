import { Command } from "commander";
import { ScenarioError } from "../explore/index.ts";
import { addRelistRewatchOptions, relistRewatchCommand, type RelistRewatchFlags } from "./bench-command.ts";
import { endOf, type Ending } from "./ending.ts";
import { fuzzCommand, type FuzzOptions } from "./fuzz-command.ts";
import type { Judge } from "./judge.ts";
import { wholeNumber } from "./option-values.ts";
import { replayCommand } from "./replay-command.ts";
import { reportCommand } from "./report-command.ts";
import { addOutputOptions, addStoryOptions, runCommand, type OutputOptions } from "./run-command.ts";
import { addScenarioOptions, scenarioFlags, type ScenarioOptions } from "./scenario-options.ts";
import { addServe } from "./serve-program.ts";
import type { Signals } from "./signals.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

const ABOUT = "Rehearses Kubernetes controllers: a recorded cluster, a fake apiserver, real informers, seeded faults, virtual time.";

const EXIT_CODES = `
Ends with 0 when every law held, 1 when one broke or something leaked, 2 for an option or input that cannot be, 3 when a file cannot be written.
Colour only on a terminal, and not with NO_COLOR. Progress goes to standard error, only on a terminal.`;

const RUN_EXAMPLES = `
Spans have a unit (250ms, 1.5s, 2m). Same flags, same digest.
  kubeloom run --seed 7 --faults heavy
  kubectl get pods -A --watch --output-watch-events -o json > pods.json    # your own cluster, until Ctrl-C
  kubeloom run --trace pods.json --clients 4 --json
${EXIT_CODES}`;

/** Parses the arguments, does what they say, and returns how it ended. It throws only for what is a bug of kubeloom. */
export function kubeloom(args: readonly string[], terminal: Terminal, judge: Judge, signals: Signals): Ending {
  return endOf(args, terminal, (end) => programFor(args, terminal, judge, signals, end), isScenarioError);
}

function isScenarioError(cause: unknown): cause is ScenarioError {
  return cause instanceof ScenarioError;
}

function programFor(args: readonly string[], terminal: Terminal, judge: Judge, signals: Signals, end: (ending: Ending) => void): Command {
  const program = new Command("kubeloom").description(ABOUT).version(version(), "-V, --version", "the version").addHelpText("after", EXIT_CODES);
  const rest = args.slice(1);

  addStoryOptions(addOutputOptions(addScenarioOptions(program.command("run").description("replay a recorded cluster under faults and judge the run by every law"))))
    .addHelpText("after", RUN_EXAMPLES)
    .action((options: ScenarioOptions & OutputOptions) => end(runCommand(options, rest, terminal, judge)));

  addServe(program, terminal, signals, end);

  addOutputOptions(program.command("replay").description("run a saved story, or a served run, again exactly as it was").argument("<file>", "what --save-story or serve --inputs wrote; - is standard input"))
    .action((path: string, options: Omit<OutputOptions, "saveStory" | "shrinkRuns">) => end(replayCommand(path, options, rest, terminal, judge)));

  addStoryOptions(addOutputOptions(addScenarioOptions(program.command("fuzz").description("seed after seed, of random clusters (which draw everything from the seed) or of a trace, until a law breaks"))))
    .option("--seeds <n>", "how many seeds, from --seed on", wholeNumber(1, 1_000_000_000), 100)
    .action((options: FuzzOptions, command: Command) => {
      mustHaveTrace(options, command);
      end(fuzzCommand(options, rest, terminal, judge));
    });

  const bench = program.command("bench").description("what things cost, in exact and repeatable numbers");
  addRelistRewatchOptions(bench.command("relist-rewatch").description("coming back after an outage: listing anew against watching on"))
    .action((flags: RelistRewatchFlags) => end(relistRewatchCommand(flags, args.slice(2), terminal)));

  program.command("report").description("draw a saved record anew").argument("<record>", "what run --save-record wrote; - is standard input")
    .option("--report <file>", "the picture, one HTML file", "kubeloom-report.html")
    .action((path: string, options: { readonly report: string }) => end(reportCommand(path, options, terminal)));

  program.command("version").description("the version").action(() => terminal.out(`${version()}\n`));
  return program;
}

/** Random clusters draw what a trace's scenario is told: such a flag without a trace would change nothing. */
function mustHaveTrace({ trace }: FuzzOptions, command: Command): void {
  if (trace.length > 0) return;
  const idle = scenarioFlags().find(({ name }) => name !== "seed" && command.getOptionValueSource(name) === "cli");
  if (idle !== undefined) throw new UsageError(`${idle.flag} needs --trace: a random cluster draws this from its seed`);
}
