import type { Law } from "../law.ts";
import type { LawVerdict } from "../run-record.ts";
import type { Run } from "../run/run.ts";
import { boundedLists } from "./bounded-lists.ts";
import { convergence } from "./convergence.ts";
import { handlerSpelling } from "./handler-spelling.ts";
import { noLeak } from "./no-leak.ts";
import { noTimeTravel } from "./no-time-travel.ts";
import { nothingMissed } from "./nothing-missed.ts";
import { soundness } from "./soundness.ts";
import { streamOrder } from "./stream-order.ts";
import { syncedTruth } from "./synced-truth.ts";

/** Every law that one run can break. Determinism needs two. */
export const LAWS: readonly Law<Run>[] = [soundness, convergence, handlerSpelling, nothingMissed, noTimeTravel, streamOrder, syncedTruth, boundedLists, noLeak];

export function judge(run: Run): readonly LawVerdict[] {
  return LAWS.map((law) => ({ law: law.name, says: law.says, violations: law.check(run) }));
}
