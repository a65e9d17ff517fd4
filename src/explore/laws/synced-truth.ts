import type { Law } from "../law.ts";
import type { Violation } from "../run-record.ts";
import type { History } from "../run/history.ts";
import type { ClientRun, Run } from "../run/run.ts";

export const syncedTruth: Law<Run> = {
  name: "synced-truth",
  says: "HasSynced is true only after the handler has heard of all of the first list, and becomes true once there is one",
  check: (run) => run.clients.flatMap((client) => client.histories.flatMap((history) => lies(run, client, history))),
};

function lies(run: Run, { spec, traffic, synced }: ClientRun, history: History): readonly Violation[] {
  const first = traffic.lists[0];
  const fail = (at: number, message: string): readonly Violation[] => [{ law: "synced-truth", at, subject: spec.name, message }];
  let adds = 0;
  for (let i = 0; i < history.length; i++) {
    const call = history.at(i);
    if (call.synced && call.initial) return fail(call.at, `${run.subjects[call.subject]} of the first list was added after the handler was said to have synced`);
    if (call.synced && first === undefined) return fail(call.at, "the handler was said to have synced before any list was complete");
    if (call.initial) adds += 1;
  }
  if (first === undefined || spec.stopsAt !== undefined) return [];
  if (!synced.informer || !synced.handler) return fail(run.deadline, `a first list of ${first.items} objects was complete at ${first.at / 1000} ms, but the ${synced.informer ? "handler" : "informer"} never said it had synced`);
  if (adds < first.items) return fail(run.deadline, `the handler was said to have synced, but heard of ${adds} objects of a first list of ${first.items}`);
  return [];
}
