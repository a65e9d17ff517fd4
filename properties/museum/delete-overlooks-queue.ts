import { mutant } from "./mutant.ts";

export const deleteOverlooksQueue = mutant({
  name: "delete-overlooks-queue",
  upstream: "kubernetes#26966, mended by #27435 (2016): a deletion asked only the store whether it was needed",
  harms: "an object deleted while its creation still waits in the queue stays in the cache for ever",
  edits: [
    {
      file: "src/client/cache/delta-fifo.ts",
      replace: `if (!this.#items.has(key) && this.#known?.get(key) === undefined) return undefined;`,
      by: `if (this.#known?.get(key) === undefined) return undefined;`,
    },
  ],
  caughtBy: "convergence",
});
