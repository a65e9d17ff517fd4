import type { ServedLog } from "../http/index.ts";
import { replayServed } from "../http/index.ts";
import type { Terminal } from "./terminal.ts";
import { EXIT, type ExitCode } from "./usage-error.ts";

const MARK = '{"kubeloom":"inputs"';

/** Whether `serve --inputs` wrote it. */
export function isServedLog(text: string): boolean {
  return text.startsWith(MARK);
}

/** Runs what was served again, in this process and as fast as it goes, and says whether it was the same. */
export async function replayServedRun(text: string, terminal: Terminal): Promise<ExitCode> {
  const log = JSON.parse(text) as ServedLog;
  const cluster = await replayServed(log);
  const digest = cluster.digest();
  const same = digest === log.digest;
  terminal.out(`${log.inputs.length} inputs over ${(log.at / 1_000_000).toFixed(1)} s of virtual time: ${same ? `the same run, digest ${digest}` : `another run: digest ${digest}, and ${log.digest} when it was served`}\n`);
  return same ? EXIT.held : EXIT.broken;
}
