import type { Json, JsonObject } from "../../../api/index.ts";
import type { DefaultsTable, Draft } from "../struct-defaults.ts";
import { labelled } from "./core.ts";

/** @source kubernetes pkg/apis/apps/v1/defaults.go, pkg/apis/batch/v1/defaults.go, pkg/apis/autoscaling/v1 and v2/defaults.go */
export const workloadDefaults: DefaultsTable = {
  "apps.v1.DeploymentSpec": { values: { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 } },
  "apps.v1.DeploymentStrategy": {
    values: { type: "RollingUpdate" },
    derive: (strategy) => rolling(strategy, { maxUnavailable: "25%", maxSurge: "25%" }),
  },
  "apps.v1.DaemonSetSpec": { values: { revisionHistoryLimit: 10 } },
  "apps.v1.DaemonSetUpdateStrategy": {
    values: { type: "RollingUpdate" },
    derive: (strategy) => rolling(strategy, { maxUnavailable: 1, maxSurge: 0 }),
  },
  "apps.v1.StatefulSetSpec": {
    values: {
      podManagementPolicy: "OrderedReady",
      replicas: 1,
      revisionHistoryLimit: 10,
      persistentVolumeClaimRetentionPolicy: Object.freeze({ whenDeleted: "Retain", whenScaled: "Retain" }),
    },
  },
  "apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy": { values: { whenDeleted: "Retain", whenScaled: "Retain" } },
  "apps.v1.StatefulSetUpdateStrategy": {
    derive(strategy) {
      const type = strategy.get("type");
      if (type === undefined) {
        strategy.set("type", "RollingUpdate");
        if (strategy.get("rollingUpdate") === undefined) strategy.set("rollingUpdate", Object.freeze({ partition: 0 }));
      }
      const update = strategy.get("rollingUpdate") as JsonObject | undefined;
      if (strategy.get("type") === "RollingUpdate" && update !== undefined && update["partition"] === undefined) {
        strategy.set("rollingUpdate", Object.freeze({ partition: 0, ...update }));
      }
    },
  },
  "apps.v1.ReplicaSetSpec": { values: { replicas: 1 } },
  "batch.v1.Job": { derive: job },
  "batch.v1.CronJobSpec": { values: { concurrencyPolicy: "Allow", suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 } },
  "batch.v1.PodFailurePolicyOnPodConditionsPattern": { values: { status: "True" } },
  "autoscaling.v1.HorizontalPodAutoscalerSpec": { values: { minReplicas: 1 } },
  "autoscaling.v2.HorizontalPodAutoscalerSpec": {
    values: {
      minReplicas: 1,
      metrics: frozen([{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } }]),
    },
  },
  "autoscaling.v2.HorizontalPodAutoscalerBehavior": {
    derive(behavior) {
      behavior.set("scaleUp", scalingRules(scaleUp, behavior.get("scaleUp")));
      behavior.set("scaleDown", scalingRules(scaleDown, behavior.get("scaleDown")));
    },
  },
};

function rolling(strategy: Draft, otherwise: JsonObject): void {
  if ((strategy.get("type") ?? "RollingUpdate") !== "RollingUpdate") return;
  const sent = (strategy.get("rollingUpdate") ?? {}) as JsonObject;
  if (Object.keys(otherwise).every((field) => sent[field] !== undefined)) return;
  strategy.set("rollingUpdate", Object.freeze({ ...otherwise, ...sent }));
}

const MOST = 2_147_483_647;

/** A job of its own; the template of one that cron makes keeps what was sent. */
function job(of: Draft): void {
  const spec = (of.get("spec") ?? {}) as JsonObject;
  const neither = spec["completions"] === undefined && spec["parallelism"] === undefined;
  const defaults: { readonly [field: string]: Json } = {
    parallelism: 1,
    ...(neither ? { completions: 1 } : {}),
    backoffLimit: spec["backoffLimitPerIndex"] === undefined ? 6 : MOST,
    manualSelector: false,
    completionMode: "NonIndexed",
    suspend: false,
    podReplacementPolicy: spec["podFailurePolicy"] === undefined ? "TerminatingOrFailed" : "Failed",
  };
  const made: { [field: string]: Json } = {};
  for (const field of jobFields) {
    const value = spec[field] ?? defaults[field];
    if (value !== undefined) made[field] = value;
  }
  of.set("spec", Object.freeze(made));
  const template = (spec["template"] ?? {}) as JsonObject;
  labelled(of, ((template["metadata"] ?? {}) as JsonObject)["labels"]);
}

/** In Go's order. @source k8s.io/api batch/v1 JobSpec */
const jobFields = [
  "parallelism", "completions", "activeDeadlineSeconds", "podFailurePolicy", "successPolicy", "backoffLimit", "backoffLimitPerIndex", "maxFailedIndexes",
  "selector", "manualSelector", "template", "ttlSecondsAfterFinished", "completionMode", "suspend", "podReplacementPolicy", "managedBy",
] as const;

const scaleDown = { selectPolicy: "Max", policies: [{ type: "Percent", value: 100, periodSeconds: 15 }] };
const scaleUp = {
  stabilizationWindowSeconds: 0,
  selectPolicy: "Max",
  policies: [{ type: "Pods", value: 4, periodSeconds: 15 }, { type: "Percent", value: 100, periodSeconds: 15 }],
};

function scalingRules(otherwise: JsonObject, sent: Json | undefined): Json {
  const all = { ...otherwise, ...((sent ?? {}) as JsonObject) };
  const made: { [field: string]: Json } = {};
  for (const field of ["stabilizationWindowSeconds", "selectPolicy", "policies", "tolerance"]) {
    const value = all[field];
    if (value !== undefined && value !== null) made[field] = value;
  }
  return frozen(made);
}

function frozen<T extends Json>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const each of Object.values(value) as Json[]) frozen(each);
  }
  return value;
}
