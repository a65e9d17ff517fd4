import { afterEach, describe, expect, test } from "vitest";
import type { KubeObject, OwnerReference, RequestOptions } from "../../api/index.ts";
import type { Cluster, ClusterOptions } from "../index.ts";
import { createCluster } from "../index.ts";

const made: Cluster[] = [];
const make = (options: ClusterOptions = {}): Cluster => kept(createCluster({ controllers: "core", ...options }));
const kept = (cluster: Cluster): Cluster => {
  made.push(cluster);
  return cluster;
};

afterEach(async () => {
  // A close rejects when something leaked.
  for (const cluster of made.splice(0)) await cluster.close();
});

const map = (name: string, metadata: object = {}): KubeObject => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default", ...metadata } });
const ownedBy = ({ apiVersion, kind, metadata: { name = "", uid = "" } }: KubeObject, more: Partial<OwnerReference> = {}): OwnerReference => ({ apiVersion, kind, name, uid, ...more });
const namespace = (name: string, over: object = {}): KubeObject => ({ apiVersion: "v1", kind: "Namespace", metadata: { name }, ...over });

/** Names of what there is, but for what every namespace has. */
const names = (cluster: Cluster, resource = "configmaps", where = ""): readonly (string | undefined)[] =>
  cluster.list("v1", resource, where).map(({ metadata }) => metadata.name).filter((name) => name !== "kube-root-ca.crt");

const remove = (cluster: Cluster, object: KubeObject, options: RequestOptions): Promise<unknown> =>
  cluster.client("deleter").resource(object.apiVersion, `${object.kind.toLowerCase()}s`, object.metadata.namespace).delete(object.metadata.name ?? "", options);

/** What the controllers wrote, and how it was answered. */
function writesOf(cluster: Cluster): readonly string[] {
  const said: string[] = [];
  cluster.trace$.subscribe((entry) => {
    if (entry.kind !== "request" || entry.party !== "kube-controller-manager" || ["get", "list", "watch"].includes(entry.request.verb)) return;
    const { verb, resource, namespace: where, name, subresource, options, body } = entry.request;
    const sent = verb === "delete" ? options : body?.form === "patch" ? body.value : undefined;
    said.push([verb, resource.resource, `${where}/${name}`, subresource, sent === undefined ? "" : JSON.stringify(sent)].filter((part) => part !== "").join(" "));
  });
  return said;
}

describe("every namespace", () => {
  test("has its service account and its root certificate, and gets them back", async () => {
    const cluster = make({ rootCertificate: "CA" });
    await cluster.settle();
    cluster.create(namespace("shop"));
    await cluster.settle();
    expect(names(cluster, "serviceaccounts", "shop")).toEqual(["default"]);
    const root = { apiVersion: "v1", kind: "ConfigMap", name: "kube-root-ca.crt", namespace: "shop" };
    expect(cluster.get(root)).toMatchObject({ data: { "ca.crt": "CA" }, metadata: { annotations: { "kubernetes.io/description": expect.stringMatching(/^Contains a CA bundle/) as string } } });

    cluster.delete({ apiVersion: "v1", kind: "ServiceAccount", name: "default", namespace: "shop" });
    cluster.update(root, (draft) => {
      (draft as Record<string, unknown>)["data"] = { "ca.crt": "other", more: "x" };
    });
    await cluster.settle();
    expect(names(cluster, "serviceaccounts", "shop")).toEqual(["default"]);
    expect(cluster.get(root)).toMatchObject({ data: { "ca.crt": "CA" } });
    cluster.delete(root);
    await cluster.settle();
    expect(cluster.get(root)).toBeDefined();
  });

  test("of a cluster without controllers has nothing", async () => {
    const cluster = make({ controllers: "none" });
    await cluster.settle();
    expect([cluster.list("v1", "serviceaccounts"), cluster.list("v1", "configmaps")]).toEqual([[], []]);
  });
});

