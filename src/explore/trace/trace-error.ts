/** What is wrong with a recording. */
export type TraceFault =
  | "malformed"
  | "shape"
  | "time"
  | "object"
  | "unknownResource"
  | "versionOrder"
  | "presence"
  | "tooLarge"
  | "dangerousKey"
  | "truncated"
  | "empty";

/** How to make a recording that can be read; every message about a line ends with it. */
const HOW_TO_RECORD = "Record with: kubectl get pods -A --watch --output-watch-events -o json";

/**
 * A recording that cannot be read. Thrown before anything of it is used: a trace is read whole or not at all.
 */
export class TraceError extends Error {
  override readonly name = "TraceError";
  readonly fault: TraceFault;
  readonly file: string;
  /** From 1; 0 when the file as a whole is meant. */
  readonly line: number;

  constructor(fault: TraceFault, file: string, line: number, message: string) {
    super(`${file}${line > 0 ? `:${line}` : ""}: ${message}. ${HOW_TO_RECORD}`);
    this.fault = fault;
    this.file = file;
    this.line = line;
  }
}
