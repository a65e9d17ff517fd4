import { describe, expect, test } from "vitest";
import { createCluster } from "../../cluster/index.ts";
import type { Cluster } from "../../cluster/index.ts";
import { part } from "../validation/index.ts";

const message = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "admitted";
};

const pod = (name: string, spec: object = {}, container: object = {}): object => ({
  apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "default" }, spec: { containers: [{ name: "c", image: "i", ...container }], ...spec },
});

const resources = (requests: object, limits: object = {}): object => ({ resources: { requests, limits } });

/** One cluster with these objects, put in through its door. */
function cluster(...objects: readonly object[]): Cluster {
  const made = createCluster({ seed: 1 });
  for (const each of objects) made.create(each);
  return made;
}

describe("priority", () => {
  const high = { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name: "high" }, value: 7, preemptionPolicy: "Never" };
  const usual = { ...high, metadata: { name: "usual" }, value: 3, globalDefault: true };

  test.each<[string, object[], object, object]>([
    ["none", [], {}, { priority: 0, preemptionPolicy: "PreemptLowerPriority" }],
    ["the class that is named", [high], { priorityClassName: "high" }, { priorityClassName: "high", priority: 7, preemptionPolicy: "Never" }],
    ["the default class", [high, usual], {}, { priorityClassName: "usual", priority: 3, preemptionPolicy: "Never" }],
  ])("%s", (_, classes, spec, expected) => {
    expect(cluster(...classes).create(pod("p", spec))).toMatchObject({ spec: expected });
  });

  test("there is one default", () => {
    const made = cluster(usual);
    expect(message(() => made.create({ ...usual, metadata: { name: "other" } }))).toContain("PriorityClass usual is already marked as default. Only one default can exist");
  });

  test("a policy of one's own is refused", () => {
    expect(message(() => cluster(high).create(pod("p", { priorityClassName: "high", preemptionPolicy: "PreemptLowerPriority" })))).toContain(
      "the string value of PreemptionPolicy (PreemptLowerPriority) must not be provided in pod spec; priority admission controller computed Never",
    );
  });
});

describe("limit ranges", () => {
  const range = (limit: object): object => ({ apiVersion: "v1", kind: "LimitRange", metadata: { name: "l", namespace: "default" }, spec: { limits: [limit] } });

  test.each<[string, object, object, string]>([
    ["no request", { type: "Pod", min: { cpu: "1" } }, pod("p", {}, resources({ memory: "1Gi" })), 'pods "p" is forbidden: minimum cpu usage per Pod is 1.  No request is specified'],
    ["no limit", { type: "Pod", max: { memory: "1Gi" } }, pod("p"), 'pods "p" is forbidden: maximum memory usage per Pod is 1Gi.  No limit is specified'],
    ["a limit below the least", { type: "Pod", min: { cpu: "2" } }, pod("p", {}, resources({ cpu: "1" }, { cpu: "1500m" })), 'minimum cpu usage per Pod is 2, but request is 1'],
    ["a ratio of nothing", { type: "Container", maxLimitRequestRatio: { cpu: "2" } }, pod("p"), "cpu max limit to request ratio per Container is 2, but no request is specified or request is 0"],
    ["too far apart", { type: "Container", maxLimitRequestRatio: { cpu: "1500m" } }, pod("p", {}, resources({ cpu: "300m" }, { cpu: "1" })), "cpu max limit to request ratio per Container is 1500m, but provided ratio is 3.333333"],
    [
      "init containers start one by one, beside the sidecars", { type: "Pod", max: { cpu: "2" } },
      pod("p", { initContainers: [{ name: "s", image: "i", restartPolicy: "Always", ...resources({}, { cpu: "1" }) }, { name: "t", image: "i", ...resources({}, { cpu: "1500m" }) }] }, resources({}, { cpu: "1" })),
      "maximum cpu usage per Pod is 2, but limit is 2500m",
    ],
    [
      "a claim of too much", { type: "PersistentVolumeClaim", max: { storage: "1Gi" } },
      { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "p", namespace: "default" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "2Gi" } } } },
      'persistentvolumeclaims "p" is forbidden: maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 2Gi',
    ],
  ])("%s", (_, limit, object, expected) => {
    const made = cluster(range(limit));
    expect(message(() => made.create(object))).toContain(expected);
  });

  test("each container is completed, and it is written down which", () => {
    const made = cluster(range({ type: "Container", default: { cpu: "1", memory: "1Gi" }, defaultRequest: { cpu: "500m" } }));
    const created = made.create(pod("p", { initContainers: [{ name: "i", image: "i" }] }, resources({ cpu: "1" }, { memory: "2Gi" })));
    expect(created).toMatchObject({
      metadata: { annotations: { "kubernetes.io/limit-ranger": "LimitRanger plugin set: cpu limit for container c; cpu, memory request for init container i; cpu, memory limit for init container i" } },
      spec: { containers: [{ resources: { limits: { cpu: "1", memory: "2Gi" }, requests: { cpu: "1", memory: "2Gi" } } }] },
    });
  });

  test("of another namespace do not matter", () => {
    const made = cluster({ apiVersion: "v1", kind: "LimitRange", metadata: { name: "l", namespace: "kube-public" }, spec: { limits: [{ type: "Pod", min: { cpu: "1" } }] } });
    expect(message(() => made.create(pod("p")))).toBe("admitted");
  });
});

