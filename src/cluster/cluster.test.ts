import { afterEach, describe, expect, test } from "vitest";
import type { KubeObject } from "../api/index.ts";
import type { Cluster, ClusterOptions } from "./index.ts";
import { createCluster, InvalidManifest, InvalidOption, LeakDetected, NotSettled, watchedOf } from "./index.ts";

const made: Cluster[] = [];
const make = (options?: ClusterOptions): Cluster => {
  const cluster = createCluster(options);
  made.push(cluster);
  return cluster;
};

/** How the cache of an informer differs from the store. */
const lacks = (informer: object): readonly string[] | undefined => watchedOf(informer)?.differences();

afterEach(async () => {
  for (const cluster of made.splice(0)) await cluster.close();
});

const deployment = (name: string, replicas: number): KubeObject => ({
  apiVersion: "apps/v1", kind: "Deployment", metadata: { name, namespace: "default" },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: "main", image: "web" }] } } },
});
const pod = (name: string, over: object = {}): KubeObject => ({
  apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "default", ...over }, spec: { containers: [{ name: "main", image: "web" }] },
});

test("a new cluster has the system namespaces, and runs nothing", () => {
  const cluster = make();
  expect(cluster.list("v1", "namespaces").map(({ metadata }) => metadata.name)).toEqual(["default", "kube-node-lease", "kube-public", "kube-system"]);
  expect(cluster.now).toBe(0);
});

test("what a new cluster has is managed by who made it", () => {
  const cluster = make();
  const managers = (apiVersion: string, kind: string, name: string, namespace = ""): readonly object[] => cluster.get({ apiVersion, kind, name, namespace })?.metadata.managedFields ?? [];
  expect(JSON.stringify(managers("v1", "Namespace", "kube-system"))).toBe('[{"manager":"kube-apiserver","operation":"Update","apiVersion":"v1","time":"2000-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{".":{},"f:kubernetes.io/metadata.name":{}}}}}]');
  const byServer = { manager: "kube-apiserver", operation: "Update" };
  expect(managers("v1", "Service", "kubernetes", "default")).toMatchObject([byServer]);
  expect(managers("scheduling.k8s.io/v1", "PriorityClass", "system-node-critical")).toMatchObject([byServer]);
  expect(managers("networking.k8s.io/v1", "IPAddress", "10.96.0.1")).toMatchObject([byServer]);
  expect(managers("networking.k8s.io/v1", "ServiceCIDR", "kubernetes")).toMatchObject([{ manager: "kubernetes-service-cidr-controller", operation: "Apply", subresource: "status" }, byServer]);
});

test("a controller, a partition and a compaction: the main job in twenty lines", async () => {
  const cluster = make({ seed: 42 });
  cluster.load(deployment("web", 3));
  const pods = cluster.informer("v1", "pods", { namespace: "default" });
  cluster.controller({
    for: "deployments",
    owns: "pods",
    reconcile: async (key, client, caches) => {
      const web = caches("deployments").get(key) as (KubeObject & { readonly spec: { readonly replicas: number } }) | undefined;
      if (web === undefined) return;
      const { name = "", uid = "" } = web.metadata;
      const owned = caches("pods").list().filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid));
      for (let i = owned.length; i < web.spec.replicas; i += 1) {
        const ownerReferences = [{ apiVersion: "apps/v1", kind: "Deployment", name, uid, controller: true }];
        await client.create(pod(`${name}-${i}`, { ownerReferences }));
      }
    },
  });
  await cluster.settle();
  expect(pods.store.size).toBe(3);

  cluster.network.partition("controller", "apiserver");
  cluster.update({ apiVersion: "apps/v1", kind: "Deployment", name: "web" }, (web) => {
    (web["spec"] as { replicas: number }).replicas = 5;
  });
  cluster.apiserver.compact();
  await cluster.advance("10m");
  expect(cluster.list("v1", "pods")).toHaveLength(3);
  cluster.network.heal();
  await cluster.settle();
  expect(cluster.list("v1", "pods")).toHaveLength(5);
  expect(lacks(pods)).toEqual([]);
  await cluster.close();
  expect(cluster.ledger.leaks()).toEqual([]);
});

