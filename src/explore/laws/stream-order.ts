import type { Law } from "../law.ts";
import type { Run } from "../run/run.ts";

export const streamOrder: Law<Run> = {
  name: "stream-order",
  says: "a stream tells only of versions above the one it was asked to begin after, each above the one before",
  check: (run) =>
    run.clients.flatMap(({ spec, traffic }) =>
      traffic.repeats.slice(0, 1).map(({ at, subject, version, after }) => ({
        law: "stream-order",
        at,
        subject: spec.name,
        message: `a stream told of ${subject} at version ${version} after ${after}`,
      })),
    ),
};
