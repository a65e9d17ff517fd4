import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Recording } from "./client-go-recording.ts";
import type { Verdict } from "./client-go.ts";
import { generations, replayRecording } from "./client-go.ts";
import type { NamedRecording } from "./own-recordings.ts";
import { own } from "./own-recordings.ts";

/**
 * npm run -s golden -- client-go [DIR…] [--generation 1.36]
 *
 * Replays every recording in the directories (default: the project's own). One line for each that differs, with the
 * first difference; then the counts. Exits 0 when none differs.
 */
function main(args: readonly string[]): number {
  const [suite, ...rest] = args;
  if (suite !== "client-go") {
    console.error(`usage: npm run -s golden -- client-go [DIR…] [--generation 1.36]\nsuite is "${suite ?? ""}"; known are client-go`);
    return 2;
  }
  let generation = "1.36";
  const directories: string[] = [];
  for (let i = 0; i < rest.length; i += 1) {
    if (rest[i] === "--generation") generation = rest[(i += 1)] ?? "";
    else directories.push(rest[i] as string);
  }
  if (!generations.includes(generation)) {
    console.error(`generation is "${generation}"; known are ${generations.join(", ")}`);
    return 2;
  }
  const absent = directories.filter((directory) => !existsSync(directory));
  if (absent.length > 0) {
    console.error(`no such directory: ${absent.join(", ")}`);
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

if (import.meta.main) process.exitCode = main(process.argv.slice(2));
