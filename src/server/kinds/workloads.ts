import { at, kind } from "./kind.ts";

/** @source kubernetes pkg/registry/apps/deployment/strategy.go */
export const deployment = kind({ generation: "specAndAnnotations" });

/** @source kubernetes pkg/registry/apps/replicaset/strategy.go */
export const replicaSet = kind({ generation: "spec", statusTakes: ["finalizers"] });

/** @source kubernetes pkg/registry/core/replicationcontroller/strategy.go */
export const replicationController = kind({
  generation: "spec",
  fields: { "status.replicas": (o) => at("status", "replicas")(o) || "0" },
  refuseField: (label) => `field label not supported: ${label}`,
});

/** @source kubernetes pkg/registry/batch/job/strategy.go */
export const job = kind({
  generation: "spec",
  fields: { "status.successful": (o) => at("status", "succeeded")(o) || "0" },
  refuseField: (label) => `field label "${label}" not supported for Job`,
});