describe("load", () => {
  test("takes YAML of several documents, lists and objects", () => {
    const cluster = make();
    cluster.load("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: b, namespace: kube-system}}\n");
    cluster.load([pod("p"), "{apiVersion: v1, kind: Node, metadata: {name: n}}"]);
    expect(cluster.list("v1", "configmaps").map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual(["default/a", "kube-system/b"]);
    expect(cluster.get({ apiVersion: "v1", kind: "Node", name: "n" })?.metadata).toMatchObject({ uid: expect.stringMatching(/^[0-9a-f-]{36}$/), creationTimestamp: "2000-01-01T00:00:00Z" });
  });

  test.each([
    ["no kind", [pod("good"), { apiVersion: "v1", metadata: { name: "x" } }], /kind/],
    ["no name", [pod("good"), { apiVersion: "v1", kind: "Pod", metadata: {} }], /metadata\.name/],
    ["an unknown kind", [pod("good"), { apiVersion: "v9", kind: "Gizmo", metadata: { name: "x" } }], /Gizmo/],
    ["broken YAML", "a: [", /document 0 \(line 1\): the YAML is malformed/],
    ["plain text", "just text", /document 0 \(line 1\) is "just text"; expected an object/],
    ["plain text among documents", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\njust text\n", /document 1 \(line 5\) is "just text"/],
    ["texts in a list of YAML", "- just text", /document 0 \(line 1\)\[0\] is "just text"/],
    ["an alias without its anchor", "a: *nope", /document 0 \(line 1\): .*nope/],
    ["a document without a kind", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nmetadata: {name: b}", /document 1 \(line 5\) has no kind/],
    ["a number", 7, /7/],
    ["prototype pollution", [pod("good"), JSON.parse('{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x","labels":{"__proto__":"x"}}}')], /__proto__/],
    ["a cycle", [pod("good"), cyclic()], /\[1\]: spec\.self: contains itself/],
  ])("%s: a typed error, nothing half-loaded, and the cluster goes on", (_, manifests, message) => {
    const cluster = make();
    expect(() => cluster.load(manifests as object)).toThrow(message);
    expect(() => cluster.load(manifests as object)).toThrow(InvalidManifest);
    expect(cluster.list("v1", "pods")).toEqual([]);
    expect(cluster.list("v1", "configmaps")).toEqual([]);
    cluster.load(pod("after"));
    expect(cluster.list("v1", "pods")).toHaveLength(1);
  });
});

function cyclic(): object {
  const spec: { self?: object } = {};
  spec.self = spec;
  return { ...pod("x"), spec };
}

describe("what a create refuses", () => {
  test.each([
    ["an unknown kind", { apiVersion: "v9", kind: "Gizmo", metadata: { name: "x" } }, "InvalidOption"],
    ["no kind", { apiVersion: "v1", metadata: { name: "x" } }, "InvalidOption"],
    ["no name", { apiVersion: "v1", kind: "ConfigMap", metadata: {} }, "ApiError"],
    ["a cycle", cyclic(), "ApiError"],
    ["prototype pollution", JSON.parse('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":{"__proto__":"x"}}'), "ApiError"],
    ["more than the apiserver takes", { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" }, data: { huge: "x".repeat(4_000_000) } }, "ApiError"],
    ["a namespace that is not there", { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", namespace: "nowhere" } }, "ApiError"],
  ])("%s: a typed error, nothing stored, and the cluster goes on", (_, object, name) => {
    const cluster = make();
    expect(() => cluster.create(object as object)).toThrow(expect.objectContaining({ name }));
    expect(cluster.list("v1", "configmaps")).toEqual([]);
    expect(cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "after" } }).metadata.name).toBe("after");
  });
});

describe("bad options", () => {
  test.each([
    ["seed", { seed: 1.5 }],
    ["epoch", { epoch: "yesterday" }],
    ["profile", { profile: "ancient" }],
    ["gates", { gates: { Nonsense: true } }],
    ["apiservers", { apiservers: 0 }],
    ["latency", { latency: "-5ms" }],
    ["transport", { transport: "pigeons" }],
    ["resources", { resources: [{ group: "x.io", version: "v1", resource: "", kind: "X", namespaced: true }] }],
    ["colour", { colour: "red" }],
    ["snapshot.format", { snapshot: { format: "zip" } }],
  ])("%s", (option, options) => {
    expect(() => createCluster(options as ClusterOptions)).toThrow(expect.objectContaining({ name: "InvalidOption", option }));
  });

  test("durations and names, and the cluster goes on", async () => {
    const cluster = make();
    await expect(cluster.advance(-1)).rejects.toThrow(InvalidOption);
    await expect(cluster.advance("10 parsecs")).rejects.toThrow(/by is "10 parsecs"/);
    expect(() => cluster.informer("v1", "gizmos")).toThrow(InvalidOption);
    expect(() => cluster.informer("v1", "pods", { labelSelector: "a in" })).toThrow(/unable to parse|a in/);
    expect(() => cluster.informer("v1", "nodes", { namespace: "shop" })).toThrow(InvalidOption);
    expect(() => cluster.apiserver.restart({ replica: "apiserver-9" })).toThrow(InvalidOption);
    expect(() => cluster.apiserver.compact(-1)).toThrow(InvalidOption);
    const pods = cluster.informer("v1", "pods");
    await cluster.settle();
    expect(lacks(pods)).toEqual([]);
    expect(cluster.now).toBe(0);
  });
});

test.each([["10m", 600_000], ["1h30m", 5_400_000], ["250ms", 250], ["1.5s", 1_500], [42, 42]])("advance(%s) is %d ms", async (by, ms) => {
  const cluster = make();
  await cluster.advance(by);
  expect(cluster.now).toBe(ms);
});

describe("update", () => {
  test("changes one object and leaves the old one as it was", () => {
    const cluster = make();
    const before = cluster.create(pod("a"));
    const after = cluster.update(before, (draft) => {
      draft.metadata.labels = { tier: "front" };
    });
    expect(before.metadata.labels).toBeUndefined();
    expect(after.metadata).toMatchObject({ labels: { tier: "front" } });
    expect(Number(after.metadata.resourceVersion)).toBeGreaterThan(Number(before.metadata.resourceVersion));
    expect(cluster.update(after, () => {})).toBe(after);
  });

  test("what the apiserver refuses is an ApiError with its Status", () => {
    const cluster = make();
    expect(() => cluster.update({ apiVersion: "v1", kind: "Pod", name: "none" }, () => {})).toThrow(expect.objectContaining({ name: "ApiError", code: 404 }));
  });
});

describe("fork", () => {
  test("shares objects and goes its own way", async () => {
    const cluster = make();
    cluster.create(pod("a"));
    await cluster.advance("5m");
    const fork = cluster.fork();
    made.push(fork);
    fork.create(pod("b"));
    cluster.delete({ apiVersion: "v1", kind: "Pod", name: "a" });
    expect(fork.list("v1", "pods").map(({ metadata }) => metadata.name)).toEqual(["a", "b"]);
    const pods = fork.informer("v1", "pods");
    await fork.settle();
    expect(pods.store.size).toBe(2);
    expect(cluster.now).toBe(300_000);
  });

  test("is where the parent's wall clock stands", async () => {
    const cluster = make();
    await cluster.advance("1h");
    const fork = cluster.fork();
    made.push(fork);
    expect(fork.create(pod("a")).metadata.creationTimestamp).toBe("2000-01-01T01:00:00Z");
  });
});

test("a snapshot begins another cluster with the same objects at the same versions", async () => {
  const cluster = make({ resources: [{ group: "x.io", version: "v1", resource: "gizmos", kind: "Gizmo", namespaced: false }] });
  cluster.create(pod("a"));
  cluster.create({ apiVersion: "x.io/v1", kind: "Gizmo", metadata: { name: "g" } });
  await cluster.advance("2m");
  const snapshot = JSON.parse(JSON.stringify(cluster.snapshot()));
  const restored = make({ snapshot });
  expect(restored.list("v1", "pods")).toEqual(cluster.list("v1", "pods"));
  expect(restored.list("x.io/v1", "gizmos")).toEqual(cluster.list("x.io/v1", "gizmos"));
  expect(restored.create(pod("b")).metadata.creationTimestamp).toBe("2000-01-01T00:02:00Z");
});

describe("settle", () => {
  test("heals what is broken first", async () => {
    const cluster = make();
    const pods = cluster.informer("v1", "pods");
    await cluster.settle();
    cluster.network.partition("informer", "apiserver");
    cluster.create(pod("a"));
    await cluster.advance("1m");
    expect(lacks(pods)).not.toEqual([]);
    expect(await cluster.settle()).toMatchObject({ kind: "settled" });
    expect(lacks(pods)).toEqual([]);
  });

  test("says who is not at rest, when, and how to see it again", async () => {
    const cluster = make({ seed: 7 });
    cluster.load(deployment("web", 1));
    cluster.controller({
      for: "deployments",
      reconcile: () => {
        throw new Error("disk full");
      },
    });
    const failure = await cluster.settle({ within: "1m" }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NotSettled);
    expect(String(failure)).toMatch(/default\/web failed last time: disk full[\s\S]*seed: 7/);
  });
});

test("recorded changes are put in at their times, with the uids they bring", async () => {
  const cluster = make();
  const object = { ...pod("a", { uid: "11111111-1111-4111-8111-111111111111", resourceVersion: "42" }) };
  cluster.replay([{ at: 1_000_000, type: "ADDED", object }, { at: 3_000_000, type: "DELETED", object }]);
  await cluster.advance("2s");
  expect(cluster.list("v1", "pods")[0]?.metadata).toMatchObject({ uid: "11111111-1111-4111-8111-111111111111" });
  await cluster.advance("2s");
  expect(cluster.list("v1", "pods")).toEqual([]);
  expect(() => cluster.replay([{ at: 5, type: "ADDED", object }, { at: 4, type: "ADDED", object }])).toThrow(/writes\[1\]\.at is 4/);
});

test("trace$ tells requests, answers, events and faults while subscribed", async () => {
  const cluster = make();
  const kinds = new Set<string>();
  const subscription = cluster.trace$.subscribe(({ kind }) => kinds.add(kind));
  cluster.informer("v1", "pods");
  cluster.apply({ kind: "dropStreams", at: 1_000_000, match: {} });
  await cluster.advance("2s");
  cluster.create(pod("a"));
  await cluster.advance("1s");
  expect([...kinds].sort()).toEqual(["answer", "end", "event", "fault", "request"]);
  subscription.unsubscribe();
});

test("close names what somebody left open", async () => {
  const cluster = createCluster();
  cluster.core.scope.hold("queue", "left behind", () => {});
  await expect(cluster.close()).rejects.toThrow(LeakDetected);
  await expect(cluster.close()).rejects.toThrow(/queue "left behind"/);
  await expect(cluster.advance(1)).rejects.toThrow(/closed cluster/);
});

test("after a compaction the next re-watch is a 410, and those who stay connected notice nothing", async () => {
  const cluster = make();
  const cut = cluster.informer("v1", "pods", { name: "cut" });
  const connected = cluster.informer("v1", "pods", { name: "connected" });
  await cluster.settle();
  cluster.network.partition("cut", "apiserver");
  cluster.create(pod("a"));
  cluster.create(pod("b"));
  cluster.apiserver.compact();
  await cluster.advance("2m");
  await cluster.settle();
  expect([cut.stats.expired, connected.stats.expired]).toEqual([1, 0]);
  expect(lacks(cut)).toEqual([]);
});

test("the third status update fails with 409, and the controller tries again", async () => {
  const cluster = make();
  cluster.load([deployment("a", 1), deployment("b", 1), deployment("c", 1), deployment("d", 1)]);
  const failed: string[] = [];
  cluster.network.fail({ verb: "update", subresource: "status" }, { nth: 3, status: 409 });
  const controller = cluster.controller({
    for: "deployments",
    reconcile: async (key, client, caches) => {
      const found = caches("deployments").get(key);
      if (found === undefined || found["status"] !== undefined) return;
      await client.updateStatus({ ...found, status: { replicas: 1 } }).catch((error: unknown) => {
        failed.push(`${key}: ${String(error)}`);
        throw error;
      });
    },
  });
  await cluster.advance("1m");
  expect(failed).toEqual([expect.stringMatching(/^default\/c: ApiError: Operation cannot be fulfilled on deployments\.apps "c"/)]);
  expect(controller.stats.failures).toBe(1);
  expect(cluster.list("apps/v1", "deployments").map((each) => each["status"])).toEqual(Array.from({ length: 4 }, () => expect.objectContaining({ replicas: 1 })));
});

test("several apiservers: a lagging one is caught up with by settle, and a restart is survived", async () => {
  const cluster = make({ apiservers: 2, latency: "2ms" });
  const a = cluster.informer("v1", "pods", { replica: "apiserver-1" });
  const b = cluster.informer("v1", "pods", { replica: "apiserver-2" });
  await cluster.settle();
  cluster.apiserver.lag("10s", "apiserver-2");
  cluster.create(pod("a"));
  await cluster.advance("1s");
  expect(lacks(a)).toEqual([]);
  expect(lacks(b)).not.toEqual([]);
  cluster.apiserver.restart({ replica: "apiserver-1", downFor: "5s" });
  await cluster.advance("20s");
  await cluster.settle();
  expect(lacks(a)).toEqual([]);
  expect(lacks(b)).toEqual([]);
});

test("objects and bytes end in the same cache", async () => {
  for (const transport of ["objects", "bytes"] as const) {
    const cluster = make({ transport });
    const pods = cluster.informer("v1", "pods");
    await cluster.settle();
    await cluster.client().create(pod("a"));
    await cluster.settle();
    expect(lacks(pods)).toEqual([]);
    expect(pods.store.get("default/a")).toMatchObject({ kind: "Pod", apiVersion: "v1" });
  }
});

describe("close", () => {
  test("twice at once is one close", async () => {
    const cluster = createCluster();
    cluster.informer("v1", "pods");
    await cluster.advance("1s");
    await Promise.all([cluster.close(), cluster.close()]);
    expect(cluster.ledger.leaks()).toEqual([]);
  });

  test.each<[string, (cluster: Cluster, close: () => void) => void]>([
    ["a handler", (cluster, close) => cluster.informer("v1", "namespaces", { handler: { onAdd: close } })],
    ["a reconcile", (cluster, close) => cluster.controller({ for: "namespaces", reconcile: async () => close() })],
    ["beside the run", (_, close) => close()],
  ])("from %s, while a run is under way, comes to its end behind the run", async (_, place) => {
    const cluster = createCluster();
    const log: string[] = [];
    let closed: Promise<unknown> | undefined;
    const close = (): void => {
      closed ??= cluster.close().then(() => log.push("closed"));
    };
    const run = cluster.advance("1h").then(() => log.push("run over"));
    place(cluster, close);
    await run;
    await closed;
    expect(log).toEqual(["run over", "closed"]);
    expect(cluster.ledger.resources().filter(({ opened, closed: shut }) => opened !== shut)).toEqual([]);
  });

  test("while settle runs: what has stopped is at rest", async () => {
    const cluster = createCluster();
    cluster.controller({
      for: "namespaces",
      reconcile: () => {
        void cluster.close();
        throw new Error("closed under my feet");
      },
    });
    expect((await cluster.settle()).kind).toBe("settled");
    await cluster.close();
  });
});

describe("a controller", () => {
  test.each([
    ["failed", () => { throw new Error("no"); }],
    ["never ended its work", () => new Promise<void>(() => {})],
  ])("that %s and was stopped does not keep settle waiting", async (_, reconcile) => {
    const cluster = make();
    const controller = cluster.controller({ for: "namespaces", reconcile });
    await cluster.advance("1s");
    controller.stop();
    expect((await cluster.settle({ within: "1m" })).kind).toBe("settled");
  });

  test.each([{ concurrency: 0 }, { concurrency: Number.NaN }, { owns: ["configmaps", "podz"] }, { for: "podz" }])("with %j is refused, and leaves nothing behind", (wrong) => {
    const cluster = make();
    const open = (): unknown => cluster.ledger.resources().map(({ kind, opened, closed }) => [kind, opened - closed]);
    const before = open();
    expect(() => cluster.controller({ for: "pods", reconcile: () => {}, ...wrong })).toThrow(InvalidOption);
    expect(open()).toEqual(before);
    expect(cluster.ledger.parties()).toEqual([]);
  });

  test.each([Number.NaN, Infinity, -1])("that asks to come back after %s ms has failed, and says why", async (requeueAfter) => {
    const cluster = make();
    cluster.controller({ for: "namespaces", reconcile: () => ({ requeueAfter }) });
    await expect(cluster.settle({ within: "1m" })).rejects.toThrow(/requeueAfter is (NaN|Infinity|-1)/);
  });
});

test("lags and restarts that overlap: the latest word on a replica holds, and the end of an earlier one ends nothing else", async () => {
  const cluster = make();
  const maps = cluster.informer("v1", "configmaps");
  const short = cluster.apiserver.lag("5s");
  const long = cluster.apiserver.lag("30s", "apiserver-1");
  short();
  short();
  await cluster.advance("1s");
  cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } });
  await cluster.advance("10s");
  expect(maps.store.size).toBe(0);
  long();
  await cluster.advance("10s");
  expect(maps.store.size).toBe(1);

  const now = cluster.now * 1_000;
  cluster.apply({ kind: "restart", at: now, replica: "apiserver-1", downFor: 10_000_000 });
  cluster.apply({ kind: "restart", at: now + 5_000_000, replica: "apiserver-1", downFor: 10_000_000 });
  await cluster.advance("12s");
  expect(cluster.network.isUp("apiserver-1")).toBe(false);
  await cluster.advance("4s");
  expect(cluster.network.isUp("apiserver-1")).toBe(true);
});

test("an injected answer under way is given, even if a partition ends meanwhile", async () => {
  const cluster = make({ latency: "100ms" });
  cluster.network.fail({ verb: "create" }, { status: 409 });
  const heal = cluster.network.partition("client", "apiserver");
  const refused = cluster.client().create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "default" } }).catch((error: unknown) => error);
  await cluster.advance("10ms");
  heal();
  await cluster.advance("1s");
  expect(await refused).toMatchObject({ code: 409 });
  expect(cluster.list("v1", "configmaps")).toEqual([]);
});

