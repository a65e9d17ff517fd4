import { mutant } from "./mutant.ts";

export const stopSleepsOn = mutant({
  name: "stop-sleeps-on",
  upstream: "kubernetes#116435 (2023): a stop during a backoff was noticed only after it",
  harms: "shutting down takes up to a minute while the apiserver is away",
  edits: [
    {
      file: "src/client/cache/reflector.ts",
      replace: `if (state.phase === "waiting" && state.next === "stream") return`,
      by: `if (state.phase === "waiting") return`,
    },
  ],
  caughtBy: "no-leak",
});
