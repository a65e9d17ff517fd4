import type { KubeObject } from "../../api/index.ts";
import { inOrder } from "../schema/index.ts";
import { kind, notSupported } from "./kind.ts";
import { list, part } from "../validation/index.ts";

/** @source kubernetes pkg/registry/core/node/strategy.go */
export const node = kind({
  storedAs: "minions",
  keepsStatus: true,
  statusTakes: ["labels"],
  fields: { "spec.unschedulable": (o) => String(part(o, "spec")["unschedulable"] === true) },
  refuseField: notSupported,
  onCreate: notReady,
});

/** Nothing is scheduled to a node before it says that it is ready. @source kubernetes plugin/pkg/admission/nodetaint */
function notReady(o: KubeObject): KubeObject {
  const spec = part(o, "spec");
  const taints = list(spec, "taints");
  if (taints.some((taint) => taint["key"] === NOT_READY && taint["effect"] === "NoSchedule")) return o;
  return { ...o, spec: inOrder("core.v1.NodeSpec", { ...spec, taints: [...taints, { key: NOT_READY, effect: "NoSchedule" }] }) };
}

const NOT_READY = "node.kubernetes.io/not-ready";
