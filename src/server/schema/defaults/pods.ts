import type { Json, JsonObject } from "../../../api/index.ts";
import type { Amounts, Containers } from "../amounts.ts";
import { containerAmounts, noAmounts } from "../amounts.ts";
import type { DefaultsTable, Draft } from "../struct-defaults.ts";
import { firstOf } from "./first-of.ts";

/**
 * Pods, and what is made of them.
 *
 * @source kubernetes pkg/apis/core/v1/defaults.go, zz_generated.defaults.go
 */
export const podDefaults: DefaultsTable = {
  "core.v1.Pod": { derive: podOfItself, within: { spec: { enableServiceLinks: true } } },
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
  const start = image.lastIndexOf("/") + 1;
  if (image.includes("@")) return image.includes(":latest@", start);
  const colon = image.indexOf(":", start);
  const end = colon < 0 ? image.length : colon;
  // Most images have a tag, and another.
  if (colon >= 0 && !image.startsWith("latest", colon + 1)) return false;
  if (colon >= 0 && image.length > colon + 7 && image[colon + 7] !== ":") return false;
  return end > start && !/[A-Z\s]/.test(image.slice(start, end));
}

/** What pods have and their templates lack. @source kubernetes pkg/apis/core/v1/defaults.go SetDefaults_Pod, conversion.go Convert_v1_Pod_To_core_Pod */
function podOfItself(pod: Draft): void {
  const spec = pod.get("spec") as JsonObject | undefined;
  if (spec === undefined) return;
  const hostNetwork = spec["hostNetwork"] === true;
  const containers = completed(spec["containers"], hostNetwork);
  const initContainers = completed(spec["initContainers"], hostNetwork);
  const hurried = (spec["terminationGracePeriodSeconds"] as number) < 0;
  if (containers === spec["containers"] && initContainers === spec["initContainers"] && !hurried && spec["resources"] === undefined) return;
  const made: { [field: string]: Json | undefined } = { ...spec };
  if (containers !== undefined) made["containers"] = containers;
  if (initContainers !== undefined) made["initContainers"] = initContainers;
  if (hurried) made["terminationGracePeriodSeconds"] = 1;
  if (spec["resources"] !== undefined) made["resources"] = ofWholePod(spec["resources"] as Whole, made);
  pod.set("spec", Object.freeze(made) as JsonObject);
}

interface Whole {
  readonly limits?: Amounts;
  readonly requests?: Amounts;
  readonly [field: string]: Json | undefined;
}

/** @source kubernetes pkg/apis/core/v1/defaults.go defaultHugePagePodLimits, defaultPodRequests */
function ofWholePod(whole: Whole, containers: Containers): JsonObject {
  const { limits: sent = noAmounts, requests: asked = noAmounts } = whole;
  if (Object.keys(sent).length === 0 && Object.keys(asked).length === 0) return whole as JsonObject;
  const used = containerAmounts(containers, "limits");
  const pages = Object.keys(used).filter((name) => isPages(name) && asked[name] === undefined && sent[name] === undefined);
  const limits = pages.length === 0 ? sent : { ...sent, ...Object.fromEntries(pages.map((name) => [name, used[name]!])) };
  const requests: { [name: string]: string } = { ...asked };
  if (Object.keys(limits).length > 0) {
    const needed = containerAmounts(containers, "requests");
    for (const name of Object.keys(needed)) if (name === "cpu" || name === "memory") requests[name] ??= needed[name]!;
    for (const name of Object.keys(limits)) if (name === "cpu" || name === "memory" || isPages(name)) requests[name] ??= limits[name]!;
  }
  const { claims } = whole;
  return Object.freeze({
    ...(Object.keys(limits).length === 0 ? {} : { limits: Object.freeze(limits) }),
    ...(Object.keys(requests).length === 0 ? {} : { requests: Object.freeze(requests) }),
    ...(claims === undefined ? {} : { claims }),
  });
}

function isPages(name: string): boolean {
  return name.startsWith("hugepages-");
}

/** The same list where nothing is missing. */
function completed(containers: Json | undefined, hostNetwork: boolean): Json | undefined {
  if (!Array.isArray(containers)) return containers;
  let made: JsonObject[] | undefined;
  for (let i = 0; i < containers.length; i += 1) {
    const each = containers[i] as JsonObject;
    const complete = withRequests(hostNetwork ? withHostPorts(each) : each);
    if (complete !== each) (made ??= [...(containers as readonly JsonObject[])])[i] = complete;
  }
  return made === undefined ? containers : Object.freeze(made);
}

function withRequests(container: JsonObject): JsonObject {
  const resources = (container["resources"] ?? empty) as JsonObject;
  const limits = resources["limits"] as JsonObject | undefined;
  if (limits === undefined) return container;
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
