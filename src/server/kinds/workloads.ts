import { at, kind, part } from "./kind.ts";
import { templateDefaults } from "./pod-spec.ts";
import type { KubeObject } from "../../api/index.ts";

type Fields = { readonly [field: string]: unknown };

function withSpec(defaults: (spec: Fields) => Fields): (o: KubeObject) => KubeObject {
  return (o) => ({ ...o, spec: defaults(part(o, "spec")) });
}

function created(defaults: (spec: Fields) => Fields, status: Fields): (o: KubeObject) => KubeObject {
  const spec = withSpec(defaults);
  return (o) => ({ ...spec(o), status });
}

/** @source kubernetes pkg/apis/apps/v1/defaults.go SetDefaults_Deployment */
function deploymentDefaults(spec: Fields): Fields {
  const strategy = part(spec, "strategy");
  const type = strategy["type"] ?? "RollingUpdate";
  return {
    ...spec,
    replicas: spec["replicas"] ?? 1,
    template: templateDefaults(part(spec, "template")),
    strategy: {
      ...strategy,
      type,
      ...(type === "RollingUpdate" ? { rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%", ...part(strategy, "rollingUpdate") } } : {}),
    },
    revisionHistoryLimit: spec["revisionHistoryLimit"] ?? 10,
    progressDeadlineSeconds: spec["progressDeadlineSeconds"] ?? 600,
  };
}

function replicaSetDefaults(spec: Fields): Fields {
  return { ...spec, replicas: spec["replicas"] ?? 1, template: templateDefaults(part(spec, "template")) };
}

const emptyTemplate = { metadata: {}, spec: { containers: null } };

export const deployment = kind({
  zero: { spec: { replicas: 0, selector: null, template: emptyTemplate, strategy: {} }, status: {} },
  generation: "specAndAnnotations",
  onCreate: created(deploymentDefaults, {}),
  onUpdate: withSpec(deploymentDefaults),
});

export const replicaSet = kind({
  generation: "spec",
  statusTakes: ["finalizers"],
  onCreate: created(replicaSetDefaults, { replicas: 0 }),
  onUpdate: withSpec(replicaSetDefaults),
});

export const replicationController = kind({
  generation: "spec",
  fields: { "status.replicas": (o) => at("status", "replicas")(o) || "0" },
  refuseField: (label) => `field label not supported: ${label}`,
  onCreate: (o) => ({ ...o, status: { replicas: 0 } }),
});

export const job = kind({
  zero: { spec: { template: emptyTemplate }, status: {} },
  generation: "spec",
  fields: { "status.successful": (o) => at("status", "succeeded")(o) || "0" },
  refuseField: (label) => `field label "${label}" not supported for Job`,
});
