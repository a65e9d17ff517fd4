import { readStory, StoryError, type Story } from "../explore/index.ts";
import { isServedLog, replayServedRun } from "./replay-served.ts";
import { readText } from "./files.ts";
import { invocation } from "./invocation.ts";
import type { Judge } from "./judge.ts";
import { runAndTell, type OutputOptions } from "./run-command.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError, type ExitCode } from "./usage-error.ts";

/**
 * Runs a saved story again, exactly as it was, and tells it. It ends as `run` does: 1 while the law is still broken.
 * What `serve --inputs` saved ends with 0 when the digest is the same.
 */
export function replayCommand(path: string, options: Omit<OutputOptions, "saveStory" | "shrinkRuns">, args: readonly string[], terminal: Terminal, judge: Judge): ExitCode | Promise<ExitCode> {
  const text = readText("replay", path);
  if (isServedLog(text)) return replayServedRun(text, terminal);
  const { law, seen, scenario } = loadStory(path, text);
  if (options.json !== true && options.quiet !== true) terminal.out(`${terminal.paint.bold("A story about")} ${law}  ${terminal.paint.dim(seen)}\n\n`);
  return runAndTell(scenario, { ...options, saveStory: false, shrinkRuns: 0 }, invocation(["replay", ...args]), terminal, judge);
}

function loadStory(path: string, text: string): Story {
  try {
    return readStory(text);
  } catch (cause) {
    if (cause instanceof StoryError) throw new UsageError(`replay ${path}: ${cause.message}`);
    throw cause;
  }
}