test("informers are parties with names of their own, also beside one that chose such a name itself", () => {
  const cluster = make();
  cluster.informer("v1", "pods", { name: "informer/pods-2" });
  for (let i = 0; i < 3; i += 1) cluster.informer("v1", "pods");
  expect(cluster.ledger.parties().map(({ party }) => party)).toEqual(["informer/pods-2", "informer/pods", "informer/pods-3", "informer/pods-4"]);
});

test("an update that returns an object instead of changing its draft, or changes it later, is refused and writes nothing", async () => {
  const cluster = make();
  const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "default" }, data: { x: "1" } };
  const made = cluster.create(map);
  expect(() => cluster.update(made, (draft) => ({ ...draft, data: { x: "2" } }))).toThrow(/in place/);
  expect(() => cluster.update(made, async (draft) => { draft.metadata.labels = {}; })).toThrow(/change is "asynchronous"/);
  expect(cluster.get(made)).toBe(made);
  expect(cluster.update(made, (draft) => (draft.metadata.labels = { app: "web" })).metadata.labels).toEqual({ app: "web" });
  expect(cluster.update(made, (draft) => draft.metadata).metadata.labels).toEqual({ app: "web" });
});

test.each(["random", { kind: "dice" }])("the tie-break %j is refused", (tieBreak) => {
  expect(() => createCluster(JSON.parse(JSON.stringify({ tieBreak })) as ClusterOptions)).toThrow(/^tieBreak is/);
});