describe("garbage", () => {
  test("in the background: what belongs to nobody any more goes, generation by generation, with what preconditions upstream sends", async () => {
    const cluster = make();
    const owner = cluster.create(map("owner"));
    const child = cluster.create(map("child", { ownerReferences: [ownedBy(owner)] }));
    cluster.create(map("grandchild", { ownerReferences: [ownedBy(child)] }));
    cluster.create(map("stranger"));
    await cluster.settle();
    const writes = writesOf(cluster);
    cluster.delete(owner);
    await cluster.settle();
    expect(names(cluster)).toEqual(["stranger"]);
    const { uid, resourceVersion } = child.metadata;
    expect(writes[0]).toBe(`delete configmaps default/child {"propagationPolicy":"Background","preconditions":${JSON.stringify({ uid, resourceVersion })}}`);
    expect(writes.length).toBe(2);
  });

  test("in the foreground: the owner waits for dependents that block it, and for no others", async () => {
    const cluster = make();
    const owner = cluster.create(map("owner"));
    cluster.create(map("blocking", { ownerReferences: [ownedBy(owner, { blockOwnerDeletion: true })], finalizers: ["example.com/slow"] }));
    cluster.create(map("loose", { ownerReferences: [ownedBy(owner)], finalizers: ["example.com/slow"] }));
    await cluster.settle();
    await remove(cluster, owner, { propagationPolicy: "Foreground" });
    await cluster.settle();
    expect(cluster.get(owner)?.metadata.finalizers).toEqual(["foregroundDeletion"]);
    for (const name of ["blocking", "loose"]) expect(cluster.get(map(name))?.metadata.deletionTimestamp).toBeDefined();

    cluster.update(map("blocking"), (draft) => {
      draft.metadata.finalizers = [];
    });
    await cluster.settle();
    expect(names(cluster)).toEqual(["loose"]);
  });

  test("in the foreground: a dependent with dependents of its own is deleted in the foreground, too", async () => {
    const cluster = make();
    const owner = cluster.create(map("owner"));
    const child = cluster.create(map("child", { ownerReferences: [ownedBy(owner, { blockOwnerDeletion: true })] }));
    cluster.create(map("grandchild", { ownerReferences: [ownedBy(child, { blockOwnerDeletion: true })], finalizers: ["example.com/slow"] }));
    await cluster.settle();
    await remove(cluster, owner, { propagationPolicy: "Foreground" });
    await cluster.settle();
    expect([owner, child].map((each) => cluster.get(each)?.metadata.finalizers)).toEqual([["foregroundDeletion"], ["foregroundDeletion"]]);
    cluster.update(map("grandchild"), (draft) => {
      draft.metadata.finalizers = [];
    });
    await cluster.settle();
    expect(names(cluster)).toEqual([]);
  });

  test("a circle of owners that wait for each other is broken by letting nobody block", async () => {
    const cluster = make();
    const one = cluster.create(map("one"));
    const two = cluster.create(map("two", { ownerReferences: [ownedBy(one, { blockOwnerDeletion: true })] }));
    cluster.update(one, (draft) => {
      draft.metadata.ownerReferences = [ownedBy(two, { blockOwnerDeletion: true })];
    });
    await cluster.settle();
    await remove(cluster, one, { propagationPolicy: "Foreground" });
    await cluster.settle();
    expect(names(cluster)).toEqual([]);
  });

  test("orphans keep living without the reference", async () => {
    const cluster = make();
    const [owner, other] = [cluster.create(map("owner")), cluster.create(map("other"))];
    const child = cluster.create(map("child", { ownerReferences: [ownedBy(owner), ownedBy(other)] }));
    await cluster.settle();
    const writes = writesOf(cluster);
    await remove(cluster, owner, { propagationPolicy: "Orphan" });
    await cluster.settle();
    expect(cluster.get(owner)).toBeUndefined();
    expect(cluster.get(child)?.metadata.ownerReferences).toEqual([ownedBy(other)]);
    expect(writes[0]).toBe(`patch configmaps default/child {"metadata":{"uid":"${child.metadata.uid ?? ""}","ownerReferences":[{"$patch":"delete","uid":"${owner.metadata.uid ?? ""}"}]}}`);
    expect(writes[1]).toMatch(/^patch configmaps default\/owner \{"metadata":\{"resourceVersion":"\d+","finalizers":null\}\}$/);
  });

  test("of two owners the one that is gone is struck off", async () => {
    const cluster = make();
    const [owner, other] = [cluster.create(map("owner")), cluster.create(map("other"))];
    const child = cluster.create(map("child", { ownerReferences: [ownedBy(owner), ownedBy(other)] }));
    await cluster.settle();
    cluster.delete(owner);
    await cluster.settle();
    expect(cluster.get(child)?.metadata.ownerReferences).toEqual([ownedBy(other)]);
  });

  test.each<[string, (owner: KubeObject) => OwnerReference]>([
    ["with another uid", (owner) => ({ ...ownedBy(owner), uid: "11111111-1111-4111-8111-111111111111" })],
    ["that never was", () => ({ apiVersion: "v1", kind: "Secret", name: "never", uid: "22222222-2222-4222-8222-222222222222" })],
    ["of the whole cluster that is not there", () => ({ apiVersion: "v1", kind: "Node", name: "none", uid: "33333333-3333-4333-8333-333333333333" })],
  ])("an owner %s: the dependent goes", async (_, reference) => {
    const cluster = make();
    const owner = cluster.create(map("owner"));
    cluster.create(map("child", { ownerReferences: [reference(owner)] }));
    await cluster.settle();
    expect(names(cluster)).toEqual(["owner"]);
  });

  test("an owner in another namespace is none: the dependent goes, and an event tells of it", async () => {
    const cluster = make();
    cluster.create(namespace("elsewhere"));
    const owner = cluster.create(map("owner", { namespace: "elsewhere" }));
    await cluster.settle();
    cluster.create(map("child", { ownerReferences: [ownedBy(owner)] }));
    await cluster.settle();
    expect(names(cluster)).toEqual(["owner"]);
    expect(cluster.list("v1", "events", "default")).toMatchObject([{
      type: "Warning", reason: "OwnerRefInvalidNamespace", involvedObject: { kind: "ConfigMap", name: "child" },
      message: `ownerRef [v1/ConfigMap, namespace: default, name: owner, uid: ${owner.metadata.uid ?? ""}] does not exist in namespace "default"`,
    }]);
  });

  test("an object of the whole cluster is not collected for an owner in a namespace", async () => {
    const cluster = make();
    cluster.create({ apiVersion: "v1", kind: "PersistentVolume", metadata: { name: "disk", ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "gone", uid: "44444444-4444-4444-8444-444444444444" }] }, spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/d" } } });
    await cluster.settle();
    expect(names(cluster, "persistentvolumes")).toEqual(["disk"]);
  });

  test("an owner of an unknown kind: the dependent is left alone, and nobody waits for it", async () => {
    const cluster = make();
    cluster.create(map("child", { ownerReferences: [{ apiVersion: "example.com/v1", kind: "Widget", name: "w", uid: "55555555-5555-4555-8555-555555555555" }] }));
    await cluster.settle();
    expect(names(cluster)).toEqual(["child"]);
  });

  test("custom resources are owners and dependents, and are orphaned by a merge patch", async () => {
    const cluster = make({ resources: [{ group: "example.com", version: "v1", resource: "widgets", kind: "Widget", namespaced: true }] });
    const widget = (name: string, metadata: object = {}): KubeObject => ({ apiVersion: "example.com/v1", kind: "Widget", metadata: { name, namespace: "default", ...metadata } });
    const owner = cluster.create(map("owner"));
    const orphan = cluster.create(widget("orphan", { ownerReferences: [ownedBy(owner)] }));
    const part = cluster.create(map("part", { ownerReferences: [ownedBy(orphan)] }));
    await cluster.settle();
    await remove(cluster, owner, { propagationPolicy: "Orphan" });
    await cluster.settle();
    expect(cluster.get(orphan)?.metadata.ownerReferences).toBeUndefined();
    cluster.delete(orphan);
    await cluster.settle();
    expect(cluster.get(part)).toBeUndefined();
  });

  test("nothing is collected while the controllers are cut off", async () => {
    const cluster = make();
    const owner = cluster.create(map("owner"));
    cluster.create(map("child", { ownerReferences: [ownedBy(owner)] }));
    await cluster.settle();
    const heal = cluster.network.partition("kube-controller-manager", "apiserver");
    cluster.delete(owner);
    await cluster.advance("5m");
    expect(names(cluster)).toEqual(["child"]);
    heal();
    await cluster.settle();
    expect(names(cluster)).toEqual([]);
  });
});

