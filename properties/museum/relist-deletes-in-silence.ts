import { mutant } from "./mutant.ts";

export const relistDeletesInSilence = mutant({
  name: "relist-deletes-in-silence",
  upstream: "kubernetes#8822, kubernetes#7561 (2015): consumers did not learn what a relist had removed",
  harms: "the cache is right, but the controller never cleans up after objects deleted during an outage",
  edits: [
    {
      file: "src/client/cache/delta-applier.ts",
      replace: `if (!this.#store.has(key)) this.#listener.deleted(new Tombstone(key, object), key);`,
      by: `;`,
    },
  ],
  caughtBy: "handler-spelling",
});
