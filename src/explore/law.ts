import type { Violation } from "./run-record.ts";

/** A law is a sentence with a checker over a finished (or running) run. */
export interface Law<Run> {
  readonly name: string;
  readonly says: string;
  readonly check: (run: Run) => readonly Violation[];
}
