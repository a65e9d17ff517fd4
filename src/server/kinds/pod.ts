import type { KubeObject } from "../../api/index.ts";
import type { QosClass } from "../validation/index.ts";
import { at, kind, notSupported } from "./kind.ts";
import {
  changedEphemeralContainers, changedPod, changedPodStatus, list, newPod, part, podWarnings, preparedPod, preparedStatus, qosClass, resizedPod, withoutOff,
} from "../validation/index.ts";
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
  onCreate: (o) => {
    const spec = preparedPod(part(o, "spec"), o.metadata);
    return { ...o, spec: spec === o["spec"] ? spec : Object.freeze(inOrder("core.v1.PodSpec", { ...spec })), status: begun(o) };
  },
  warn: (o, before, sent) => (before === undefined ? podWarnings(o, part(sent, "spec")) : noWarnings),
  onStatus: (o, before) => preparedStatus(part(o, "status"), part(before, "status")),
  check: newPod,
  checkUpdate: changedPod,
  checkSubresource: { ephemeralcontainers: changedEphemeralContainers, resize: resizedPod, status: changedPodStatus },
  parts: { ephemeralcontainers: withEphemeralContainers, resize: withResources },
  onUpdate: (o) => {
    const spec = withoutOff(part(o, "spec"));
    return spec === o["spec"] ? o : { ...o, spec: inOrder("core.v1.PodSpec", { ...spec }) };
  },
});

type Fields = { readonly [field: string]: unknown };

/** @source kubernetes pkg/registry/core/pod/strategy.go dropNonEphemeralContainerUpdates */
function withEphemeralContainers(o: KubeObject, before: KubeObject): Partial<KubeObject> {
  const { ephemeralContainers } = part(o, "spec");
  return { spec: inOrder("core.v1.PodSpec", { ...part(before, "spec"), ephemeralContainers }) };
}

/** Containers that are others, or elsewhere, are left for validation to refuse. @source strategy.go dropNonResizeUpdates */
function withResources(o: KubeObject, before: KubeObject): Partial<KubeObject> {
  const [spec, had] = [part(o, "spec"), part(before, "spec")];
  if (list(spec, "containers").length !== list(had, "containers").length || list(spec, "initContainers").length !== list(had, "initContainers").length) return { spec };
  const resized = (field: string): readonly Fields[] => {
    const [now, then] = [list(spec, field), list(had, field)];
    if (now.some(({ name }, i) => name !== then[i]?.["name"])) return now;
    return now.map(({ resources, resizePolicy }, i) => inOrder("core.v1.Container", { ...then[i], resources, resizePolicy }));
  };
  const initContainers = resized("initContainers");
  return {
    spec: inOrder("core.v1.PodSpec", { ...had, resources: spec["resources"], containers: resized("containers"), ...(initContainers.length === 0 ? {} : { initContainers }) }),
  };
}

/** How a pod begins: one object of each class for all pods. */
const pending: { readonly [qosClass in QosClass]: Fields } = {
  BestEffort: Object.freeze({ phase: "Pending", qosClass: "BestEffort" }),
  Burstable: Object.freeze({ phase: "Pending", qosClass: "Burstable" }),
  Guaranteed: Object.freeze({ phase: "Pending", qosClass: "Guaranteed" }),
};

/** A pod that waits at a gate says so. @source kubernetes pkg/registry/core/pod/strategy.go applySchedulingGatedCondition */
function begun(o: KubeObject): Fields {
  const status = pending[qosClass(part(o, "spec"))];
  if (list(part(o, "spec"), "schedulingGates").length === 0) return status;
  const condition = {
    type: "PodScheduled",
    status: "False",
    lastProbeTime: null,
    lastTransitionTime: o.metadata.creationTimestamp,
    reason: "SchedulingGated",
    message: "Scheduling is blocked due to non-empty scheduling gates",
  };
  return inOrder("core.v1.PodStatus", { ...status, conditions: [condition] });
}

const noWarnings: readonly string[] = Object.freeze([]);
