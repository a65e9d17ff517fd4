import type { Law } from "../law.ts";
import type { Violation } from "../run-record.ts";
import type { HandlerCall, History } from "../run/history.ts";
import type { Run } from "../run/run.ts";

export const handlerSpelling: Law<Run> = {
  name: "handler-spelling",
  says: "what a handler hears of one object spells (Add Update* Delete)*, and an update starts from what it heard last",
  check: (run) => run.clients.flatMap(({ spec, histories }) => histories.flatMap((history) => misspelt(run, spec.name, history))),
};

/** The first violation of each handler: those behind it mostly follow from it. */
function misspelt(run: Run, client: string, history: History): readonly Violation[] {
  const last = new Map<number, number>();
  for (let i = 0; i < history.length; i++) {
    const call = history.at(i);
    const known = last.get(call.subject);
    const wrong = objection(call, known);
    if (wrong !== undefined) return [{ law: "handler-spelling", at: call.at, subject: client, message: `${run.subjects[call.subject]}: ${wrong}` }];
    if (call.call === "delete") last.delete(call.subject);
    else last.set(call.subject, call.version);
  }
  return [];
}

function objection({ call, version, before }: HandlerCall, known: number | undefined): string | undefined {
  switch (call) {
    case "add": return known === undefined ? undefined : `added at ${version}, but the handler had it at ${known} already`;
    case "delete": return known === undefined ? "deleted, but the handler did not have it" : undefined;
    case "update":
      if (known === undefined) return `updated to ${version}, but the handler did not have it`;
      return before === known ? undefined : `updated from ${before} to ${version}, but the handler had it at ${known}`;
  }
}
