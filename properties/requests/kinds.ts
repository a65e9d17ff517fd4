/** A kind that is aimed at, with an object of it that a server takes. */
export interface AimedKind {
  /** Where its objects are: the collection's path. */
  readonly path: string;
  readonly object: { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string; readonly [field: string]: unknown }; readonly [field: string]: unknown };
}

const podSpec = {
  containers: [{ name: "c", image: "i", resources: { requests: { cpu: "100m", memory: "1Gi" }, limits: { cpu: "1" } }, ports: [{ containerPort: 80, name: "http", protocol: "TCP" }], env: [{ name: "A", value: "b" }, { name: "B", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }], volumeMounts: [{ name: "v", mountPath: "/v" }], readinessProbe: { httpGet: { path: "/", port: 80 } } }],
  initContainers: [{ name: "i", image: "i" }], volumes: [{ name: "v", emptyDir: { sizeLimit: "1Gi" } }], nodeSelector: { a: "b" }, tolerations: [{ key: "a", operator: "Exists", effect: "NoSchedule" }],
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "In", values: ["b"] }] }] } } }, securityContext: { runAsUser: 1 },
};
const selector = { matchLabels: { a: "b" } };
const template = { metadata: { labels: { a: "b" } }, spec: podSpec };
const jobTemplate = { ...template, spec: { ...podSpec, restartPolicy: "Never" } };

/** A custom resource whose pattern would keep a backtracking matcher busy for ever. */
export const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.fuzz.example.com" },
  spec: {
    group: "fuzz.example.com", scope: "Namespaced", names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
    versions: [{
      name: "v1", served: true, storage: true, subresources: { status: {}, scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" } }, additionalPrinterColumns: [{ name: "Replicas", type: "integer", jsonPath: ".spec.replicas" }],
      schema: { openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties: { replicas: { type: "integer", minimum: 0, maximum: 9, default: 1 }, type: { type: "string", pattern: "^(a+)+$" }, names: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } }, any: { "x-kubernetes-preserve-unknown-fields": true } } }, status: { type: "object", "x-kubernetes-preserve-unknown-fields": true } } } },
    }],
  },
};

function namespaced(group: string, resource: string, kind: string, rest: object): AimedKind {
  return { path: `${rootOf(group)}/namespaces/default/${resource}`, object: { apiVersion: group, kind, metadata: { name: "a", namespace: "default", labels: { a: "b" }, annotations: { c: "d" } }, ...rest } };
}

function clusterWide(group: string, resource: string, kind: string, rest: object, name = "a"): AimedKind {
  return { path: `${rootOf(group)}/${resource}`, object: { apiVersion: group, kind, metadata: { name, labels: { a: "b" } }, ...rest } };
}

function rootOf(group: string): string {
  return group === "v1" ? "/api/v1" : `/apis/${group}`;
}

