import type { Content, Table } from "../table.ts";

const badMetadata: Content = { metadata: { labels: { "a b": "c" }, annotations: { "x y": "" }, finalizers: ["x"] } };
const rbac = "/apis/rbac.authorization.k8s.io/v1";
const group = "rbac.authorization.k8s.io";
const rules = (...each: unknown[]): Content => ({ rules: each });
const ref = (of: object, subjects?: unknown[]): Content => ({ roleRef: { apiGroup: group, kind: "ClusterRole", name: "a", ...of }, ...(subjects === undefined ? {} : { subjects }) });
const badRules = [
  {}, rules({}), rules({ verbs: ["get"] }), rules({ verbs: ["get"], nonResourceURLs: ["/a"] }), rules({ verbs: ["get"], nonResourceURLs: ["/a"], resources: ["pods"] }), rules({ apiGroups: [""], resources: ["pods"] }),
  { metadata: { name: "a:b" } }, { metadata: { name: "a%b" } }, { metadata: { name: ".." } }, { ...badMetadata },
];
const badBindings = [
  {}, ref({}), ref({ apiGroup: "x" }), ref({ kind: "Foo" }), ref({ name: "" }), ref({ name: "a/b" }), ref({ kind: "Role" }),
  ref({}, [{}, { kind: "User", name: "x" }, { kind: "User", apiGroup: "x", name: "" }, { kind: "ServiceAccount", name: "A b" }, { kind: "ServiceAccount", apiGroup: "x", name: "a" }, { kind: "Group", apiGroup: group, name: "g" }, { kind: "Foo", name: "x" }]),
];
const target = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
const hpa = (spec: object): Content => ({ spec: { maxReplicas: 3, scaleTargetRef: target, ...spec } });
const metric = (...metrics: unknown[]): Content => hpa({ metrics });
const behavior = (of: unknown): Content => hpa({ behavior: of });
const budget = (spec: object): Content => ({ spec: { selector: { matchLabels: { a: "b" } }, ...spec } });
const level = (limited: object): Content => ({ spec: { type: "Limited", limited } });
const queuing = (of: object): Content => level({ limitResponse: { type: "Queue", queuing: of } });
const flow = (spec: object): Content => ({ spec: { matchingPrecedence: 100, priorityLevelConfiguration: { name: "a" }, ...spec } });
const flowRule = (of: object): Content => flow({ rules: [{ subjects: [{ kind: "User", user: { name: "x" } }], ...of }] });
const flowSubject = (of: object): Content => flow({ rules: [{ subjects: [of], nonResourceRules: [{ verbs: ["get"], nonResourceURLs: ["/"] }] }] });

