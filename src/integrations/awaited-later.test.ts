import { afterEach, beforeEach, expect, test } from "vitest";
import { fetchOn } from "./fetch.ts";
import { createCluster } from "../cluster/index.ts";

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
let others: NodeJS.UnhandledRejectionListener[] = [];

beforeEach(() => {
  others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", note);
});
afterEach(() => {
  process.removeAllListeners("unhandledRejection");
  for (const other of others) process.on("unhandledRejection", other);
  unhandled.length = 0;
});

test("a call between runs may reject before it is awaited", async () => {
  const cluster = createCluster({ latency: "5ms" });
  const get = cluster.client().resource("v1", "pods", "default").get("none");
  cluster.network.partition("cut", "apiserver", { dials: "refuse" });
  const cut = fetchOn(cluster, { party: "cut" })("/api/v1/pods");
  await cluster.advance("1s");
  await cluster.advance("1s");
  expect(unhandled).toEqual([]);
  await expect(get).rejects.toMatchObject({ code: 404 });
  await expect(cut).rejects.toThrow("fetch failed");
  await cluster.close();
});

test("a call that a reconcile forgets to await is still reported", async () => {
  const cluster = createCluster({ latency: "5ms" });
  cluster.controller({
    for: { resource: "namespaces", fieldSelector: "metadata.name=default" },
    reconcile: (_, client) => {
      void client.resource("v1", "pods", "default").get("none");
    },
  });
  await cluster.advance("1s");
  expect(unhandled).toEqual([expect.objectContaining({ code: 404 })]);
  await cluster.close();
});
