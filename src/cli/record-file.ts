import type { RunRecord } from "../explore/index.ts";
import { UsageError } from "./usage-error.ts";

/** A run's record as `--save-record` writes it. */
export interface SavedRecord {
  /** The line that runs it again. */
  readonly command: string;
  readonly record: RunRecord;
}

export function printRecord({ command, record }: SavedRecord): string {
  return `${JSON.stringify({ kubeloom: "record", version: 1, command, record })}\n`;
}

/** @throws {UsageError} for what is no record */
export function readRecord(path: string, text: string): SavedRecord {
  const saved = parsed(path, text) as { readonly kubeloom?: unknown; readonly version?: unknown } | null;
  if (saved?.kubeloom !== "record") throw new UsageError(`report ${path}: not a record; expected what run --save-record FILE wrote`);
  if (saved.version !== 1) throw new UsageError(`report ${path}: a record of version ${JSON.stringify(saved.version)}; this release reads version 1`);
  return saved as unknown as SavedRecord;
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`report ${path}: not JSON (${cause instanceof Error ? cause.message : String(cause)}); expected what run --save-record FILE wrote`);
  }
}
