import { createCluster } from "../../src/index.ts";
import type { Cluster } from "../../src/index.ts";
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
 */
const CREATES = 2_000;
const LISTED = 2_000;
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

const creating: readonly Variant[] = [
  {
    name: "create a pod with cluster.client()", ops: CREATES,
    prepare: () => {
      const pods = ours(0).client().resource("v1", "pods", "bench");
      return async () => {
        for (let i = 0; i < CREATES; i += 1) await pods.create(newPod(i));
      };
    },
  },
  {
    name: "webernetes api.corev1.createNamespacedPod", ops: CREATES,
    prepare: () => {
      forgetPeers();
      return async () => {
        await theirs(CREATES);
      };
    },
  },
];

function expectAll(items: readonly unknown[]): void {
  if (items.length !== LISTED) throw new Error(`listed ${items.length} pods; expected ${LISTED}`);
}

const tables: Table[] = [
  { title: "A new cluster", rows: await compare(making, { warmUp: 5 }), targets: [{ against: "webernetes new Cluster() and init()", atLeast: 100 }] },
  { title: "Create a pod", rows: await compare(creating, { warmUp: 5 }), targets: [{ against: "webernetes api.corev1.createNamespacedPod", atLeast: 10 }] },
];
forgetPeers();

const full = ours(LISTED);
const listed = full.client().resource("v1", "pods", "bench");
const fullPeer = await theirs(LISTED);

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
