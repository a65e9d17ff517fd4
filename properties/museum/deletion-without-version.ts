import { mutant } from "./mutant.ts";

export const deletionWithoutVersion = mutant({
  name: "deletion-without-version",
  upstream: "kubernetes#58545, mended by #58547 (2018): DELETED carried the version of the last change, not of the deletion",
  harms: "a client that resumes from it is told again of what it has seen",
  edits: [
    {
      file: "src/server/storage/log-record.ts",
      replace: `if (before !== undefined) return stamped(before, record.revision);`,
      by: `if (before !== undefined) return before;`,
    },
  ],
  caughtBy: "stream-order",
});
