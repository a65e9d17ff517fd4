import { list, part } from "../validation/index.ts";
import type { Plugin } from "./plugin.ts";

const KEY = "node.kubernetes.io/not-ready";
const taint = Object.freeze({ key: KEY, effect: "NoSchedule" });

/**
 * Nothing is scheduled to a node before it says that it is ready.
 *
 * @source kubernetes plugin/pkg/admission/nodetaint/admission.go
 */
export const taintNodesByCondition: Plugin = {
  name: "TaintNodesByCondition",
  resources: ["nodes"],
  operations: ["create"],
  admit(attributes) {
    const taints = list(part(attributes.object, "spec"), "taints");
    if (!taints.some(({ key, effect }) => key === KEY && effect === "NoSchedule")) {
      attributes.setSpec("core.v1.NodeSpec", "taints", Object.freeze([...taints, taint]));
    }
    return undefined;
  },
};
