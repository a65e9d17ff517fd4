import { mutant } from "./mutant.ts";

export const continuedPageWithVersion = mutant({
  name: "continued-page-with-version",
  upstream: "kubernetes#85221 (2019): the pager sent the resource version along with the continue token",
  harms: "the apiserver refuses every second page, and a large list never completes",
  edits: [
    {
      file: "src/client/cache/reflector.ts",
      replace: `const version = next === "" ? listing.version : "";`,
      by: `const version = listing.version;`,
    },
  ],
  caughtBy: "convergence",
});
