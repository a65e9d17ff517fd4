import type { RunRecord } from "../explore/index.ts";

/** Good, or what is wrong in a few words, worst first. */
export interface Verdict {
  readonly good: boolean;
  readonly says: string;
}

export function verdictOf(record: RunRecord): Verdict {
  const broken = record.laws.filter((law) => law.violations.length > 0);
  if (broken.length > 0) return { good: false, says: `${broken.length} of ${record.laws.length} laws broken` };
  if (record.leaks.length > 0) return { good: false, says: record.leaks.length === 1 ? "1 leak" : `${record.leaks.length} leaks` };
  const { outcome } = record;
  switch (outcome.kind) {
    case "reached": case "idle": return { good: true, says: record.laws.length === 1 ? "the law held" : `all ${record.laws.length} laws held` };
    case "timeLimit": return { good: false, says: `out of time, next: ${outcome.next}` };
    case "deadlock": return { good: false, says: `deadlock: ${outcome.waiting.join(", ")}` };
    case "stepLimit": return { good: false, says: `step limit reached, busiest: ${outcome.busiest}` };
    case "leak": return { good: false, says: `${outcome.leaks.length} leaks` };
    case "nonDeterminism": return { good: false, says: `not deterministic: ${outcome.first}` };
  }
}