test("settle does not wait for an informer that was stopped before it started", async () => {
  const cluster = make();
  cluster.informer("v1", "pods").stop();
  expect((await cluster.settle({ within: "1m" })).kind).toBe("settled");
});

test.each<["stall" | "halfOpen", number]>([["stall", 10], ["halfOpen", 200]])("two partitions (%s) between the same parties heal apart: nothing passes before the second heal", async (streams, seconds) => {
  const cluster = make();
  const maps = cluster.informer("v1", "configmaps");
  await cluster.advance("1s");
  const first = cluster.network.partition("informer", "apiserver", { streams });
  const second = cluster.network.partition("apiserver-1", "informer/configmaps", { streams });
  cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } });
  await cluster.advance(seconds * 1_000);
  first();
  await cluster.advance(seconds * 1_000);
  expect(maps.store.size).toBe(0);
  second();
  await cluster.advance("1m");
  expect(maps.store.size).toBe(1);
});

test("a stall that heals in time costs nothing: the health check that would have found it dead is called off", async () => {
  const cluster = make();
  cluster.informer("v1", "configmaps");
  await cluster.advance("1s");
  const heal = cluster.network.partition("informer", "apiserver", { streams: "stall" });
  await cluster.advance("10s");
  heal();
  await cluster.advance("2m");
  expect(cluster.ledger.parties()).toMatchObject([{ failures: 0 }]);
});