describe("a namespace that is deleted", () => {
  const conditions = (cluster: Cluster, name: string): unknown => {
    const { status } = cluster.get(namespace(name)) as unknown as { status: { conditions?: { type: string; status: string; reason: string; message: string }[] } };
    return status.conditions?.map(({ type, status: is, reason, message }) => `${type}=${is} ${reason}: ${message}`);
  };

  test("goes with everything in it, after five seconds", async () => {
    const cluster = make();
    cluster.create(namespace("shop"));
    cluster.create(map("a", { namespace: "shop" }));
    await cluster.settle();
    cluster.delete(namespace("shop"));
    await cluster.advance("4999ms");
    expect(names(cluster, "configmaps", "shop")).toEqual(["a"]);
    await cluster.advance("1ms");
    expect(cluster.get(namespace("shop"))).toBeUndefined();
    expect(cluster.list("v1", "configmaps", "shop")).toEqual([]);
  });

  test("says what it waits for in upstream's words, and goes when that is gone", async () => {
    const cluster = make();
    cluster.create(namespace("shop"));
    for (const name of ["a", "b"]) cluster.create(map(name, { namespace: "shop", finalizers: ["example.com/slow"] }));
    cluster.delete(namespace("shop"));
    await cluster.settle();
    expect(conditions(cluster, "shop")).toEqual([
      "NamespaceDeletionDiscoveryFailure=False ResourcesDiscovered: All resources successfully discovered",
      "NamespaceDeletionGroupVersionParsingFailure=False ParsedGroupVersions: All legacy kube types successfully parsed",
      "NamespaceDeletionContentFailure=False ContentDeleted: All content successfully deleted, may be waiting on finalization",
      "NamespaceContentRemaining=True SomeResourcesRemain: Some resources are remaining: configmaps. has 2 resource instances",
      "NamespaceFinalizersRemaining=True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/slow in 2 resource instances",
    ]);
    for (const name of ["a", "b"]) cluster.update(map(name, { namespace: "shop" }), (draft) => {
      draft.metadata.finalizers = [];
    });
    await cluster.settle();
    expect(cluster.get(namespace("shop"))).toBeUndefined();
  });

  test("lets its pods go first", async () => {
    const cluster = make();
    cluster.create(namespace("shop"));
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "shop" }, spec: { nodeName: "n", containers: [{ name: "c", image: "i" }], terminationGracePeriodSeconds: 20 } };
    cluster.load(pod);
    cluster.create(map("a", { namespace: "shop" }));
    cluster.delete(namespace("shop"));
    await cluster.advance("10s");
    expect(cluster.get(pod)?.metadata.deletionTimestamp).toBeDefined();
    expect(names(cluster, "configmaps", "shop")).toEqual(["a"]);
    await remove(cluster, pod, { gracePeriodSeconds: 0 });
    await cluster.settle();
    expect(cluster.get(namespace("shop"))).toBeUndefined();
  });

  test("waits for whoever else has a finalizer on it", async () => {
    const cluster = make();
    cluster.create(namespace("shop", { spec: { finalizers: ["kubernetes", "example.com/mine"] } }));
    cluster.delete(namespace("shop"));
    await cluster.settle();
    expect((cluster.get(namespace("shop")) as unknown as { spec: { finalizers: string[] } }).spec.finalizers).toEqual(["example.com/mine"]);
  });
});

