import type { Law } from "../law.ts";
import type { Missed, Run } from "../run/run.ts";

export const nothingMissed: Law<Run> = {
  name: "nothing-missed",
  says: "what a handler heard last of each object is what the cache holds, also of changes that only a relist brought",
  check: (run) =>
    run.clients.flatMap(({ spec, missed }) =>
      missed.slice(0, 1).map((one) => ({
        law: "nothing-missed",
        at: run.deadline,
        subject: spec.name,
        message: `${run.subjects[one.subject]}: ${sentence(one)}${missed.length > 1 ? `; and ${missed.length - 1} more` : ""}`,
      })),
    ),
};

function sentence({ heard, cached }: Missed): string {
  const knows = heard === undefined ? "a handler does not have it" : `a handler last heard of version ${heard}`;
  return `${knows}, the cache ${cached === undefined ? "does not hold it" : `holds ${cached}`}`;
}