test.each<["stall" | "halfOpen", number]>([["stall", 0], ["halfOpen", 1]])("a client that leaves behind a partition (%s): after the heal the server still serves %i streams", async (streams, left) => {
  const cluster = make();
  const maps = cluster.informer("v1", "configmaps");
  await cluster.advance("1s");
  const heal = cluster.network.partition("informer", "apiserver", { streams });
  maps.stop();
  heal();
  await cluster.advance("1s");
  const stream = cluster.ledger.resources().find(({ kind }) => kind === "watch");
  expect((stream?.opened ?? 0) - (stream?.closed ?? 0)).toBe(left);
});

test("settle brings up a replica that was taken down by hand", async () => {
  const cluster = make();
  const namespaces = cluster.informer("v1", "namespaces");
  cluster.network.down("apiserver-1");
  await cluster.advance("10s");
  expect([namespaces.hasSynced, cluster.network.calmed]).toEqual([false, false]);
  await cluster.settle();
  expect([namespaces.store.size, cluster.network.calmed]).toEqual([4, true]);
});

test("a cache that has not heard of a deletion differs, and says how", async () => {
  const cluster = make();
  const maps = cluster.informer("v1", "configmaps");
  const map = cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "default" } });
  await cluster.settle();
  cluster.network.partition("informer", "apiserver");
  cluster.delete(map);
  await cluster.advance("1s");
  expect(lacks(maps)).toEqual(["default/a is still cached, the store has deleted it"]);
});

