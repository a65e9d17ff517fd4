import type { Law } from "../law.ts";
import type { Exchange } from "../run/traffic.ts";
import type { Run } from "../run/run.ts";

export const boundedLists: Law<Run> = {
  name: "bounded-lists",
  says: "a client lists once, and anew only after a failure that watching again cannot mend; refusals, 429 and lost connections are none",
  check: (run) =>
    run.clients.flatMap(({ spec, traffic }) => {
      const lists = traffic.exchanges.filter(isAttempt).length;
      const reasons = traffic.exchanges.filter(isReason).length;
      if (lists <= 1 + reasons) return [];
      return [{ law: "bounded-lists", at: run.healed, subject: spec.name, message: `${lists} lists were begun; ${reasons} failures that need one allow ${1 + reasons}` }];
    }),
};

/** A stream that ends sooner without an event costs a relist. @source client-go tools/cache/reflector.go VeryShortWatchError */
const VERY_SHORT = 1_000_000;
const OK = 200;
const TOO_MANY = 429;

/** A list, whole or streamed. */
function isAttempt({ kind, continued }: Exchange): boolean {
  return kind === "watchList" || (kind === "list" && !continued);
}

/** Whether this exchange may lead to a list. */
function isReason({ kind, status, error, end, watchedFrom, events, ended = 0 }: Exchange): boolean {
  if (kind === "other") return false;
  // A client gives a stream up when it hears of an error, before the stream ends by itself.
  if (error > 0) return error !== TOO_MANY;
  if (end === "" || end === "cancelled") return false;
  if (kind === "list") return status !== OK || end !== "complete";
  if (watchedFrom === undefined) return true;
  // Never answered: refused is tried again as it is, anything else reads as an empty stream.
  if (status === 0) return false;
  if (status !== OK) return status !== TOO_MANY;
  return events === 0 && ended - watchedFrom < VERY_SHORT;
}
