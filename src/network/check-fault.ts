import type { Registry, Verb } from "../api/index.ts";
import { nearestName } from "../api/index.ts";
import type { Fault, Match, PartitionDials, PartitionStreams } from "./fault.ts";
import { InvalidNetworkOption } from "./invalid-option.ts";
import { span } from "./latency.ts";
import { ANY_REPLICA, coversReplica } from "./match.ts";
import { checkVerdict, turnsOf } from "./rules.ts";

const STREAMS: readonly PartitionStreams[] = ["halfOpen", "drop", "stall"];
const DIALS: readonly PartitionDials[] = ["refuse", "timeout"];
const VERBS: readonly Verb[] = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];
const MATCH: readonly (keyof Match)[] = ["from", "to", "verb", "resource", "namespace", "name", "subresource"];

const FIELDS: { readonly [kind in Fault["kind"]]: readonly string[] } = {
  rule: ["lasts", "match", "verdict", "nth", "times"],
  partition: ["lasts", "a", "b", "streams", "dials"],
  dropStreams: ["match"],
  slowConsumer: ["lasts", "client", "perEvent"],
  restart: ["replica", "downFor"],
  lag: ["lasts", "replica", "by"],
  failover: ["client", "to"],
  compact: ["keep"],
  clockSkew: ["client", "by"],
};

/** What there is to speak of. Clients are not among it, since they may connect later. */
export interface Known {
  readonly replicas: readonly string[];
  /** Without it, any resource may exist. */
  readonly registry: Registry | undefined;
}

/**
 * A fault is often JSON that somebody wrote: what is wrong with it is told when it is applied, not in the middle of a run.
 *
 * @throws InvalidNetworkOption
 */
export function checkFault(fault: Fault, known: Known): void {
  const { replicas } = known;
  if (typeof fault !== "object" || fault === null) throw new InvalidNetworkOption("fault", fault, "an object with a kind");
  oneOf("fault.kind", fault.kind, Object.keys(FIELDS));
  checkFields("fault", fault, ["kind", "at", ...FIELDS[fault.kind]]);
  span("fault.at", fault.at);
  if ("lasts" in fault && fault.lasts !== undefined) span("fault.lasts", fault.lasts);
  switch (fault.kind) {
    case "rule":
      checkMatch("fault.match", fault.match, known);
      checkVerdict(fault.verdict);
      turnsOf(fault);
      return;
    case "partition": return checkPartition("fault.", fault, known);
    case "dropStreams": return checkMatch("fault.match", fault.match, known);
    case "slowConsumer":
      span("fault.perEvent", fault.perEvent);
      return text("fault.client", fault.client);
    case "failover":
      text("fault.client", fault.client);
      return oneOf("fault.to", fault.to, replicas);
    case "clockSkew":
      if (!Number.isSafeInteger(fault.by)) throw new InvalidNetworkOption("fault.by", fault.by, "a whole number of microseconds");
      return text("fault.client", fault.client);
    case "restart":
      span("fault.downFor", fault.downFor);
      return oneOf("fault.replica", fault.replica, replicas);
    case "lag":
      span("fault.by", fault.by);
      if (!replicas.some((replica) => coversReplica(fault.replica, replica))) oneOf("fault.replica", fault.replica, replicas);
      return;
    case "compact": return span("fault.keep", fault.keep);
  }
}

interface PartitionOf {
  readonly a: string;
  readonly b: string;
  readonly streams?: PartitionStreams;
  readonly dials?: PartitionDials;
}

/** @param prefix before the names of fields */
export function checkPartition(prefix: string, { a, b, streams, dials }: PartitionOf, { replicas }: Known): void {
  text(`${prefix}a`, a);
  text(`${prefix}b`, b);
  if (streams !== undefined) oneOf(`${prefix}streams`, streams, STREAMS);
  if (dials !== undefined) oneOf(`${prefix}dials`, dials, DIALS);
  const ends = [a, b].filter((end) => end === ANY_REPLICA || replicas.includes(end));
  if (ends.length === 1) return;
  // Between two clients, or two replicas, there is no link to cut.
  throw new InvalidNetworkOption(`${prefix}b`, b, `a client at one end, and at the other one of ${[ANY_REPLICA, ...replicas].join(", ")}; the other end here is ${JSON.stringify(a)}`);
}

/** A misspelt field would match everything, a misspelt name nothing. */
export function checkMatch(field: string, match: Match, { replicas, registry }: Known): void {
  if (typeof match !== "object" || match === null) throw new InvalidNetworkOption(field, match, `an object of ${MATCH.join(", ")}; empty for all traffic`);
  checkFields(field, match, MATCH);
  for (const [key, value] of Object.entries(match)) if (value !== undefined && typeof value !== "string") throw new InvalidNetworkOption(`${field}.${key}`, value, "a text");
  const { verb, to, resource } = match;
  if (verb !== undefined) oneOf(`${field}.verb`, verb, VERBS);
  if (to !== undefined) oneOf(`${field}.to`, to, [ANY_REPLICA, ...replicas]);
  if (resource !== undefined && registry !== undefined) checkResource(`${field}.resource`, resource, registry);
}

/** Of a group that nobody has registered anything of, resources may come later. */
function checkResource(field: string, resource: string, registry: Registry): void {
  const dot = resource.indexOf(".");
  const [plural, group] = dot < 0 ? [resource, ""] : [resource.slice(0, dot), resource.slice(dot + 1)];
  if (!registry.hasGroup(group)) return;
  const all = registry.all();
  if (all.some((info) => info.resource === plural && info.group === group)) return;
  const inFull = (info: { readonly resource: string; readonly group: string }): string => (info.group === "" ? info.resource : `${info.resource}.${info.group}`);
  const found = registry.named(resource);
  const meant = found === undefined ? nearestName(resource, all.map(inFull)) : inFull(found);
  throw new InvalidNetworkOption(field, resource, `a plural, with the group after a dot where there is one, such as "pods" or "deployments.apps"; register custom resources first${perhaps(meant)}`);
}

/** Throws for a field that nobody would read. */
export function checkFields(where: string, value: object, known: readonly string[]): void {
  if (typeof value !== "object" || value === null) throw new InvalidNetworkOption(where, value, `an object of ${known.join(", ")}`);
  for (const field of Object.keys(value)) oneOf(`a field of ${where}`, field, known);
}

function text(field: string, value: string): void {
  if (typeof value !== "string" || value === "") throw new InvalidNetworkOption(field, value, "a name");
}

function oneOf(field: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw new InvalidNetworkOption(field, value, `${known.join(", ")}${perhaps(typeof value === "string" ? nearestName(value, known) : undefined)}`);
}

function perhaps(meant: string | undefined): string {
  return meant === undefined ? "" : ` (perhaps "${meant}"?)`;
}
