import type { KubeObject } from "./object.ts";

/** One equality that every match satisfies: watchers with a hint are found by index instead of being asked. */
export type SelectorHint =
  | { readonly by: "name"; readonly value: string }
  | { readonly by: "nodeName"; readonly value: string }
  | { readonly by: "label"; readonly label: string; readonly value: string };

/** A selector compiled to a test of one object. */
export interface CompiledSelector {
  readonly matches: (object: KubeObject) => boolean;
  readonly hint?: SelectorHint;
}

/** A text that is no selector: `message` as the server words it. */
export interface SelectorProblem {
  readonly problem: string;
}

/** Both at once; undefined is everything. The first hint wins: callers pass the narrower selector first. */
export function both(a: CompiledSelector | undefined, b: CompiledSelector | undefined): CompiledSelector | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  const hint = a.hint ?? b.hint;
  return { matches: (object) => a.matches(object) && b.matches(object), ...(hint === undefined ? {} : { hint }) };
}
