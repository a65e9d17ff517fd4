import { mutant } from "./mutant.ts";

export const emptyWindowTakesOldWatches = mutant({
  name: "empty-window-takes-old-watches",
  upstream: "kubernetes#49956, mended by #49992 (2017): a cache that had just been filled accepted watches from before",
  harms: "what was written while the apiserver restarted is never told to clients that resume",
  edits: [
    {
      file: "src/server/watchcache/event-window.ts",
      replace: `? this.#log.at(this.#first).revision - 1 : this.#listRevision;`,
      by: `? this.#log.at(this.#first).revision - 1 : 0;`,
    },
    {
      file: "src/server/watchcache/create-watch-cache.ts",
      replace: `return after >= revision ? { after, marked: false } : { after, marked: false, from: log.after(after) };`,
      by: `return after >= revision ? { after, marked: false } : { after, marked: false, from: Math.max(this.#replica.window.first, log.after(after)) };`,
    },
  ],
  caughtBy: "convergence",
});
