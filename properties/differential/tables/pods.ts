import type { Content, Table } from "../table.ts";

const c = { name: "c", image: "i:1" };
const pod = (spec: object, rest: object = {}): Content => ({ spec: { containers: [c], ...spec }, ...rest });
const one = (container: object, spec: object = {}): Content => pod({ containers: [{ ...c, ...container }], ...spec });
const noted = (annotations: object, spec: object = {}): Content => pod(spec, { metadata: { annotations } });
const volume = (...sources: object[]): Content => pod({ volumes: sources.map((source) => ({ name: "v", ...source })) });
const env = (...variables: unknown[]): Content => one({ env: variables });
const from = (valueFrom: unknown, rest: object = {}): Content => env({ name: "A", valueFrom, ...rest });
const probe = (of: object): Content => one({ livenessProbe: of, readinessProbe: of, startupProbe: of });
const safe = (securityContext: object): Content => one({ securityContext });
const safePod = (securityContext: object, spec: object = {}): Content => pod({ securityContext, ...spec });
const needs = (resources: object): Content => one({ resources });
const mount = (...volumeMounts: unknown[]): Content => one({ volumeMounts }, { volumes: [{ name: "v" }, { name: "w" }] });
const nodeTerm = (...nodeSelectorTerms: unknown[]): Content => pod({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } });
const near = (term: object): Content => pod({
  affinity: {
    podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term], preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 0, podAffinityTerm: term }] },
    podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term], preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 101, podAffinityTerm: term }] },
  },
});
const spread = (...topologySpreadConstraints: unknown[]): Content => pod({ topologySpreadConstraints }, { metadata: { labels: { k: "v" } } });
const tolerates = (...tolerations: unknown[]): Content => pod({ tolerations });
const x = (count: number): string => "x".repeat(count);
const pods = { path: "/api/v1/namespaces/{{ns}}/pods", apiVersion: "v1", kind: "Pod" };
const http = { httpGet: { port: 80 } };
const claim = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
const ephemeral = (spec: object, metadata: object = {}): object => ({ ephemeral: { volumeClaimTemplate: { metadata, spec } } });

