import { renderReport, verdictOf } from "../report/index.ts";
import { readText, writeOutput } from "./files.ts";
import { readRecord } from "./record-file.ts";
import { verdictLine } from "./run-text.ts";
import type { Terminal } from "./terminal.ts";
import { EXIT, type ExitCode } from "./usage-error.ts";

/** Draws a saved record anew. */
export function reportCommand(path: string, { report }: { readonly report: string }, terminal: Terminal): ExitCode {
  const { command, record } = readRecord(path, readText("report", path));
  writeOutput("--report", report, renderReport(record, { command }), "choose another file");
  terminal.out(verdictLine(record, terminal.paint));
  terminal.out(`picture ${terminal.paint.bold(report)}\n`);
  return verdictOf(record).good ? EXIT.held : EXIT.broken;
}
