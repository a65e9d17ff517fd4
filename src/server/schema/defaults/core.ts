import type { Json, JsonObject } from "../../../api/index.ts";
import type { DefaultsTable, Draft } from "../struct-defaults.ts";
import { inOrder } from "../in-order.ts";
import { firstOf } from "./first-of.ts";

/** @source kubernetes pkg/apis/core/v1/defaults.go */
export const coreDefaults: DefaultsTable = {
  "core.v1.ReplicationController": { derive: replicationController },
  "core.v1.Secret": { values: { type: "Opaque" }, derive: secret },
  "core.v1.Service": { derive: service },
  "core.v1.ServiceSpec": { values: { sessionAffinity: "None", type: "ClusterIP" }, derive: serviceSpec },
  "core.v1.ServicePort": {
    derive(port) {
      const target = port.get("targetPort");
      if (target === undefined || target === 0 || target === "") port.set("targetPort", port.get("port") ?? 0);
    },
  },
  "core.v1.EndpointPort": { values: { protocol: "TCP" } },
  "core.v1.PersistentVolume": { derive: volume },
  "core.v1.PersistentVolumeStatus": { values: { phase: "Pending" } },
  "core.v1.PersistentVolumeClaimSpec": { values: { volumeMode: "Filesystem" } },
  "core.v1.PersistentVolumeClaim": { values: { status: Object.freeze({ phase: "Pending" }) }, derive: claimStatus },
  "core.v1.Namespace": { derive: namespace },
  "core.v1.NamespaceStatus": { values: { phase: "Active" } },
  "core.v1.NodeSpec": { derive: (spec) => firstOf(spec, "podCIDR", "podCIDRs", (cidr) => cidr, (cidr) => cidr) },
  "core.v1.NodeStatus": {
    derive(status) {
      if (status.get("allocatable") === undefined) status.set("allocatable", status.get("capacity"));
    },
  },
  "core.v1.LimitRangeItem": { derive: limitRangeItem },
};