export const aimedKinds: readonly AimedKind[] = [
  namespaced("v1", "configmaps", "ConfigMap", { data: { a: "b" }, binaryData: { c: "AA==" } }),
  namespaced("v1", "secrets", "Secret", { data: { a: "AA==" }, type: "Opaque" }),
  namespaced("v1", "pods", "Pod", { spec: podSpec }),
  namespaced("v1", "services", "Service", { spec: { selector: { a: "b" }, ports: [{ name: "http", port: 80, targetPort: "http", protocol: "TCP" }], type: "ClusterIP" } }),
  namespaced("v1", "endpoints", "Endpoints", { subsets: [{ addresses: [{ ip: "10.0.0.1" }], ports: [{ port: 80 }] }] }),
  namespaced("v1", "events", "Event", { involvedObject: { kind: "Pod", namespace: "default", name: "a" }, reason: "R", message: "m", type: "Normal" }),
  namespaced("v1", "serviceaccounts", "ServiceAccount", {}),
  namespaced("v1", "persistentvolumeclaims", "PersistentVolumeClaim", { spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } } }),
  namespaced("v1", "limitranges", "LimitRange", { spec: { limits: [{ type: "Container", max: { cpu: "2" }, default: { cpu: "1" } }] } }),
  namespaced("v1", "resourcequotas", "ResourceQuota", { spec: { hard: { pods: "1000", "count/configmaps": "100000" } } }),
  namespaced("v1", "replicationcontrollers", "ReplicationController", { spec: { replicas: 1, selector: { a: "b" }, template } }),
  namespaced("v1", "podtemplates", "PodTemplate", { template }),
  namespaced("apps/v1", "deployments", "Deployment", { spec: { replicas: 1, selector, template, strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 1 } } } }),
  namespaced("apps/v1", "statefulsets", "StatefulSet", { spec: { serviceName: "s", selector, template, volumeClaimTemplates: [{ metadata: { name: "v" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } } }] } }),
  namespaced("apps/v1", "daemonsets", "DaemonSet", { spec: { selector, template } }),
  namespaced("apps/v1", "replicasets", "ReplicaSet", { spec: { replicas: 1, selector, template } }),
  namespaced("apps/v1", "controllerrevisions", "ControllerRevision", { data: { a: 1 }, revision: 1 }),
  namespaced("batch/v1", "jobs", "Job", { spec: { template: jobTemplate, parallelism: 1, completions: 1, backoffLimit: 2 } }),
  namespaced("batch/v1", "cronjobs", "CronJob", { spec: { schedule: "*/5 * * * *", jobTemplate: { spec: { template: jobTemplate } } } }),
  namespaced("autoscaling/v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", { spec: { maxReplicas: 3, minReplicas: 1, scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "a" }, metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } }] } }),
  namespaced("policy/v1", "poddisruptionbudgets", "PodDisruptionBudget", { spec: { minAvailable: 1, selector } }),
  namespaced("networking.k8s.io/v1", "ingresses", "Ingress", { spec: { rules: [{ host: "a.example.com", http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "a", port: { number: 80 } } } }] } }] } }),
  namespaced("networking.k8s.io/v1", "networkpolicies", "NetworkPolicy", { spec: { podSelector: {}, policyTypes: ["Ingress"], ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } }], ports: [{ port: 80, protocol: "TCP" }] }] } }),
  namespaced("rbac.authorization.k8s.io/v1", "roles", "Role", { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] }),
  namespaced("rbac.authorization.k8s.io/v1", "rolebindings", "RoleBinding", { subjects: [{ kind: "User", name: "u", apiGroup: "rbac.authorization.k8s.io" }], roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "a" } }),
  namespaced("coordination.k8s.io/v1", "leases", "Lease", { spec: { holderIdentity: "h", leaseDurationSeconds: 15, renewTime: "2026-01-01T00:00:00.000000Z" } }),
  namespaced("discovery.k8s.io/v1", "endpointslices", "EndpointSlice", { addressType: "IPv4", endpoints: [{ addresses: ["10.0.0.1"], conditions: { ready: true } }], ports: [{ port: 80, name: "http", protocol: "TCP" }] }),
  namespaced("fuzz.example.com/v1", "widgets", "Widget", { spec: { replicas: 2, type: "aaa", names: ["x", "y"], any: { thing: [1, "two", null] } } }),
  clusterWide("v1", "namespaces", "Namespace", { spec: { finalizers: ["kubernetes"] } }),
  clusterWide("v1", "nodes", "Node", { spec: { podCIDR: "10.0.0.0/24", taints: [{ key: "a", effect: "NoSchedule" }] } }),
  clusterWide("v1", "persistentvolumes", "PersistentVolume", { spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/d" } } }),
  clusterWide("rbac.authorization.k8s.io/v1", "clusterroles", "ClusterRole", { rules: [{ nonResourceURLs: ["/healthz"], verbs: ["get"] }] }),
  clusterWide("storage.k8s.io/v1", "storageclasses", "StorageClass", { provisioner: "example.com/p", parameters: { a: "b" }, reclaimPolicy: "Delete" }),
  clusterWide("scheduling.k8s.io/v1", "priorityclasses", "PriorityClass", { value: 1000, description: "d" }),
  clusterWide("networking.k8s.io/v1", "ingressclasses", "IngressClass", { spec: { controller: "example.com/c" } }),
  clusterWide("certificates.k8s.io/v1", "certificatesigningrequests", "CertificateSigningRequest", { spec: { request: "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIUk1Ib0NBUUF3R0RFS01BZ0dBMVVFQXd3QmRURUtNQWdHQTFVRUNnd0JaekJaTUJNR0J5cUdTTTQ5QWdFRwpDQ3FHU000OUF3RUhBMElBQk9VKzd4YmI3Mk9mU1pzYno1SUZzcnY2UTlueUI4bFQ3bFFNVmhENXNuTjg3bUNBCjJ1R2EvWjVLVWR0dEI0L01KYXlselMvSG9Xd2EvYkREMGdNSXhiNmdBREFLQmdncWhrak9QUVFEQWdOSEFEQkUKQWlBY3BEaHZCd0VxSnQ5OHl4SHhGenBnR2ZnSGJobnBtV3plSFp6OVlLcDlBUUlnV2Q0NGppQ1RWYXVTeUJCRApEdU5TYXVzdm9LeTQ1M0NFQ3QxQTY0Q25ScGc9Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=", signerName: "example.com/s", usages: ["client auth"] } }),
  clusterWide("apiextensions.k8s.io/v1", "customresourcedefinitions", "CustomResourceDefinition", { spec: definition.spec }, definition.metadata.name),
  clusterWide("admissionregistration.k8s.io/v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", { webhooks: [] }),
  clusterWide("authentication.k8s.io/v1", "tokenreviews", "TokenReview", { spec: { token: "t" } }),
  clusterWide("authorization.k8s.io/v1", "subjectaccessreviews", "SubjectAccessReview", { spec: { user: "u", resourceAttributes: { verb: "get", resource: "pods" } } }),
  clusterWide("authorization.k8s.io/v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", { spec: { nonResourceAttributes: { path: "/", verb: "get" } } }),
  clusterWide("none.example.com/v1", "nones", "None", {}),
];
