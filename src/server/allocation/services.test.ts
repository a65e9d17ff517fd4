import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../api/index.ts";
import { createCluster } from "../../cluster/index.ts";
import type { Cluster } from "../../cluster/index.ts";
import { list, part } from "../validation/index.ts";

const ports = [{ port: 80 }];
const service = (name: string, spec: object = {}): object => ({ apiVersion: "v1", kind: "Service", metadata: { name, namespace: "default" }, spec: { ports, ...spec } });
const made = (cluster: Cluster, name: string, spec: object = {}): KubeObject => cluster.create(service(name, spec));
const addressOf = (object: KubeObject): unknown => part(object, "spec")["clusterIP"];
const portsOf = (object: KubeObject): readonly unknown[] => list(part(object, "spec"), "ports").map(({ nodePort }) => nodePort);

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "stored";
}

function addresses(cluster: Cluster): readonly (string | undefined)[] {
  return cluster.list("networking.k8s.io/v1", "ipaddresses").map(({ metadata }) => metadata.name);
}

describe("addresses", () => {
  test("are drawn from the seed, above those that are set aside, and held by an object", () => {
    const cluster = createCluster({ seed: 3 });
    const [a, b] = [made(cluster, "a"), made(cluster, "b")];
    expect(addressOf(a)).not.toBe(addressOf(b));
    const twin = createCluster({ seed: 3 });
    expect([made(twin, "a"), made(twin, "b")].map(addressOf)).toEqual([a, b].map(addressOf));
    expect(Number(String(addressOf(a)).split(".")[2])).toBeGreaterThanOrEqual(1);
    expect(cluster.get({ apiVersion: "networking.k8s.io/v1", kind: "IPAddress", name: String(addressOf(a)) })).toMatchObject({
      metadata: { labels: { "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io" } }, spec: { parentRef: { resource: "services", namespace: "default", name: "a" } },
    });
  });

  test("go back with the service, and its endpoints with them", () => {
    const cluster = createCluster({ seed: 1 });
    made(cluster, "a", { clusterIP: "10.96.0.9" });
    cluster.create({ apiVersion: "v1", kind: "Endpoints", metadata: { name: "a", namespace: "default" } });
    cluster.delete({ apiVersion: "v1", kind: "Service", namespace: "default", name: "a" });
    expect(cluster.get({ apiVersion: "v1", kind: "Endpoints", namespace: "default", name: "a" })).toBeUndefined();
    expect(addresses(cluster)).toEqual(["10.96.0.1"]);
    expect(addressOf(made(cluster, "b", { clusterIP: "10.96.0.9" }))).toBe("10.96.0.9");
  });

  test("go back when the service is not stored after all", () => {
    const cluster = createCluster({ seed: 1 });
    made(cluster, "a");
    const before = addresses(cluster);
    expect(refusal(() => made(cluster, "a"))).toContain("already exists");
    expect(refusal(() => made(cluster, "b", { ports: [{ port: 0 }] }))).toContain("spec.ports[0].port");
    expect(addresses(cluster)).toEqual(before);
  });

  test("of loaded services and of forks are known", () => {
    const cluster = createCluster({ seed: 1 });
    cluster.load([{ apiVersion: "v1", kind: "Service", metadata: { name: "a", namespace: "default" }, spec: { clusterIP: "10.96.0.7", clusterIPs: ["10.96.0.7"], ports: [{ port: 1, nodePort: 30_007 }] } }]);
    const fork = cluster.fork();
    made(fork, "c", { clusterIP: "10.96.0.8" });
    for (const each of [cluster, fork]) {
      expect(refusal(() => made(each, "b", { clusterIP: "10.96.0.7" }))).toContain("failed to allocate IP 10.96.0.7: provided IP is already allocated");
      expect(refusal(() => made(each, "b", { type: "NodePort", ports: [{ port: 1, nodePort: 30_007 }] }))).toContain("provided port is already allocated");
    }
    expect(addressOf(made(cluster, "c", { clusterIP: "10.96.0.8" }))).toBe("10.96.0.8");
  });

  test.each<[string, object, string]>([
    ["outside of the range", { clusterIP: "10.0.0.5" }, "failed to allocate IP 10.0.0.5: the provided network does not match the current range"],
    ["the network itself", { clusterIP: "10.96.0.0" }, "failed to allocate IP 10.96.0.0: the provided network does not match the current range"],
    ["of the apiserver", { clusterIP: "10.96.0.1" }, 'spec.clusterIPs: Invalid value: ["10.96.0.1"]: failed to allocate IP 10.96.0.1: provided IP is already allocated'],
    ["of another family", { clusterIP: "fd00::1" }, 'spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster'],
    ["another family", { ipFamilies: ["IPv6"] }, 'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'],
    ["both families", { ipFamilyPolicy: "RequireDualStack" }, 'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services'],
    ["two families and a policy of one", { ipFamilies: ["IPv4", "IPv6"] }, "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified"],
    ["a list that says otherwise", { clusterIP: "10.96.0.8", clusterIPs: ["10.96.0.9"] }, "spec.clusterIPs: Invalid value: [\"10.96.0.9\"]: first value must match `clusterIP`"],
  ])("cannot be had: %s", (_, spec, expected) => {
    expect(refusal(() => made(createCluster({ seed: 1 }), "x", spec))).toContain(expected);
  });

  test.each<[string, object, object]>([
    ["headless, of whoever finds its endpoints", { clusterIP: "None" }, { clusterIPs: ["None"], ipFamilies: ["IPv4", "IPv6"], ipFamilyPolicy: "RequireDualStack" }],
    ["headless, of one family", { clusterIP: "None", ipFamilyPolicy: "SingleStack" }, { ipFamilies: ["IPv4"] }],
    ["headless, with a selector", { clusterIP: "None", selector: { a: "b" } }, { ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" }],
    ["what there is", { ipFamilyPolicy: "PreferDualStack" }, { ipFamilies: ["IPv4"], ipFamilyPolicy: "PreferDualStack" }],
  ])("families of a service: %s", (_, spec, expected) => {
    expect(part(made(createCluster({ seed: 1 }), "x", spec), "spec")).toMatchObject(expected);
  });
});

describe("node ports", () => {
  test("of one number are one, whatever the protocol; others are drawn above those set aside", () => {
    const cluster = createCluster({ seed: 1 });
    const [a, b, c] = portsOf(made(cluster, "x", { type: "NodePort", ports: [{ name: "a", port: 80 }, { name: "b", port: 80, protocol: "UDP" }, { name: "c", port: 81 }] }));
    expect(b).toBe(a);
    expect(c).not.toBe(a);
    expect(Number(c)).toBeGreaterThanOrEqual(30_086);
  });

  test.each<[string, object, string]>([
    ["outside of the range", { ports: [{ port: 80, nodePort: 80 }] }, "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767"],
    ["twice", { ports: [{ name: "a", port: 80, nodePort: 30_001 }, { name: "b", port: 81, nodePort: 30_001 }] }, "spec.ports[1].nodePort: Invalid value: 30001: provided port is already allocated"],
  ])("cannot be had: %s", (_, spec, expected) => {
    expect(refusal(() => made(createCluster({ seed: 1 }), "x", { type: "NodePort", ...spec }))).toContain(expected);
  });

  test("all of them can be had, and then none", () => {
    const cluster = createCluster({ seed: 1 });
    const many = Array.from({ length: 2_768 }, (_, i) => ({ name: `p${i}`, port: i + 1 }));
    expect(new Set(portsOf(made(cluster, "x", { type: "NodePort", ports: many }))).size).toBe(2_768);
    expect(refusal(() => made(cluster, "y", { type: "NodePort" }))).toContain("failed to allocate a nodePort: range is full");
  });

  test("stay with a port of the same name, go with the type, and come with it", () => {
    const cluster = createCluster({ seed: 1 });
    const x = made(cluster, "x", { type: "NodePort" });
    const changed = cluster.update(x, (draft) => {
      draft["spec"] = { ...part(draft, "spec"), ports: [{ port: 90, protocol: "TCP", targetPort: 90 }] };
    });
    expect(portsOf(changed)).toEqual(portsOf(x));
    const closed = cluster.update(changed, (draft) => {
      draft["spec"] = { ...part(draft, "spec"), type: "ClusterIP" };
    });
    expect(portsOf(closed)).toEqual([undefined]);
    expect(portsOf(made(cluster, "y", { type: "NodePort", ports: [{ port: 1, nodePort: portsOf(x)[0] }] }))).toEqual(portsOf(x));
  });

  test("a balancer that asks only nodes with endpoints has one more to check their health", () => {
    const cluster = createCluster({ seed: 1 });
    const spec = part(made(cluster, "x", { type: "LoadBalancer", externalTrafficPolicy: "Local" }), "spec");
    expect(spec["healthCheckNodePort"]).toBeGreaterThanOrEqual(30_086);
    expect(spec["healthCheckNodePort"]).not.toBe(list(spec, "ports")[0]?.["nodePort"]);
    expect(refusal(() => made(cluster, "y", { type: "LoadBalancer", externalTrafficPolicy: "Local", healthCheckNodePort: 1 }))).toContain(
      "failed to allocate requested HealthCheck NodePort 1: provided port is not in the valid range. The range of valid ports is 30000-32767",
    );
  });

  test("a balancer may go without", () => {
    expect(portsOf(made(createCluster({ seed: 1 }), "x", { type: "LoadBalancer", allocateLoadBalancerNodePorts: false }))).toEqual([undefined]);
  });
});

test("a service that stands for a name elsewhere gives its address back, and gets another when it returns", () => {
  const cluster = createCluster({ seed: 1 });
  const x = made(cluster, "x");
  const gone = cluster.update(x, (draft) => {
    draft["spec"] = { type: "ExternalName", externalName: "example.com", ports: list(part(draft, "spec"), "ports") };
  });
  expect(part(gone, "spec")).not.toHaveProperty("clusterIP");
  expect(addresses(cluster)).toEqual(["10.96.0.1"]);
  const back = cluster.update(gone, (draft) => {
    draft["spec"] = { type: "ClusterIP", ports: list(part(draft, "spec"), "ports") };
  });
  expect(addresses(cluster)).toContain(addressOf(back));
});
