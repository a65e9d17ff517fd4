import { createRandom, MILLISECOND, MINUTE, SECOND, type Micros, type Random } from "../../kernel/index.ts";
import { drawFaults } from "../faults/index.ts";
import type { Fault } from "../../network/index.ts";
import type { ClientSpec, Scenario, Workload } from "../scenario.ts";
import { partiesOf } from "./clients.ts";
import { randomWorkload, RANDOM_RESOURCES } from "./random-workload.ts";

/**
 * A small story drawn from a seed: a few objects, a few clients that ask differently, faults of any intensity. Small
 * stories meet more often what large ones meet, since the same few objects go through everything.
 */
export function randomScenario(seed: number): Scenario {
  const random = createRandom(seed);
  const workload = randomWorkload(random.stream("workload"), {
    names: 2 + random.int(6),
    writes: 5 + random.int(60),
    lasts: (20 + random.int(160)) * SECOND,
    updates: 0.3 + 0.5 * random.unit(),
  });
  const clients = drawClients(random.stream("clients"), workload.lasts);
  const apiservers = 1 + random.int(2);
  const replicas = Array.from({ length: apiservers }, (_, i) => replicaName(i));
  const intensity = (["none", "light", "normal", "normal", "heavy"] as const)[random.int(5)] ?? "normal";
  const drawn = drawFaults(random.stream("faults"), intensity, { clients: partiesOf(clients), replicas, lasts: workload.lasts });
  const faults = drawn.map((fault) => (followsFailover(fault, drawn) ? fault : coinciding(random.stream("coincidences"), fault, workload))).sort((a, b) => a.at - b.at);
  return { seed, workload, clients, faults, apiservers, serverProfile: "modern", tieBreak: (["fifo", "seeded", "pct"] as const)[random.int(3)] ?? "fifo" };
}

/** Whether it is what makes a client that was moved open its streams anew. */
function followsFailover(fault: Fault, faults: readonly Fault[]): boolean {
  return fault.kind === "dropStreams" && faults.some((other) => other.kind === "failover" && other.at === fault.at && other.client === fault.match.from);
}

/** Half of the streams are dropped at the very instant of a write: what happens at one instant is where orders differ. */
function coinciding(random: Random, fault: Fault, { writes }: Workload): Fault {
  if (fault.kind !== "dropStreams" || random.int(2) === 0) return fault;
  const before = writes.findLast(({ at }) => at <= fault.at);
  return before === undefined ? fault : { ...fault, at: before.at };
}

/** What the network calls the replicas of a cluster, from 0. */
export function replicaName(index: number): string {
  return `apiserver-${index + 1}`;
}

function drawClients(random: Random, lasts: Micros): readonly ClientSpec[] {
  return Array.from({ length: 1 + random.int(4) }, (_, i) => {
    const resource = RANDOM_RESOURCES[random.int(RANDOM_RESOURCES.length)] as string;
    return {
      name: `${["manager", "gateway", "agent"][random.int(3)]}/${resource}-${i}`,
      resource,
      ...(random.int(4) === 0 ? { namespace: "shop" } : {}),
      ...(random.int(4) === 0 ? { labelSelector: "app=web" } : {}),
      gates: gatesOf(random),
      ...(random.int(2) === 0 ? { pageSize: 1 + random.int(4), mendsExpiryLoop: true } : {}),
      ...(random.int(3) === 0 ? { resync: MINUTE / 2 + random.int(MINUTE) } : {}),
      ...(random.int(4) === 0 ? { takes: (1 + random.int(200)) * MILLISECOND } : {}),
      ...(random.int(5) === 0 ? { stopsAt: random.int(lasts) } : {}),
    };
  });
}

function gatesOf(random: Random): { readonly [gate: string]: boolean } {
  const inOrder = random.int(4) > 0;
  const atomic = inOrder && random.int(2) === 0;
  return { WatchListClient: random.int(2) === 0, InOrderInformers: inOrder, InOrderInformersBatchProcess: inOrder && random.int(2) === 0, AtomicFIFO: atomic, UnlockWhileProcessingFIFO: atomic && random.int(2) === 0 };
}
