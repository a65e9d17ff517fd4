import { mutant } from "./mutant.ts";

export const tooManyRequestsRelists = mutant({
  name: "too-many-requests-relists",
  upstream: "kubernetes#100878 (2021): a 429 to a watch made the reflector list anew",
  harms: "an overloaded apiserver is asked for full lists by everyone it turns away",
  edits: [
    {
      file: "src/client/cache/reflector.ts",
      replace: `return isConnectionRefused(error) || isTooManyRequests(error);`,
      by: `return isConnectionRefused(error);`,
    },
  ],
  caughtBy: "bounded-lists",
});
