import type { KubeObject } from "../../api/index.ts";
import { at, kind, notSupported } from "./kind.ts";
import { changedEphemeralContainers, changedPod, list, newPod, part } from "../validation/index.ts";
import { inOrder } from "../schema/index.ts";

/** @source kubernetes pkg/registry/core/pod/strategy.go */
export const pod = kind({
  generation: "spec",
  statusTakes: ["labels", "annotations", "finalizers"],
  returnsDeleted: true,
  fields: {
    "spec.nodeName": at("spec", "nodeName"),
    "spec.host": at("spec", "nodeName"),
    "spec.restartPolicy": at("spec", "restartPolicy"),
    "spec.schedulerName": at("spec", "schedulerName"),
    "spec.serviceAccountName": at("spec", "serviceAccountName"),
    "spec.hostNetwork": (o) => String(part(o, "spec")["hostNetwork"] === true),
    "status.phase": at("status", "phase"),
    "status.podIP": at("status", "podIP"),
    "status.podIPs": () => "",
    "status.nominatedNodeName": at("status", "nominatedNodeName"),
  },
  refuseField: notSupported,
  grace: (o, asked) => {
    const spec = part(o, "spec");
    const phase = part(o, "status")["phase"];
    if (!spec["nodeName"] || phase === "Failed" || phase === "Succeeded") return 0;
    const usual = spec["terminationGracePeriodSeconds"];
    return asked ?? (typeof usual === "number" ? usual : 0);
  },
  onCreate: (o) => ({ ...o, status: pending[qosClass(o)] }),
  onStatus: (o, before) => {
    const status = part(o, "status");
    return status["qosClass"] === undefined ? inOrder("core.v1.PodStatus", { ...status, qosClass: part(before, "status")["qosClass"] }) : status;
  },
  check: newPod,
  checkUpdate: changedPod,
  checkSubresource: { ephemeralcontainers: changedEphemeralContainers },
  parts: { ephemeralcontainers: withEphemeralContainers, resize: withResources },
  onUpdate: (o, before) => ({ ...o, spec: withBound(part(o, "spec"), part(before, "spec")) }),
});

type Fields = { readonly [field: string]: unknown };

/** What the scheduler filled in stays when an update leaves it out. */
function withBound(spec: Fields, { nodeName }: Fields): Fields {
  return spec["nodeName"] === undefined && nodeName !== undefined ? inOrder("core.v1.PodSpec", { ...spec, nodeName }) : spec;
}

/** @source kubernetes pkg/registry/core/pod/strategy.go dropNonEphemeralContainerUpdates */
function withEphemeralContainers(o: KubeObject, before: KubeObject): Partial<KubeObject> {
  const { ephemeralContainers } = part(o, "spec");
  return { spec: inOrder("core.v1.PodSpec", { ...part(before, "spec"), ephemeralContainers }) };
}

/** Containers that are others, or elsewhere, are left for validation to refuse. @source strategy.go dropNonResizeUpdates */
function withResources(o: KubeObject, before: KubeObject): Partial<KubeObject> {
  const [spec, had] = [part(o, "spec"), part(before, "spec")];
  const resized = (field: string): readonly Fields[] => {
    const [now, then] = [list(spec, field), list(had, field)];
    if (now.length !== then.length || now.some(({ name }, i) => name !== then[i]?.["name"])) return now;
    return now.map(({ resources, resizePolicy }, i) => inOrder("core.v1.Container", { ...then[i], resources, resizePolicy }));
  };
  const initContainers = resized("initContainers");
  return {
    spec: inOrder("core.v1.PodSpec", { ...had, resources: spec["resources"], containers: resized("containers"), ...(initContainers.length === 0 ? {} : { initContainers }) }),
  };
}

type QosClass = "BestEffort" | "Burstable" | "Guaranteed";

/** How a pod begins: one object of each class for all pods. */
const pending: { readonly [qosClass in QosClass]: Fields } = {
  BestEffort: Object.freeze({ phase: "Pending", qosClass: "BestEffort" }),
  Burstable: Object.freeze({ phase: "Pending", qosClass: "Burstable" }),
  Guaranteed: Object.freeze({ phase: "Pending", qosClass: "Guaranteed" }),
};

/** @source kubernetes pkg/apis/core/v1/helper/qos/qos.go @limits quantities are compared as texts */
function qosClass(object: KubeObject): QosClass {
  const spec = part(object, "spec");
  let named = false;
  let guaranteed = true;
  for (const field of containerFields) {
    for (const container of list(spec, field)) {
      const resources = part(container, "resources");
      const requests = part(resources, "requests");
      const limits = part(resources, "limits");
      for (const what of qosResources) {
        const limit = limits[what];
        const request = requests[what];
        named ||= request !== undefined || limit !== undefined;
        guaranteed &&= limit !== undefined && limit === (request ?? limit);
      }
    }
  }
  return !named ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
}

const containerFields = ["containers", "initContainers"] as const;
const qosResources = ["cpu", "memory"] as const;
