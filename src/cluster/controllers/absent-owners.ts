import type { Identity } from "./owner-graph.ts";
import { identityText } from "./owner-graph.ts";

/** Owners that the API server said are not there; the ones last asked for are remembered. @source uid_cache.go (500 entries) */
export interface AbsentOwners {
  add(owner: Identity): void;
  has(owner: Identity): boolean;
}

const MOST = 500;

export function createAbsentOwners(): AbsentOwners {
  const known = new Set<string>();
  return {
    add(owner) {
      const text = identityText(owner);
      known.delete(text);
      known.add(text);
      if (known.size > MOST) for (const oldest of known) return void known.delete(oldest);
    },
    has(owner) {
      const text = identityText(owner);
      if (!known.delete(text)) return false;
      known.add(text);
      return true;
    },
  };
}
