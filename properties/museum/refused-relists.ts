import { mutant } from "./mutant.ts";

export const refusedRelists = mutant({
  name: "refused-relists",
  upstream: "kubernetes#81634 (2019): a refused connection was not recognised as one, and led to a list",
  harms: "each restart of an apiserver costs a full list a client, where watching on would do",
  edits: [
    {
      file: "src/client/cache/reflector.ts",
      replace: `return isConnectionRefused(error) || isTooManyRequests(error);`,
      by: `return isTooManyRequests(error);`,
    },
  ],
  caughtBy: "bounded-lists",
});