test("a replica that lags does so for who reads it for the first time, too", async () => {
  const cluster = make({ apiservers: 2 });
  const ref = { apiVersion: "v1", kind: "ConfigMap", name: "a" };
  cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { x: "old" } });
  cluster.apiserver.lag("10s", "apiserver-1");
  cluster.update<KubeObject & { data: { x: string } }>(ref, (map) => {
    map.data.x = "new";
  });
  const read = async (replica: string, party: string): Promise<unknown> => {
    const answer = cluster.client(party, { replica }).resource("v1", "configmaps", "default").get("a", { resourceVersion: "0" });
    await cluster.advance(0);
    return (await answer)["data"];
  };
  expect(await read("apiserver-1", "late")).toEqual({ x: "old" });
  expect(await read("apiserver-2", "fresh")).toEqual({ x: "new" });
  await cluster.advance("10s");
  expect(await read("apiserver-1", "patient")).toEqual({ x: "new" });
});

test("close names the watches that their openers have not ended, and closes them", async () => {
  const cluster = createCluster({ seed: 7 });
  const watch = (name: string): { unsubscribe(): void } => cluster.client(name).resource("v1", "pods").watch$().subscribe({ error: () => {} });
  watch("tidy").unsubscribe();
  watch("forgetful");
  await cluster.advance("1s");
  cluster.client("raw").resource("v1", "nodes").watch({}, { event: () => {}, ended: () => {} });
  cluster.client("timed").resource("v1", "pods").watch({ timeoutSeconds: 1 }, { event: () => {}, ended: () => {} });
  cluster.informer("v1", "pods").events$.subscribe();
  cluster.controller({ for: "pods", reconcile: () => {} });
  await cluster.advance("5s");
  const closed = cluster.close();
  await expect(closed).rejects.toThrow(LeakDetected);
  await expect(closed).rejects.toMatchObject({
    leaks: [
      { kind: "watch", label: "watch pods", age: 6_000_000, openedBy: ["kernel", "cluster", "client forgetful"] },
      { kind: "watch", label: "watch nodes", age: 5_000_000, openedBy: ["kernel", "cluster", "client raw"] },
    ],
  });
  expect(cluster.ledger.leaks()).toEqual([]);
  expect(cluster.ledger.resources().filter(({ opened, closed: shut }) => opened !== shut)).toEqual([]);
});
