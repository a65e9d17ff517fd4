import { mutant } from "./mutant.ts";

export const watchRepeatsItsStart = mutant({
  name: "watch-repeats-its-start",
  upstream: "kubernetes#24004 (2016): a watch from version N told of N again",
  harms: "every resumed watch repeats an event; whoever counts or appends does so twice",
  edits: [
    {
      file: "src/server/watchcache/create-watch-cache.ts",
      replace: `{ after, marked: false, from: log.after(after) }`,
      by: `{ after: after - 1, marked: false, from: log.after(after - 1) }`,
    },
  ],
  caughtBy: "soundness",
});
