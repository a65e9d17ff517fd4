/** How the command ends. Documented in `kubeloom --help` and docs/reference/command.md. */
export const EXIT = {
  /** Every law held. */
  held: 0,
  /** A law broke, something leaked, or a replayed story no longer breaks its law. */
  broken: 1,
  /** An option, a file's content or a combination of both that cannot be. */
  usage: 2,
  /** The machine said no: a file cannot be written. */
  environment: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What a user can mend: the message names the flag, the value and the way out. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}