export const tables: readonly Table[] = [
  {
    ...pods,
    name: "pods",
    create: [
      {}, pod({}), pod({ containers: [] }), pod({ containers: [{}] }), pod({ containers: [{ name: "A_b", image: " i " }] }), pod({ containers: [c, c] }), pod({ containers: [{ name: x(64), image: "i" }, { image: "i" }] }),
      { metadata: { name: "A_b" }, spec: { containers: [c] } }, { metadata: { name: "a.b" }, spec: { containers: [c] } }, { metadata: { name: x(64) }, spec: { containers: [c] } }, { metadata: { labels: { "a b": "c d" }, annotations: { "x y": "" }, finalizers: ["x"] }, spec: { containers: [c] } },
      pod({ restartPolicy: "Foo" }), pod({ dnsPolicy: "Foo" }), pod({ dnsPolicy: "None" }), pod({ dnsPolicy: "None", dnsConfig: {} }), pod({ terminationGracePeriodSeconds: -1 }), pod({ activeDeadlineSeconds: 0 }), pod({ activeDeadlineSeconds: 3_000_000_000 }),
      pod({ dnsConfig: { nameservers: ["x", "010.0.0.1", "::ffff:1.2.3.4", "1.2.3.4"], searches: ["a_b", ".", "A", "a.", x(64), ...Array.from({ length: 40 }, (_, i) => x(60) + i)], options: [{}, { value: "x" }] } }),
      pod({ nodeSelector: { "a b": "c d" } }), pod({ nodeSelector: { [x(64)]: x(64) } }), pod({ nodeSelector: { "/a": "" } }), pod({ nodeSelector: { "a/b/c": "" } }), pod({ serviceAccountName: "A_b", nodeName: "A_b", hostname: "a.b", subdomain: "A" }), pod({ hostname: x(64), subdomain: x(64) }),
      pod({ priorityClassName: "A_b" }), pod({ runtimeClassName: "A_b" }), pod({ preemptionPolicy: "Foo" }), pod({ overhead: { cpu: "-1" } }), pod({ schedulerName: "" }), pod({ imagePullSecrets: [{}, { name: "a" }, { name: "a" }] }),
      pod({ hostAliases: [{}, { ip: "x", hostnames: ["A_b", "a"] }, { ip: "010.1.2.3" }, { ip: "1.2.3.4" }, { ip: "1.2.3.4" }, { ip: "FE80::1" }] }), pod({ readinessGates: [{ conditionType: "a b" }, { conditionType: "a" }, {}] }),
      pod({ schedulingGates: [{ name: "a b" }, { name: "a" }, { name: "a" }] }), pod({ schedulingGates: [{ name: "a" }], nodeName: "n" }), pod({ ephemeralContainers: [c, { name: "d", image: "i", ports: [{}], resources: { limits: { cpu: "1" } }, lifecycle: {}, livenessProbe: {}, targetContainerName: "e" }] }),
      pod({ hostnameOverride: "A_b", setHostnameAsFQDN: true }), pod({ hostnameOverride: x(65), hostNetwork: true }), pod({ hostNetwork: true, containers: [{ ...c, ports: [{ containerPort: 80, hostPort: 81 }] }] }),
      pod({ hostUsers: false, hostNetwork: true, hostPID: true, hostIPC: true }), pod({ hostUsers: false, containers: [{ ...c, volumeDevices: [{ name: "v", devicePath: "/a" }] }], volumes: [{ name: "v", persistentVolumeClaim: { claimName: "a" } }] }),
      pod({ os: {} }), pod({ os: { name: "foo" } }), pod({ os: { name: "linux" }, securityContext: { windowsOptions: { runAsUserName: "a" } }, containers: [{ ...c, securityContext: { windowsOptions: {} } }] }),
      pod({
        os: { name: "windows" }, hostPID: true, hostIPC: true, hostUsers: false, shareProcessNamespace: false, resources: { limits: { cpu: "1" } },
        securityContext: { seLinuxOptions: {}, runAsUser: 1, runAsGroup: 1, supplementalGroups: [1], supplementalGroupsPolicy: "Merge", fsGroup: 1, fsGroupChangePolicy: "Always", sysctls: [{ name: "a", value: "b" }], seccompProfile: { type: "Unconfined" }, appArmorProfile: { type: "Unconfined" }, seLinuxChangePolicy: "Recursive" },
        containers: [{ ...c, securityContext: { appArmorProfile: { type: "Unconfined" }, seLinuxOptions: {}, seccompProfile: { type: "Unconfined" }, capabilities: {}, readOnlyRootFilesystem: false, privileged: false, allowPrivilegeEscalation: false, procMount: "Default", runAsUser: 1, runAsGroup: 1 } }],
      }),
      pod({ resourceClaims: [{}, { name: "A" }, { name: "a", resourceClaimName: "b", resourceClaimTemplateName: "c" }, { name: "a", resourceClaimName: "B_" }, { name: "d", resourceClaimTemplateName: "B_" }] }),
      pod({ initContainers: [{ ...c, lifecycle: {}, livenessProbe: {}, readinessProbe: {}, startupProbe: {} }, { name: "d", image: "i", restartPolicy: "Always", livenessProbe: {} }, { name: "e", image: "i", restartPolicy: "Foo" }, { name: "e", image: "" }] }),
      pod({ initContainers: [{ ...c, name: "d", ports: [{ containerPort: 1, hostPort: 1 }, { containerPort: 1, hostPort: 1 }], resizePolicy: [{ resourceName: "cpu", restartPolicy: "RestartContainer" }] }] }),
      pod({ terminationGracePeriodSeconds: 5, containers: [{ ...c, lifecycle: { preStop: { sleep: { seconds: 6 } }, postStart: {} } }] }), one({ lifecycle: { preStop: { exec: {}, httpGet: { port: 1 }, tcpSocket: { port: 0 }, sleep: { seconds: -1 } } } }),
      { metadata: { generateName: "A_" }, spec: { containers: [c] } }, { metadata: { name: "a", ownerReferences: [{ apiVersion: "", kind: "", name: "", uid: "" }, { apiVersion: "v1", kind: "Event", name: "a", uid: "b" }] }, spec: { containers: [c] } },
    ],
  },
  {
    ...pods,
    name: "containers of pods",
    create: [
      one({ terminationMessagePolicy: "Foo", imagePullPolicy: "Foo" }), one({ ports: [{}, { containerPort: 70_000, hostPort: 70_000, protocol: "Foo" }, { name: "A", containerPort: 1 }, { name: "a--b-", containerPort: 1 }, { name: x(16), containerPort: 1 }, { name: "1", containerPort: -1 }] }),
      one({ ports: [{ name: "a", containerPort: 1 }, { name: "a", containerPort: 2 }, { containerPort: 1, hostPort: 1 }, { containerPort: 3, hostPort: 1 }, { containerPort: 4, hostPort: 1, protocol: "UDP" }] }), pod({ containers: [{ ...c, ports: [{ containerPort: 1, hostPort: 1 }] }, { name: "d", image: "i", ports: [{ containerPort: 2, hostPort: 1 }] }] }),
      env({}, { name: "a=b" }, { name: "a b" }, { name: "é" }, { name: "1" }), env({ name: "A", value: "1", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }), from({}), from({ fieldRef: {} }), from({ fieldRef: { apiVersion: "v2", fieldPath: "a" } }), from({ fieldRef: { fieldPath: "a" } }),
      from({ fieldRef: { fieldPath: "metadata.labels" } }), from({ fieldRef: { fieldPath: "metadata.labels['a b']" } }), from({ fieldRef: { fieldPath: "metadata.annotations['A']" } }), from({ fieldRef: { fieldPath: "spec.nodeName['a']" } }), from({ fieldRef: { fieldPath: "spec.host" } }), from({ fieldRef: { fieldPath: "status.phase" } }), from({ fieldRef: { fieldPath: "metadata.labels['']" } }),
      from({ resourceFieldRef: {} }), from({ resourceFieldRef: { resource: "a" } }), from({ resourceFieldRef: { resource: "limits.cpu", divisor: "2" } }), from({ resourceFieldRef: { resource: "limits.memory", divisor: "1m" } }), from({ resourceFieldRef: { resource: "requests.ephemeral-storage", divisor: "3" } }), from({ resourceFieldRef: { resource: "limits.hugepages-2Mi", divisor: "3" } }),
      from({ configMapKeyRef: {} }), from({ secretKeyRef: { name: "A_b", key: "a b" } }), from({ configMapKeyRef: { name: "a", key: ".." }, secretKeyRef: { name: "a", key: "." } }), from({ configMapKeyRef: { name: "a", key: x(254) } }), from({ fileKeyRef: {} }), from({ fileKeyRef: { volumeName: "A", path: "../a", key: "a=" } }),
      from({ fileKeyRef: { volumeName: "v", path: "a", key: "a" } }), one({ env: [{ name: "A", valueFrom: { fileKeyRef: { volumeName: "v", path: "a", key: "a" } } }] }, { volumes: [{ name: "v", hostPath: { path: "/a" } }] }),
      one({ envFrom: [{}, { prefix: "a=", configMapRef: {}, secretRef: { name: "A_" } }, { secretRef: { name: "a-" } }] }), env({ name: "A", value: "1" }, { name: "A", value: "2" }, { name: "A", value: "$(A)3" }, { name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }),
      probe({}), probe({ ...http, initialDelaySeconds: -1, timeoutSeconds: -1, periodSeconds: -1, successThreshold: -1, failureThreshold: -1, terminationGracePeriodSeconds: 0 }), probe({ ...http, successThreshold: 2, terminationGracePeriodSeconds: 1 }), probe({ exec: {}, httpGet: { port: 1 }, tcpSocket: { port: 1 }, grpc: { port: 1 } }),
      probe({ httpGet: { path: "", port: "a b", scheme: "Foo", httpHeaders: [{ name: "a b", value: "" }] } }), probe({ httpGet: { port: 0 } }), probe({ httpGet: { port: 70_000 } }), probe({ tcpSocket: { port: "1" } }), probe({ grpc: { port: 0 } }), probe({ grpc: { port: 80, service: "a" } }), probe({ httpGet: { port: "80" } }),
      mount({}), mount({ name: "z", mountPath: "/a" }, { name: "v", mountPath: "/a" }, { name: "w", mountPath: "/b", subPath: "/a", subPathExpr: "../b" }), mount({ name: "v", mountPath: "/a", subPath: ".." }, { name: "w", mountPath: "a:b" }), mount({ name: "v", mountPath: "/a", mountPropagation: "Foo" }), mount({ name: "v", mountPath: "/a", mountPropagation: "Bidirectional" }),
      mount({ name: "v", mountPath: "/a", recursiveReadOnly: "Foo" }), mount({ name: "v", mountPath: "/a", recursiveReadOnly: "Enabled", mountPropagation: "HostToContainer" }), mount({ name: "v", mountPath: "/a", recursiveReadOnly: "Disabled" }),
      one({ volumeDevices: [{}, { name: "v", devicePath: "/a" }, { name: "v", devicePath: "/a" }, { name: "w", devicePath: "../a" }, { name: "z", devicePath: "/b" }], volumeMounts: [{ name: "v", mountPath: "/a" }] }, { volumes: [{ name: "v" }, { name: "w", persistentVolumeClaim: { claimName: "a" } }] }),
      one({ resizePolicy: [{}, { resourceName: "foo", restartPolicy: "bar" }, { resourceName: "cpu", restartPolicy: "RestartContainer" }, { resourceName: "cpu", restartPolicy: "NotRequired" }] }, { restartPolicy: "Never" }), one({ restartPolicy: "Foo" }), one({ restartPolicyRules: [{}] }),
      one({ restartPolicy: "Never", restartPolicyRules: [{}, { action: "Foo", exitCodes: {} }, { action: "Restart", exitCodes: { operator: "In", values: Array.from({ length: 256 }, (_, i) => i) } }, { action: "RestartAllContainers", exitCodes: { operator: "Foo" } }, ...Array.from({ length: 20 }, () => ({ action: "Restart", exitCodes: { operator: "In", values: [1] } }))] }),
      one({ lifecycle: { stopSignal: "SIGFOO" } }), one({ stdinOnce: true, tty: true, workingDir: "a" }), one({ image: "a b" }), one({ image: "" }), one({ name: "c.d" }),
    ],
  },
  {
    ...pods,
    name: "resources of pods",
    create: [
      needs({ limits: { foo: "1" } }), needs({ limits: { "a b": "1" } }), needs({ limits: { cpu: "-1" }, requests: { cpu: "-1" } }), needs({ limits: { cpu: "1" }, requests: { cpu: "2" } }), needs({ limits: { cpu: "1000m" }, requests: { cpu: "1" } }), needs({ requests: { "foo.com/bar": "1" } }), needs({ limits: { "foo.com/bar": "1" }, requests: { "foo.com/bar": "2" } }),
      needs({ limits: { "foo.com/bar": "500m" } }), needs({ limits: { "requests.foo.com/bar": "1" } }), needs({ limits: { "kubernetes.io/foo": "1" } }), needs({ limits: { storage: "1" } }), needs({ limits: { pods: "1" } }), needs({ limits: { "hugepages-2Mi": "2Mi" } }), needs({ limits: { "hugepages-2Mi": "3Mi", cpu: "1" } }), needs({ requests: { "hugepages-2Mi": "2Mi", cpu: "1" } }),
      needs({ limits: { "hugepages-2Mi": "4Mi", memory: "1Gi" }, requests: { "hugepages-2Mi": "2Mi" } }), needs({ limits: { "hugepages-foo": "1", cpu: "1" } }), needs({ limits: { memory: "1500m", "ephemeral-storage": "1500m" } }), needs({ limits: { cpu: "100u", memory: "1n" } }), needs({ claims: [{}, { name: "a" }, { name: "a" }, { name: "b", request: "A" }] }),
      one({ resources: { claims: [{ name: "a", request: "r" }, { name: "a", request: "r" }, { name: "a" }, { name: "z" }] } }, { resourceClaims: [{ name: "a", resourceClaimName: "x" }, { name: "b", resourceClaimName: "x" }] }), pod({ resources: { limits: { cpu: "1" }, claims: [{ name: "a" }] } }), pod({ resources: { limits: { foo: "1" } } }), pod({ resources: { limits: { "a b": "1" } } }), pod({ resources: { limits: { "ephemeral-storage": "1" } } }), pod({ resources: { limits: { "foo.com/x": "1" } } }),
      one({ resources: { requests: { cpu: "2" }, limits: { cpu: "3" } } }, { resources: { requests: { cpu: "1", memory: "500Mi" }, limits: { cpu: "2", memory: "2Gi" } } }), pod({ resources: { requests: { cpu: "2" }, limits: { cpu: "1" } } }), one({ resources: { limits: { "hugepages-2Mi": "4Mi", cpu: "1" } } }, { resources: { limits: { "hugepages-2Mi": "2Mi", cpu: "1" } } }),
      pod({ resources: { requests: { cpu: "1" } }, initContainers: [{ name: "d", image: "i", restartPolicy: "Always", resources: { requests: { cpu: "600m" } } }, { name: "e", image: "i", resources: { requests: { cpu: "500m" } } }] }), pod({ overhead: { foo: "1", cpu: "1500u" } }), pod({ overhead: { memory: "1500m", "ephemeral-storage": "1500m" } }),
    ],
  },
  {
    ...pods,
    name: "volumes of pods",
    create: [
      volume({ name: "" }), volume({ name: "A_b" }), volume({}, {}), volume({ emptyDir: { sizeLimit: "-1" } }), volume({ emptyDir: {}, hostPath: { path: "/a" }, cephfs: {}, downwardAPI: {}, iscsi: { initiatorName: "x", targetPortal: x(64) } }), volume({ hostPath: {} }), volume({ hostPath: { path: "/a/../b", type: "Foo" } }), volume({ gitRepo: { directory: "/a" } }), volume({ gitRepo: { repository: "a", directory: "a/.." } }),
      volume({ gcePersistentDisk: { partition: 256 } }), volume({ awsElasticBlockStore: { partition: -1 } }), volume({ secret: { defaultMode: 512, items: [{}, { key: "a", path: "/a", mode: -1 }, { key: "a", path: "..a" }, { key: "a", path: "../a" }] } }), volume({ configMap: { defaultMode: 1000, items: [{ key: "a", path: "a" }, { key: "b", path: "a/b" }, { key: "b", path: "a" }] } }), volume({ nfs: { path: "a" } }), volume({ nfs: {} }),
      volume({ iscsi: {} }), volume({ iscsi: { targetPortal: "a", iqn: "foo", lun: 256, chapAuthSession: true, initiatorName: "bar" } }), volume({ iscsi: { targetPortal: "a", iqn: "iqn.2001-04.com.example:storage", lun: 0, initiatorName: "iqn.x" } }), volume({ iscsi: { targetPortal: "a", iqn: "eui.x", lun: 1 } }), volume({ iscsi: { targetPortal: "a", iqn: "naa.x", lun: 1 } }), volume({ glusterfs: {} }), volume({ flocker: {} }), volume({ flocker: { datasetName: "a/b", datasetUUID: "c" } }),
      volume({ persistentVolumeClaim: {} }), volume({ rbd: {} }), volume({ cinder: { secretRef: {} } }), volume({ cephfs: {} }), volume({ quobyte: {} }), volume({ quobyte: { registry: "a,b:1", volume: "x" } }), volume({ quobyte: { registry: "a:1", volume: "x", tenant: x(65) } }), volume({ downwardAPI: { defaultMode: 512, items: [{}, { path: "a", fieldRef: { fieldPath: "spec.nodeName" }, resourceFieldRef: { resource: "limits.cpu" } }, { path: "/b", resourceFieldRef: { resource: "limits.cpu" }, mode: 512 }] } }),
      volume({ fc: {} }), volume({ fc: { targetWWNs: ["a"], wwids: ["b"] } }), volume({ fc: { targetWWNs: ["a"], lun: 256 } }), volume({ flexVolume: { options: { "kubernetes.io/a": "b", "x.k8s.io": "c" } } }), volume({ azureFile: {} }), volume({ vsphereVolume: {} }), volume({ photonPersistentDisk: {} }), volume({ portworxVolume: {} }), volume({ azureDisk: {} }), volume({ azureDisk: { diskName: "a", diskURI: "b", cachingMode: "Foo", kind: "Foo" } }),
      volume({ azureDisk: { diskName: "a", diskURI: "b", kind: "Managed" } }), volume({ storageos: { volumeName: "A", volumeNamespace: "B", secretRef: {} } }), volume({ storageos: {} }), volume({ scaleIO: {} }), volume({ csi: {} }), volume({ csi: { driver: x(64), nodePublishSecretRef: {} } }), volume({ csi: { driver: "A_b", nodePublishSecretRef: { name: "A_b" } } }), volume({ image: {} }), volume({ image: { reference: "a", pullPolicy: "Foo" } }),
      volume({ ephemeral: {} }), volume(ephemeral({})), volume(ephemeral(claim, { name: "x", labels: { "a b": "c" }, annotations: { "a b": "" }, finalizers: ["x"] })), volume(ephemeral({ accessModes: ["Foo", "ReadWriteOncePod", "ReadWriteOnce"], resources: { requests: { storage: "0" } }, storageClassName: "A_b", volumeMode: "Foo", dataSource: { kind: "x", name: "" }, selector: { matchExpressions: [{ key: "a b", operator: "Foo" }] } })),
      volume(ephemeral({ ...claim, dataSource: { kind: "PersistentVolumeClaim", name: "a" }, dataSourceRef: { apiGroup: "A_", kind: "b", name: "c" }, volumeAttributesClassName: "A_b" })), pod({ volumes: [{ name: "v", ...ephemeral(claim) }, { name: "w", persistentVolumeClaim: { claimName: "a-v" } }] }), volume(ephemeral({ ...claim, resources: { requests: { storage: "1500m" }, limits: { storage: "1500m" } } })),
      volume({ projected: { sources: [{}, { secret: { items: [{ key: "a", path: "b" }, { key: "c", path: "b" }] }, configMap: { items: [{ key: "a", path: "b" }] } }, { downwardAPI: { items: [{ path: "b" }] } }, { serviceAccountToken: { path: "b", expirationSeconds: 1 } }, { serviceAccountToken: { expirationSeconds: 5_000_000_000 } }] } }),
      volume({ projected: { defaultMode: 512, sources: [{ secret: { name: "a", items: [{ key: "a", path: "p/q" }] } }, { configMap: { name: "a", items: [{ key: "a", path: "p" }] } }, { clusterTrustBundle: { path: "x" } }, { podCertificate: {} }, { serviceAccountToken: { path: "/x" } }] } }), volume({ projected: {} }),
      pod({ volumes: [{ name: "v", projected: { sources: [{ serviceAccountToken: { path: "a" } }] } }] }), volume({ photonPersistentDisk: { pdID: "a" } }), volume({ gitRepo: { repository: "a" } }), volume({ scaleIO: { gateway: "a", system: "b", volumeName: "c", secretRef: { name: "d" } } }), volume({ flocker: { datasetName: "a" } }), volume({ storageos: { volumeName: "a" } }), volume({ quobyte: { registry: "a:1", volume: "b" } }),
      volume({ glusterfs: { endpoints: "a", path: "b" } }), volume({ cephfs: { monitors: ["a"] } }), volume({ rbd: { monitors: ["a"], image: "b" } }),
    ],
  },
  {
    ...pods,
    name: "security of pods",
    create: [
      safe({ runAsUser: -1, runAsGroup: 3_000_000_000, procMount: "Foo" }), safe({ procMount: "Unmasked" }), safe({ privileged: true, allowPrivilegeEscalation: false, capabilities: { add: ["CAP_SYS_ADMIN"] } }), safe({ seccompProfile: {} }), safe({ seccompProfile: { type: "Foo" } }), safe({ seccompProfile: { type: "Localhost" } }), safe({ seccompProfile: { type: "Localhost", localhostProfile: "/a/.." } }),
      safe({ seccompProfile: { type: "Unconfined", localhostProfile: "a" } }), safe({ appArmorProfile: {} }), safe({ appArmorProfile: { type: "Foo" } }), safe({ appArmorProfile: { type: "Localhost" } }), safe({ appArmorProfile: { type: "Localhost", localhostProfile: " a" } }), safe({ appArmorProfile: { type: "Localhost", localhostProfile: "" } }), safe({ appArmorProfile: { type: "Unconfined", localhostProfile: "a" } }), safe({ appArmorProfile: { type: "Localhost", localhostProfile: x(4096) } }),
      safe({ windowsOptions: { gmsaCredentialSpecName: "A_b", gmsaCredentialSpec: "", runAsUserName: "" } }), safe({ windowsOptions: { runAsUserName: "a\u0001" } }), safe({ windowsOptions: { runAsUserName: "a\\b\\c" } }), safe({ windowsOptions: { runAsUserName: "\\" } }), safe({ windowsOptions: { runAsUserName: "a b:c\\..." } }), safe({ windowsOptions: { runAsUserName: `${x(256)}\\${"y".repeat(105)}@` } }), safe({ windowsOptions: { gmsaCredentialSpec: x(65_537) } }),
      safePod({ fsGroup: -1, runAsUser: -1, runAsGroup: -1, supplementalGroups: [-1, 1, 3_000_000_000], fsGroupChangePolicy: "Foo", supplementalGroupsPolicy: "Foo", seLinuxChangePolicy: "Foo" }), safePod({ seLinuxChangePolicy: "MountOption" }), safePod({}, { shareProcessNamespace: true, hostPID: true }),
      safePod({ sysctls: [{ name: "", value: "" }, { name: "a b", value: "" }, { name: "net.a", value: "" }, { name: "net.a", value: "" }, { name: "net/b", value: "" }, { name: "kernel.shmmax", value: "" }, { name: "fs.mqueue.x", value: "" }] }, { hostNetwork: true, hostIPC: true }), safePod({ sysctls: [{ name: x(254), value: "1" }] }),
      safePod({ windowsOptions: { hostProcess: true } }), safePod({ windowsOptions: { hostProcess: true } }, { hostNetwork: true, containers: [c, { name: "d", image: "i", securityContext: { windowsOptions: { hostProcess: false } } }] }), safePod({ seccompProfile: { type: "Foo" }, appArmorProfile: { type: "Foo" } }),
      noted({ "kubernetes.io/config.mirror": "a" }), noted({ "kubernetes.io/config.mirror": "a" }, { nodeName: "n", resourceClaims: [{ name: "a" }] }), noted({ "controller.kubernetes.io/pod-deletion-cost": "+1" }), noted({ "controller.kubernetes.io/pod-deletion-cost": "-0001" }), noted({ "controller.kubernetes.io/pod-deletion-cost": "3000000000" }), noted({ "scheduler.alpha.kubernetes.io/tolerations": "x" }),
      noted({ "scheduler.alpha.kubernetes.io/tolerations": '[{"key":"a b","operator":"Foo"}]' }), noted({ "seccomp.security.alpha.kubernetes.io/pod": "foo", "container.seccomp.security.alpha.kubernetes.io/c": "localhost//a/.." }), noted({ "seccomp.security.alpha.kubernetes.io/pod": "unconfined" }), noted({ "container.seccomp.security.alpha.kubernetes.io/c": "runtime/default" }),
      noted({ "container.apparmor.security.beta.kubernetes.io/z": "foo" }), noted({ "container.apparmor.security.beta.kubernetes.io/c": "runtime/default" }), noted({ "container.apparmor.security.beta.kubernetes.io/c": "localhost/" }), noted({ "container.apparmor.security.beta.kubernetes.io/c": "localhost/a" }, { securityContext: { appArmorProfile: { type: "Localhost", localhostProfile: "a" } } }),
      noted({ "container.apparmor.security.beta.kubernetes.io/c": "localhost/a" }, { securityContext: { appArmorProfile: { type: "Unconfined" } } }), noted({ "container.apparmor.security.beta.kubernetes.io/c": "localhost/a" }, { containers: [{ ...c, securityContext: { appArmorProfile: { type: "Localhost", localhostProfile: "b" } } }] }),
      noted({ "seccomp.security.alpha.kubernetes.io/pod": "localhost/a" }, { securityContext: { seccompProfile: { type: "Localhost", localhostProfile: "b" } } }), noted({ "container.seccomp.security.alpha.kubernetes.io/c": "docker/default" }, { containers: [{ ...c, securityContext: { seccompProfile: { type: "Unconfined" } } }] }), noted({ "scheduler.alpha.kubernetes.io/critical-pod": "", "security.alpha.kubernetes.io/sysctls": "a" }),
    ],
  },
  {
    ...pods,
    name: "placement of pods",
    create: [
      nodeTerm(), nodeTerm({}), nodeTerm({ matchExpressions: [{}, { key: "a b", operator: "In" }, { key: "a", operator: "Exists", values: ["b"] }, { key: "a", operator: "Gt", values: ["1", "2"] }, { key: "a", operator: "In", values: ["a b"] }] }), nodeTerm({ matchFields: [{}, { key: "metadata.name", operator: "In", values: ["A_b", "c"] }, { key: "metadata.name", operator: "Exists" }, { key: "metadata.name", operator: "NotIn", values: ["A_b"] }] }),
      pod({ affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 0, preference: { matchExpressions: [{ key: "a", operator: "In", values: ["a b"] }] } }, { weight: 101, preference: {} }] } } }), near({}), near({ topologyKey: "a b", labelSelector: { matchLabels: { "a b": "c d" }, matchExpressions: [{ key: "a", operator: "Foo" }] }, namespaceSelector: { matchExpressions: [{ key: "", operator: "In" }] }, namespaces: ["A_b"] }),
      near({ topologyKey: "a", labelSelector: {}, matchLabelKeys: ["k", "a b"], mismatchLabelKeys: ["k"] }), near({ topologyKey: "a", matchLabelKeys: ["k"], mismatchLabelKeys: ["l"] }), { metadata: { labels: { k: "v", l: "w" } }, ...near({ topologyKey: "a", labelSelector: { matchLabels: { k: "v" } }, matchLabelKeys: ["k"], mismatchLabelKeys: ["l"] }) },
      pod({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "a", labelSelector: { matchExpressions: [{ key: "x", operator: "Exists" }] }, matchLabelKeys: ["k"], mismatchLabelKeys: ["l"] }] } } }, { metadata: { labels: { k: "v", l: "w" } } }),
      pod({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "a" }], preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: "a" } }] } } }),
      spread({}), spread({ maxSkew: -1, topologyKey: "a", whenUnsatisfiable: "Foo", minDomains: 0, nodeAffinityPolicy: "Foo", nodeTaintsPolicy: "Foo", matchLabelKeys: ["k", "a b"] }), spread({ maxSkew: 1, topologyKey: "a", whenUnsatisfiable: "ScheduleAnyway", minDomains: 1 }, { maxSkew: 1, topologyKey: "a", whenUnsatisfiable: "ScheduleAnyway" }), spread({ maxSkew: 1, topologyKey: "a", whenUnsatisfiable: "DoNotSchedule", labelSelector: { matchLabels: { k: "v" } }, matchLabelKeys: ["k"] }),
      spread({ maxSkew: 1, topologyKey: "a", whenUnsatisfiable: "DoNotSchedule", labelSelector: {}, matchLabelKeys: ["k", "l"] }), spread({ maxSkew: 1, topologyKey: "beta.kubernetes.io/arch", whenUnsatisfiable: "DoNotSchedule", labelSelector: { matchExpressions: [{ key: "a b", operator: "In", values: [] }] } }), spread({ maxSkew: 1, topologyKey: "failure-domain.beta.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" }),
      tolerates({}), tolerates({ key: "a b", operator: "Exists", value: "x" }), tolerates({ key: "a", value: "a b", effect: "Foo" }, { key: "a", operator: "Foo" }, { key: "a", operator: "Gt", value: "1" }, { operator: "Equal" }, { key: "a", tolerationSeconds: 1 }, { operator: "Exists", tolerationSeconds: 1, effect: "NoSchedule" }),
      pod({ nodeSelector: { "beta.kubernetes.io/os": "linux" } }), pod({ nodeSelector: { "node-role.kubernetes.io/master": "" } }), nodeTerm({ matchExpressions: [{ key: "beta.kubernetes.io/arch", operator: "Exists" }] }), pod({ affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: { matchExpressions: [{ key: "beta.kubernetes.io/os", operator: "In", values: ["a b"] }] } }] } } }),
      one({ ports: [{ containerPort: 80, hostIP: "1.2.3.4" }, { containerPort: 80 }, { containerPort: 80, hostPort: 80 }] }), pod({ containers: [{ ...c, ports: [{ name: "a", containerPort: 80 }] }, { name: "d", image: "i", ports: [{ name: "a", containerPort: 80 }, { containerPort: 81, hostPort: 1, hostIP: "1.2.3.4" }, { containerPort: 81, hostPort: 1 }] }] }), pod({ dnsConfig: { nameservers: ["FE80::1", "fe80::1"] } }),
    ],
  },
];
