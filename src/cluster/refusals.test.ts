import { afterEach, describe, expect, test } from "vitest";
import type { Cluster, ClusterOptions, RecordedWrite, TraceEntry } from "./index.ts";
import { createCluster, InvalidOption, traceLine } from "./index.ts";

/** What types forbid and JavaScript, JSON or a slip of the pen lets through. */
type Loose = Record<"create" | "get" | "delete" | "register" | "controller" | "replay", (request: unknown) => unknown> & {
  readonly informer: (apiVersion: string, resource: string, request: unknown) => unknown;
  readonly client: (name: string, options: unknown) => unknown;
};

const made: Cluster[] = [];
const make = (options?: ClusterOptions): Cluster => {
  const cluster = createCluster(options);
  made.push(cluster);
  return cluster;
};
afterEach(async () => {
  for (const cluster of made.splice(0)) await cluster.close();
});

const config = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "default" } };
const nothing = (): void => {};

test.each<[string, (cluster: Loose) => unknown]>([
  ['informer has no option "labelSelektor" (perhaps labelSelector?)', (cluster) => cluster.informer("v1", "pods", { labelSelektor: "a=b" })],
  ['handler has no option "onUpdated" (perhaps onUpdate?)', (cluster) => cluster.informer("v1", "pods", { handler: { onUpdated: nothing } })],
  ["pageSize is -1", (cluster) => cluster.informer("v1", "pods", { pageSize: -1 })],
  ['client profile is "ancient"', (cluster) => cluster.informer("v1", "pods", { profile: "ancient" })],
  ['client profile is "ancient"', (cluster) => cluster.controller({ for: "configmaps", owns: { resource: "pods", profile: "ancient" }, reconcile: nothing })],
  ["reconcile is undefined", (cluster) => cluster.controller({ for: "pods" })],
  ["concurrency is 0", (cluster) => cluster.controller({ for: "pods", concurrency: 0, reconcile: nothing })],
  ['controller has no option "own" (perhaps owns?)', (cluster) => cluster.controller({ for: "pods", own: "configmaps", reconcile: nothing })],
  ['owns[0] has no option "labelSelektor"', (cluster) => cluster.controller({ for: "pods", owns: { resource: "configmaps", labelSelektor: "a=b" }, reconcile: nothing })],
  ["onError is 7", (cluster) => cluster.controller({ for: "pods", onError: 7, reconcile: nothing })],
  ["writes is null", (cluster) => cluster.replay(null)],
  ['writes[0].type is "UPSERT"', (cluster) => cluster.replay([{ at: 0, type: "UPSERT", object: config }])],
  ['writes[0].type is "MODIFIED"', (cluster) => cluster.replay([{ at: 0, type: "MODIFIED", object: config }])],
  ['writes[2].type is "DELETED"', (cluster) => cluster.replay(["ADDED", "DELETED", "DELETED"].map((type) => ({ at: 0, type, object: config })))],
  ["writes[0].object", (cluster) => cluster.replay([{ at: 0, type: "ADDED", object: { kind: "ConfigMap" } }])],
  ['register has no option "plural"', (cluster) => cluster.register({ group: "x.io", version: "v1", plural: "gizmos", kind: "Gizmo", namespaced: true })],
  ["resource of the resource is missing", (cluster) => cluster.register({ group: "x.io", version: "v1", kind: "Gizmo", namespaced: true })],
  ['client has no option "replika" (perhaps replica?)', (cluster) => cluster.client("a", { replika: "apiserver-1" })],
  ["object is null", (cluster) => cluster.create(null)],
  ["object is undefined", (cluster) => cluster.get(undefined)],
  ["object is null", (cluster) => cluster.delete(null)],
  ["apiVersion is undefined; expected an API version", (cluster) => cluster.create({})],
  ["kind is undefined; expected the kind of an object", (cluster) => cluster.create({ apiVersion: "v1" })],
  ['kind is "Pdo"; expected a known kind of v1 (perhaps Pod?)', (cluster) => cluster.create({ apiVersion: "v1", kind: "Pdo" })],
])("a cluster refuses: %s", (said, call) => {
  const cluster = make();
  const refused = (): unknown => call(cluster as unknown as Loose);
  expect(refused).toThrow(said);
  expect(refused).toThrow(InvalidOption);
  expect(cluster.ledger.parties()).toEqual([]);
});