describe("quotas", () => {
  /** As the quota controller leaves it. */
  function limited(hard: { [name: string]: string }, spec: object = {}): Cluster {
    const made = createCluster({ seed: 1 });
    const used = Object.fromEntries(Object.keys(hard).map((name) => [name, "0"]));
    made.load([{ apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "q", namespace: "default" }, spec: { hard, ...spec }, status: { hard, used } }]);
    return made;
  }
  const used = (made: Cluster): unknown => part(made.get({ apiVersion: "v1", kind: "ResourceQuota", namespace: "default", name: "q" }) ?? {}, "status")["used"];

  test("what pods ask for is summed up", () => {
    const made = limited({ pods: "2", "requests.cpu": "1", "limits.memory": "2Gi", "requests.example.com/gpu": "3" });
    made.create(pod("a", {}, resources({ cpu: "300m", memory: "1Gi", "example.com/gpu": "1" }, { memory: "1Gi", "example.com/gpu": "1" })));
    expect(used(made)).toEqual({ pods: "1", "requests.cpu": "300m", "limits.memory": "1Gi", "requests.example.com/gpu": "1" });
    expect(message(() => made.create(pod("b", {}, resources({ cpu: "800m", memory: "1Gi" }, { memory: "2Gi" }))))).toContain(
      'pods "b" is forbidden: exceeded quota: q, requested: limits.memory=2Gi,requests.cpu=800m, used: limits.memory=1Gi,requests.cpu=300m, limited: limits.memory=2Gi,requests.cpu=1',
    );
    expect(used(made)).toMatchObject({ pods: "1" });
  });

  test("who is limited must say what they need", () => {
    expect(message(() => limited({ cpu: "1", "limits.memory": "1Gi" }).create(pod("p")))).toContain('pods "p" is forbidden: failed quota: q: must specify cpu for: c; limits.memory for: c');
  });

  test("a quota of which nobody counted yet refuses", () => {
    const made = createCluster({ seed: 1 });
    made.load([{ apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "q", namespace: "default" }, spec: { hard: { pods: "1" } }, status: { hard: { pods: "1" } } }]);
    expect(message(() => made.create(pod("p")))).toContain("status unknown for quota: q, resources: pods");
  });

  test.each<[string, object, object, string]>([
    ["best effort", { scopes: ["BestEffort"] }, pod("p"), "1"],
    ["not best effort", { scopes: ["NotBestEffort"] }, pod("p"), "0"],
    ["with a deadline", { scopes: ["Terminating"] }, pod("p", { activeDeadlineSeconds: 5 }), "1"],
    ["of another priority class", { scopeSelector: { matchExpressions: [{ scopeName: "PriorityClass", operator: "In", values: ["high"] }] } }, pod("p"), "0"],
    ["of no priority class", { scopeSelector: { matchExpressions: [{ scopeName: "PriorityClass", operator: "DoesNotExist" }] } }, pod("p"), "1"],
  ])("a scope counts pods that are %s", (_, spec, object, count) => {
    const made = limited({ pods: "5" }, spec);
    made.create(object);
    expect(used(made)).toEqual({ pods: count });
  });

  test("claims count by class too", () => {
    const made = limited({ "requests.storage": "5Gi", "gold.storageclass.storage.k8s.io/requests.storage": "2Gi", "count/persistentvolumeclaims": "9" });
    const claim = (name: string, storage: string): object => ({
      apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name, namespace: "default" }, spec: { accessModes: ["ReadWriteOnce"], storageClassName: "gold", resources: { requests: { storage } } },
    });
    made.create(claim("a", "2Gi"));
    expect(used(made)).toEqual({ "requests.storage": "2Gi", "gold.storageclass.storage.k8s.io/requests.storage": "2Gi", "count/persistentvolumeclaims": "1" });
    expect(message(() => made.create(claim("b", "1Gi")))).toContain("exceeded quota: q, requested: gold.storageclass.storage.k8s.io/requests.storage=1Gi");
  });

  test("a fork counts for itself", () => {
    const made = limited({ "count/configmaps": "1" });
    const fork = made.fork();
    const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "m", namespace: "default" } };
    made.create(map);
    expect(used(fork)).toEqual({ "count/configmaps": "0" });
    fork.create(map);
    expect(message(() => made.create({ ...map, metadata: { name: "n", namespace: "default" } }))).toContain("exceeded quota");
  });
});

