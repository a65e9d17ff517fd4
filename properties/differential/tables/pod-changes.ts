import type { Content, Table } from "../table.ts";

const c = { name: "c", image: "i:1" };
const own = { automountServiceAccountToken: false, serviceAccountName: "default" };
const pod = (spec: object = {}, rest: object = {}): Content => ({ spec: { containers: [c], ...own, ...spec }, ...rest });
const one = (container: object, spec: object = {}): Content => pod({ containers: [{ ...c, ...container }], ...spec });
const amounts = (cpu: string, memory: string): object => ({ requests: { cpu, memory }, limits: { cpu: "2", memory: "1Gi" } });
const gates = { schedulingGates: [{ name: "a" }, { name: "b" }] };
const required = (...matchExpressions: object[]): object => ({ nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } } });
const term = { key: "a", operator: "In", values: ["b"] };
const stopped = { state: { terminated: { exitCode: 1 } } };
const running = { state: { running: {} } };
const status = (of: object): Content => ({ status: of });

const pods = { path: "/api/v1/namespaces/{{ns}}/pods", apiVersion: "v1", kind: "Pod" };

export const tables: readonly Table[] = [
  {
    ...pods,
    name: "changes of pods",
    change: [
      {
        from: pod({ tolerations: [{ key: "a", operator: "Exists", effect: "NoExecute", tolerationSeconds: 10 }], activeDeadlineSeconds: 100 }, { metadata: { labels: { a: "b" }, annotations: { c: "d" } } }),
        to: [
          pod(), one({ image: "j:1" }), one({ image: " j " }), one({ image: "" }), one({ command: ["x"] }), one({ name: "d" }), pod({ containers: [c, { name: "d", image: "i" }] }), pod({ initContainers: [c] }), pod({ activeDeadlineSeconds: 100, hostname: "h" }),
          pod({ activeDeadlineSeconds: 50 }), pod({ activeDeadlineSeconds: 200 }), pod({ activeDeadlineSeconds: -1 }), pod({ activeDeadlineSeconds: 0 }), pod({ activeDeadlineSeconds: 100, nodeSelector: { a: "b" } }),
          pod({ activeDeadlineSeconds: 100, tolerations: [{ key: "a", operator: "Exists", effect: "NoExecute", tolerationSeconds: 20 }] }), pod({ activeDeadlineSeconds: 100, tolerations: [{ key: "b", operator: "Exists" }] }),
          pod({ activeDeadlineSeconds: 100, tolerations: [{ key: "a", operator: "Exists", effect: "NoExecute", tolerationSeconds: 10 }, { key: "b", operator: "Exists" }] }), pod({ activeDeadlineSeconds: 100, schedulingGates: [{ name: "x" }] }),
          pod({ activeDeadlineSeconds: 100, tolerations: [{ key: "a", operator: "Exists", effect: "NoExecute", tolerationSeconds: 10 }], restartPolicy: "Never", priority: 5 }), pod({ activeDeadlineSeconds: 100 }, { metadata: { labels: { "a b": "c" } } }),
          pod({ activeDeadlineSeconds: 100, terminationGracePeriodSeconds: 1 }), pod({ activeDeadlineSeconds: 100, volumes: [{ name: "v" }], hostNetwork: true, securityContext: { runAsUser: 1 } }), one({ resources: { limits: { cpu: "1" } } }, { activeDeadlineSeconds: 100 }),
          pod({ activeDeadlineSeconds: 100, dnsPolicy: "Default", schedulerName: "x", topologySpreadConstraints: [{ maxSkew: 1, topologyKey: "a", whenUnsatisfiable: "DoNotSchedule", labelSelector: { matchLabels: { a: "b" } } }] }),
        ],
      },
      {
        from: pod({ nodeName: "n", terminationGracePeriodSeconds: 5 }), to: [pod({ nodeName: "m", terminationGracePeriodSeconds: 5 }), pod({ terminationGracePeriodSeconds: 5 }), pod({ nodeName: "n" }), pod({ nodeName: "n", terminationGracePeriodSeconds: 5, affinity: required(term) })],
      },
      {
        from: pod({ ...gates, nodeSelector: { a: "b" }, affinity: required(term) }),
        to: [
          pod({ schedulingGates: [{ name: "a" }], nodeSelector: { a: "b" }, affinity: required(term) }), pod({ nodeSelector: { a: "b" }, affinity: required(term) }), pod({ ...gates, nodeSelector: { a: "c" }, affinity: required(term) }),
          pod({ ...gates, nodeSelector: { a: "b", c: "d" }, affinity: required(term) }), pod({ ...gates, nodeSelector: { a: "b" } }), pod({ ...gates, nodeSelector: { a: "b" }, affinity: required(term, { key: "c", operator: "Exists" }) }),
          pod({ ...gates, nodeSelector: { a: "b" }, affinity: required({ key: "c", operator: "Exists" }) }), pod({ schedulingGates: [{ name: "a" }, { name: "c" }], nodeSelector: { a: "b" }, affinity: required(term) }),
          pod({ ...gates, nodeName: "n", nodeSelector: { a: "b" }, affinity: required(term) }),
        ],
      },
    ],
  },
  {
    ...pods,
    name: "ephemeral containers",
    change: [{
      from: pod(),
      subresource: "ephemeralcontainers",
      to: [
        pod({ ephemeralContainers: [{ name: "e", image: "i", imagePullPolicy: "Always", terminationMessagePolicy: "File" }] }), pod({ ephemeralContainers: [{ name: "c", image: "i" }] }), pod({ ephemeralContainers: [{ name: "e", image: "i", targetContainerName: "x" }] }),
        pod({ ephemeralContainers: [{ name: "e", image: "i", ports: [{ containerPort: 1 }], livenessProbe: { exec: { command: ["a"] } } }] }), pod({ ephemeralContainers: [{ image: "" }] }), pod({ ephemeralContainers: [{ name: "e", image: "i", volumeMounts: [{ name: "z", mountPath: "/a" }] }] }),
        pod({ ephemeralContainers: [{ name: "e", image: "i" }, { name: "e", image: "i" }] }),
      ],
    }],
  },
  {
    ...pods,
    name: "statuses of pods",
    change: [
      {
        from: pod({ nodeName: "n", restartPolicy: "Never", initContainers: [{ name: "d", image: "i" }], resourceClaims: [{ name: "r", resourceClaimName: "x" }] }),
        status: { phase: "Running", observedGeneration: 1, conditions: [{ type: "Ready", status: "True", observedGeneration: 1 }], containerStatuses: [{ name: "c", ...stopped, image: "", imageID: "", ready: false, restartCount: 0 }] },
        subresource: "status",
        to: [
          status({ phase: "Failed" }), status({ conditions: [{ type: "Ready", status: "False" }, { type: "a b", status: "True" }, { type: "Foo", status: "True", observedGeneration: -1 }] }), status({ observedGeneration: -1 }), status({ nominatedNodeName: "A_b" }), status({ nominatedNodeName: "m" }),
          status({ qosClass: "Burstable" }), status({ qosClass: "Foo" }), status({ containerStatuses: [{ name: "c", ...running, image: "", imageID: "", ready: false, restartCount: 0 }] }),
          status({ resourceClaimStatuses: [{ name: "r", resourceClaimName: "A_b" }, { name: "r" }, { name: "z" }] }), status({ podIP: "1.2.3.4", podIPs: [{ ip: "1.2.3.4" }] }), status({ podIPs: [{ ip: "x" }] }), status({ podIPs: [{ ip: "1.2.3.4" }, { ip: "1.2.3.5" }] }),
          status({ podIPs: [{ ip: "1.2.3.4" }, { ip: "::1" }] }), status({ podIPs: [{ ip: "1.2.3.4" }, { ip: "::1" }, { ip: "::2" }] }), status({ podIPs: [{ ip: "1.2.3.4" }, { ip: "x" }] }), status({ hostIP: "1.2.3.4", hostIPs: [{ ip: "1.2.3.5" }] }), status({ hostIP: "1.2.3.4", hostIPs: [{ ip: "1.2.3.4" }, { ip: "1.2.3.5" }] }),
          status({ containerStatuses: [{ name: "c", ...stopped, user: { linux: { uid: -1, gid: -1, supplementalGroups: [-1, 1] } }, image: "", imageID: "", ready: false, restartCount: 0 }] }),
          status({ containerStatuses: [{ name: "c", ...stopped, allocatedResourcesStatus: [{ name: "cpu", resources: [{ resourceID: "a", health: "Foo" }, { resourceID: "a", health: "Healthy", message: "" }] }, { name: "claim:x" }], image: "", imageID: "", ready: false, restartCount: 0 }] }),
          status({ ephemeralContainerStatuses: [{ name: "e", allocatedResourcesStatus: [{ name: "cpu" }], image: "", imageID: "", ready: false, restartCount: 0 }] }), status({ extendedResourceClaimStatus: { requestMappings: [], resourceClaimName: "" } }),
          status({ extendedResourceClaimStatus: { requestMappings: [{ containerName: "c", resourceName: "a", requestName: "A" }, { containerName: "z", resourceName: "a", requestName: "a" }, { containerName: "z", resourceName: "a", requestName: "a" }], resourceClaimName: "A_b" } }),
          { metadata: { labels: { "a b": "" }, annotations: { "x y": "" } }, ...status({}) },
        ],
      },
      { from: pod({ restartPolicy: "OnFailure" }), status: { containerStatuses: [{ name: "c", ...stopped, image: "", imageID: "", ready: false, restartCount: 0 }] }, subresource: "status", to: [status({ nominatedNodeName: "m" }), status({ containerStatuses: [{ name: "c", ...running, image: "", imageID: "", ready: false, restartCount: 0 }] })] },
    ],
  },
  {
    ...pods,
    name: "resizes of pods",
    change: [
      {
        from: one({ resources: amounts("1", "500Mi") }, { initContainers: [{ name: "d", image: "i" }] }),
        subresource: "resize",
        to: [
          one({ resources: amounts("1500m", "600Mi") }, { initContainers: [{ name: "d", image: "i" }] }), one({ resources: amounts("3", "600Mi") }, { initContainers: [{ name: "d", image: "i" }] }), one({}, { initContainers: [{ name: "d", image: "i" }] }),
          one({ resources: { requests: { cpu: "1" }, limits: { cpu: "1" } } }, { initContainers: [{ name: "d", image: "i" }] }), one({ resources: amounts("1", "500Mi") }), one({ name: "e", resources: amounts("1", "500Mi") }, { initContainers: [{ name: "d", image: "i" }] }),
          one({ resources: { requests: { cpu: "1", memory: "500Mi", "ephemeral-storage": "1" }, limits: { cpu: "2", memory: "1Gi" } } }, { initContainers: [{ name: "d", image: "i" }] }), one({ resources: amounts("1", "500Mi") }, { initContainers: [{ name: "d", image: "i", resources: { limits: { cpu: "1" } } }] }),
          one({ image: "z", resources: amounts("1", "500Mi"), resizePolicy: [{ resourceName: "cpu", restartPolicy: "Foo" }] }, { initContainers: [{ name: "d", image: "i" }] }), one({ resources: { ...amounts("1", "500Mi"), claims: [{ name: "x" }] } }, { initContainers: [{ name: "d", image: "i" }] }),
        ],
      },
      { from: one({}), subresource: "resize", to: [one({ resources: { requests: { cpu: "1" } } }), one({})] },
      {
        from: one({}, { resources: { requests: { cpu: "1" }, limits: { cpu: "2" } } }), subresource: "resize",
        to: [one({}, { resources: { requests: { cpu: "1500m" }, limits: { cpu: "2" } } }), one({}), one({}, { resources: { limits: { cpu: "2" } } }), one({}, { resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "2" } } })],
      },
    ],
  },
];
