import { expect, test } from "vitest";
import { createCluster } from "../cluster/index.ts";
import "./vitest.ts";

const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "a", namespace: "default" }, spec: { containers: [{ name: "main", image: "web" }] } };

test("toHaveConverged says in words what the cache lacks", async () => {
  const cluster = createCluster();
  const pods = cluster.informer("v1", "pods");
  expect(() => expect(pods).toHaveConverged()).toThrow(/not been started/);
  await cluster.settle();
  expect(pods).toHaveConverged();
  expect(() => expect(pods).not.toHaveConverged()).toThrow(/they are equal \(0 objects\)/);
  cluster.network.partition("informer", "apiserver", { streams: "drop" });
  cluster.create(pod);
  expect(pods).not.toHaveConverged();
  expect(() => expect(pods).toHaveConverged()).toThrow(/informer\/pods to equal the store:\n {2}default\/a is missing/);
  await cluster.close();
});

test("toHaveConverged is for informers of a cluster", () => {
  expect(() => expect({}).toHaveConverged()).toThrow(/cluster\.informer/);
});

test("toHaveNoLeaks names each open resource", async () => {
  const cluster = createCluster();
  expect(cluster).toHaveNoLeaks();
  cluster.core.scope.hold("queue", "left behind", () => {});
  await cluster.close().catch(() => {});
  expect(() => expect(cluster).toHaveNoLeaks()).toThrow(/queue "left behind"/);
  expect(cluster).not.toHaveNoLeaks();
  expect(() => expect({}).toHaveNoLeaks()).toThrow(/createCluster/);
});
