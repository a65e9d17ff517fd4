import { readFileSync } from "node:fs";

/** Recordings that pass. The list may only grow. */
export const keptConformance: readonly string[] = JSON.parse(
  readFileSync(new URL("./conformance-kept.json", import.meta.url), "utf8"),
) as readonly string[];

/** The recordings that came with the project. */
export const conformanceRecordings: string = new URL("../recordings/conformance.json.gz", import.meta.url).pathname;
