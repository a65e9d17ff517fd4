import { mutant } from "./mutant.ts";

export const deltaQueueKeepsDeleted = mutant({
  name: "delta-queue-keeps-deleted",
  upstream: "DeltaFIFO.Replace without known objects: what only the store holds is not deleted (the hazard behind kubernetes#115658)",
  harms: "in the clients of 1.32 and before, an object deleted during an outage stays in the cache for ever",
  edits: [
    {
      file: "src/client/cache/delta-fifo.ts",
      replace: `this.#items.set(key, [delta("Deleted", key, new Tombstone(key, this.#known?.get(key)))]);`,
      by: ``,
    },
  ],
  caughtBy: "convergence",
});
