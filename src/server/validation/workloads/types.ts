import type { Fields } from "../fields.ts";
import type { PersistentVolumeClaimSpec, PodTemplate, Texts } from "../pod/types.ts";

/** What the rules read of workloads that were decoded. @source k8s.io/api apps/v1 and batch/v1 types.go, core/v1 ReplicationController */
export interface Workload {
  readonly replicas?: number;
  readonly minReadySeconds?: number;
  readonly selector?: Fields | null;
  readonly template?: PodTemplate;
  readonly revisionHistoryLimit?: number;
}

export type IntOrString = number | string;

export interface RollingUpdate {
  readonly maxUnavailable?: IntOrString;
  readonly maxSurge?: IntOrString;
  readonly partition?: number;
}

export interface UpdateStrategy {
  readonly type?: string;
  readonly rollingUpdate?: RollingUpdate;
}

export interface DeploymentSpec extends Workload {
  readonly strategy?: UpdateStrategy;
  readonly progressDeadlineSeconds?: number;
}

export interface DaemonSetSpec extends Workload {
  readonly updateStrategy?: UpdateStrategy;
}

export interface StatefulSetSpec extends Workload {
  readonly serviceName?: string;
  readonly podManagementPolicy?: string;
  readonly updateStrategy?: UpdateStrategy;
  readonly volumeClaimTemplates?: readonly { readonly metadata?: { readonly name?: string }; readonly spec?: PersistentVolumeClaimSpec }[];
  readonly persistentVolumeClaimRetentionPolicy?: { readonly whenDeleted?: string; readonly whenScaled?: string };
  readonly ordinals?: { readonly start?: number };
}

export interface ReplicationControllerSpec {
  readonly replicas?: number;
  readonly minReadySeconds?: number;
  readonly selector?: Texts;
  readonly template?: PodTemplate;
}

export interface JobSpec {
  readonly parallelism?: number;
  readonly completions?: number;
  readonly activeDeadlineSeconds?: number;
  readonly podFailurePolicy?: { readonly rules: readonly FailureRule[] | null };
  readonly successPolicy?: { readonly rules: readonly SuccessRule[] | null };
  readonly backoffLimit?: number;
  readonly backoffLimitPerIndex?: number;
  readonly maxFailedIndexes?: number;
  readonly selector?: Fields | null;
  readonly manualSelector?: boolean;
  readonly template?: PodTemplate;
  readonly ttlSecondsAfterFinished?: number;
  readonly completionMode?: string;
  readonly suspend?: boolean;
  readonly podReplacementPolicy?: string;
  readonly managedBy?: string;
}

export interface FailureRule {
  readonly action?: string;
  readonly onExitCodes?: { readonly containerName?: string; readonly operator?: string; readonly values: readonly number[] | null };
  readonly onPodConditions?: readonly { readonly type?: string; readonly status?: string }[];
}

export interface SuccessRule {
  readonly succeededIndexes?: string;
  readonly succeededCount?: number;
}

export interface JobStatus {
  readonly conditions?: readonly { readonly type?: string; readonly status?: string }[];
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly active?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly terminating?: number;
  readonly completedIndexes?: string;
  readonly failedIndexes?: string;
  readonly uncountedTerminatedPods?: { readonly succeeded?: readonly string[]; readonly failed?: readonly string[] };
  readonly ready?: number;
}
