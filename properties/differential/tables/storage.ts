import type { Content, Table } from "../table.ts";

const badMetadata: Content = { metadata: { labels: { "a b": "c" }, annotations: { "x y": "" }, finalizers: ["x"] } };
const storage = "/apis/storage.k8s.io/v1";
const apiVersion = "storage.k8s.io/v1";
const volume = (spec: object, metadata: object = {}): Content => ({ metadata: { name: "differential", ...metadata }, spec: { accessModes: ["ReadWriteOnce"], capacity: { storage: "1Gi" }, ...spec } });
const path = { hostPath: { path: "/a" } };
const csi = (of: object = {}): object => ({ csi: { driver: "a.b", volumeHandle: "x", ...of } });
const affinity = (key: string): object => ({ nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: "In", values: ["x"] }] }] } } });
const claim = (spec: object, metadata: Content["metadata"] = {}): Content => ({ metadata, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec } });
const driver = (spec: object): Content => ({ metadata: { name: "a.example.com" }, spec });
const attach = (spec: object): Content => ({ spec: { attacher: "a.b", nodeName: "n", source: { persistentVolumeName: "pv" }, ...spec } });
const storageClass = (of: object): Content => ({ provisioner: "a.b/c", ...of });
const topology = (...matchLabelExpressions: object[]): Content => storageClass({ allowedTopologies: [{ matchLabelExpressions }] });

