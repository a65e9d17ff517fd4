export {
  validateMutatingPolicy, validatePolicyBinding, validatePolicyStatus, validateValidatingPolicy,
} from "./admission-policies.ts";
export { validateAPIService, validateAPIServiceStatus } from "./api-service.ts";
export { addressWarnings, canonicalAddressProblems, rangeWarnings } from "./addresses.ts";
export { validateAutoscaler, validateAutoscalerStatus } from "./autoscaling.ts";
export { validateSigningRequest, validateSigningRequestChange } from "./certificates.ts";
export { validateNamespace, validateNamespaceFinalizers, validateNamespaceStatus, validateNode, validateNodeChange } from "./cluster.ts";
export { validateConfigMap, validateConfigMapChange, validateSecret, validateSecretChange } from "./config.ts";
export { validateDeviceClass, validateResourceClaim, validateResourceClaimChange, validateResourceClaimTemplate, validateResourceClaimTemplateChange } from "./devices.ts";
export { validateEndpoints, validateEndpointSlice } from "./endpoints.ts";
export type { Fields } from "./fields.ts";
export { validateEvent, validateGroupedEvent, validateGroupedEventChange } from "./event.ts";
export { has, list, part, text, textMap, texts } from "./fields.ts";
export { validateFlowConditions, validateFlowSchema, validatePriorityLevel } from "./flow-control.ts";
export { goJson, typed } from "./go-value.ts";
export { internalForm } from "./internal-form.ts";
export { validateIngress, validateIngressClass, validateIngressClassChange, validateIngressStatus } from "./ingress.ts";
export { validateLimitRange, validateQuotaStatus, validateResourceQuota, validateResourceQuotaChange } from "./limits.ts";
export { validateNetworkPolicy } from "./network-policy.ts";
export { immutableField, objectMeta, objectMetaUpdate, ownMeta, ownMetaUpdate } from "./object-meta.ts";
export { pemBlocks } from "./pem.ts";
export { validateRuntimeClass } from "./runtime-class.ts";
export {
  validateCSIDriver, validateCSIDriverChange, validateCSINode, validateCSINodeChange, validateStorageCapacity, validateStorageCapacityChange, validateStorageClass,
  validateStorageClassChange, validateVolumeAttachment, validateVolumeAttachmentChange, validateVolumeAttributesClass, validateVolumeAttributesClassChange,
} from "./storage-classes.ts";
export { validateVolume, validateVolumeChange, volumeItself } from "./volume.ts";
export { validateVolumeClaim, validateVolumeClaimChange, validateVolumeClaimStatus } from "./volume-claim-change.ts";
export { validateWebhooks } from "./webhooks.ts";
export { oldNodeLabels } from "./node-labels.ts";
export type { Path } from "./path.ts";
export { noPath, path } from "./path.ts";
export {
  validateDisruptionBudget, validateDisruptionBudgetStatus, validateLease, validatePriorityClass, validatePriorityClassChange,
} from "./policy.ts";
export { validateClusterRole, validateRole, validateRoleBinding, validateRoleBindingChange } from "./rbac.ts";
export { Report } from "./report.ts";
export { parseAddress, parseRange } from "./ip.ts";
export { clusterAddresses, isBalanced, isHeadless, isReachable, needsHealthCheck, validateService, validateServiceChange, validateServiceStatus } from "./service.ts";
export { validateIPAddress, validateIPAddressChange, validateServiceCIDR, validateServiceCIDRChange } from "./service-addresses.ts";
export { changedEphemeralContainers, changedPod, newPod } from "./pod/pod.ts";
export { changedControllerRevision, newControllerRevision } from "./workloads/controller-revision.ts";
export { changedDaemonSet, changedDaemonSetStatus, newDaemonSet } from "./workloads/daemon-set.ts";
export { changedDeployment, changedDeploymentStatus, newDeployment } from "./workloads/deployment.ts";
export {
  changedPodTemplate, changedReplicaSet, changedReplicaSetStatus, changedReplicationController, changedReplicationControllerStatus, newPodTemplate, newReplicaSet,
  newReplicationController,
} from "./workloads/replica-sets.ts";
export { changedStatefulSet, changedStatefulSetStatus, newStatefulSet } from "./workloads/stateful-set.ts";
export { preparedPod, withoutOff } from "./pod/preparation.ts";
export type { PodTemplate } from "./pod/types.ts";
export { claimWarnings, nameWarnings, podWarnings, templateWarnings } from "./pod/warnings.ts";
export { changedCronJob, changedCronJobStatus, newCronJob } from "./workloads/cron-job.ts";
export { changedJob, newJob } from "./workloads/job.ts";
export { changedJobStatus } from "./workloads/job-status.ts";
export type { QosClass } from "./pod/qos.ts";
export { qosClass } from "./pod/qos.ts";
export { resizedPod } from "./pod/resize.ts";
export { changedPodStatus, preparedStatus } from "./pod/status.ts";
