import { SECOND } from "../../kernel/index.ts";
import type { Law } from "../law.ts";
import type { ClientRun, Difference, Run } from "../run/run.ts";
import { seconds } from "./words.ts";

export const convergence: Law<Run> = {
  name: "convergence",
  says: "after the last fault every cache equals the store within the time to notice a silent link, one backoff and one list",
  check: (run) =>
    run.clients.flatMap((client) => {
      if (client.spec.stopsAt !== undefined) return [];
      const subject = client.spec.name;
      if (client.differences.length > 0) {
        const told = client.differences.slice(0, 3).map((difference) => sentence(client, difference));
        const more = client.differences.length - told.length;
        return [{ law: "convergence", at: run.deadline, subject, message: `${told.join("; ")}${more > 0 ? `; and ${more} more` : ""}` }];
      }
      if (client.convergedAt !== undefined && client.convergedAt <= run.deadline) return [];
      const late = client.convergedAt === undefined ? "never" : `only at ${seconds(client.convergedAt)}`;
      return [{ law: "convergence", at: run.deadline, subject, message: `expected to have heard of every write by ${seconds(run.deadline)} (${(run.deadline - run.healed) / SECOND} s after the last fault), did so ${late}` }];
    }),
};

function sentence({ spec }: ClientRun, { key, cached, stored }: Difference): string {
  if (stored === undefined) return `the cache holds ${spec.resource} ${key} at ${cached}, which the store does not have`;
  if (cached === undefined) return `the cache lacks ${spec.resource} ${key}, which the store holds at ${stored}`;
  return `the cache holds ${spec.resource} ${key} at ${cached}, the store at ${stored}`;
}
