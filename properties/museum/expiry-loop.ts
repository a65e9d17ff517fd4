import { mutant } from "./mutant.ts";

export const expiryLoop = mutant({
  name: "expiry-loop",
  upstream: "kubernetes#133810 (open): a paged relist is of exactly the version that the watch then finds too old",
  harms: "an informer with a page size lists and watches at one version for ever, and never catches up",
  edits: [
    {
      file: "src/client/cache/reflector.ts",
      replace: `mendsExpiryLoop && memory.expiredAt === memory.last`,
      by: `mendsExpiryLoop && false`,
    },
  ],
  caughtBy: "convergence",
});