function fieldsOf(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** Of a volume alone: the spec within an attachment has none. */
function volume(draft: Draft): void {
  const spec = fieldsOf(draft.get("spec"));
  const { persistentVolumeReclaimPolicy: policy, volumeMode } = spec;
  if ((policy ?? "") !== "" && volumeMode !== undefined) return;
  const complete = { ...spec, persistentVolumeReclaimPolicy: policy === undefined || policy === "" ? "Retain" : policy, volumeMode: volumeMode ?? "Filesystem" };
  draft.set("spec", Object.freeze(inOrder("core.v1.PersistentVolumeSpec", complete)));
}

/** Labels of a template become those of what makes it. */
function replicationController(controller: Draft): void {
  const spec = fieldsOf(controller.get("spec"));
  const { labels } = fieldsOf(fieldsOf(spec["template"])["metadata"]);
  if (labels === undefined) return;
  if (spec["selector"] === undefined) {
    const { template, ...before } = spec;
    controller.set("spec", Object.freeze({ ...before, selector: labels, ...(template === undefined ? {} : { template }) }));
  }
  labelled(controller, labels);
}

/** A namespace can be selected by its name. */
function namespace(of: Draft): void {
  const { name, labels } = fieldsOf(of.get("metadata"));
  if (name === undefined || fieldsOf(labels)[NAME_LABEL] === name) return;
  withLabels(of, Object.freeze({ ...fieldsOf(labels), [NAME_LABEL]: name }));
}

const NAME_LABEL = "kubernetes.io/metadata.name";

/** With these labels, where there are none. */
export function labelled(draft: Draft, labels: Json | undefined): void {
  if (labels !== undefined && fieldsOf(draft.get("metadata"))["labels"] === undefined) withLabels(draft, labels);
}

function withLabels(draft: Draft, labels: Json): void {
  const { labels: _labels, ...metadata } = fieldsOf(draft.get("metadata"));
  const made: { [field: string]: Json } = {};
  for (const field of Object.keys(metadata)) {
    if (afterLabels.has(field)) made["labels"] ??= labels;
    made[field] = metadata[field] as Json;
  }
  made["labels"] ??= labels;
  draft.set("metadata", Object.freeze(made));
}

/** Fields of metadata that Go writes after labels. */
const afterLabels: ReadonlySet<string> = new Set(["annotations", "ownerReferences", "finalizers", "managedFields"]);

/** Texts become data when they are read, and are never written. @source kubernetes pkg/apis/core/v1/conversion.go Convert_v1_Secret_To_core_Secret */
function secret(of: Draft): void {
  const texts = of.get("stringData");
  if (texts === undefined) return;
  const data: { [key: string]: Json } = { ...fieldsOf(of.get("data")) };
  for (const [key, text] of Object.entries(fieldsOf(texts))) data[key] = base64(text as string);
  of.set("data", Object.freeze(data));
  of.set("stringData", undefined);
}

function base64(text: string): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

const THREE_HOURS = 10_800;

function serviceSpec(spec: Draft): void {
  const type = spec.get("type") ?? "ClusterIP";
  if (spec.get("sessionAffinity") === "ClientIP") {
    if (fieldsOf(fieldsOf(spec.get("sessionAffinityConfig"))["clientIP"])["timeoutSeconds"] === undefined) {
      spec.set("sessionAffinityConfig", Object.freeze({ clientIP: Object.freeze({ timeoutSeconds: THREE_HOURS }) }));
    }
  } else if ((spec.get("sessionAffinity") ?? "None") === "None") spec.set("sessionAffinityConfig", undefined);
  const external = type === "NodePort" || type === "LoadBalancer" || (type === "ClusterIP" && spec.get("externalIPs") !== undefined);
  if (external && spec.get("externalTrafficPolicy") === undefined) spec.set("externalTrafficPolicy", "Cluster");
  if (type !== "ExternalName" && (type === "ClusterIP" || external) && spec.get("internalTrafficPolicy") === undefined) spec.set("internalTrafficPolicy", "Cluster");
  if (type === "LoadBalancer" && spec.get("allocateLoadBalancerNodePorts") === undefined) spec.set("allocateLoadBalancerNodePorts", true);
}

function service(of: Draft): void {
  if (fieldsOf(of.get("spec"))["type"] !== "LoadBalancer") return;
  const status = fieldsOf(of.get("status"));
  const balancer = fieldsOf(status["loadBalancer"]);
  const ingress = balancer["ingress"] as readonly JsonObject[] | undefined;
  if (ingress === undefined || !ingress.some((each) => each["ip"] !== undefined && each["ipMode"] === undefined)) return;
  const made = ingress.map((each): JsonObject => {
    if (each["ip"] === undefined || each["ipMode"] !== undefined) return each;
    const { ports, ...rest } = each;
    return Object.freeze({ ...rest, ipMode: "VIP", ...(ports === undefined ? {} : { ports }) });
  });
  of.set("status", Object.freeze({ ...status, loadBalancer: Object.freeze({ ...balancer, ingress: Object.freeze(made) }) }));
}

function claimStatus(claim: Draft): void {
  const status = claim.get("status");
  if (status !== undefined && fieldsOf(status)["phase"] === undefined) claim.set("status", Object.freeze({ phase: "Pending", ...fieldsOf(status) }));
}

function limitRangeItem(item: Draft): void {
  if (item.get("type") !== "Container") return;
  const preferred = { ...fieldsOf(item.get("max")), ...fieldsOf(item.get("default")) };
  const requested = { ...fieldsOf(item.get("min")), ...preferred, ...fieldsOf(item.get("defaultRequest")) };
  if (Object.keys(preferred).length > 0) item.set("default", Object.freeze(preferred));
  if (Object.keys(requested).length > 0) item.set("defaultRequest", Object.freeze(requested));
}
