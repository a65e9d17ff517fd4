import type { Fault, Match } from "../network/index.ts";
import type { Micros } from "../kernel/index.ts";

/** A fault as the picture draws it. */
export interface FaultMark {
  readonly at: Micros;
  /** Undefined: it happens at an instant. */
  readonly until: Micros | undefined;
  /** Two or three words on the mark itself. */
  readonly name: string;
  readonly kind: Fault["kind"];
  /** Clients it is aimed at; undefined: all of them. */
  readonly touches: readonly string[] | undefined;
}

/** Who the picture asks whether a fault concerns them. */
export interface Party {
  readonly name: string;
  readonly resource: string;
}

export function faultMark(fault: Fault, clients: readonly Party[]): FaultMark {
  return { at: fault.at, until: healsAt(fault), name: nameOf(fault), kind: fault.kind, touches: touchedBy(fault, clients) };
}

/** When it is over; undefined for what happens at an instant. */
export function healsAt(fault: Fault): Micros | undefined {
  if (fault.kind === "restart") return fault.at + fault.downFor;
  if ("lasts" in fault && fault.lasts !== undefined) return fault.at + fault.lasts;
  return undefined;
}

function nameOf(fault: Fault): string {
  switch (fault.kind) {
    case "partition": return `partition ${fault.a} ⇹ ${fault.b}`;
    case "dropStreams": return `drop ${aim(fault.match) || "all streams"}`;
    case "slowConsumer": return `slow ${fault.client}`;
    case "restart": return `restart ${fault.replica}`;
    case "lag": return `${fault.replica} lags`;
    case "failover": return `${fault.client} → ${fault.to}`;
    case "compact": return "compaction";
    case "clockSkew": return `clock skew ${fault.client}`;
    case "rule": return `${verdictName(fault.verdict)} ${aim(fault.match)}`.trim();
  }
}

function verdictName(verdict: Extract<Fault, { kind: "rule" }>["verdict"]): string {
  switch (verdict.do) {
    case "answer": return String(verdict.status.code ?? verdict.status.reason ?? "answer");
    case "silence": return "half-open";
    case "loseReply": return "lost reply";
    case "deliver": case "delay": case "drop": case "truncate": case "refuse": return verdict.do;
  }
}

function aim(match: Match): string {
  return match.from ?? [match.verb, match.resource].filter(Boolean).join(" ");
}

function touchedBy(fault: Fault, clients: readonly Party[]): readonly string[] | undefined {
  switch (fault.kind) {
    case "partition": return named([fault.a, fault.b], clients);
    case "slowConsumer": case "failover": case "clockSkew": return named([fault.client], clients);
    case "rule": case "dropStreams": return matched(fault.match, clients);
    case "restart": case "lag": case "compact": return undefined;
  }
}

/** A partition may be between servers only: then nobody is named, and it concerns everyone. */
function named(parties: readonly string[], clients: readonly Party[]): readonly string[] | undefined {
  const names = clients.filter((client) => parties.some((party) => covers(party, client.name))).map((client) => client.name);
  return names.length === 0 ? undefined : names;
}

function matched(match: Match, clients: readonly Party[]): readonly string[] | undefined {
  if (match.from === undefined && match.resource === undefined) return undefined;
  return clients
    .filter((client) => (match.from === undefined || covers(match.from, client.name)) && (match.resource === undefined || match.resource === client.resource))
    .map((client) => client.name);
}

/** A party's name stands for the parties below it too. */
function covers(party: string, name: string): boolean {
  return name === party || name.startsWith(`${party}/`);
}
