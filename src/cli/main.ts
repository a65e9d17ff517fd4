#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Half of a short run is reading our own modules: what Node made of them is kept for the next.
enableCompileCache();

const args = process.argv.slice(2);
const [{ processSignals }, { processTerminal }] = await Promise.all([import("./signals.ts"), import("./terminal.ts")]);

if (args[0] === "serve") {
  const { serveAlone } = await import("./serve-program.ts");
  process.exitCode = await serveAlone(args, processTerminal(), processSignals());
} else {
  const [{ explorer }, { kubeloom }] = await Promise.all([import("./judge.ts"), import("./program.ts")]);
  process.exitCode = await kubeloom(args, processTerminal(), explorer, processSignals());
}
