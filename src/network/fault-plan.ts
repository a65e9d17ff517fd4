import type { Micros, Scope, Timer } from "../kernel/index.ts";
import { checkFault } from "./check-fault.ts";
import type { Known } from "./check-fault.ts";
import { describeFault } from "./describe-fault.ts";
import type { Fault } from "./fault.ts";
import { InvalidNetworkOption } from "./invalid-option.ts";
import type { Guard, Network, ServerFaults } from "./network.ts";

export interface FaultPlan {
  /** Applies the fault when its time comes, and heals it when that is over. */
  schedule(fault: Fault): Guard;
  /** Calls off what is scheduled and heals what is in force. */
  clear(): void;
  readonly size: number;
}

interface PlanOptions {
  readonly scope: Scope;
  now(): Micros;
  readonly network: Pick<Network, "rule" | "partition" | "dropStreams" | "slow" | "skew" | "failover" | "down" | "up">;
  readonly servers: ServerFaults | undefined;
  known(): Known;
  note(what: string): void;
}

/** Does one fault now; the guard, if any, heals it. */
type Deed = () => Guard | undefined;

export function faultPlan(options: PlanOptions): FaultPlan {
  const { scope, now, note, known } = options;
  const guards = new Set<Guard>();
  /** The last one of each replica. */
  const restarts = new Map<string, object>();

  function schedule(fault: Fault): Guard {
    checkFault(fault, known());
    const deed = deedOf(fault, options, restarts);
    const story = describeFault(fault);
    let heal: Guard | undefined;
    let timer: Timer | undefined;
    const guard = (): void => {
      if (!guards.delete(guard)) return;
      timer?.cancel();
      heal?.();
      if (heal !== undefined) note(`healed: ${story}`);
    };
    const begin = (): void => {
      note(story);
      heal = deed();
      const lasts = lengthOf(fault);
      if (heal === undefined) guards.delete(guard);
      else timer = lasts === undefined ? undefined : scope.after(lasts, "heal", guard);
    };
    guards.add(guard);
    timer = scope.after(Math.max(0, fault.at - now()), "fault", begin);
    return guard;
  }

  return {
    schedule,
    clear() {
      for (const guard of [...guards]) guard();
    },
    get size() {
      return guards.size;
    },
  };
}

/** Until it heals by itself. */
function lengthOf(fault: Fault): Micros | undefined {
  if (fault.kind === "restart") return fault.downFor;
  return "lasts" in fault ? fault.lasts : undefined;
}

/** What to do when its time comes. */
function deedOf(fault: Fault, { network, servers }: PlanOptions, restarts: Map<string, object>): Deed {
  switch (fault.kind) {
    case "rule": {
      const { match, verdict, nth, times } = fault;
      return () => network.rule(match, verdict, { ...(nth === undefined ? {} : { nth }), ...(times === undefined ? {} : { times }) });
    }
    case "partition": {
      const { a, b, streams, dials } = fault;
      return () => network.partition(a, b, { ...(streams === undefined ? {} : { streams }), ...(dials === undefined ? {} : { dials }) });
    }
    case "dropStreams":
      return () => {
        network.dropStreams(fault.match);
        return undefined;
      };
    case "slowConsumer":
      return () => network.slow(fault.client, fault.perEvent);
    case "failover":
      return () => {
        network.failover(fault.client, fault.to);
        return undefined;
      };
    case "clockSkew":
      return () => {
        network.skew(fault.client, fault.by);
        return undefined;
      };
    case "restart": {
      const { restart } = needed(servers, fault.kind);
      return () => {
        network.down(fault.replica);
        restart(fault.replica, fault.downFor);
        // A restart during a restart: the later one says when it is up.
        const mine = {};
        restarts.set(fault.replica, mine);
        return () => {
          if (restarts.get(fault.replica) === mine) network.up(fault.replica);
        };
      };
    }
    case "lag": {
      const { lag } = needed(servers, fault.kind);
      return () => lag(fault.replica, fault.by);
    }
    case "compact": {
      const { compact } = needed(servers, fault.kind);
      return () => {
        compact(fault.keep);
        return undefined;
      };
    }
  }
}

function needed(servers: ServerFaults | undefined, kind: string): ServerFaults {
  if (servers === undefined) throw new InvalidNetworkOption("fault.kind", kind, "a fault of the network: this one has no servers to apply it to (pass `servers`, or use a cluster)");
  return servers;
}
