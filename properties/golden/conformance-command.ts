import { conformanceRecordings } from "./conformance-kept.ts";
import { replayConformance } from "./conformance-replay.ts";

/** Replays recorded answers of an apiserver; directories none: the project's own. Returns the exit code. */
export function conformanceCommand(directories: readonly string[]): number {
  const counts = { identical: 0, different: 0, unsupported: 0 };
  for (const { name, verdict, differences } of replayConformance(directories.length === 0 ? [conformanceRecordings] : directories)) {
    counts[verdict] += 1;
    if (verdict === "different") console.log(`${name}: ${differences[0] ?? ""}`);
  }
  console.log(`conformance: ${counts.identical} identical, ${counts.different} different, ${counts.unsupported} not yet supported`);
  return counts.different === 0 ? 0 : 1;
}
