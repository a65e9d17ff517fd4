import type { RuneClass } from "./rune-class.ts";
import type { Assertion, Tree } from "./syntax.ts";

/**
 * A non-deterministic automaton: instructions by number. A character leads from one to the next; the others cost none.
 *
 * @source go src/regexp/syntax/prog.go, compile.go
 */
export type Instruction =
  | { readonly op: "rune"; readonly class: RuneClass; readonly next: number }
  | { readonly op: "assert"; readonly what: Assertion; readonly next: number }
  | { readonly op: "split"; readonly next: number; readonly other: number }
  | { readonly op: "match" };

export interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
}

/** Made from behind: what follows is there when an instruction is made. */
export function compile(tree: Tree): Program {
  const instructions: Instruction[] = [{ op: "match" }];
  const emit = (instruction: Instruction): number => instructions.push(instruction) - 1;

  function build(of: Tree, next: number): number {
    switch (of.op) {
      case "empty":
        return next;
      case "class":
        return emit({ op: "rune", class: of.class, next });
      case "assert":
        return emit({ op: "assert", what: of.what, next });
      case "concat":
        return of.parts.reduceRight((after, part) => build(part, after), next);
      case "alternate":
        return of.parts.map((part) => build(part, next)).reduceRight((other, one) => emit({ op: "split", next: one, other }));
      case "repeat":
        return repeat(of.of, of.min, of.max, next);
    }
  }

  function repeat(of: Tree, min: number, max: number, next: number): number {
    let after = next;
    if (max < 0) {
      const loop = emit({ op: "split", next, other: next });
      instructions[loop] = { op: "split", next: build(of, loop), other: next };
      after = loop;
    } else for (let i = min; i < max; i += 1) after = emit({ op: "split", next: build(of, after), other: next });
    for (let i = 0; i < min; i += 1) after = build(of, after);
    return after;
  }

  const start = build(tree, 0);
  return { instructions, start };
}
