import type { Json, JsonObject } from "../../../api/index.ts";
import type { DefaultsTable, Draft } from "../decode.ts";
import { firstOf } from "./first-of.ts";

/**
 * Pods, and what is made of them.
 *
 * @source kubernetes pkg/apis/core/v1/defaults.go, zz_generated.defaults.go
 * @limits resources of a pod as a whole are not derived from its containers
 */
export const podDefaults: DefaultsTable = {
  "core.v1.Pod": { derive: podOfItself },
  "core.v1.PodSpec": {
    values: {
      dnsPolicy: "ClusterFirst",
      restartPolicy: "Always",
      securityContext: Object.freeze({}),
      terminationGracePeriodSeconds: 30,
      schedulerName: "default-scheduler",
    },
    // One of the two is the other's old name.
    derive(spec) {
      const name = spec.get("serviceAccountName") ?? spec.get("serviceAccount");
      spec.set("serviceAccountName", name);
      spec.set("serviceAccount", name);
    },
  },
  "core.v1.PodStatus": { derive: (status) => firstOf(status, "podIP", "podIPs", (ip) => Object.freeze({ ip }), (of) => (of as JsonObject)["ip"]) },
  "core.v1.Container": container(),
  "core.v1.EphemeralContainer": container(),
  "core.v1.Probe": { values: { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 } },
  "core.v1.HTTPGetAction": { values: { path: "/", scheme: "HTTP" } },
  "core.v1.Volume": {
    derive(volume) {
      if (!volumeSources.some((source) => volume.get(source) !== undefined)) volume.set("emptyDir", empty);
    },
  },
  "core.v1.ImageVolumeSource": { derive: (source) => pullPolicy(source, "pullPolicy", "reference") },
  "core.v1.SecretVolumeSource": { values: { defaultMode: 0o644 } },
  "core.v1.ConfigMapVolumeSource": { values: { defaultMode: 0o644 } },
  "core.v1.DownwardAPIVolumeSource": { values: { defaultMode: 0o644 } },
  "core.v1.ProjectedVolumeSource": { values: { defaultMode: 0o644 } },
  "core.v1.ServiceAccountTokenProjection": { values: { expirationSeconds: 3600 } },
  "core.v1.HostPathVolumeSource": { values: { type: "" } },
  "core.v1.ObjectFieldSelector": { values: { apiVersion: "v1" } },
};

const empty: JsonObject = Object.freeze({});

/** @source k8s.io/api core/v1 VolumeSource */
const volumeSources = [
  "hostPath", "emptyDir", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "secret", "nfs", "iscsi", "glusterfs",
  "persistentVolumeClaim", "rbd", "flexVolume", "cinder", "cephfs", "flocker", "downwardAPI", "fc", "azureFile", "configMap",
  "vsphereVolume", "quobyte", "azureDisk", "photonPersistentDisk", "projected", "portworxVolume", "scaleIO", "storageos", "csi",
  "ephemeral", "image",
] as const;

function container(): DefaultsTable[string] {
  return {
    values: { terminationMessagePath: "/dev/termination-log", terminationMessagePolicy: "File" },
    derive: (of) => pullPolicy(of, "imagePullPolicy", "image"),
  };
}

function pullPolicy(draft: Draft, policy: string, image: string): void {
  if (draft.get(policy) !== undefined) return;
  const name = draft.get(image);
  draft.set(policy, typeof name === "string" && isLatest(name) ? "Always" : "IfNotPresent");
}

/** @source kubernetes pkg/util/parsers/parsers.go ParseImageName: what is no name of an image has no tag */
function isLatest(image: string): boolean {
  const name = image.slice(image.lastIndexOf("/") + 1);
  if (image.includes("@")) return /:latest@/.test(name);
  const [repository = "", tag] = name.split(":");
  if (repository === "" || /[A-Z\s]/.test(repository)) return false;
  return tag === undefined || tag === "latest";
}

/** What pods have and their templates lack. */
function podOfItself(pod: Draft): void {
  const spec = (pod.get("spec") ?? empty) as JsonObject;
  const hostNetwork = spec["hostNetwork"] === true;
  const change = (field: string): readonly [string, Json][] => {
    const containers = spec[field] as readonly JsonObject[] | undefined;
    if (containers === undefined || containers === null) return [];
    const made = containers.map((each) => withRequests(hostNetwork ? withHostPorts(each) : each));
    return made.some((each, i) => each !== containers[i]) ? [[field, Object.freeze(made)]] : [];
  };
  const changed = [...change("containers"), ...change("initContainers")];
  const links = spec["enableServiceLinks"] === undefined;
  if (changed.length === 0 && !links) return;
  const fields = new Map(changed);
  const made: { [field: string]: Json } = {};
  for (const field of Object.keys(spec)) {
    if (links && made["enableServiceLinks"] === undefined && afterLinks.has(field)) made["enableServiceLinks"] = true;
    made[field] = fields.get(field) ?? (spec[field] as Json);
  }
  if (links) made["enableServiceLinks"] ??= true;
  pod.set("spec", Object.freeze(made));
}

/** Fields that Go writes after enableServiceLinks. */
const afterLinks: ReadonlySet<string> = new Set([
  "preemptionPolicy", "overhead", "topologySpreadConstraints", "setHostnameAsFQDN", "os", "hostUsers", "schedulingGates", "resourceClaims", "resources",
  "hostnameOverride", "schedulingGroup",
]);

function withRequests(container: JsonObject): JsonObject {
  const resources = (container["resources"] ?? empty) as JsonObject;
  const limits = (resources["limits"] ?? empty) as JsonObject;
  const requests = (resources["requests"] ?? empty) as JsonObject;
  const missing = Object.keys(limits).filter((name) => requests[name] === undefined);
  if (missing.length === 0) return container;
  const all: { [name: string]: Json } = { ...requests };
  for (const name of missing) all[name] = limits[name] as Json;
  const { claims } = resources;
  const made = Object.freeze({ limits, requests: Object.freeze(all), ...(claims === undefined ? {} : { claims }) });
  return Object.freeze({ ...container, resources: made });
}

function withHostPorts(container: JsonObject): JsonObject {
  const ports = container["ports"] as readonly JsonObject[] | undefined;
  if (ports === undefined || ports === null || ports.every((port) => port["hostPort"] !== undefined)) return container;
  const made = ports.map((port): JsonObject => {
    const { name, ...rest } = port;
    return port["hostPort"] === undefined ? Object.freeze({ ...(name === undefined ? {} : { name }), hostPort: port["containerPort"] ?? 0, ...rest }) : port;
  });
  return Object.freeze({ ...container, ports: Object.freeze(made) });
}
