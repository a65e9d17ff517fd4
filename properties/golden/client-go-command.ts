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
  const counts = { identical: 0, different: 0, unsupported: 0 };
  for (const each of directories.length === 0 ? own() : directories.flatMap(inDirectory)) {
    const { name } = each;
    const verdict: Verdict = "unreadable" in each ? { kind: "different", first: each.unreadable } : replayRecording(each.recording, generation);
    counts[verdict.kind] += 1;
    if (verdict.kind === "different") console.log(`${name}: ${verdict.first}`);
  }
  console.log(`client-go ${generation}: ${counts.identical} identical, ${counts.different} different, ${counts.unsupported} not yet supported`);
  return counts.different === 0 ? 0 : 1;
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
