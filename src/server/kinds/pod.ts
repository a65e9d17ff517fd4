import type { KubeObject } from "../../api/index.ts";
import { at, kind, list, notSupported, part } from "./kind.ts";
import { inOrder } from "../schema/index.ts";

/** Tolerations that admission adds for nodes which fall ill. @source plugin/pkg/admission/defaulttolerationseconds */
const illNodes = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] as const;
const ILL_NODE_SECONDS = 300;

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
  onCreate: (o) => ({ ...o, spec: admitted(part(o, "spec")), status: { phase: "Pending", qosClass: qosClass(o) } }),
  onUpdate: (o, before) => ({ ...o, spec: withAdmitted(part(o, "spec"), part(before, "spec")) }),
});

type Fields = { readonly [field: string]: unknown };

/** What admission and the scheduler filled in stays when an update leaves it out. */
function withAdmitted(spec: Fields, before: Fields): Fields {
  const missing = kept.filter((field) => spec[field] === undefined && before[field] !== undefined);
  if (missing.length === 0) return spec;
  return inOrder("core.v1.PodSpec", { ...spec, ...Object.fromEntries(missing.map((field) => [field, before[field]])) });
}

const kept = ["tolerations", "priority", "preemptionPolicy", "nodeName"] as const;

function admitted(spec: Fields): Fields {
  const tolerations = list(spec, "tolerations");
  const missing = illNodes.filter((key) => !tolerations.some((t) => t["key"] === key || t["key"] === undefined));
  return inOrder("core.v1.PodSpec", {
    ...spec,
    tolerations: [
      ...tolerations,
      ...missing.map((key) => ({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: ILL_NODE_SECONDS })),
    ],
    priority: spec["priority"] ?? 0,
    preemptionPolicy: spec["preemptionPolicy"] ?? "PreemptLowerPriority",
  });
}

/** @source kubernetes pkg/apis/core/v1/helper/qos/qos.go @limits quantities are compared as texts */
function qosClass(object: KubeObject): string {
  const containers = [...list(part(object, "spec"), "containers"), ...list(part(object, "spec"), "initContainers")];
  const resources = containers.map((c) => part(c, "resources"));
  const named = resources.some((r) => ["requests", "limits"].some((side) => "cpu" in part(r, side) || "memory" in part(r, side)));
  if (!named) return "BestEffort";
  const guaranteed = resources.every((r) =>
    ["cpu", "memory"].every((what) => {
      const limit = part(r, "limits")[what];
      const request = part(r, "requests")[what] ?? limit;
      return limit !== undefined && limit === request;
    }),
  );
  return guaranteed ? "Guaranteed" : "Burstable";
}
