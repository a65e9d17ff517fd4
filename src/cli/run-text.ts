import type { ClientRecord, RunRecord, Scenario } from "../explore/index.ts";
import { describeFault } from "../network/index.ts";
import { bytes, count, duration, instant, plural, verdictOf } from "../report/index.ts";
import type { Measured } from "./measured.ts";
import type { Paint } from "./paint.ts";
import { tableLines, type Cell, type Column } from "./table.ts";

const INDENT = "  ";

/** A run for people: what was replayed, what went wrong on purpose, what became of the clients, and whether the laws held. */
export function runText(record: RunRecord, scenario: Scenario, measured: Measured, paint: Paint): string {
  return [
    ...headLines(record, scenario, paint),
    ...faultLines(record, paint),
    ...clientLines(record, paint),
    ...lawLines(record, paint),
    ...ledgerLines(record, paint),
    ...closingLines(record, measured, paint),
  ].join("\n") + "\n";
}

/** Only the verdict and what is needed to find it again. */
export function verdictLine(record: RunRecord, paint: Paint): string {
  const { good, says } = verdictOf(record);
  const mark = good ? paint.good(`✓ ${says}`) : paint.bad(`✗ ${says}`);
  return `${mark}  ${paint.dim(`${record.workload.name}, seed ${record.seed}, digest ${record.digest}`)}\n`;
}

function headLines({ workload, seed, clients }: RunRecord, { apiservers, serverProfile, tieBreak }: Scenario, paint: Paint): readonly string[] {
  return [
    `${paint.bold(workload.name)}  ${count(workload.objects)} objects and ${plural(workload.events, "recorded event")} over ${duration(workload.lasts)}`,
    paint.dim(`seed ${seed} · ${plural(apiservers, "apiserver")} (${serverProfile}) · ${plural(clients.length, "informer")} · events of one instant: ${tieBreak}`),
  ];
}

function faultLines({ faults }: RunRecord, paint: Paint): readonly string[] {
  if (faults.length === 0) return section("Fault plan", "no faults", paint);
  const width = Math.max(...faults.map(({ at }) => instant(at).length));
  return [
    ...section("Fault plan", plural(faults.length, "fault"), paint),
    ...faults.map((fault) => `${INDENT}${paint.fault(instant(fault.at).padStart(width))}  ${describeFault(fault)}`),
  ];
}

const CLIENT_COLUMNS: readonly Column[] = [
  { title: "client" },
  { title: "profile" },
  { title: "requests", align: "right" },
  { title: "lists", align: "right" },
  { title: "watch-lists", align: "right" },
  { title: "watches", align: "right" },
  { title: "410s", align: "right" },
  { title: "events", align: "right" },
  { title: "bytes", align: "right" },
  { title: "stale at worst", align: "right" },
  { title: "converged in", align: "right" },
];

function clientLines({ clients }: RunRecord, paint: Paint): readonly string[] {
  const rows = clients.map((client) => clientRow(client, paint));
  return [
    ...section("Clients", "convergence counts from the end of the last fault", paint),
    ...tableLines(CLIENT_COLUMNS, rows, { indent: INDENT, heading: paint.dim }),
  ];
}

/** Above this a lag is worth a second look. */
const LONG_STALE = 30_000_000;

function clientRow(client: ClientRecord, paint: Paint): readonly Cell[] {
  const number = (value: number, mark?: (text: string) => string): Cell => (value === 0 ? { text: "0", paint: paint.dim } : { text: count(value), ...(mark === undefined ? {} : { paint: mark }) });
  return [
    { text: client.name },
    { text: client.profile, paint: paint.dim },
    number(client.requests),
    number(client.lists),
    number(client.watchLists),
    number(client.watches),
    number(client.expired, paint.stale),
    number(client.events),
    { text: bytes(client.bytes) },
    { text: duration(client.worstStaleness), ...(client.worstStaleness > LONG_STALE ? { paint: paint.stale } : {}) },
    client.convergedAfter === undefined ? { text: "never", paint: paint.bad } : { text: duration(client.convergedAfter) },
  ];
}

const MOST_VIOLATIONS = 5;

function lawLines({ laws }: RunRecord, paint: Paint): readonly string[] {
  const width = Math.max(0, ...laws.map(({ law }) => law.length));
  return [
    ...section("Laws", `${laws.filter(({ violations }) => violations.length === 0).length} of ${laws.length} held`, paint),
    ...laws.flatMap(({ law, says, violations }) => [
      `${INDENT}${violations.length === 0 ? paint.good("✓") : paint.bad("✗")} ${law.padEnd(width)}  ${paint.dim(says)}`,
      ...violations.slice(0, MOST_VIOLATIONS).map(({ at, subject, message }) => `${INDENT}    ${paint.bad(instant(at))}  ${subject}: ${message}`),
      ...(violations.length > MOST_VIOLATIONS ? [`${INDENT}    and ${count(violations.length - MOST_VIOLATIONS)} more`] : []),
    ]),
  ];
}

function ledgerLines({ ledger, leaks }: RunRecord, paint: Paint): readonly string[] {
  const rows = ledger.map(({ kind, opened, closed }): readonly Cell[] => [
    { text: kind },
    { text: count(opened) },
    { text: count(closed) },
    opened === closed ? { text: "0", paint: paint.dim } : { text: count(opened - closed), paint: paint.bad },
  ]);
  const columns: readonly Column[] = [{ title: "kind" }, { title: "opened", align: "right" }, { title: "closed", align: "right" }, { title: "left open", align: "right" }];
  return [
    ...section("Leak ledger", leaks.length === 0 ? "nothing leaked" : plural(leaks.length, "leak"), paint),
    ...tableLines(columns, rows, { indent: INDENT, heading: paint.dim }),
    ...leaks.map(({ kind, label, age, openedBy }) => `${INDENT}${paint.bad("leaked")} ${kind} ${label}, open for ${duration(age)}, opened by ${openedBy.join(" › ")}`),
  ];
}

function closingLines(record: RunRecord, { cpuSeconds }: Measured, paint: Paint): readonly string[] {
  const { good, says } = verdictOf(record);
  const seconds = record.virtualTime / 1_000_000;
  const speed = cpuSeconds > 0 ? `: ${count(seconds / cpuSeconds)} virtual s per CPU s` : "";
  return [
    "",
    paint.bold(good ? paint.good(`✓ ${says}`) : paint.bad(`✗ ${says}`)),
    `${plural(record.events, "event")} delivered in ${duration(record.virtualTime)} of virtual time, which took ${cpuSeconds.toFixed(2)} CPU s${speed}`,
    `digest ${paint.bold(record.digest)}`,
  ];
}

function section(title: string, aside: string, paint: Paint): readonly string[] {
  return ["", `${paint.bold(title)}  ${paint.dim(aside)}`];
}
