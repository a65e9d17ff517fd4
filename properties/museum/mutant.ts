/** A bug that once was upstream's, planted in our code. Data only. */
export interface Mutant {
  /** Short, for tables and file names. */
  readonly name: string;
  /** Where it was reported or mended, and what was wrong. */
  readonly upstream: string;
  /** What a user loses. */
  readonly harms: string;
  /** Edits of source text. Each `replace` must be found exactly once. */
  readonly edits: readonly Edit[];
  /** Name of the law that catches it. */
  readonly caughtBy: string;
}

export interface Edit {
  /** Path from the project's root. */
  readonly file: string;
  readonly replace: string;
  readonly by: string;
}

export function mutant(data: Mutant): Mutant {
  return data;
}

/**
 * The source with the bug in it.
 *
 * @throws when a piece to be replaced is not there exactly once: the code has moved on, and the mutant must follow, or it
 *   would prove nothing
 */
export function edited(name: string, file: string, source: string, edits: readonly Edit[]): string {
  return edits
    .filter((edit) => edit.file === file)
    .reduce((text, { replace, by }) => {
      const found = text.split(replace).length - 1;
      if (found !== 1) throw new Error(`museum: mutant ${name} wants to replace a piece of ${file} that is there ${found} times, not once:\n${replace}\nThe code has changed: let the mutant follow it.`);
      return text.replace(replace, () => by);
    }, source);
}