export const tables: readonly Table[] = [
  { name: "roles", path: `${rbac}/namespaces/{{ns}}/roles`, apiVersion: `${group}/v1`, kind: "Role", create: badRules, change: [{ from: rules({ verbs: ["get"], apiGroups: [""], resources: ["pods"] }), to: [rules({}), badMetadata] }] },
  {
    name: "cluster roles", path: `${rbac}/clusterroles`, apiVersion: `${group}/v1`, kind: "ClusterRole",
    create: [...badRules, { aggregationRule: {} }, { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: "b" } }] } }],
    change: [{ from: { metadata: { name: "differential" }, rules: [] }, to: [rules({}), badMetadata, { aggregationRule: { clusterRoleSelectors: [] } }] }],
  },
  { name: "role bindings", path: `${rbac}/namespaces/{{ns}}/rolebindings`, apiVersion: `${group}/v1`, kind: "RoleBinding", create: badBindings, change: [{ from: ref({}), to: [ref({ name: "b" }), ref({ kind: "Foo" }), { ...ref({}), ...badMetadata }] }] },
  {
    name: "cluster role bindings", path: `${rbac}/clusterrolebindings`, apiVersion: `${group}/v1`, kind: "ClusterRoleBinding",
    create: badBindings, change: [{ from: { ...ref({}), metadata: { name: "differential" } }, to: [ref({ name: "b" }), ref({ kind: "Role" })] }],
  },
  {
    name: "autoscalers", path: "/apis/autoscaling/v2/namespaces/{{ns}}/horizontalpodautoscalers", apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler",
    create: [
      {}, hpa({ maxReplicas: -1 }), hpa({ minReplicas: 0 }), hpa({ minReplicas: -1 }), hpa({ minReplicas: 5 }), hpa({ scaleTargetRef: { kind: "a/b", name: "..", apiVersion: "a/b/c" } }), hpa({ scaleTargetRef: { kind: "Deployment", name: "x" } }),
      hpa({ scaleTargetRef: { kind: "ReplicationController", name: "x", apiVersion: "v1" } }), metric({}), metric({ type: "Foo" }), metric({ type: "Resource" }), metric({ type: "Resource", resource: {} }),
      metric({ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 0 } } }), metric({ type: "Resource", resource: { name: "cpu", target: { type: "Foo", averageUtilization: 1, averageValue: "0" } } }),
      metric({ type: "Pods", pods: { metric: { name: "a/b" }, target: { type: "AverageValue" } } }), metric({ type: "Object", object: { metric: {}, describedObject: {}, target: { type: "Value", value: "-1" } } }), metric({ type: "Object", object: { metric: { name: "x" }, describedObject: { kind: "S", name: "s", apiVersion: "a/b/c" }, target: { type: "Value" } } }),
      metric({ type: "External", external: { metric: { name: "x" }, target: { type: "Value", value: "1", averageValue: "1" } } }), metric({ type: "External", external: { metric: { name: "x" }, target: { type: "Value" } } }),
      metric({ type: "ContainerResource", containerResource: { target: { type: "Utilization" } } }), metric({ type: "ContainerResource", containerResource: { name: "foo", container: "A", target: { type: "Utilization", averageUtilization: 5 } } }),
      metric({ type: "Pods", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 5 } }, pods: { metric: { name: "x" }, target: { type: "AverageValue", averageValue: "1" } } }),
      behavior({ scaleUp: { stabilizationWindowSeconds: -1, selectPolicy: "Foo", policies: [{ type: "Foo", value: 0, periodSeconds: 0 }, { type: "Pods", value: 1, periodSeconds: 1801 }] } }), behavior({ scaleDown: { stabilizationWindowSeconds: 3601, tolerance: "-1" } }), { ...badMetadata, ...hpa({}) },
    ],
    change: [{ from: hpa({}), to: [hpa({ maxReplicas: 0 }), hpa({ scaleTargetRef: { kind: "Deployment", name: "x" } }), { ...badMetadata, ...hpa({}) }] }, { from: hpa({}), subresource: "status", to: [{ status: { currentReplicas: -1, desiredReplicas: -1, currentMetrics: null } }, { metadata: { labels: { a: "b" } }, status: { desiredReplicas: 2, currentMetrics: null } }] }],
  },
  {
    name: "autoscalers of the first version", path: "/apis/autoscaling/v1/namespaces/{{ns}}/horizontalpodautoscalers", apiVersion: "autoscaling/v1", kind: "HorizontalPodAutoscaler",
    create: [
      {}, hpa({ targetCPUUtilizationPercentage: 0 }), hpa({}), { metadata: { annotations: { "autoscaling.alpha.kubernetes.io/metrics": '[{"type":"Foo"}]' } }, ...hpa({}) }, { metadata: { annotations: { "autoscaling.alpha.kubernetes.io/metrics": "nonsense", x: "y" } }, ...hpa({}) },
      { metadata: { annotations: { "autoscaling.alpha.kubernetes.io/behavior": '{"ScaleUp":{"SelectPolicy":"Min","Policies":[{"Type":"Pods","Value":1,"PeriodSeconds":5}]}}' } }, ...hpa({ targetCPUUtilizationPercentage: 5 }) },
      { metadata: { annotations: { "autoscaling.alpha.kubernetes.io/metrics": '[{"type":"External","external":{"metricName":"q","targetValue":"5"}},{"type":"Object","object":{"target":{"kind":"S","name":"s"},"metricName":"m","targetValue":"0","averageValue":"3"}}]' } }, ...hpa({}) },
    ],
    change: [{ from: hpa({ targetCPUUtilizationPercentage: 5 }), subresource: "status", to: [{ status: { currentReplicas: 1, desiredReplicas: 2, currentCPUUtilizationPercentage: 40 } }] }],
  },
  {
    name: "disruption budgets", path: "/apis/policy/v1/namespaces/{{ns}}/poddisruptionbudgets", apiVersion: "policy/v1", kind: "PodDisruptionBudget",
    create: [
      {}, budget({ minAvailable: 1, maxUnavailable: "50%" }), budget({ minAvailable: -1 }), budget({ minAvailable: "x" }), budget({ maxUnavailable: "101%" }), budget({ selector: { matchLabels: { "a b": "c" } } }), budget({ unhealthyPodEvictionPolicy: "Foo" }), { ...badMetadata, ...budget({}) }, { metadata: { name: "A_b" }, ...budget({}) },
    ],
    change: [{ from: budget({ minAvailable: 1 }), to: [budget({ minAvailable: -1 }), budget({ minAvailable: 2 }), { ...badMetadata }] }, { from: budget({}), subresource: "status", to: [{ status: { disruptionsAllowed: -1, currentHealthy: 0, desiredHealthy: 0, expectedPods: -1, conditions: [{ type: "a b", status: "x", reason: "a-b", message: "", lastTransitionTime: null }] } }] }],
  },
  {
    name: "priority classes", path: "/apis/scheduling.k8s.io/v1/priorityclasses", apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass",
    create: [{ value: 1_000_000_001 }, { metadata: { name: "system-foo" } }, { metadata: { name: "system-node-critical" }, value: 5 }, { value: 1, preemptionPolicy: "Foo" }, { value: 1, preemptionPolicy: "" }, { ...badMetadata, value: 1 }],
    change: [{ from: { metadata: { name: "differential" }, value: 5, description: "x" }, to: [{ value: 6 }, { value: 5, preemptionPolicy: "Never" }, { ...badMetadata, value: 5 }, { value: 5, description: "y", globalDefault: true }] }],
  },
  {
    name: "leases", path: "/apis/coordination.k8s.io/v1/namespaces/{{ns}}/leases", apiVersion: "coordination.k8s.io/v1", kind: "Lease",
    create: [{ spec: { leaseDurationSeconds: 0, leaseTransitions: -1 } }, { ...badMetadata }, { spec: { strategy: "Foo", preferredHolder: "x" } }], change: [{ from: {}, to: [{ spec: { leaseDurationSeconds: -1 } }, badMetadata, { spec: { holderIdentity: "x" } }] }],
  },
  {
    name: "flow schemas", path: "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas", apiVersion: "flowcontrol.apiserver.k8s.io/v1", kind: "FlowSchema",
    create: [
      {}, flow({ matchingPrecedence: 1 }), flow({ matchingPrecedence: 10_001 }), flow({ distinguisherMethod: { type: "Foo" } }), flow({ priorityLevelConfiguration: { name: "A" } }), flow({ rules: [{}] }), flowSubject({ kind: "Foo" }), flowSubject({ kind: "User" }), flowSubject({ kind: "Group", group: { name: "" }, user: { name: "x" } }),
      flowSubject({ kind: "ServiceAccount", serviceAccount: { name: "A b", namespace: "" } }), flowSubject({ kind: "ServiceAccount", serviceAccount: { name: "*", namespace: "A" }, group: { name: "x" } }), flowRule({ resourceRules: [{}] }),
      flowRule({ resourceRules: [{ verbs: ["*", "get"], apiGroups: ["*", "a"], resources: ["*", "b"], namespaces: ["*", "c"] }] }), flowRule({ resourceRules: [{ verbs: ["foo"], apiGroups: [""], resources: ["b"], namespaces: ["A"] }] }),
      flowRule({ nonResourceRules: [{ verbs: [] }, { verbs: ["get"], nonResourceURLs: ["", "a", "/a b", "//", "/*/a", "/a*", "/a/*"] }, { verbs: ["get"], nonResourceURLs: ["*", "/a"] }] }), { metadata: { name: "exempt" }, ...flow({}) },
    ],
  },
  {
    name: "priority levels", path: "/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations", apiVersion: "flowcontrol.apiserver.k8s.io/v1", kind: "PriorityLevelConfiguration",
    create: [
      {}, { spec: { type: "Foo" } }, { spec: { type: "Exempt" } }, { spec: { type: "Limited" } }, { spec: { type: "Exempt", limited: {}, exempt: { nominalConcurrencyShares: -1, lendablePercent: 101 } } }, { spec: { type: "Limited", exempt: {}, limited: { limitResponse: { type: "Reject" } } } },
      level({ nominalConcurrencyShares: -1, lendablePercent: -1, borrowingLimitPercent: -1, limitResponse: { type: "Foo" } }), level({ limitResponse: { type: "" } }), level({ limitResponse: { type: "Queue" } }), level({ limitResponse: { type: "Reject", queuing: {} } }),
      queuing({ queues: -1, handSize: -1, queueLengthLimit: -1 }), queuing({ queues: 10_000_001, handSize: 8, queueLengthLimit: 1 }), queuing({ queues: 5, handSize: 8 }), queuing({ queues: 1024, handSize: 8 }), { metadata: { name: "exempt" }, spec: { type: "Limited", limited: { limitResponse: { type: "Reject" } } } },
      { metadata: { annotations: { "flowcontrol.k8s.io/preserve-zero-concurrency-shares": "" } }, ...level({ limitResponse: { type: "Reject" } }) },
    ],
  },
  {
    name: "signing requests", path: "/apis/certificates.k8s.io/v1/certificatesigningrequests", apiVersion: "certificates.k8s.io/v1", kind: "CertificateSigningRequest",
    create: [
      {}, { spec: { request: "AAAA", signerName: "kubernetes.io/legacy-unknown", usages: ["foo", "client auth", "client auth"] } }, { spec: { request: "AAAA", signerName: "a/b", usages: ["any"], expirationSeconds: 5 } }, { spec: { request: "AAAA", signerName: "A_b.c/D e", usages: ["any"] } },
      { metadata: { name: "A_b" }, spec: { request: "AAAA", signerName: "a.b/c/d", usages: [] } },
    ],
  },
];
