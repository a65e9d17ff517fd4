/**
 * Variants of one job side by side: rounds are interleaved (each variant once a round, the order turning with the round),
 * the clock is the process's CPU time (user + system, garbage collection included), the figure the median.
 * Believe ratios of 1.5 and more; absolute figures move with the machine.
 *
 * A variant's turn begins with a collection, so that it does not pay for what the others left. Behind a forced collection
 * V8 has dropped compiled code along with the shapes that nothing had any more, and begins with a small young generation:
 * the first thousand operations cost everybody several times what they cost in a program that runs on. Therefore each
 * variant, ours or a peer, then does its work twice, and the second time is the one that counts.
 */
export interface Variant {
  readonly name: string;
  /** Prepares the work, outside the measured time, and returns it: it does `ops` operations. */
  readonly prepare: () => () => void | Promise<void>;
  readonly ops: number;
}

export interface Measured {
  readonly name: string;
  /** Nanoseconds of CPU an operation. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Rounds {
  /** Measured rounds. Default 7. */
  readonly rounds?: number;
  /** Rounds before them that are thrown away. Default 2. */
  readonly warmUp?: number;
}

/** CPU nanoseconds an operation of each variant, in the order given. */
export async function compare(variants: readonly Variant[], { rounds = 7, warmUp = 2 }: Rounds = {}): Promise<readonly Measured[]> {
  const samples = variants.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (let i = 0; i < variants.length; i++) {
      const turn = (i + round + warmUp) % variants.length;
      const { prepare, ops } = variants[turn]!;
      const warming = prepare();
      globalThis.gc?.();
      await settled();
      await warming();
      const work = prepare();
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) samples[turn]!.push(((user + system) * 1_000) / ops);
    }
  }
  return variants.map(({ name }, i) => ({ name, ...spread(samples[i]!) }));
}

/** Taken before a variant puts a mock in its place. */
const realSetTimeout = setTimeout;

/** Collecting goes on in other threads, whose time would be the next round's: waits until nothing of ours runs. */
export async function settled(): Promise<void> {
  let last = -1;
  for (let looks = 0, quiet = 0; quiet < 3 && looks < 200; looks++) {
    await new Promise((wake) => realSetTimeout(wake, 5));
    const { user, system } = process.cpuUsage();
    quiet = user + system - last < 1_000 ? quiet + 1 : 0;
    last = user + system;
  }
}

/** One named table of a benchmark. */
export interface Table {
  readonly title: string;
  readonly rows: readonly Measured[];
  /** What is asked for: the first row's cost against another's. */
  readonly targets?: readonly Target[];
}

export interface Target {
  readonly against: string;
  /** The other's median divided by the first row's is at least this. */
  readonly atLeast: number;
}

/** Prints tables, or with `--json` one line of JSON; false if a target is missed. */
export function report(tables: readonly Table[], json = process.argv.includes("--json")): boolean {
  const judged = tables.map((table) => ({ ...table, verdicts: (table.targets ?? []).map((target) => judge(table, target)) }));
  if (json) process.stdout.write(`${JSON.stringify({ unit: "ns CPU an operation", node: process.version, tables: judged })}\n`);
  else for (const { title, rows, verdicts } of judged) process.stdout.write(render(title, rows, verdicts));
  return judged.every(({ verdicts }) => verdicts.every(({ met }) => met));
}

interface Verdict extends Target {
  readonly ratio: number;
  readonly met: boolean;
}

function judge({ rows }: Table, target: Target): Verdict {
  const other = rows.find(({ name }) => name === target.against);
  if (other === undefined) throw new Error(`target against "${target.against}", which is not a row`);
  const ratio = other.median / rows[0]!.median;
  return { ...target, ratio, met: ratio >= target.atLeast };
}

function render(title: string, rows: readonly Measured[], verdicts: readonly Verdict[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, median, min, max }) =>
    `  ${name.padEnd(width)}  ${nanoseconds(median).padStart(10)}  [${nanoseconds(min)} .. ${nanoseconds(max)}]  ${(median / rows[0]!.median).toFixed(2).padStart(9)} x`);
  const goals = verdicts.map(({ against, atLeast, ratio, met }) =>
    `  ${met ? "met   " : "MISSED"}  ${ratio.toFixed(1)} x against ${against}, asked for ${Number(atLeast.toFixed(2))} x`);
  return `${[title, ...lines, ...goals].join("\n")}\n\n`;
}

function nanoseconds(ns: number): string {
  if (ns < 1_000) return `${ns.toFixed(ns < 10 ? 1 : 0)} ns`;
  return ns < 1_000_000 ? `${(ns / 1_000).toFixed(2)} µs` : `${(ns / 1_000_000).toFixed(2)} ms`;
}

function spread(samples: readonly number[]): Omit<Measured, "name"> {
  const sorted = samples.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1]!, min: sorted[0]!, max: sorted.at(-1)! };
}
