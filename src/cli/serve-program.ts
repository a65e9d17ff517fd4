import { Command } from "commander";
import { endOf, type Ending } from "./ending.ts";
import { serveCommand } from "./serve-command.ts";
import { addServeOptions, type ServeFlags } from "./serve-options.ts";
import type { Signals } from "./signals.ts";
import type { Terminal } from "./terminal.ts";

/** The command line as far as `serve` goes: a server is ready sooner when nothing else was read. */
export function serveAlone(args: readonly string[], terminal: Terminal, signals: Signals): Ending {
  return endOf(args, terminal, (end) => {
    const program = new Command("kubeloom");
    addServe(program, terminal, signals, end);
    return program;
  });
}

export function addServe(program: Command, terminal: Terminal, signals: Signals, end: (ending: Ending) => void): void {
  addServeOptions(program.command("serve").description("an apiserver on this machine, for kubectl and any other client"))
    .action((flags: ServeFlags) => end(serveCommand(flags, terminal, signals)));
}
