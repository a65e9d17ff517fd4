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
