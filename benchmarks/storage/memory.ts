import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Heap in use after a full collection, in bytes. */
export function heapUsed(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

export interface Weighed {
  readonly name: string;
  /** Bytes each, median. */
  readonly bytes: number;
  readonly limit: number;
}

/** Heap bytes that each of `count` things costs while `make`'s result is held, after `prepare`: median of `rounds`. */
export function weigh(count: number, rounds: number, prepare: () => void, make: () => unknown): number {
  const samples: number[] = [];
  const held: unknown[] = [];
  for (let round = 0; round < rounds; round++) {
    prepare();
    const before = heapUsed();
    held.push(make());
    samples.push((heapUsed() - before) / count);
    held.pop();

  }
  return samples.toSorted((a, b) => a - b)[rounds >> 1] as number;
}

/** Prints rows, or one line of JSON with `--json`; false when one is over its limit. */
export function reportBytes(title: string, rows: readonly Weighed[]): boolean {
  if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify({ unit: "bytes", title, rows })}\n`);
  else {
    const lines = rows.map(({ name, bytes, limit }) => `  ${bytes <= limit ? "met   " : "MISSED"}  ${name}: ${bytes.toFixed(0)} B, at most ${limit.toFixed(0)} B`);
    process.stdout.write(`${[title, ...lines].join("\n")}\n\n`);
  }
  return rows.every(({ bytes, limit }) => bytes <= limit);
}
