import type { Law } from "../law.ts";
import type { Exchange } from "../run/traffic.ts";
import type { Run } from "../run/run.ts";

export const boundedLists: Law<Run> = {
  name: "bounded-lists",
  says: "a client lists anew only after a failure that watching again cannot mend; refusals and 429 are none",
  check: (run) =>
    run.clients.flatMap(({ spec, traffic }) => {
      const lists = traffic.exchanges.filter(isAttempt).length;
      const reasons = traffic.exchanges.filter(isReason).length;
      const allowed = ATTEMPTS_A_ROUND * (1 + reasons);
      if (lists <= allowed) return [];
      const message = `${lists} lists were begun; ${reasons} failures that need one allow ${allowed}`;
      return [{ law: "bounded-lists", at: run.healed, subject: spec.name, message }];
    }),
};

/** A round of list-and-watch streams a list, falls back to a plain one, and may ask for that a second time without a version. */
const ATTEMPTS_A_ROUND = 3;
/** A stream that ends sooner without an event costs a relist. @source client-go tools/cache/reflector.go VeryShortWatchError */
const VERY_SHORT = 1_000_000;
const TOO_MANY = 429;

function isAttempt({ kind, continued }: Exchange): boolean {
  return kind === "watchList" || (kind === "list" && !continued);
}

/** Whether this exchange may lead to a list. */
function isReason(exchange: Exchange): boolean {
  const { kind, status, error, end, events, at, ended } = exchange;
  if (end === "" || end === "cancelled" || kind === "other") return false;
  if (status === TOO_MANY || error === TOO_MANY) return false;
  if (kind === "list") return status !== 200 || end !== "complete";
  if (end === "refused" && kind === "watch") return false;
  if (kind === "watchList") return true;
  return status !== 200 || error > 0 || end !== "complete" || (events === 0 && (ended ?? at) - at < VERY_SHORT);
}
