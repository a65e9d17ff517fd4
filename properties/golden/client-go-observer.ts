import type { Kernel } from "../../src/kernel/index.ts";
import type { Entry, Instant, State } from "./client-go-recording.ts";

/**
 * Gathers what happens in a replay into instants, as the recorder did: entries sorted by lane, and what changed of the
 * state once the instant was quiet.
 */
export class Observer {
  readonly #kernel: Kernel;
  readonly #look: () => State;
  readonly #instants: { at: number; entries: { lane: string; entry: Entry }[]; state: State }[] = [];
  #probing = 0;
  #over = false;

  constructor(kernel: Kernel, look: () => State) {
    this.#kernel = kernel;
    this.#look = look;
  }

  /** `lane` sorts: actions, then paths, then store calls, then errors, then handlers, then results. */
  note(lane: string, entry: Entry): void {
    if (this.#over) return;
    const at = this.#kernel.clock.now();
    let last = this.#instants.at(-1);
    if (last === undefined || last.at !== at) {
      last = { at, entries: [], state: {} };
      this.#instants.push(last);
    }
    last.entries.push({ lane, entry });
    if (this.#probing === 0) this.#probe(last);
    this.#probing = QUIET_HOPS;
  }

  /** The recording ends here, whatever the clearing up causes. */
  end(): void {
    this.#over = true;
  }

  /** Looks again and again at this instant until nothing was noted for a few events. */
  #probe(instant: { state: State }): void {
    this.#kernel.root.soon("look", () => {
      instant.state = this.#look();
      this.#probing -= 1;
      if (this.#probing > 0) this.#probe(instant);
    });
  }

  instants(): readonly Instant[] {
    let before = 0;
    let shown: State = {};
    return this.#instants.map(({ at, entries, state }) => {
      const changed = changes(shown, state);
      shown = { ...shown, ...state };
      const instant = {
        t: at / 1000,
        dt: (at - before) / 1000,
        ev: entries.map((each, i) => ({ ...each, i })).sort((a, b) => (a.lane < b.lane ? -1 : a.lane > b.lane ? 1 : a.i - b.i)).map(({ entry }) => entry),
        state: changed,
      };
      before = at;
      return instant;
    });
  }
}

const QUIET_HOPS = 4;

export const lanes = {
  action: "0",
  path: (path: string) => `1 ${path}`,
  store: "2",
  error: "3",
  handler: (id: string) => `4 ${id}`,
  result: "5",
} as const;

function changes(before: State, after: State): State {
  const changed: { [name: string]: unknown } = {};
  for (const [name, value] of Object.entries(after)) {
    if (JSON.stringify(before[name]) === JSON.stringify(value)) continue;
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    changed[name] = isMap ? changes((before[name] ?? {}) as State, value as State) : value;
  }
  return changed;
}
