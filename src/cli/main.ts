#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Half of a short run is reading our own modules: what Node made of them is kept for the next.
enableCompileCache();

const [{ explorer }, { kubeloom }, { processSignals }, { processTerminal }] = await Promise.all([
  import("./judge.ts"), import("./program.ts"), import("./signals.ts"), import("./terminal.ts"),
]);

process.exitCode = await kubeloom(process.argv.slice(2), processTerminal(), explorer, processSignals());
