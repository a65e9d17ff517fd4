import type { Json, JsonObject } from "../../api/index.ts";
import { builtInTypes } from "../schema/index.ts";
import type { Field, StructType, Type } from "../schema/index.ts";

/**
 * A value as messages about it show it: the server's own types have no JSON names, so every field is there, under its
 * name in Go. Types of meta.v1 keep the names they have in requests.
 *
 * @source apimachinery pkg/util/validation/field/errors.go ErrorBody (json.Marshal of the server's own types)
 * @limits fields stand in the order of the versioned types, which the server's own follow but for `orders`
 * @param table such as "core.v1.Taint"
 */
export function internalForm(table: string, value: unknown): Json {
  return formOf(builtInTypes().named(table), value as Json | undefined);
}

function formOf(type: Type, value: Json | undefined): Json {
  switch (type.kind) {
    case "struct":
      return type.table.startsWith("meta.v1.") ? (value ?? {}) : structForm(type, (value ?? {}) as JsonObject);
    case "list":
      return value === undefined || value === null ? null : (value as readonly Json[]).map((each) => formOf(type.items, each));
    case "map":
      return value === undefined || value === null ? null : mapForm(type.values, value as JsonObject);
    case "scalar":
      return value ?? zeros[type.form] ?? "";
    case "any":
      return value ?? null;
  }
}

const zeros: { readonly [form: string]: Json } = { boolean: false, integer: 0, number: 0, quantity: "0", intOrString: 0, time: null, microTime: null, bytes: null };

function mapForm(values: Type, map: JsonObject): Json {
  return Object.fromEntries(Object.keys(map).sort().map((key) => [key, formOf(values, map[key])]));
}

function structForm(type: StructType, value: JsonObject): Json {
  const made: { [field: string]: Json } = {};
  for (const name of orders[type.table] ?? type.fields.keys()) {
    const field = type.fields.get(name);
    if (field === undefined) continue;
    const of = value[name];
    made[names[type.table]?.[name] ?? goName(name)] = isAbsent(field, of) ? null : formOf(field.type, of);
  }
  return made;
}

function isAbsent({ pointer }: Field, value: Json | undefined): boolean {
  return pointer && (value === undefined || value === null);
}

/** Where the server's own type has another order. @source kubernetes pkg/apis/<group>/types.go */
const orders: { readonly [table: string]: readonly string[] } = {
  "core.v1.ServicePort": ["name", "protocol", "appProtocol", "port", "targetPort", "nodePort"],
  "core.v1.PodSpec": [
    "volumes", "initContainers", "containers", "ephemeralContainers", "restartPolicy", "terminationGracePeriodSeconds", "activeDeadlineSeconds", "dnsPolicy",
    "nodeSelector", "serviceAccountName", "automountServiceAccountToken", "nodeName", "securityContext", "imagePullSecrets", "hostname", "subdomain",
    "setHostnameAsFQDN", "affinity", "schedulerName", "tolerations", "hostAliases", "priorityClassName", "priority", "preemptionPolicy", "dnsConfig",
    "readinessGates", "runtimeClassName", "overhead", "enableServiceLinks", "topologySpreadConstraints", "os", "schedulingGates", "resourceClaims", "resources",
    "hostnameOverride", "schedulingGroup",
  ],
  "core.v1.PodSecurityContext": [
    "seLinuxOptions", "windowsOptions", "runAsUser", "runAsGroup", "runAsNonRoot", "supplementalGroups", "supplementalGroupsPolicy", "fsGroup",
    "fsGroupChangePolicy", "sysctls", "seccompProfile", "appArmorProfile", "seLinuxChangePolicy",
  ],
  "core.v1.Volume": [
    "name", "hostPath", "emptyDir", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "secret", "nfs", "iscsi", "glusterfs", "persistentVolumeClaim",
    "rbd", "quobyte", "flexVolume", "cinder", "cephfs", "flocker", "downwardAPI", "fc", "azureFile", "configMap", "vsphereVolume", "azureDisk",
    "photonPersistentDisk", "projected", "portworxVolume", "scaleIO", "storageos", "csi", "ephemeral", "image",
  ],
};

/** Words that Go writes in capitals throughout. */
const capitals = /^(ip|api|http|https|tls|uid|url|cidr|id|fs|os|cpu|csi|iscsi|nfs|rbd|fc|gce|aws|dns|pid|ipc|wwids|iqn|se|uuid|cel)(?=[A-Z]|s?$|IPs$)/;

function goName(name: string): string {
  const known = exceptions[name];
  if (known !== undefined) return known;
  return name.replace(capitals, (word) => word.toUpperCase()).replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

const exceptions: { readonly [name: string]: string } = {
  nonResourceURLs: "NonResourceURLs", cephfs: "CephFS", scaleIO: "ScaleIO", storageos: "StorageOS", tty: "TTY", tcpSocket: "TCPSocket", grpc: "GRPC",
  gmsaCredentialSpecName: "GMSACredentialSpecName", gmsaCredentialSpec: "GMSACredentialSpec", pdName: "PDName", pdID: "PdID", wwids: "WWIDs", diskURI: "DataDiskURI",
  sslEnabled: "SSLEnabled", chapAuthDiscovery: "DiscoveryCHAPAuth", chapAuthSession: "SessionCHAPAuth",
};

/** Where one type names a field otherwise than others do. */
const names: { readonly [table: string]: { readonly [name: string]: string } } = {
  "core.v1.GlusterfsVolumeSource": { endpoints: "EndpointsName" },
  "core.v1.RBDVolumeSource": { monitors: "CephMonitors", image: "RBDImage", pool: "RBDPool", user: "RadosUser" },
};
