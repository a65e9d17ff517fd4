import type { Cluster } from "../cluster/index.ts";

/** The ways into a served cluster's network: a party for each program, named as its user agent begins ("kubectl"). */
export interface Ways {
  of(agent: string): ReturnType<Cluster["transport"]>;
}

/** Programs beyond these share one party, so that a client that changes its name with each request takes no memory. */
const MOST = 64;
const OTHERS = "others";

export function createWays(cluster: Cluster): Ways {
  const ways = new Map<string, ReturnType<Cluster["transport"]>>();
  const scope = cluster.core.scope.child("http clients");
  return {
    of(agent) {
      const program = /^[\w.-]{1,63}/.exec(agent)?.[0] ?? "client";
      const name = ways.has(program) || ways.size < MOST ? program : OTHERS;
      let way = ways.get(name);
      if (way === undefined) ways.set(name, (way = cluster.transport(name, { scope })));
      return way;
    },
  };
}
