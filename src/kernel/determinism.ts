import type { Outcome } from "./kernel.ts";
import type { Micros } from "./time.ts";
import type { Witness } from "./trace.ts";

/**
 * Runs twice and compares event by event. `run` must start from nothing both times: it makes its own kernel, with the
 * witness in the kernel's options.
 *
 * @returns `reached` with the instant of the last happening, or `nonDeterminism` naming the first that differs
 */
export function checkDeterminism(run: (witness: Witness) => void): Outcome {
  const first = new Recording();
  run(first);
  const second = new Recording();
  run(second);
  return first.against(second);
}

/** The same for runs that await. */
export async function checkDeterminismAsync(run: (witness: Witness) => Promise<void>): Promise<Outcome> {
  const first = new Recording();
  await run(first);
  const second = new Recording();
  await run(second);
  return first.against(second);
}

class Recording implements Witness {
  readonly #what: string[] = [];
  readonly #at: Micros[] = [];
  readonly #carried: number[] = [];

  saw(what: string, at: Micros, event: number, a: number, b: number): void {
    this.#what.push(what);
    this.#at.push(at);
    this.#carried.push(event, a, b);
  }

  against(other: Recording): Outcome {
    const length = Math.max(this.#what.length, other.#what.length);
    for (let i = 0; i < length; i++) {
      if (this.#same(other, i)) continue;
      const at = Math.min(this.#at[i] ?? Infinity, other.#at[i] ?? Infinity);
      return { kind: "nonDeterminism", at, first: `happening ${i + 1}: first ${this.#describe(i)}, then ${other.#describe(i)}` };
    }
    return { kind: "reached", at: this.#at.at(-1) ?? 0 };
  }

  #same(other: Recording, i: number): boolean {
    return this.#what[i] === other.#what[i] && this.#at[i] === other.#at[i]
      && [0, 1, 2].every((column) => Object.is(this.#carried[i * 3 + column], other.#carried[i * 3 + column]));
  }

  #describe(i: number): string {
    const what = this.#what[i];
    if (what === undefined) return "nothing more";
    return `"${what}" (event ${this.#carried[i * 3]}, ${this.#carried[i * 3 + 1]}, ${this.#carried[i * 3 + 2]}) at ${this.#at[i]} µs`;
  }
}
