import { mutant } from "./mutant.ts";

export const syncedBeforeHandler = mutant({
  name: "synced-before-handler",
  upstream: "kubernetes#113763, mended by #113985 (2022): HasSynced spoke of the store, not of the handler",
  harms: "a controller that waits for the sync starts before its own handler has seen the first list",
  edits: [
    {
      file: "src/client/cache/handler-listener.ts",
      replace: `this.#synced ||= this.#initial === 0 && this.#upstreamSynced();`,
      by: `this.#synced ||= this.#upstreamSynced();`,
    },
  ],
  caughtBy: "synced-truth",
});
