import type { Verb } from "../api/index.ts";
import type { Fault, Match, PartitionDials, PartitionStreams } from "./fault.ts";
import { InvalidNetworkOption } from "./invalid-option.ts";
import { span } from "./latency.ts";
import { coversReplica } from "./match.ts";
import { checkVerdict, turnsOf } from "./rules.ts";

const STREAMS: readonly PartitionStreams[] = ["halfOpen", "drop", "stall"];
const DIALS: readonly PartitionDials[] = ["refuse", "timeout"];
const VERBS: readonly Verb[] = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];
const MATCH: readonly (keyof Match)[] = ["from", "to", "verb", "resource", "namespace", "name", "subresource"];

/**
 * A fault is often JSON that somebody wrote: what is wrong with it is told when it is applied, not in the middle of a run.
 * Clients are not looked up, since they may connect later.
 *
 * @throws InvalidNetworkOption
 */
export function checkFault(fault: Fault, replicas: readonly string[]): void {
  if (typeof fault !== "object" || fault === null) throw new InvalidNetworkOption("fault", fault, "an object with a kind");
  span("fault.at", fault.at);
  if ("lasts" in fault && fault.lasts !== undefined) span("fault.lasts", fault.lasts);
  switch (fault.kind) {
    case "rule":
      checkMatch("fault.match", fault.match);
      checkVerdict(fault.verdict);
      turnsOf(fault);
      return;
    case "partition": return checkPartition("fault.", fault);
    case "dropStreams": return checkMatch("fault.match", fault.match);
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
    default: {
      const unknown: { readonly kind?: unknown } = fault;
      throw new InvalidNetworkOption("fault.kind", unknown.kind, "rule, partition, dropStreams, slowConsumer, restart, lag, failover, compact or clockSkew");
    }
  }
}

/** @param prefix before the names of fields */
export function checkPartition(prefix: string, { a, b, streams, dials }: { readonly a: string; readonly b: string; readonly streams?: PartitionStreams; readonly dials?: PartitionDials }): void {
  text(`${prefix}a`, a);
  text(`${prefix}b`, b);
  if (streams !== undefined) oneOf(`${prefix}streams`, streams, STREAMS);
  if (dials !== undefined) oneOf(`${prefix}dials`, dials, DIALS);
}

/** A misspelt field would match everything. */
export function checkMatch(field: string, match: Match): void {
  if (typeof match !== "object" || match === null) throw new InvalidNetworkOption(field, match, `an object of ${MATCH.join(", ")}; empty for all traffic`);
  for (const [key, value] of Object.entries(match)) {
    oneOf(`a field of ${field}`, key, MATCH);
    if (value !== undefined && typeof value !== "string") throw new InvalidNetworkOption(`${field}.${key}`, value, "a text");
  }
  if (match.verb !== undefined) oneOf(`${field}.verb`, match.verb, VERBS);
}

function text(field: string, value: string): void {
  if (typeof value !== "string" || value === "") throw new InvalidNetworkOption(field, value, "a name");
}

function oneOf(field: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw new InvalidNetworkOption(field, value, known.join(", "));
}
