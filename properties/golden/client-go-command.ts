import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Recording } from "./client-go-recording.ts";
import type { Verdict } from "./client-go.ts";
import { generations, replayRecording } from "./client-go.ts";
import type { NamedRecording } from "./own-recordings.ts";
import { own } from "./own-recordings.ts";

/** Replays timelines of client-go; directories none: the project's own. Returns the exit code. */
export function clientGoCommand(directories: readonly string[], generation: string): number {
  if (!generations.includes(generation)) {
    console.error(`generation is "${generation}"; known are ${generations.join(", ")}`);
    return 2;
  }
  const counts = noVerdicts();
  for (const each of directories.length === 0 ? own() : directories.flatMap(inDirectory)) {
    const { name } = each;
    const verdict: Verdict = "unreadable" in each ? { kind: "different", first: each.unreadable } : replayRecording(each.recording, generation);
    counts[verdict.kind] += 1;
    if (verdict.kind === "different") console.log(`${name}: ${verdict.first}`);
    if (verdict.kind === "unsupported") console.log(`${name}: ${verdict.why} is not supported`);
  }
  console.log(summary(generation, counts));
  return counts.different === 0 ? 0 : 1;
}

type Counts = { [kind in Verdict["kind"]]: number };

export function noVerdicts(): Counts {
  return { identical: 0, different: 0, unsupported: 0, unrecorded: 0 };
}

export function summary(generation: string, { identical, different, unsupported, unrecorded }: Counts): string {
  const rest = [[different, "different"], [unsupported, "not supported"]].filter(([count]) => count !== 0).map(([count, what]) => `, ${count} ${what}`).join("");
  return `client-go ${generation}: ${identical} of ${identical + different + unsupported} identical${rest} (${unrecorded} not recorded for it)`;
}

/** Files that are no recordings are passed over; a text that is no JSON is told, and counts as different. */
function inDirectory(directory: string): readonly (NamedRecording | Unreadable)[] {
  const files = readdirSync(directory).filter((file) => file.endsWith(".json")).sort();
  return files.flatMap((file): readonly (NamedRecording | Unreadable)[] => {
    const name = basename(file, ".json");
    let recording: Partial<Recording>;
    try {
      recording = JSON.parse(readFileSync(join(directory, file), "utf8")) as Partial<Recording>;
    } catch (error) {
      return [{ name, unreadable: error instanceof Error ? error.message : String(error) }];
    }
    return recording.script === undefined || recording.timelines === undefined ? [] : [{ name, recording: recording as Recording }];
  });
}

interface Unreadable {
  readonly name: string;
  readonly unreadable: string;
}
