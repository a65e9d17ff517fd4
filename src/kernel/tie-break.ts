import type { Random } from "./random.ts";

/**
 * Who goes first among events of one instant. Events of one scope keep the order they were scheduled in; a strategy
 * chooses among scopes, so that it never invents an order that one line of control could not show.
 */
export type TieBreak =
  | "fifo"
  /** Any of the due scopes, drawn from the kernel's seed. */
  | { readonly kind: "seeded" }
  /**
   * Probabilistic concurrency testing: each scope draws a priority when first seen, the highest due goes first, and at each
   * of the change points (counts of choices made, from 1) the scope about to go falls below all others.
   */
  | { readonly kind: "pct"; readonly changePoints: readonly number[] }
  /** The n-th choice takes the n-th number modulo the number of due scopes, oldest first; past the end it is fifo. */
  | { readonly kind: "choices"; readonly choices: readonly number[] };

/** Picks one of `lanes` (two or more), which are in the order of their oldest event. */
export type Chooser = (lanes: readonly object[]) => number;

/** The chooser of a strategy, or nothing for fifo. */
export function chooserOf(tieBreak: TieBreak, random: Random): Chooser | undefined {
  if (tieBreak === "fifo") return undefined;
  switch (tieBreak.kind) {
    case "seeded": return (lanes) => random.int(lanes.length);
    case "pct": return prioritised(tieBreak.changePoints, random);
    case "choices": return listed(tieBreak.choices);
  }
}

function listed(choices: readonly number[]): Chooser {
  const bad = choices.findIndex((choice) => !Number.isSafeInteger(choice) || choice < 0);
  if (bad >= 0) throw new RangeError(`tieBreak.choices[${bad}] is ${choices[bad]}; expected a whole number from 0 up`);
  let next = 0;
  return (lanes) => (next < choices.length ? choices[next++]! % lanes.length : 0);
}

function prioritised(changePoints: readonly number[], random: Random): Chooser {
  const priorities = new WeakMap<object, number>();
  const changes = new Set(changePoints);
  let made = 0;
  let lowest = 0;
  return (lanes) => {
    let best = 0;
    let highest = -Infinity;
    for (let i = 0; i < lanes.length; i++) {
      const priority = priorities.get(lanes[i]!) ?? random.unit();
      priorities.set(lanes[i]!, priority);
      if (priority > highest) {
        highest = priority;
        best = i;
      }
    }
    if (!changes.has(++made)) return best;
    priorities.set(lanes[best]!, --lowest);
    return best;
  };
}
