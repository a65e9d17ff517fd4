import { mutant } from "./mutant.ts";

export const idleCacheStandsStill = mutant({
  name: "idle-cache-stands-still",
  upstream: "kubernetes#107133 (2021): the cache of a resource without writes never learned of the versions of others",
  harms: "a client that asks an idle resource for the present waits for ever",
  edits: [
    {
      file: "src/server/watchcache/replica.ts",
      replace: `    this.#revision = Math.max(this.#revision, bound);
`,
      by: ``,
    },
  ],
  caughtBy: "convergence",
});
