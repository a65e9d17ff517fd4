import type { Law } from "../law.ts";
import type { Run } from "../run/run.ts";

export const soundness: Law<Run> = {
  name: "soundness",
  says: "no event throws: every stream keeps its own laws at the server, and the run does not come to a standstill or spin",
  check: ({ failed, outcome }) => {
    const fail = (at: number, message: string) => [{ law: "soundness", at, subject: "run", message }];
    if (failed !== undefined) return fail(failed.at, failed.message);
    if (outcome.kind === "stepLimit") return fail(outcome.at, `${outcome.steps} steps without rest, most of them "${outcome.busiest}"`);
    return [];
  },
};
