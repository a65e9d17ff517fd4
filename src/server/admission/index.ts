import type { Plugin } from "./plugin.ts";
import { certificateApproval, certificateSigning } from "./certificates.ts";
import { defaultIngressClass, defaultStorageClass } from "./default-class.ts";
import { defaultTolerationSeconds } from "./default-toleration-seconds.ts";
import { limitRanger } from "./limit-ranger.ts";
import { namespaceLifecycle } from "./namespace-lifecycle.ts";
import { persistentVolumeClaimResize } from "./persistent-volume-claim-resize.ts";
import { priority } from "./priority.ts";
import { resourceQuota } from "./resource-quota.ts";
import { runtimeClass } from "./runtime-class.ts";
import { storageObjectInUseProtection } from "./storage-object-in-use-protection.ts";
import { taintNodesByCondition } from "./taint-nodes-by-condition.ts";

export type { AdmissionGround, Asked } from "./attributes.ts";
export type { AdmissionChain } from "./chain.ts";
export { createAdmission } from "./chain.ts";

/**
 * What is on by default, in upstream's order. ServiceAccount is off, as in what was recorded: pods name no account of
 * which nobody made one.
 *
 * @source kubernetes pkg/kubeapiserver/options/plugins.go AllOrderedPlugins, DefaultOffAdmissionPlugins
 */
export const admissionPlugins: readonly Plugin[] = [
  namespaceLifecycle,
  ...limitRanger,
  taintNodesByCondition,
  priority,
  defaultTolerationSeconds,
  defaultStorageClass,
  storageObjectInUseProtection,
  persistentVolumeClaimResize,
  runtimeClass,
  certificateApproval,
  certificateSigning,
  defaultIngressClass,
  resourceQuota,
];
