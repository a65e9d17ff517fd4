import type { KubeObject } from "../../../api/index.ts";
import { at } from "../kind.ts";
import { list, part } from "../../validation/index.ts";
import type { Cell, Printer } from "./column.ts";
import { age, count, createdAt, labelText, name, NONE, printer, since, sizeOf, text, UNKNOWN, UNSET } from "./column.ts";
import { podPrinter } from "./pods.ts";
import { containerImages, containerNames, templateSpec } from "./selectors.ts";

type Fields = { readonly [field: string]: unknown };

const spec = (o: KubeObject): Fields => part(o, "spec");
const status = (o: KubeObject): Fields => part(o, "status");
const phase = (o: KubeObject): string => (o.metadata.deletionTimestamp === undefined ? at("status", "phase")(o) : "Terminating");

const healthOf = (o: KubeObject): Fields => list(o, "conditions").find(({ type }) => type === "Healthy") ?? {};

function componentHealth(o: KubeObject): string {
  const known = healthOf(o)["status"];
  return known === undefined ? UNKNOWN : known === "True" ? "Healthy" : "Unhealthy";
}

/** Tables of the core group and of events. @source kubernetes pkg/printers/internalversion/printers.go */
export const corePrinters = {
  pods: podPrinter,
  componentstatuses: printer([name, ["Status", componentHealth], ["Message", (o) => text(healthOf(o)["message"] ?? "")], ["Error", (o) => text(healthOf(o)["error"] ?? "")]]),
  configmaps: printer([name, ["Data", (o) => sizeOf(o["data"]) + sizeOf(o["binaryData"])], age]),
  endpoints: printer([name, ["Endpoints", endpoints], age]),
  events: eventPrinter(),
  "events.events.k8s.io": eventPrinter(),
  limitranges: printer([name, createdAt]),
  namespaces: printer([name, ["Status", at("status", "phase")], age]),
  nodes: printer([
    name,
    ["Status", nodeStatus],
    ["Roles", nodeRoles],
    age,
    ["Version", at("status", "nodeInfo", "kubeletVersion")],
    ["Internal-IP+", (o) => nodeAddress(o, "InternalIP")],
    ["External-IP+", (o) => nodeAddress(o, "ExternalIP")],
    ["OS-Image+", (o) => at("status", "nodeInfo", "osImage")(o) || UNKNOWN],
    ["Kernel-Version+", kernel],
    ["Container-Runtime+", (o) => at("status", "nodeInfo", "containerRuntimeVersion")(o) || UNKNOWN],
  ]),
  persistentvolumeclaims: printer([
    name,
    ["Status", phase],
    ["Volume", at("spec", "volumeName")],
    ["Capacity", (o) => (text(spec(o)["volumeName"]) === "" ? "" : at("status", "capacity", "storage")(o))],
    ["Access Modes", (o) => (text(spec(o)["volumeName"]) === "" ? "" : accessModes(status(o)))],
    ["StorageClass", storageClass],
    ["VolumeAttributesClass", (o) => at("spec", "volumeAttributesClassName")(o) || UNSET],
    age,
    ["VolumeMode+", (o) => at("spec", "volumeMode")(o) || UNSET],
  ]),
  persistentvolumes: printer([
    name,
    ["Capacity", at("spec", "capacity", "storage")],
    ["Access Modes", (o) => accessModes(spec(o))],
    ["Reclaim Policy", at("spec", "persistentVolumeReclaimPolicy")],
    ["Status", phase],
    ["Claim", (o) => (sizeOf(spec(o)["claimRef"]) === 0 ? "" : `${at("spec", "claimRef", "namespace")(o)}/${at("spec", "claimRef", "name")(o)}`)],
    ["StorageClass", storageClass],
    ["VolumeAttributesClass", (o) => at("spec", "volumeAttributesClassName")(o) || UNSET],
    ["Reason", at("status", "reason")],
    age,
    ["VolumeMode+", (o) => at("spec", "volumeMode")(o) || UNSET],
  ]),
  podtemplates: printer([
    name,
    ["Containers", (o) => containerNames(templateSpec(o))],
    ["Images", (o) => containerImages(templateSpec(o))],
    ["Pod Labels", (o) => labelText(part(part(part(o, "template"), "metadata"), "labels"))],
  ]),
  replicationcontrollers: printer([
    name,
    ["Desired|integer", (o) => count(spec(o)["replicas"])],
    ["Current|integer", (o) => count(status(o)["replicas"])],
    ["Ready|integer", (o) => count(status(o)["readyReplicas"])],
    age,
    ["Containers+", (o) => containerNames(templateSpec(spec(o)))],
    ["Images+", (o) => containerImages(templateSpec(spec(o)))],
    ["Selector+", (o) => labelText(part(spec(o), "selector"))],
  ]),
  resourcequotas: printer([name, ["Request", (o) => quota(o, false)], ["Limit", (o) => quota(o, true)], age]),
  secrets: printer([name, ["Type", at("type")], ["Data", (o) => sizeOf(o["data"])], age]),
  serviceaccounts: printer([name, age]),
  services: printer([
    name,
    ["Type", at("spec", "type")],
    ["Cluster-IP", clusterIP],
    ["External-IP", externalIP],
    ["Port(s)", ports],
    age,
    ["Selector+", (o) => labelText(part(spec(o), "selector"))],
  ]),
};

