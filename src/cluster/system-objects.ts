import type { JsonObject, KubeObject } from "../api/index.ts";
import { createRegistry, rfc3339 } from "../api/index.ts";
import type { Micros } from "../kernel/index.ts";
import { createLoader, createStorage } from "../server/index.ts";
import type { Storage } from "../server/index.ts";

/**
 * The store that a cluster begins with: what an apiserver makes at its start. One frozen base, made at the first use of
 * an epoch; each cluster forks it, which shares the objects and costs next to nothing.
 *
 * @source kubernetes pkg/controlplane (controller/systemnamespaces, controller/defaultservicecidr,
 *   controller/kubernetesservice), pkg/registry/scheduling/rest
 * @differs the uids are fixed, so that clusters of any seed agree on them
 * @limits no bootstrap roles, flow schemas or leases; nobody serves at the kubernetes service, which has no endpoints
 */
export function baseStorage(epoch: Micros): Storage {
  if (made?.epoch !== epoch) {
    const storage = createStorage({ now: () => 0 });
    createLoader(storage, createRegistry()).load(systemObjects(rfc3339(epoch)));
    made = { epoch, storage };
  }
  return made.storage;
}

let made: { readonly epoch: Micros; readonly storage: Storage } | undefined;

const NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"];
const ADDRESS = "10.96.0.1";

function systemObjects(at: string): readonly KubeObject[] {
  const bare = [...NAMESPACES.map(namespace), ...criticalClasses, serviceRange(at), kubernetesAddress, kubernetesService];
  return bare.map((object, i) => {
    const { name, namespace: within, labels, generation, managedFields = [] } = object.metadata;
    const metadata = {
      name: name ?? "",
      ...(within === undefined ? {} : { namespace: within }),
      uid: `00000000-0000-4000-8000-${(i + 1).toString(16).padStart(12, "0")}`,
      ...(generation === undefined ? {} : { generation }),
      creationTimestamp: at,
      ...(labels === undefined ? {} : { labels }),
      managedFields: managedFields.map((entry) => ({ ...entry, time: at })),
    };
    return { ...object, metadata };
  });
}

/** What the apiserver manages of an object that it made itself; the time is filled in. */
function managed(apiVersion: string, fieldsV1: JsonObject): JsonObject {
  return { manager: "kube-apiserver", operation: "Update", apiVersion, time: "", fieldsType: "FieldsV1", fieldsV1 };
}

function namespace(name: string): KubeObject {
  const managedFields = [managed("v1", { "f:metadata": { "f:labels": { ".": {}, "f:kubernetes.io/metadata.name": {} } } })];
  return {
    kind: "Namespace", apiVersion: "v1", metadata: { name, labels: { "kubernetes.io/metadata.name": name }, managedFields },
    spec: { finalizers: ["kubernetes"] }, status: { phase: "Active" },
  };
}

const criticalClasses: readonly KubeObject[] = [
  criticalClass("system-node-critical", 2_000_001_000, "Used for system critical pods that must not be moved from their current node."),
  criticalClass("system-cluster-critical", 2_000_000_000, "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."),
];

function criticalClass(name: string, value: number, description: string): KubeObject {
  const managedFields = [managed("scheduling.k8s.io/v1", { "f:description": {}, "f:preemptionPolicy": {}, "f:value": {} })];
  return { kind: "PriorityClass", apiVersion: "scheduling.k8s.io/v1", metadata: { name, generation: 1, managedFields }, value, description, preemptionPolicy: "PreemptLowerPriority" };
}

function serviceRange(lastTransitionTime: string): KubeObject {
  const ready = { type: "Ready", status: "True", lastTransitionTime, reason: "", message: "Kubernetes default Service CIDR is ready" };
  const status = { "f:conditions": { 'k:{"type":"Ready"}': { ".": {}, "f:lastTransitionTime": {}, "f:message": {}, "f:status": {}, "f:type": {} } } };
  const managedFields = [
    { ...managed("networking.k8s.io/v1", { "f:status": status }), manager: "kubernetes-service-cidr-controller", operation: "Apply", subresource: "status" },
    managed("networking.k8s.io/v1", { "f:spec": { "f:cidrs": {} } }),
  ];
  return { kind: "ServiceCIDR", apiVersion: "networking.k8s.io/v1", metadata: { name: "kubernetes", managedFields }, spec: { cidrs: ["10.96.0.0/16"] }, status: { conditions: [ready] } };
}

const kubernetesAddress: KubeObject = {
  kind: "IPAddress", apiVersion: "networking.k8s.io/v1",
  metadata: {
    name: ADDRESS, labels: { "ipaddress.kubernetes.io/ip-family": "IPv4", "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io" },
    managedFields: [
      managed("networking.k8s.io/v1", {
        "f:metadata": { "f:labels": { ".": {}, "f:ipaddress.kubernetes.io/ip-family": {}, "f:ipaddress.kubernetes.io/managed-by": {} } },
        "f:spec": { "f:parentRef": { ".": {}, "f:name": {}, "f:namespace": {}, "f:resource": {} } },
      }),
    ],
  },
  spec: { parentRef: { resource: "services", namespace: "default", name: "kubernetes" } },
};

const kubernetesService: KubeObject = {
  kind: "Service", apiVersion: "v1",
  metadata: {
    name: "kubernetes", namespace: "default", labels: { component: "apiserver", provider: "kubernetes" },
    managedFields: [
      managed("v1", {
        "f:metadata": { "f:labels": { ".": {}, "f:component": {}, "f:provider": {} } },
        "f:spec": {
          "f:clusterIP": {}, "f:internalTrafficPolicy": {}, "f:ipFamilyPolicy": {},
          "f:ports": { ".": {}, 'k:{"port":443,"protocol":"TCP"}': { ".": {}, "f:name": {}, "f:port": {}, "f:protocol": {}, "f:targetPort": {} } },
          "f:sessionAffinity": {}, "f:type": {},
        },
      }),
    ],
  },
  spec: {
    ports: [{ name: "https", protocol: "TCP", port: 443, targetPort: 6443 }], clusterIP: ADDRESS, clusterIPs: [ADDRESS], type: "ClusterIP", sessionAffinity: "None",
    ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack", internalTrafficPolicy: "Cluster",
  },
  status: { loadBalancer: {} },
};
