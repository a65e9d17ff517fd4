import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Recording } from "./client-go-recording.ts";
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
  const recordings = directories.length === 0 ? own() : directories.flatMap(inDirectory);
  const counts = { identical: 0, different: 0, unsupported: 0 };
  for (const { name, recording } of recordings) {
    const verdict = replayRecording(recording, generation);
    counts[verdict.kind] += 1;
    if (verdict.kind === "different") console.log(`${name}: ${verdict.first}`);
  }
  console.log(`client-go ${generation}: ${counts.identical} identical, ${counts.different} different, ${counts.unsupported} not yet supported`);
  return counts.different === 0 ? 0 : 1;
}

function inDirectory(directory: string): readonly NamedRecording[] {
  const files = readdirSync(directory).filter((file) => file.endsWith(".json")).sort();
  return files.flatMap((file) => {
    const recording = JSON.parse(readFileSync(join(directory, file), "utf8")) as Partial<Recording>;
    return recording.script === undefined || recording.timelines === undefined ? [] : [{ name: basename(file, ".json"), recording: recording as Recording }];
  });
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2));
