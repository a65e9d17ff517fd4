import type { Clock, Micros, Random } from "../../kernel/index.ts";

/**
 * A wait for each item that doubles with each failure, and is forgotten when nothing failed for twice the longest wait.
 *
 * @source client-go util/flowcontrol/backoff.go Backoff
 */
export interface ItemBackoff {
  /** 0 for an item that never failed. */
  get(id: string): Micros;
  /** It failed again, at this time. */
  next(id: string, at: Micros): void;
  /** It did well. */
  reset(id: string): void;
  /** What happened then is not long enough ago. */
  isInBackOffSince(id: string, at: Micros): boolean;
  /** This time is not long enough after the last failure that was told. */
  isInBackOffSinceUpdate(id: string, at: Micros): boolean;
  /** Forgets what may be forgotten. */
  gc(): void;
}

export interface ItemBackoffOptions {
  readonly clock: Clock;
  readonly initial: Micros;
  readonly max: Micros;
  /** Share of the wait added at random. Default 0. */
  readonly jitter?: number;
  /** Where there is jitter. */
  readonly random?: Random;
  /** Whether an item is forgotten at `at`. Default: more than twice `max` after its last failure. */
  readonly hasExpired?: (at: Micros, lastUpdate: Micros, max: Micros) => boolean;
}

export function createItemBackoff({ clock, initial, max, jitter = 0, random, hasExpired = stableForTwice }: ItemBackoffOptions): ItemBackoff {
  const entries = new Map<string, { readonly wait: Micros; readonly updated: Micros }>();
  const drawn = (wait: Micros): Micros => (random === undefined ? 0 : Math.floor(random.unit() * jitter * wait));
  const live = (id: string, at: Micros) => {
    const entry = entries.get(id);
    return entry === undefined || hasExpired(at, entry.updated, max) ? undefined : entry;
  };
  return {
    get: (id) => entries.get(id)?.wait ?? 0,
    next(id, at) {
      const entry = live(id, at);
      const wait = entry === undefined ? initial + drawn(initial) : Math.min(entry.wait * 2 + drawn(entry.wait), max);
      entries.set(id, { wait, updated: clock.now() });
    },
    reset: (id) => void entries.delete(id),
    isInBackOffSince(id, at) {
      const entry = live(id, at);
      return entry !== undefined && clock.now() - at < entry.wait;
    },
    isInBackOffSinceUpdate(id, at) {
      const entry = live(id, at);
      return entry !== undefined && at - entry.updated < entry.wait;
    },
    gc() {
      for (const id of entries.keys()) if (live(id, clock.now()) === undefined) entries.delete(id);
    },
  };
}

function stableForTwice(at: Micros, lastUpdate: Micros, max: Micros): boolean {
  return at - lastUpdate > 2 * max;
}
