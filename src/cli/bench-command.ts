import { Option, type Command } from "commander";
import { relistRewatch, type ReconnectCost } from "../explore/index.ts";
import type { Micros } from "../kernel/index.ts";
import { spanText } from "../network/index.ts";
import { bytes, count, duration, plural, renderRelistReport } from "../report/index.ts";
import { writeOutput } from "./files.ts";
import { invocation } from "./invocation.ts";
import { manyOf, span, wholeNumber } from "./option-values.ts";
import { MOST_SEED } from "./scenario-options.ts";
import { tableLines, type Cell, type Column } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { EXIT, type ExitCode } from "./usage-error.ts";

export interface RelistRewatchFlags {
  readonly seed: number;
  readonly objects: readonly number[];
  readonly outages: readonly Micros[];
  readonly churn: readonly number[];
  readonly json?: boolean;
  readonly report: string | false;
}

/** What `bench relist-rewatch --json` prints. Nothing in it depends on the machine. */
export interface RelistRewatchDocument {
  readonly kubeloom: "bench relist-rewatch";
  readonly schemaVersion: 1;
  readonly seed: number;
  /** Times in virtual microseconds; `void` is null for a row that counts. */
  readonly rows: readonly (Omit<ReconnectCost, "void"> & { readonly void: string | null })[];
}

export function addRelistRewatchOptions(command: Command): Command {
  return command
    .addOption(new Option("--seed <n>", "whole number that decides which objects are written, and when").default(1).argParser(wholeNumber(0, MOST_SEED)))
    .addOption(new Option("--objects <list>", "objects in the client's view").default([100, 2_000], "100,2000").argParser(manyOf(wholeNumber(1, 100_000))))
    .addOption(new Option("--outages <list>", "lengths of the outage").default([5_000_000, 60_000_000, 300_000_000], "5s,1m,5m").argParser(manyOf(span)))
    .addOption(new Option("--churn <list>", "writes a second, half of them in the client's view").default([1, 20], "1,20").argParser(manyOf(wholeNumber(1, 10_000))))
    .option("--json", "one JSON document on standard output, and nothing else there")
    .addOption(new Option("--report <file>", "the chart, one HTML file").default("kubeloom-relist-rewatch.html"))
    .option("--no-report", "no chart");
}

export function relistRewatchCommand(flags: RelistRewatchFlags, args: readonly string[], terminal: Terminal): ExitCode {
  const cases = flags.objects.flatMap((objects) => flags.outages.flatMap((outage) => flags.churn.map((churn) => ({ objects, outage, churn }))));
  const rows = cases.flatMap(({ objects, outage, churn }, i) => {
    terminal.progress(`case ${i + 1} of ${cases.length}: ${count(objects)} objects, away for ${spanText(outage)}, ${count(churn)} writes a second`);
    return relistRewatch({ seed: flags.seed, objects: [objects], outages: [outage], churn: [churn] });
  });
  terminal.progress(undefined);
  if (flags.report !== false) {
    writeOutput("--report", flags.report, renderRelistReport(rows, { seed: flags.seed, command: invocation(["bench", "relist-rewatch", ...args]) }), "choose another file or --no-report");
  }
  const voided = rows.filter((row) => row.void !== undefined).length;
  if (flags.json === true) {
    const document: RelistRewatchDocument = { kubeloom: "bench relist-rewatch", schemaVersion: 1, seed: flags.seed, rows: rows.map((row) => ({ ...row, void: row.void ?? null })) };
    terminal.out(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    terminal.out(relistRewatchText(rows, flags.seed, terminal));
    if (voided > 0) terminal.out(terminal.paint.bad(`${plural(voided, "row")} void\n`));
    if (flags.report !== false) terminal.out(`chart ${terminal.paint.bold(flags.report)}\n`);
  }
  return voided === 0 ? EXIT.held : EXIT.broken;
}

const COLUMNS: readonly Column[] = [
  { title: "objects", align: "right" },
  { title: "away for", align: "right" },
  { title: "writes/s", align: "right" },
  { title: "strategy" },
  { title: "requests", align: "right" },
  { title: "410s", align: "right" },
  { title: "events", align: "right" },
  { title: "objects sent", align: "right" },
  { title: "bytes", align: "right" },
  { title: "converged in", align: "right" },
  { title: "stale at worst", align: "right" },
  { title: "void" },
];

function relistRewatchText(rows: readonly ReconnectCost[], seed: number, { paint }: Terminal): string {
  const [heading, ...lines] = tableLines(COLUMNS, rows.map((row, i) => costRow(row, rows[i - 1], paint.dim, paint.bad)), { indent: "", heading: paint.dim });
  const grouped = lines.flatMap((line, i) => (sameSituation(rows[i], rows[i - 1]) ? [line] : ["", line]));
  return [`${paint.bold("What a reconnect costs")}  ${paint.dim(`from the end of an outage until the cache equals the store, seed ${seed}`)}`, "", heading, ...grouped, "", ""].join("\n");
}

function sameSituation(row: ReconnectCost | undefined, above: ReconnectCost | undefined): boolean {
  return row !== undefined && above !== undefined && above.objects === row.objects && above.outage === row.outage && above.churn === row.churn;
}

/** What a row has in common with the one above it is dimmed. */
function costRow(row: ReconnectCost, above: ReconnectCost | undefined, dim: (text: string) => string, bad: (text: string) => string): readonly Cell[] {
  const same = sameSituation(row, above);
  const shared = (text: string): Cell => (same ? { text, paint: dim } : { text });
  const number = (value: number): Cell => (value === 0 ? { text: "0", paint: dim } : { text: count(value) });
  return [
    shared(count(row.objects)), shared(spanText(row.outage)), shared(count(row.churn)), { text: row.strategy },
    number(row.requests), number(row.expired), number(row.events), number(row.sent), { text: bytes(row.bytes) },
    { text: duration(row.convergedAfter) }, { text: duration(row.worstStaleness) }, { text: row.void ?? "", paint: bad },
  ];
}
