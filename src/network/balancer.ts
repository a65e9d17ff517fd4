import type { Random } from "../kernel/index.ts";
import type { Party } from "./party.ts";

/**
 * Which replica a request goes to. "sticky": a party keeps its replica while that one is up, parties are spread in turn;
 * "roundRobin": each request goes to the next one in turn; "random": drawn for each request.
 */
export type Balance = "sticky" | "roundRobin" | "random";

export interface Balancer {
  /** In the order they were added. */
  readonly replicas: readonly string[];
  add(replica: string): void;
  setUp(replica: string, up: boolean): void;
  isUp(replica: string): boolean;
  /** Undefined when none is up. */
  choose(party: Party): string | undefined;
}

export function createBalancer(balance: Balance, random: Random): Balancer {
  const replicas: string[] = [];
  const down = new Set<string>();
  let turn = 0;

  /** The next one in turn that is up. */
  function next(): string | undefined {
    for (let tried = 0; tried < replicas.length; tried += 1) {
      const replica = replicas[turn++ % replicas.length];
      if (replica !== undefined && !down.has(replica)) return replica;
    }
    return undefined;
  }

  function any(): string | undefined {
    const up = replicas.filter((replica) => !down.has(replica));
    return up.length === 0 ? undefined : up[random.int(up.length)];
  }

  return {
    replicas,
    add(replica) {
      if (!replicas.includes(replica)) replicas.push(replica);
    },
    setUp(replica, up) {
      if (up) down.delete(replica);
      else down.add(replica);
    },
    isUp: (replica) => replicas.includes(replica) && !down.has(replica),
    choose(party) {
      if (balance !== "sticky") return balance === "random" ? any() : next();
      const kept = party.replica;
      if (kept !== undefined && !down.has(kept)) return kept;
      const chosen = next();
      if (chosen !== undefined) party.replica = chosen;
      return chosen;
    },
  };
}