export const tables: readonly Table[] = [
  {
    name: "volumes", path: "/api/v1/persistentvolumes", apiVersion: "v1", kind: "PersistentVolume", held: true,
    create: [
      { spec: {} }, volume({}), volume(path), volume({ ...path, accessModes: [] }), volume({ ...path, accessModes: ["Foo", "ReadWriteOncePod", "ReadWriteOnce"] }), 
      volume({ ...path, capacity: { cpu: "1", storage: "-5" } }), volume({ ...path, capacity: { storage: "0" } }), volume({ ...path, persistentVolumeReclaimPolicy: "Foo" }),
      volume({ hostPath: { path: "/" }, persistentVolumeReclaimPolicy: "Recycle" }), volume({ hostPath: { path: "" } }), volume({ hostPath: { path: "/a/..", type: "Foo" } }), volume({ ...path, ...csi() }),
      volume({ ...path, nfs: { server: "a", path: "b" }, cephfs: { monitors: ["x"] }, flexVolume: { driver: "" } }), volume({ nfs: { server: "", path: "b" } }), volume({ local: { path: "" } }),
      volume({ local: { path: "/a/../b" }, ...affinity("x") }), volume({ ...path, nodeAffinity: {} }), volume({ ...path, ...affinity("a b") }), volume({ ...path, ...affinity("beta.kubernetes.io/os") }),
      volume({ csi: { driver: "" } }), volume(csi({ driver: "A_b", controllerPublishSecretRef: {}, nodeExpandSecretRef: { name: "A", namespace: "B.c" } })), volume({ ...csi(), volumeAttributesClassName: "" }),
      volume({ ...path, volumeAttributesClassName: "A" }), volume({ ...path, storageClassName: "A b", volumeMode: "Foo" }), volume(path, { annotations: { "volume.beta.kubernetes.io/mount-options": "ro", "volume.beta.kubernetes.io/storage-class": "x" } }),
      volume({ iscsi: { targetPortal: "", iqn: "x", lun: 300, initiatorName: "iqn.x", chapAuthSession: true } }), volume({ iscsi: { targetPortal: "p".repeat(70), iqn: "", lun: 0, initiatorName: "foo", secretRef: {} } }),
      volume({ glusterfs: { endpoints: "", path: "", endpointsNamespace: "" } }), volume({ glusterfs: { endpoints: "a", path: "b", endpointsNamespace: "A" } }), volume({ cinder: { volumeID: "", secretRef: {} } }),
      volume({ azureFile: { secretName: "", shareName: "", secretNamespace: "" } }), volume({ storageos: { volumeName: "", volumeNamespace: "A", secretRef: {} } }), volume({ rbd: { monitors: ["a"], image: "" } }),
      volume({ gcePersistentDisk: { pdName: "", partition: 300 } }), volume({ fc: { targetWWNs: ["a"] } }), volume({ quobyte: { registry: "a", volume: "" } }), volume({ flocker: {} }), volume({ scaleIO: { gateway: "a", system: "b", secretRef: { name: "x" } } }),
      volume({ azureDisk: { diskName: "a", diskURI: "b", kind: "Foo" } }), volume({ vsphereVolume: { volumePath: "" } }), volume({ photonPersistentDisk: { pdID: "" } }), volume({ portworxVolume: { volumeID: "" } }),
      volume(path, { labels: { "a b": "c" }, finalizers: ["x"] }),
    ],
    change: [
      { from: volume(path), to: [volume({ hostPath: { path: "/b" } }), volume({ ...path, volumeMode: "Block" }), volume({ nfs: { server: "a", path: "/b" } }), volume(path, { labels: { "a b": "c" }, finalizers: ["x"] }), volume({ ...path, ...affinity("x") })] },
      { from: volume({ ...csi(), ...affinity("beta.kubernetes.io/os"), volumeAttributesClassName: "x" }), to: [volume({ ...csi({ controllerExpandSecretRef: { name: "a", namespace: "b" } }), ...affinity("kubernetes.io/os"), volumeAttributesClassName: "y" }), volume(csi({ volumeHandle: "z" })), volume({ ...csi(), ...affinity("y"), volumeAttributesClassName: "x" })] },
    ],
  },
  {
    name: "claims", path: "/api/v1/namespaces/{{ns}}/persistentvolumeclaims", apiVersion: "v1", kind: "PersistentVolumeClaim", held: true,
    create: [
      { spec: {} }, claim({}), claim({ accessModes: ["Foo"] }), claim({ resources: { requests: { storage: "0" } } }), claim({ resources: { requests: { storage: "1500m" } } }), claim({ storageClassName: "A b", volumeMode: "Foo", volumeAttributesClassName: "A" }),
      claim({ dataSource: { kind: "Foo", name: "x" } }), claim({ dataSource: { kind: "PersistentVolumeClaim", name: "" } }), claim({ dataSourceRef: { kind: "Foo", name: "x" } }), claim({ dataSourceRef: { apiGroup: "A b", kind: "", name: "x" } }),
      claim({ dataSource: { kind: "PersistentVolumeClaim", name: "x" }, dataSourceRef: { kind: "PersistentVolumeClaim", name: "y" } }), claim({ selector: { matchLabels: { "a b": "c" } } }), claim({}, badMetadata.metadata), claim({}, { annotations: { "volume.beta.kubernetes.io/storage-class": "x" } }),
    ],
    change: [
      {
        from: claim({}),
        to: [
          claim({ resources: { requests: { storage: "2Gi" } } }), claim({ resources: { requests: { storage: "1" } } }), claim({ accessModes: ["ReadWriteMany"] }), claim({ volumeName: "x" }), claim({ storageClassName: "x" }), claim({ volumeMode: "Block" }),
          claim({}, { annotations: { "volume.beta.kubernetes.io/storage-class": "x" } }), claim({}, badMetadata.metadata), claim({ volumeAttributesClassName: "x" }), claim({ selector: { matchLabels: { a: "b" } } }),
        ],
      },
      {
        from: claim({ volumeName: "v", storageClassName: "s" }), status: { phase: "Bound", capacity: { storage: "1Gi" }, currentVolumeAttributesClassName: "q" },
        to: [claim({ volumeName: "v", storageClassName: "s", resources: { requests: { storage: "2Gi" } } }), claim({ volumeName: "v", storageClassName: "s", resources: { requests: { storage: "1" } } }), claim({ volumeName: "w", storageClassName: "s" }), claim({ volumeName: "v", storageClassName: "s", volumeAttributesClassName: "" }), claim({ volumeName: "v" })],
      },
      { from: claim({}), subresource: "status", to: [{ ...claim({}), status: { capacity: { storage: "-1" }, allocatedResources: { storage: "-5" }, allocatedResourceStatuses: { storage: "Foo" } } }, { ...claim({}), status: { phase: "Lost", allocatedResources: { "a b/c": "1" }, allocatedResourceStatuses: { cpu: "NodeResizePending" } }, metadata: { labels: { x: "y" } } }] },
    ],
  },
  {
    name: "storage classes", path: `${storage}/storageclasses`, apiVersion, kind: "StorageClass",
    create: [
      {}, storageClass({}), storageClass({ provisioner: "a b" }), storageClass({ reclaimPolicy: "Foo", volumeBindingMode: "Bar" }), storageClass({ parameters: { "": "x" } }), storageClass({ parameters: { a: "x".repeat(262_145) } }), topology({ key: "a b", values: [] }),
      topology({ key: "a", values: ["x", "x"] }, { key: "a", values: ["y"] }), storageClass({ allowedTopologies: [{ matchLabelExpressions: [{ key: "a", values: ["x"] }] }, { matchLabelExpressions: [{ key: "a", values: ["x"] }] }] }), topology({ key: "beta.kubernetes.io/arch", values: ["x"] }), badMetadata,
    ],
    change: [{ from: storageClass({ metadata: { name: "differential" } }), to: [storageClass({ provisioner: "x" }), storageClass({ parameters: { a: "b" }, reclaimPolicy: "Retain", volumeBindingMode: "WaitForFirstConsumer" }), { ...storageClass({}), ...badMetadata }, storageClass({ allowVolumeExpansion: true })] }],
  },
  {
    name: "attribute classes", path: `${storage}/volumeattributesclasses`, apiVersion, kind: "VolumeAttributesClass", held: true,
    create: [{}, { driverName: "a b" }, { driverName: "a", parameters: {} }, { driverName: "a", parameters: { "": "x" } }, { driverName: "a", parameters: { a: "b" } }],
    change: [{ from: { metadata: { name: "differential" }, driverName: "a", parameters: { a: "b" } }, to: [{ driverName: "b", parameters: { a: "c" } }, { driverName: "", parameters: { a: "b" } }, { driverName: "a", parameters: { a: "b" }, ...badMetadata }] }],
  },
  {
    name: "attachments", path: `${storage}/volumeattachments`, apiVersion, kind: "VolumeAttachment",
    create: [
      attach({}), { spec: {} }, attach({ attacher: "A_b", nodeName: "A" }), attach({ source: { persistentVolumeName: "" } }), attach({ source: { persistentVolumeName: "A" } }), attach({ source: { persistentVolumeName: "a", inlineVolumeSpec: csi() } }),
      attach({ source: { inlineVolumeSpec: { ...path, capacity: { storage: "1" }, claimRef: {}, persistentVolumeReclaimPolicy: "Delete", storageClassName: "x", volumeMode: "Block", nodeAffinity: {} } } }), attach({ source: { inlineVolumeSpec: { ...csi(), accessModes: ["ReadWriteOnce"] } } }),
    ],
    change: [
      { from: { metadata: { name: "differential" }, ...attach({}) }, to: [attach({ nodeName: "m" }), attach({ attacher: "" }), { ...attach({}), ...badMetadata }] },
      { from: { metadata: { name: "differential" }, ...attach({}) }, subresource: "status", to: [{ ...attach({}), status: { attached: true, attachError: { message: "x".repeat(1100), errorCode: -1 } } }, { ...attach({}), metadata: { labels: { x: "y" } }, status: { attached: true } }] },
    ],
  },
  {
    name: "csi drivers", path: `${storage}/csidrivers`, apiVersion, kind: "CSIDriver",
    create: [
      driver({}), { metadata: { name: "x".repeat(64) }, spec: {} }, driver({ fsGroupPolicy: "Foo", volumeLifecycleModes: ["Foo", "Persistent"] }), driver({ tokenRequests: [{ audience: "a" }, { audience: "a" }, { audience: "b", expirationSeconds: 5 }, { audience: "c", expirationSeconds: 5_000_000_000 }] }),
      driver({ nodeAllocatableUpdatePeriodSeconds: 5 }), driver({ serviceAccountTokenInSecrets: true }), driver({ tokenRequests: [{ audience: "a" }], serviceAccountTokenInSecrets: true }), { ...driver({}), metadata: { name: "a.example.com", generation: 7, labels: { "a b": "" } } },
    ],
    change: [{ from: driver({}), to: [driver({ attachRequired: false, volumeLifecycleModes: ["Ephemeral"] }), driver({ podInfoOnMount: true }), driver({ tokenRequests: [{ audience: "a" }] }), { ...driver({}), ...badMetadata }] }],
  },
  {
    name: "csi nodes", path: `${storage}/csinodes`, apiVersion, kind: "CSINode",
    create: [{ spec: { drivers: [{ name: "", nodeID: "" }] } }, { spec: { drivers: [{ name: "a", nodeID: "x".repeat(300), allocatable: { count: -1 }, topologyKeys: ["", "a", "a", "b c"] }, { name: "a", nodeID: "x" }] } }, { spec: { drivers: [{ name: "A_b", nodeID: "x" }] } }],
    change: [{ from: { metadata: { name: "differential" }, spec: { drivers: [{ name: "a", nodeID: "x", topologyKeys: ["t"] }] } }, to: [{ spec: { drivers: [{ name: "a", nodeID: "y", topologyKeys: ["t"] }] } }, { spec: { drivers: [{ name: "a", nodeID: "x", topologyKeys: ["t"], allocatable: { count: 4 } }] } }, { spec: { drivers: [{ name: "", nodeID: "y" }] }, ...badMetadata }] }],
  },
  {
    name: "capacities", path: `${storage}/namespaces/{{ns}}/csistoragecapacities`, apiVersion, kind: "CSIStorageCapacity",
    create: [{ storageClassName: "" }, { storageClassName: "A b", capacity: "-1", nodeTopology: { matchLabels: { "a b": "c" } } }, { storageClassName: "a", nodeTopology: { matchExpressions: [{ key: "beta.kubernetes.io/os", operator: "Exists" }], matchLabels: { "beta.kubernetes.io/arch": "x" } } }],
    change: [{ from: { storageClassName: "a" }, to: [{ storageClassName: "b" }, { storageClassName: "a", nodeTopology: { matchLabels: { a: "b" } } }, { storageClassName: "a", capacity: "5", ...badMetadata }] }],
  },
  {
    name: "runtime classes", path: "/apis/node.k8s.io/v1/runtimeclasses", apiVersion: "node.k8s.io/v1", kind: "RuntimeClass",
    create: [
      { handler: "" }, { handler: "A b" }, { handler: "a", overhead: { podFixed: { cpu: "-1", foo: "1" } } }, { handler: "a", scheduling: { nodeSelector: { "a b": "c d" }, tolerations: [{ operator: "Foo" }, { key: "a", operator: "Exists" }, { key: "a", operator: "Exists" }] } },
      { handler: "a", scheduling: { nodeSelector: { "beta.kubernetes.io/os": "x" } } }, { handler: "a", ...badMetadata },
    ],
    change: [{ from: { metadata: { name: "differential" }, handler: "a" }, to: [{ handler: "b" }, { handler: "" }, { handler: "a", ...badMetadata }] }],
  },
];
