import { Automaton } from "./automaton.ts";
import { parse } from "./parse.ts";
import { compile } from "./program.ts";
import type { Tree } from "./syntax.ts";
import { Misspelt } from "./syntax.ts";

/** A regular expression in RE2's syntax, as Go's regexp package reads it. No text makes it slow. */
export interface Re2 {
  /** Whether some part of the text matches. */
  matches(text: string): boolean;
}

export type CompiledRe2 =
  | { readonly kind: "regexp"; readonly regexp: Re2 }
  /** In Go's words: "error parsing regexp: missing closing ]: `[`". */
  | { readonly kind: "problem"; readonly message: string };

/**
 * @source go src/regexp/regexp.go Compile
 * @limits names of Unicode categories and scripts are the platform's
 */
export function compileRe2(pattern: string): CompiledRe2 {
  let compiled = known.get(pattern);
  if (compiled === undefined) {
    compiled = made(pattern);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(pattern, compiled);
  }
  return compiled;
}

const MOST_KNOWN = 1_000;
const known = new Map<string, CompiledRe2>();

function made(pattern: string): CompiledRe2 {
  let tree: Tree;
  try {
    tree = parse(pattern);
  } catch (error) {
    if (error instanceof Misspelt) return { kind: "problem", message: error.message };
    throw error;
  }
  let automaton: Automaton | undefined;
  return { kind: "regexp", regexp: { matches: (text) => (automaton ??= new Automaton(compile(tree))).matches(text) } };
}
