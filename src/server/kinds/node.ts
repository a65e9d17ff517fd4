import { kind, notSupported } from "./kind.ts";
import { part } from "../validation/index.ts";

/** @source kubernetes pkg/registry/core/node/strategy.go */
export const node = kind({
  storedAs: "minions",
  keepsStatus: true,
  statusTakes: ["labels"],
  fields: { "spec.unschedulable": (o) => String(part(o, "spec")["unschedulable"] === true) },
  refuseField: notSupported,
});