describe("a store that is taken elsewhere", () => {
  test.each<[string, (cluster: Cluster) => Cluster]>([
    ["by a fork", (cluster) => cluster.fork()],
    ["by a snapshot", (cluster) => createCluster({ controllers: "core", snapshot: cluster.snapshot() })],
  ])("%s is cleaned up to the end there, and here as well", async (_, taken) => {
    const cluster = make();
    cluster.create(namespace("shop"));
    const owner = cluster.create(map("owner"));
    cluster.create(map("child", { ownerReferences: [ownedBy(owner, { blockOwnerDeletion: true })] }));
    await cluster.settle();
    cluster.delete(namespace("shop"));
    await remove(cluster, owner, { propagationPolicy: "Foreground" });
    const other = kept(taken(cluster));
    for (const each of [other, cluster]) {
      await each.settle();
      expect(names(each)).toEqual([]);
      expect(each.get(namespace("shop"))).toBeUndefined();
    }
  });
});

test("two runs are one run, also under latency, with objects as bytes, and with any order of what is due", async () => {
  const digests = await Promise.all([1, 2].map(async () => {
    const cluster = make({ seed: 5, latency: "3ms", transport: "bytes", tieBreak: "seeded", apiservers: 2 });
    const owner = cluster.create(map("owner"));
    for (let i = 0; i < 5; i += 1) cluster.create(map(`child-${i}`, { ownerReferences: [ownedBy(owner)] }));
    cluster.create(namespace("shop"));
    await cluster.settle();
    cluster.delete(owner);
    cluster.delete(namespace("shop"));
    await cluster.settle();
    expect(names(cluster)).toEqual([]);
    return cluster.digest();
  }));
  expect(digests[0]).toBe(digests[1]);
});
