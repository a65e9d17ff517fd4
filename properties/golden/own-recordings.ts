import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Recording } from "./client-go-recording.ts";

export interface NamedRecording {
  readonly name: string;
  readonly recording: Recording;
}

/** The recordings that the project carries, in the order of their names. */
export function own(): readonly NamedRecording[] {
  const packed = readFileSync(new URL("../recordings/client-go.json.gz", import.meta.url));
  const all = JSON.parse(gunzipSync(packed).toString("utf8")) as { readonly [name: string]: Recording };
  return Object.entries(all).map(([name, recording]) => ({ name, recording }));
}
