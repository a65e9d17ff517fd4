import type { LawVerdict, Violation } from "../run-record.ts";
import type { Run } from "../run/run.ts";
import { seconds } from "./words.ts";

const law = "determinism";

/** Judges two runs of one scenario. Names the first difference that shows outside of the kernel. */
export function determinism(first: Run, again: Run): LawVerdict {
  return { law, says: "the same scenario gives the same run, event by event", violations: first.digest === again.digest ? [] : [difference(first, again)] };
}

function difference(first: Run, again: Run): Violation {
  const found = first.clients.map((client, i) => firstDelivery(client.spec.name, client.traffic.delivered, again.clients[i]?.traffic.delivered ?? [])).filter((each) => each !== undefined);
  const earliest = found.sort((a, b) => a.at - b.at)[0];
  if (earliest !== undefined) return earliest;
  return { law, at: first.deadline, subject: "run", message: `the first run ended with digest ${first.digest}, the second with ${again.digest}; what clients were told is the same` };
}

const WIDTH = 4;

function firstDelivery(subject: string, first: readonly number[], again: readonly number[]): Violation | undefined {
  for (let i = 0; i < Math.max(first.length, again.length); i++) {
    if (first[i] === again[i]) continue;
    const from = i - (i % WIDTH);
    const at = Math.min(first[from] ?? Infinity, again[from] ?? Infinity);
    return { law, at, subject, message: `event ${from / WIDTH + 1} of what it was told differs: ${told(first, from)} in the first run, ${told(again, from)} in the second` };
  }
  return undefined;
}

function told(delivered: readonly number[], from: number): string {
  const [at, type, version] = delivered.slice(from, from + WIDTH);
  return at === undefined ? "nothing" : `${["ADDED", "MODIFIED", "DELETED", "BOOKMARK"][type ?? 0]} of version ${version} at ${seconds(at)}`;
}