function endpoints(o: KubeObject): Cell {
  const subsets = list(o, "subsets");
  if (subsets.length === 0) return NONE;
  const all = subsets.flatMap((subset) => {
    const addresses = list(subset, "addresses").map(({ ip }) => text(ip));
    const open = list(subset, "ports");
    return open.length === 0 ? addresses : open.flatMap(({ port }) => addresses.map((ip) => (ip.includes(":") ? `[${ip}]:${count(port)}` : `${ip}:${count(port)}`)));
  });
  return firstThree(all);
}

/** Lists are cut after three. */
export function firstThree(all: readonly string[]): string {
  const most = 3;
  const shown = all.slice(0, most).join(",");
  return all.length > most ? `${shown} + ${all.length - most} more...` : shown;
}

function eventPrinter(): Printer {
  const firstSeen = (o: KubeObject, now: number): string => since(o["firstTimestamp"] ?? o["eventTime"], now);
  const target = (o: KubeObject): string => {
    const kind = at("involvedObject", "kind")(o).toLowerCase();
    const named = at("involvedObject", "name")(o);
    return named === "" ? kind : `${kind}/${named}`;
  };
  const from = (o: KubeObject): string => {
    const component = at("source", "component")(o) || at("reportingComponent")(o);
    const instance = at("source", "host")(o) || at("reportingInstance")(o);
    return instance === "" ? component : `${component}, ${instance}`;
  };
  return printer([
    ["Last Seen", (o, now) => (sizeOf(o["series"]) > 0 ? since(part(o, "series")["lastObservedTime"], now) : o["lastTimestamp"] ? since(o["lastTimestamp"], now) : firstSeen(o, now))],
    ["Type", at("type")],
    ["Reason", at("reason")],
    ["Object", target],
    ["Subobject+", at("involvedObject", "fieldPath")],
    ["Source+", from],
    ["Message", (o) => at("message")(o).trim()],
    ["First Seen+", firstSeen],
    ["Count+", (o) => (sizeOf(o["series"]) > 0 ? count(part(o, "series")["count"]) : count(o["count"]) || 1)],
    ["Name+", (o) => o.metadata.name ?? ""],
  ]);
}

function nodeStatus(o: KubeObject): Cell {
  const ready = list(status(o), "conditions").find(({ type }) => type === "Ready");
  const said = ready === undefined ? "Unknown" : ready["status"] === "True" ? "Ready" : "NotReady";
  return spec(o)["unschedulable"] === true ? `${said},SchedulingDisabled` : said;
}

const ROLE = "node-role.kubernetes.io/";

function nodeRoles(o: KubeObject): Cell {
  const labels = o.metadata.labels ?? {};
  const roles = Object.keys(labels).flatMap((key) => (key.startsWith(ROLE) && key !== ROLE ? [key.slice(ROLE.length)] : key === "kubernetes.io/role" && labels[key] ? [labels[key]] : []));
  return roles.length === 0 ? NONE : [...new Set(roles)].sort().join(",");
}

function nodeAddress(o: KubeObject, type: string): Cell {
  return text(list(status(o), "addresses").find((each) => each["type"] === type)?.["address"]) || NONE;
}

function kernel(o: KubeObject): Cell {
  const version = at("status", "nodeInfo", "kernelVersion")(o);
  const architecture = at("status", "nodeInfo", "architecture")(o);
  return version === "" ? UNKNOWN : architecture === "" ? version : `${version} (${architecture})`;
}

const modes = { ReadWriteOnce: "RWO", ReadOnlyMany: "ROX", ReadWriteMany: "RWX", ReadWriteOncePod: "RWOP" };

function accessModes(of: Fields): Cell {
  const asked = of["accessModes"];
  return Object.entries(modes).filter(([mode]) => Array.isArray(asked) && asked.includes(mode)).map(([, short]) => short).join(",");
}

function storageClass(o: KubeObject): Cell {
  return o.metadata.annotations?.["volume.beta.kubernetes.io/storage-class"] ?? at("spec", "storageClassName")(o);
}

function quota(o: KubeObject, limits: boolean): Cell {
  const hard = part(status(o), "hard");
  const used = part(status(o), "used");
  const names = Object.keys(hard).filter((each) => each.startsWith("limits.") === limits).sort();
  return names.map((each) => `${each}: ${text(used[each]) || "0"}/${text(hard[each])}`).join(", ");
}

function clusterIP(o: KubeObject): Cell {
  const { clusterIPs, clusterIP: only } = spec(o);
  return (Array.isArray(clusterIPs) ? text(clusterIPs[0]) : text(only)) || NONE;
}

function externalIP(o: KubeObject): Cell {
  const { type, externalIPs, externalName } = spec(o);
  const own = Array.isArray(externalIPs) ? externalIPs.map(String) : [];
  switch (type) {
    case "ExternalName": return text(externalName);
    case "LoadBalancer": {
      const balanced = ingressText(o);
      const all = balanced === "" ? own : [balanced, ...own];
      return all.length === 0 ? "<pending>" : all.join(",");
    }
    case "ClusterIP":
    case "NodePort": return own.length === 0 ? NONE : own.join(",");
    default: return UNKNOWN;
  }
}

/** Where a load balancer is found. @source printers.go loadBalancerStatusStringer */
export function ingressText(o: KubeObject): string {
  const found = list(part(status(o), "loadBalancer"), "ingress").map((each) => text(each["ip"]) || text(each["hostname"])).filter((each) => each !== "");
  return [...new Set(found)].sort().join(",");
}

function ports(o: KubeObject): Cell {
  const all = list(spec(o), "ports").map(({ port, nodePort, protocol }) => (count(nodePort) > 0 ? `${count(port)}:${count(nodePort)}/${text(protocol)}` : `${count(port)}/${text(protocol)}`));
  return all.length === 0 ? NONE : all.join(",");
}
