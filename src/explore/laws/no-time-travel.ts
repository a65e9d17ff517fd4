import type { Law } from "../law.ts";
import type { Violation } from "../run-record.ts";
import type { History } from "../run/history.ts";
import type { ClientRun, Run } from "../run/run.ts";
import { seconds } from "./words.ts";

export const noTimeTravel: Law<Run> = {
  name: "no-time-travel",
  says: "a handler never sees an object go back to an older version, and no list or stream takes a client back behind what it has heard",
  check: (run) => run.clients.flatMap((client) => [...client.histories.flatMap((history) => backInHandler(run, client.spec.name, history)), ...backInLists(client), ...backInStreams(run, client)]),
};

/** An object deleted and made again has a new version, so versions of one key only grow, deletions included. */
function backInHandler(run: Run, client: string, history: History): readonly Violation[] {
  const last = new Map<number, number>();
  for (let i = 0; i < history.length; i++) {
    const { at, subject, version, tombstone } = history.at(i);
    const before = last.get(subject) ?? 0;
    if (version < before && !tombstone) return [violation(at, client, `${run.subjects[subject]} went back from version ${before} to ${version}`)];
    last.set(subject, Math.max(before, version));
  }
  return [];
}

function backInLists({ spec, traffic }: ClientRun): readonly Violation[] {
  const { lists } = traffic;
  for (let i = 1; i < lists.length; i++) {
    const [before, after] = [lists[i - 1]?.resourceVersion ?? "", lists[i]?.resourceVersion ?? ""];
    if (Number(after) < Number(before)) {
      const at = lists[i]?.at ?? 0;
      return [violation(at, spec.name, `the list completed at ${seconds(at)} is of version ${after}, the one before was of ${before}`)];
    }
  }
  return [];
}

/** Within a stream versions only grow, so a drop is a watch that began too early or a server that repeats itself. */
function backInStreams(run: Run, { spec, traffic }: ClientRun): readonly Violation[] {
  const { delivered } = traffic;
  const heard = new Map<number, number>();
  for (let i = 0; i < delivered.length; i += 4) {
    const [at, type, version, subject] = delivered.slice(i, i + 4) as [number, number, number, number];
    if (type === BOOKMARK) continue;
    const before = heard.get(subject) ?? 0;
    if (version < before) return [violation(at, spec.name, `a stream told of ${run.subjects[subject]} at version ${version} after ${before}`)];
    heard.set(subject, version);
  }
  return [];
}

const BOOKMARK = 3;

function violation(at: number, subject: string, message: string): Violation {
  return { law: "no-time-travel", at, subject, message };
}
