import { mutant } from "./mutant.ts";

export const streamedListFromStaleCache = mutant({
  name: "streamed-list-from-stale-cache",
  upstream: "kubernetes#122830 (2024): a streamed list without a version was served from whatever the cache had",
  harms: "after a failover to an apiserver that lags, the cache goes back in time",
  edits: [
    {
      file: "src/server/watchcache/create-watch-cache.ts",
      replace: `const required = unset && sendInitialEvents === true ? this.#storage.current : resourceVersion;`,
      by: `const required = resourceVersion;`,
    },
  ],
  caughtBy: "no-time-travel",
});
