import { mutant } from "./mutant.ts";

export const relistOnlyForResyncing = mutant({
  name: "relist-only-for-resyncing",
  upstream: "kubernetes#86015 (2019): changes found by a relist were delivered as resyncs",
  harms: "handlers that asked for no resync miss real changes made during an outage",
  edits: [
    {
      file: "src/client/cache/handler-set.ts",
      replace: `if (listener.syncing || !sameVersion(before, after)) listener.updated(before, after);`,
      by: `if (listener.syncing) listener.updated(before, after);`,
    },
  ],
  caughtBy: "nothing-missed",
});
