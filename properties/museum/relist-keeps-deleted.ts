import { mutant } from "./mutant.ts";

export const relistKeepsDeleted = mutant({
  name: "relist-keeps-deleted",
  upstream: "kubernetes#115658, mended by #115620 (2023): a relist did not delete all that it no longer holds",
  harms: "an object deleted during an outage stays in the cache for ever",
  edits: [
    {
      file: "src/client/cache/real-fifo.ts",
      replace: `if (!listed.has(key) && !queued.has(key)) this.#items.push(delta("Deleted", key, new Tombstone(key, known.get(key))));`,
      by: ``,
    },
  ],
  caughtBy: "convergence",
});