test("a replica that does not exist is refused before its client is known", () => {
  const cluster = make();
  expect(() => cluster.client("a", { replica: "apiserver-7" })).toThrow('replica is "apiserver-7"; expected a replica: apiserver-1');
  expect(() => cluster.informer("v1", "pods", { replica: "apiserver-7" })).toThrow('replica is "apiserver-7"');
  expect(cluster.ledger.parties()).toEqual([]);
});

test.each<[string, unknown]>([
  ["the options of createCluster is null", null],
  ['createCluster has no option "sede" (perhaps seed?)', { sede: 3 }],
  ['tieBreak is "random"', { tieBreak: "random" }],
  ["latency is null", { latency: null }],
  ['profile: server profile is "ancient"; expected one of modern', { profile: "ancient" }],
  ['gates: server gate is "Foo"', { gates: { Foo: true } }],
  ["resources: version of the resource is missing", { resources: [{}] }],
])("createCluster refuses: %s", (said, options) => {
  expect(() => make(options as ClusterOptions)).toThrow(said);
  expect(() => make(options as ClusterOptions)).toThrow(InvalidOption);
});

test("a replay may change what is in the store, and what it added before", async () => {
  const cluster = make();
  cluster.load(config);
  const b = { ...config, metadata: { name: "b", namespace: "default" } };
  const writes: RecordedWrite[] = [
    { at: 1, type: "MODIFIED", object: { ...config, data: { x: "1" } } },
    { at: 2, type: "ADDED", object: b },
    { at: 3, type: "DELETED", object: b },
  ];
  cluster.replay(writes);
  await cluster.advance(1);
  expect(cluster.list("v1", "configmaps")).toMatchObject([{ metadata: { name: "a" }, data: { x: "1" } }]);
});

describe("a reconcile that fails", () => {
  test.each([
    ["at once", () => { throw new Error("boom"); }],
    ["later", async () => { throw new Error("boom"); }],
  ])("%s is told to onError and to the trace", async (_, reconcile) => {
    const cluster = make();
    const told: string[] = [];
    const entries: TraceEntry[] = [];
    const subscription = cluster.trace$.subscribe((entry) => entries.push(entry));
    cluster.controller({ for: { resource: "namespaces", fieldSelector: "metadata.name=default" }, reconcile, onError: (key, error) => told.push(`${key}: ${String(error)}`) });
    await cluster.advance(0);
    subscription.unsubscribe();
    expect(told).toEqual(["default: Error: boom"]);
    expect(entries.filter(({ kind }) => kind === "failed").map(traceLine)).toEqual(["0 ms  controller failed on default: boom"]);
  });

  test("and whose onError fails too, fails the run", async () => {
    const cluster = make();
    cluster.controller({ for: "namespaces", reconcile: () => { throw new Error("boom"); }, onError: () => { throw new Error("bang"); } });
    await expect(cluster.advance("1s")).rejects.toThrow("bang");
  });
});

test("what replays a run names the options it was made with, in every error", async () => {
  const cluster = make({ seed: 4, apiservers: 2, latency: "5ms", tieBreak: "seeded", resources: [] });
  const line = 'replay with createCluster({ seed: 4, apiservers: 2, latency: "5ms", tieBreak: "seeded", resources: /* yours */ })';
  expect(cluster.replayLine).toBe(line);
  const fork = cluster.fork({ seed: 5 });
  made.push(fork);
  expect(fork.replayLine).toBe(`${line}, then fork({ seed: 5 }) where this one was forked`);
  cluster.informer("v1", "pods", { handler: { onAdd: () => { throw new Error("boom"); } } });
  cluster.load({ apiVersion: "v1", kind: "Pod", metadata: { name: "a" } });
  await expect(cluster.advance("1s")).rejects.toThrow(line);
});
