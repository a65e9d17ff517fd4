import type { Command } from "commander";
import { CommanderError } from "commander";
import type { Terminal } from "./terminal.ts";
import { EXIT, UsageError, type ExitCode } from "./usage-error.ts";

/** How a command ended, or will: one that serves goes on after its words were read. */
export type Ending = ExitCode | Promise<ExitCode>;

/**
 * Parses the arguments, does what they say, and returns how it ended.
 *
 * @param programOf the program, told how to end
 * @param mendable what else, beside a UsageError, the user can mend
 */
export function endOf(args: readonly string[], terminal: Terminal, programOf: (end: (ending: Ending) => void) => Command, mendable: (cause: unknown) => cause is Error = isUsageError): Ending {
  let ended: Ending = EXIT.held;
  const program = programOf((ending) => {
    ended = ending;
  });
  for (const command of everyCommandOf(program)) {
    command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err }).showHelpAfterError("Try --help.");
  }
  try {
    program.parse(args, { from: "user" });
  } catch (cause) {
    return told(cause, terminal, mendable);
  }
  return typeof ended === "number" ? ended : (ended as Promise<ExitCode>).catch((cause: unknown) => told(cause, terminal, mendable));
}

function everyCommandOf(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommandOf)];
}

/** Says what the user can mend, and throws what is not theirs. */
function told(cause: unknown, terminal: Terminal, mendable: (cause: unknown) => cause is Error): ExitCode {
  terminal.progress(undefined);
  if (cause instanceof CommanderError) return cause.exitCode === 0 ? EXIT.held : EXIT.usage;
  if (!isUsageError(cause) && !mendable(cause)) throw cause;
  terminal.err(`${terminal.errPaint.bad("error:")} ${cause.message}\n`);
  return isUsageError(cause) ? cause.exitCode : EXIT.usage;
}

function isUsageError(cause: unknown): cause is UsageError {
  return cause instanceof UsageError;
}
