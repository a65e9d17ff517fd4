import type { Registry } from "../api/index.ts";
import { createRegistry } from "../api/index.ts";
import { createKernel } from "../kernel/index.ts";
import type { Clock, Kernel, Micros, Scope } from "../kernel/index.ts";
import type { Network } from "../network/index.ts";
import { createNetwork } from "../network/index.ts";
import { createApiServer, createDefinitions, createLoader, restoreStorage } from "../server/index.ts";
import type { Loader, Storage } from "../server/index.ts";
import type { Replicas } from "./apiservers.ts";
import { createReplicas } from "./apiservers.ts";
import type { Cluster } from "./cluster.ts";
import { clusterFace } from "./cluster-face.ts";
import { orRefuse } from "./check-options.ts";
import { InvalidOption } from "./errors.ts";
import type { Hand } from "./hand.ts";
import { createHand } from "./hand.ts";
import type { ClusterOptions, Plan } from "./options.ts";
import { planOf } from "./options.ts";
import { baseStorage } from "./system-objects.ts";

/**
 * A cluster in this process: nothing real is started, nothing runs before `advance`, `runUntil` or `settle`.
 *
 * @throws InvalidOption
 */
export function createCluster(options: ClusterOptions = {}): Cluster {
  return clusterFace(assemble(planOf(options), undefined));
}

/** Where a cluster's store comes from when it does not begin empty. */
export interface Origin {
  /** @param now of the new cluster */
  storage(now: () => Micros): Storage;
  readonly registry: Registry;
  /** How old the store is when the cluster begins. */
  readonly age: Micros;
}

/** The rooms of one cluster, put together. */
export interface Parts {
  readonly plan: Plan;
  readonly kernel: Kernel;
  /** As the servers see it: the age of the store, which a fork continues. */
  readonly clock: Clock;
  readonly scope: Scope;
  readonly storage: Storage;
  readonly registry: Registry;
  readonly loader: Loader;
  readonly network: Network;
  readonly replicas: Replicas;
  /** Made when first used. */
  readonly hand: () => Hand;
  readonly assemble: typeof assemble;
}

export function assemble(plan: Plan, origin: Origin | undefined): Parts {
  const { seed, epoch, tieBreak, replayLine, profile, apiservers, latency, form, balance, healthCheck, countBytes, snapshot } = plan;
  const kernel = createKernel({ seed, epoch, tieBreak, replay: replayLine });
  const age = origin?.age ?? snapshot?.age ?? 0;
  const clock: Clock = age === 0 ? kernel.clock : { now: () => age + kernel.clock.now(), wall: () => kernel.clock.wall() };
  const scope = kernel.root.child("cluster");
  const registry = origin?.registry ?? createRegistry();
  register(registry, plan);
  const storage = origin?.storage(clock.now) ?? restored(plan, clock.now) ?? baseStorage(epoch).fork(clock.now);
  const loader = createLoader(storage, registry);
  const random = kernel.random.stream("apiserver");
  const definitions = createDefinitions({ storage, registry, clock, scope: scope.child("definitions") });
  const replicas = createReplicas({ clock, scope: scope.child("apiservers"), random, storage, registry, profile, count: apiservers, definitions });
  const network = createNetwork({
    kernel, latency, balance, form, countBytes, registry,
    scope: scope.child("network"),
    servers: replicas.faults,
    ...(healthCheck === undefined ? {} : { healthCheck }),
  });
  for (const server of replicas.servers) network.serve(server.name, server);

  let made: Hand | undefined;
  const hand = (): Hand => {
    const unCached = { ...profile, gates: { ...profile.gates, WatchCache: false } };
    made ??= createHand(createApiServer({ name: "hand", scope: scope.child("hand"), clock, random: random.stream("hand"), storage, registry, profile: unCached, definitions }), registry, definitions);
    return made;
  };
  return { plan, kernel, clock, scope, storage, registry, loader, network, replicas, hand, assemble };
}

function restored({ snapshot }: Plan, now: () => Micros): Storage | undefined {
  if (snapshot === undefined) return undefined;
  if (snapshot.format !== "kubeloom.cluster/1") throw new InvalidOption("snapshot.format", snapshot.format, '"kubeloom.cluster/1", as cluster.snapshot() writes it');
  try {
    return restoreStorage(snapshot.storage, now);
  } catch (error) {
    throw new InvalidOption("snapshot.storage", "a snapshot", `one that cluster.snapshot() wrote: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A fork's resources are known already. */
function register(registry: Registry, { resources, snapshot }: Plan): void {
  for (const resource of [...(snapshot?.resources ?? []), ...resources]) {
    if (registry.find(resource.group, resource.version, resource.resource) !== undefined) continue;
    orRefuse("resources", resource, () => registry.register(resource));
  }
}
