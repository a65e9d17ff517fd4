import { paintFor, type Paint } from "./paint.ts";

/** Where a command writes: results on `out`, everything else on `err`. Tests hand in their own. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** For what goes to `out`. */
  readonly paint: Paint;
  /** For what goes to `err`. */
  readonly errPaint: Paint;
  /** One line that replaces itself; undefined wipes it. Nothing happens unless `err` is a terminal. */
  readonly progress: (line: string | undefined) => void;
}

/** The process's own streams. A reader that leaves early (`| head`) ends the command quietly. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) stream.on("error", leaveQuietly);
  const moves = stderr.isTTY && (env["CI"] ?? "") === "" && env["TERM"] !== "dumb";
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    paint: paintFor(stdout.isTTY, env),
    errPaint: paintFor(stderr.isTTY, env),
    progress: moves ? (line) => void stderr.write(`\r\u001b[K${(line ?? "").slice(0, (stderr.columns || 80) - 1)}`) : () => undefined,
  };
}

function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
}
