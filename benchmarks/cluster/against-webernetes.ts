import type { JsonObject } from "../../src/api/index.ts";
import { createCluster } from "../../src/index.ts";
import type { Cluster, ResourceClient } from "../../src/index.ts";
import { compare, report } from "../harness.ts";
import type { Table, Variant } from "../harness.ts";
import { newPod } from "./pods.ts";
import { webernetes } from "./webernetes.ts";
import type { WebernetesCluster } from "./webernetes.ts";

/**
 * node --expose-gc benchmarks/cluster/against-webernetes.ts [--json]
 *
 * A whole cluster in one process, ours and @ngrok/webernetes 0.3.5: making one, creating pods through its client, listing
 * 2,000 of them. Its pods live in a cluster that was not initialised, so that its nodes and controllers cost it nothing.
 *
 * Both sides are given the same pods, nobody watches them, and each create is awaited before the next is made, as a test is
 * written; the rows below show what the same creates cost ours in other forms. Outside of a run an awaited call takes no
 * turn of the event loop; within one, each answer waits for user code to come to rest, which takes two.
 */

/** In each cluster, created and listed. */
const PODS = 2_000;
const CLUSTERS = 3;
const NAMESPACE = { apiVersion: "v1", kind: "Namespace", metadata: { name: "bench" } };

const { Cluster: Webernetes } = await webernetes();
const peers: WebernetesCluster[] = [];

async function theirs(pods: number): Promise<WebernetesCluster> {
  const cluster = new Webernetes();
  peers.push(cluster);
  await cluster.api.corev1.createNamespace({ body: NAMESPACE });
  for (let i = 0; i < pods; i += 1) await cluster.api.corev1.createNamespacedPod({ namespace: "bench", body: newPod(i) });
  return cluster;
}

function ours(pods: number): Cluster {
  const cluster = createCluster();
  cluster.create(NAMESPACE);
  for (let i = 0; i < pods; i += 1) cluster.create(newPod(i));
  return cluster;
}

/** What earlier rounds left must not weigh on the collector. */
function forgetPeers(): void {
  for (const each of peers.splice(0)) void each.close();
}

const making: readonly Variant[] = [
  {
    name: "createCluster()", ops: 500,
    prepare: () => () => {
      for (let i = 0; i < 500; i += 1) createCluster();
    },
  },
  {
    name: "webernetes new Cluster() and init()", ops: 1,
    prepare: () => {
      forgetPeers();
      return async () => {
        const cluster = new Webernetes();
        peers.push(cluster);
        await cluster.init();
      };
    },
  },
];

/** Fills clusters one after the other, each with the same pods. */
function filling(name: string, fill: (cluster: Cluster) => void | Promise<void>): Variant {
  return {
    name, ops: PODS * CLUSTERS,
    prepare: () => {
      const clusters = Array.from({ length: CLUSTERS }, () => ours(0));
      return async () => {
        for (const cluster of clusters) await fill(cluster);
        for (const cluster of clusters) expectAll(cluster.list("v1", "pods", "bench"));
      };
    },
  };
}

function podsOf(cluster: Cluster): ResourceClient {
  return cluster.client().resource("v1", "pods", "bench");
}

const AWAITED = "create a pod with cluster.client(), awaited";
const THEIRS = "webernetes api.corev1.createNamespacedPod, awaited";

const creating: readonly Variant[] = [
  filling(AWAITED, async (cluster) => {
    const pods = podsOf(cluster);
    for (let i = 0; i < PODS; i += 1) await pods.create(newPod(i));
  }),
  {
    name: THEIRS, ops: PODS * 2,
    prepare: () => {
      forgetPeers();
      return async () => {
        for (let i = 0; i < 2; i += 1) await theirs(PODS);
      };
    },
  },
  filling("  ours, 2,000 sent together, then awaited", async (cluster) => {
    const pods = podsOf(cluster);
    await Promise.all(Array.from({ length: PODS }, (_, i) => pods.create(newPod(i))));
  }),
  filling("  ours, client.send with a callback", (cluster) => {
    const client = cluster.client();
    const { resource } = podsOf(cluster);
    for (let i = 0; i < PODS; i += 1) {
      client.send({ verb: "create", resource, namespace: "bench", body: { form: "object", value: newPod(i) as unknown as JsonObject } }, ({ ok }) => {
        if (!ok) throw new Error(`pod ${i} was refused`);
      });
    }
  }),
  filling("  ours, cluster.create, which is synchronous", (cluster) => {
    for (let i = 0; i < PODS; i += 1) cluster.create(newPod(i));
  }),
  filling("  ours, awaited by user code within a run", async (cluster) => {
    const { core: { kernel, scope } } = cluster;
    const pods = podsOf(cluster);
    scope.soon("creator", () => {
      void kernel.foreign("creator", async () => {
        for (let i = 0; i < PODS; i += 1) await pods.create(newPod(i));
      });
    });
    await cluster.advance(0);
  }),
];

function expectAll(items: readonly unknown[]): void {
  if (items.length !== PODS) throw new Error(`listed ${items.length} pods; expected ${PODS}`);
}

const tables: Table[] = [
  { title: "A new cluster", rows: await compare(making, { warmUp: 2 }), targets: [{ against: "webernetes new Cluster() and init()", atLeast: 100 }] },
  { title: "Create a pod", rows: await compare(creating, { warmUp: 2 }), targets: [{ against: THEIRS, atLeast: 10 }] },
];
forgetPeers();

const full = ours(PODS);
const listed = full.client().resource("v1", "pods", "bench");
const fullPeer = await theirs(PODS);

const listing: readonly Variant[] = [
  {
    name: "list 2,000 pods with cluster.client()", ops: 20,
    prepare: () => async () => {
      for (let i = 0; i < 20; i += 1) {
        // A write between two lists: no list is answered from the one before.
        full.update({ apiVersion: "v1", kind: "Pod", namespace: "bench", name: "pod-0" }, (draft) => {
          draft.metadata.annotations = { turn: `${Math.random()}` };
        });
        expectAll((await listed.list()).items);
      }
    },
  },
  {
    name: "webernetes api.corev1.listNamespacedPod", ops: 5,
    prepare: () => async () => {
      for (let i = 0; i < 5; i += 1) expectAll((await fullPeer.api.corev1.listNamespacedPod({ namespace: "bench" })).items);
    },
  },
];

tables.push({ title: "List 2,000 pods", rows: await compare(listing), targets: [{ against: "webernetes api.corev1.listNamespacedPod", atLeast: 10 }] });

const met = report(tables);
forgetPeers();
process.exit(met ? 0 : 1);
