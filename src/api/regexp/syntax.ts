import type { RuneClass } from "./rune-class.ts";

/**
 * A regular expression, parsed. Groups are gone: whether a text matches does not depend on them.
 *
 * @source go src/regexp/syntax/regexp.go
 */
export type Tree =
  | { readonly op: "empty" }
  | { readonly op: "class"; readonly class: RuneClass }
  | { readonly op: "assert"; readonly what: Assertion }
  | { readonly op: "concat"; readonly parts: readonly Tree[] }
  | { readonly op: "alternate"; readonly parts: readonly Tree[] }
  /** `max` -1: without bound. */
  | { readonly op: "repeat"; readonly of: Tree; readonly min: number; readonly max: number };

/** What holds between two characters. */
export type Assertion = "beginText" | "endText" | "beginLine" | "endLine" | "wordBoundary" | "noWordBoundary";

/** @source go src/regexp/syntax/parse.go ErrorCode */
export type ProblemCode =
  | "invalid character class range"
  | "invalid escape sequence"
  | "invalid named capture"
  | "invalid or unsupported Perl syntax"
  | "invalid nested repetition operator"
  | "invalid repeat count"
  | "missing closing ]"
  | "missing closing )"
  | "missing argument to repetition operator"
  | "trailing backslash at end of expression"
  | "unexpected )"
  | "expression nests too deeply"
  | "expression too large";

/** Why a text is no regular expression. Thrown by the parser, caught at its door. */
export class Misspelt extends Error {
  override readonly name = "Misspelt";
  constructor(code: ProblemCode, where: string) {
    super(`error parsing regexp: ${code}: \`${where}\``);
  }
}