describe("classes", () => {
  const marked = (apiVersion: string, kind: string, name: string, mark: string): object => ({
    apiVersion, kind, metadata: { name, annotations: { [mark]: "true" } }, ...(kind === "StorageClass" ? { provisioner: "p" } : { spec: { controller: "example.com/c" } }),
  });

  test("claims and ingresses take the one that is marked", () => {
    const made = cluster(
      marked("storage.k8s.io/v1", "StorageClass", "gold", "storageclass.kubernetes.io/is-default-class"),
      marked("networking.k8s.io/v1", "IngressClass", "front", "ingressclass.kubernetes.io/is-default-class"),
    );
    const claim = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "c", namespace: "default" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } } };
    const ingress = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "i", namespace: "default" }, spec: { defaultBackend: { service: { name: "s", port: { number: 80 } } } } };
    expect(made.create(claim)).toMatchObject({ metadata: { finalizers: ["kubernetes.io/pvc-protection"] }, spec: { storageClassName: "gold" } });
    expect(made.create(ingress)).toMatchObject({ spec: { ingressClassName: "front" } });
  });

  test("a runtime class gives overhead and place", () => {
    const runtime = {
      apiVersion: "node.k8s.io/v1", kind: "RuntimeClass", metadata: { name: "kata" }, handler: "kata", overhead: { podFixed: { cpu: "10m" } },
      scheduling: { nodeSelector: { vm: "yes" }, tolerations: [{ key: "vm", operator: "Exists" }] },
    };
    const made = cluster(runtime);
    expect(made.create(pod("p", { runtimeClassName: "kata", nodeSelector: { a: "b" } }))).toMatchObject({
      spec: { overhead: { cpu: "10m" }, nodeSelector: { a: "b", vm: "yes" }, tolerations: [{ key: "node.kubernetes.io/not-ready" }, { key: "node.kubernetes.io/unreachable" }, { key: "vm" }] },
    });
    expect(message(() => made.create(pod("q", { runtimeClassName: "none" })))).toContain('pods "q" is forbidden: pod rejected: RuntimeClass "none" not found');
    expect(message(() => made.create(pod("q", { overhead: { cpu: "1" } })))).toContain("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
  });
});
