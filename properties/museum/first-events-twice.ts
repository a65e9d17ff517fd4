import { mutant } from "./mutant.ts";

export const firstEventsTwice = mutant({
  name: "first-events-twice",
  upstream: "kubernetes#73845 (2019): events that were under way while a watch began were told after its first state had shown them",
  harms: "a watcher goes back in time right after its start",
  edits: [
    {
      file: "src/server/watchcache/bucket.ts",
      replace: `if (watcher === undefined || revision <= watcher.after) continue;`,
      by: `if (watcher === undefined) continue;`,
    },
  ],
  caughtBy: "soundness",
});
