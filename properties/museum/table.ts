import type { Scenario } from "../../src/explore/index.ts";

export interface Row {
  readonly mutant: string;
  readonly law: string;
  readonly seeds: string;
  readonly story: string;
  readonly verdict: string;
}

const HEADINGS: Row = { mutant: "mutant", law: "law", seeds: "seeds", story: "shortest story", verdict: "" };
const COLUMNS = ["mutant", "law", "seeds", "story", "verdict"] as const;

export function tableText(rows: readonly Row[]): string {
  const widths = COLUMNS.map((column) => Math.max(...[HEADINGS, ...rows].map((row) => row[column].length)));
  return [HEADINGS, ...rows].map((row) => COLUMNS.map((column, i) => row[column].padEnd(widths[i] as number)).join("  ").trimEnd()).join("\n");
}

/** "1 client, 2 faults, 3 writes". */
export function lengthOf({ clients, faults, workload }: Scenario): string {
  const counts = [
    [clients.length, "client"],
    [faults.length, "fault"],
    [workload.initial.length, "object"],
    [workload.writes.length, "write"],
  ] as const;
  return counts.filter(([count]) => count > 0).map(([count, noun]) => `${count} ${noun}${count === 1 ? "" : "s"}`).join(", ");
}
