import { mutant } from "./mutant.ts";

export const stopLeavesWatchOpen = mutant({
  name: "stop-leaves-watch-open",
  upstream: "kubernetes#6627 (2015), kubernetes#131266 (2025): the stop was not passed down to the stream in hand",
  harms: "each stopped informer leaves a watch on the apiserver and a blocked producer behind",
  edits: [
    {
      file: "src/client/cache/reflector.ts",
      replace: `return { state: { phase: "stopped", memory }, effects: [cancel, { do: "stopResync" }, { do: "stopped" }] };`,
      by: `return { state: { phase: "stopped", memory }, effects: [{ do: "stopResync" }, { do: "stopped" }] };`,
    },
    {
      file: "src/client/cache/reflector-driver.ts",
      replace: `      this.#held?.done();
      call?.cancel();`,
      by: `      this.#held?.done();`,
    },
  ],
  caughtBy: "no-leak",
});
