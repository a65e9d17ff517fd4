import fc from "fast-check";
import type { KubeObject, SharedInformer } from "../../src/index.ts";
import { createCluster } from "../../src/index.ts";
import type { Cluster, ClusterOptions } from "../../src/index.ts";
import { fault } from "../network/arbitrary.ts";
import type { Fault } from "../../src/index.ts";

/** What a random test does to a cluster, one step after the other. */
export type Deed =
  | { readonly do: "create" | "touch" | "delete"; readonly pod: number }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "compact" | "restart" };

export interface Life {
  readonly options: ClusterOptions;
  readonly faults: readonly Fault[];
  readonly deeds: readonly Deed[];
}

const LASTS = 180_000_000;
const pods = fc.nat(5);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("create" as const, "touch" as const, "touch" as const, "delete" as const), pod: pods }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 30_000 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("compact" as const, "restart" as const) }) },
);

export const life: fc.Arbitrary<Life> = fc.record({
  options: fc.record({
    seed: fc.integer(),
    apiservers: fc.constant(2),
    latency: fc.constantFrom("0ms", "3ms", "200ms"),
    transport: fc.constantFrom("objects" as const, "objects" as const, "bytes" as const),
    balance: fc.constantFrom("sticky" as const, "roundRobin" as const, "random" as const),
    tieBreak: fc.constantFrom("fifo" as const, "seeded" as const, "pct" as const),
    profile: fc.constantFrom("modern", "no-watch-list", "no-watch-cache"),
  }),
  faults: fc.array(fault(LASTS), { maxLength: 5 }),
  deeds: fc.array(deed, { maxLength: 25 }),
});

export interface Lived {
  readonly cluster: Cluster;
  readonly informers: readonly SharedInformer[];
}

/** Three parties that ask differently, then faults and deeds. */
export async function live({ options, faults, deeds }: Life): Promise<Lived> {
  const cluster = createCluster(options);
  const informers = [
    cluster.informer("v1", "pods", { name: "manager/pods" }),
    cluster.informer("v1", "pods", { name: "manager/nodes", labelSelector: "tier=front", pageSize: 2, gates: { WatchListClient: false } }),
    cluster.informer("v1", "pods", { name: "gateway", namespace: "default", resync: "1m" }),
  ];
  for (const each of faults) cluster.apply(each);
  for (const each of deeds) await act(cluster, each);
  return { cluster, informers };
}

async function act(cluster: Cluster, deed: Deed): Promise<void> {
  switch (deed.do) {
    case "wait":
      await cluster.advance(deed.ms);
      return;
    case "compact":
      cluster.apiserver.compact();
      return;
    case "restart": return cluster.apiserver.restart({ replica: "apiserver-1", downFor: "2s" });
    case "create":
      if (cluster.get(refOf(deed.pod)) === undefined) cluster.create(podOf(deed.pod));
      return;
    case "touch":
      if (cluster.get(refOf(deed.pod)) === undefined) return;
      // In and out of the selection.
      cluster.update(refOf(deed.pod), (draft) => {
        draft.metadata.labels = { tier: draft.metadata.labels?.["tier"] === "front" ? "back" : "front", at: `t${cluster.now}` };
      });
      return;
    case "delete":
      if (cluster.get(refOf(deed.pod)) !== undefined) cluster.delete(refOf(deed.pod));
  }
}

function refOf(pod: number) {
  return { apiVersion: "v1", kind: "Pod", name: `pod-${pod}` };
}

function podOf(pod: number): KubeObject {
  const labels = { tier: pod % 2 === 0 ? "front" : "back" };
  return { apiVersion: "v1", kind: "Pod", metadata: { name: `pod-${pod}`, namespace: "default", labels }, spec: { containers: [{ name: "main", image: "web" }] } };
}
