import { mutant } from "./mutant.ts";

export const relistFromZero = mutant({
  name: "relist-from-zero",
  upstream: "kubernetes#67998, mended by #83520 (2019): a relist always asked for version 0",
  harms: "after a failover to an apiserver that lags, the cache goes back in time: deleted objects come back, new ones vanish",
  edits: [
    {
      file: "src/client/cache/reflector.ts",
      replace: `return last === "" ? "0" : last;`,
      by: `return "0";`,
    },
  ],
  caughtBy: "no-time-travel",
});
