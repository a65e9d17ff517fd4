import type { Verb } from "../api/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { Fault, Match, Verdict } from "./fault.ts";

/** A fault as a sentence, without its time: "for 90 s, controller and apiserver cannot reach each other". */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case "rule": return `${lasting(fault.lasts)}${turn(fault.nth, fault.times)}${traffic(fault.match, fault.nth === undefined && fault.times === undefined)} ${consequence(fault.verdict, (fault.times ?? 1) > 1)}`;
    case "partition": return `${lasting(fault.lasts)}${fault.a} and ${fault.b} cannot reach each other (${STREAMS[fault.streams ?? "halfOpen"]})`;
    case "dropStreams": return `${placeOf(fault.match) === "" ? "all " : ""}open streams${placeOf(fault.match)} are reset`;
    case "slowConsumer": return `${lasting(fault.lasts)}${fault.client} takes ${spanText(fault.perEvent)} to read each event`;
    case "restart": return `${fault.replica} restarts and is down for ${spanText(fault.downFor)}`;
    case "lag": return `${lasting(fault.lasts)}${fault.replica} lags ${spanText(fault.by)} behind the store`;
    case "failover": return `${fault.client} is moved to ${fault.to}`;
    case "compact": return fault.keep === 0 ? "all history is compacted away" : `history is compacted down to the last ${fault.keep} revisions`;
    case "clockSkew": return `the wall clock of ${fault.client} jumps ${spanText(Math.abs(fault.by))} ${fault.by < 0 ? "back" : "ahead"}`;
  }
}

const STREAMS = { halfOpen: "open streams fall silent", drop: "open streams are reset", stall: "packets wait" } as const;

/** "90 s", "1.5 s", "250 ms", "10 m", "2 h 5 m": the largest units that lose nothing. */
export function spanText(span: Micros): string {
  if (span < 1_000) return `${span} µs`;
  if (span < 1_000_000) return `${span / 1_000} ms`;
  if (span < 120_000_000 || span % 60_000_000 !== 0) return `${span / 1_000_000} s`;
  const minutes = span / 60_000_000;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 ? `${hours} h` : "", rest > 0 ? `${rest} m` : ""].filter((part) => part !== "").join(" ");
}

function lasting(lasts: Micros | undefined): string {
  return lasts === undefined ? "" : `for ${spanText(lasts)}, `;
}

function turn(nth: number | undefined, times: number | undefined): string {
  if (nth === undefined && times === undefined) return "";
  const first = nth ?? 1;
  const many = times ?? 1;
  return many === 1 ? `the ${ordinal(first)} of ` : `the ${ordinal(first)} to ${ordinal(first + many - 1)} of `;
}

function ordinal(n: number): string {
  const tens = n % 100;
  const suffix = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${suffix}`;
}

/** "every watch of pods by manager", or "the 3rd of the updates …" with the turn before. */
function traffic(match: Match, all: boolean): string {
  const [one, many] = match.verb === undefined ? ["request", "requests"] : VERBS[match.verb];
  return `${all ? `every ${one}` : `the ${many}`}${placeOf(match)}`;
}

const VERBS: { readonly [verb in Verb]: readonly [one: string, many: string] } = {
  get: ["get", "gets"], list: ["list", "lists"], watch: ["watch", "watches"], create: ["create", "creates"], update: ["update", "updates"],
  patch: ["patch", "patches"], delete: ["delete", "deletes"], deletecollection: ["collection delete", "collection deletes"],
};

/** " of pods in shop by manager at apiserver-1": what is said of it, and nothing for what is not. */
function placeOf({ from, to, resource, namespace, name, subresource = "" }: Match): string {
  const what = resource ?? (subresource === "" && name === undefined ? "" : "anything");
  const which = name !== undefined ? ` "${namespace === undefined ? "" : `${namespace}/`}${name}"` : namespace === undefined ? "" : ` in ${namespace}`;
  return `${what === "" ? "" : ` of ${what}`}${subresource === "" ? "" : `/${subresource}`}${which}${from === undefined ? "" : ` by ${from}`}${to === undefined ? "" : ` at ${to}`}`;
}

function consequence(verdict: Verdict, several: boolean): string {
  const is = several ? "are" : "is";
  switch (verdict.do) {
    case "deliver": return `${is} let through`;
    case "delay": return `${is} ${spanText(verdict.by)} late`;
    case "drop": return several ? "lose their connection" : "loses its connection";
    case "silence": return several ? "hang on a half-open link" : "hangs on a half-open link";
    case "truncate": return `${is} cut in mid-frame`;
    case "loseReply": return several ? "take effect, but their replies are lost" : "takes effect, but its reply is lost";
    case "refuse": return `${is} refused a connection`;
    case "answer": {
      const again = verdict.retryAfter === undefined ? "" : ` (retry after ${verdict.retryAfter} s)`;
      return `${is} answered ${verdict.status.code ?? 500} ${verdict.status.reason ?? ""}`.trimEnd() + again;
    }
  }
}
