import type { GroupVersionResource } from "../../api/index.ts";
import {
  apiService, mutatingPolicy, mutatingPolicyBinding, mutatingWebhooks, validatingPolicy, validatingPolicyBinding, validatingWebhooks,
} from "./admission-registration.ts";
import { clusterRole, clusterRoleBinding, role, roleBinding } from "./access.ts";
import { certificateSigningRequest } from "./certificates.ts";
import { configMap, secret, serviceAccount } from "./config.ts";
import { definition } from "./definition.ts";
import { deviceClass, resourceClaim, resourceClaimTemplate, resourceSlice } from "./devices.ts";
import { event, groupedEvent } from "./event.ts";
import type { Kind } from "./kind.ts";
import { kind } from "./kind.ts";
import { limitRange, resourceQuota } from "./limits.ts";
import { namespace } from "./namespace.ts";
import { endpoints, endpointSlice, ingress, ingressClass, ipAddress, networkPolicy, serviceCIDR } from "./networking.ts";
import { node } from "./node.ts";
import { pod } from "./pod.ts";
import { flowSchema, horizontalPodAutoscaler, lease, podDisruptionBudget, priorityClass, priorityLevel, runtimeClass } from "./policy.ts";
import { service } from "./service.ts";
import { csiDriver, csiNode, csiStorageCapacity, storageClass, volumeAttachment, volumeAttributesClass } from "./storage.ts";
import { persistentVolume, persistentVolumeClaim } from "./volumes.ts";
import { controllerRevision, cronJob, daemonSet, deployment, job, podTemplate, replicaSet, replicationController, statefulSet } from "./workloads.ts";

export type { Cell, Column, Printer, RowCondition } from "./columns/index.ts";
export { printerOf, since } from "./columns/index.ts";
export { conversionOf, inVersion } from "./conversions/index.ts";
export type { CustomFacts } from "./custom-facts.ts";
export type { Kind } from "./kind.ts";
export { customKind } from "./custom-kind.ts";
export { customFacts, setCustomFacts } from "./custom-facts.ts";
export { customResetFields, resetFields } from "./reset-fields.ts";

/** What is told of no kind of its own. */
const plain = kind({});

/** By "resource", with the group after a dot. Kinds that stand nowhere are plain. */
const kinds: { readonly [resource: string]: Kind } = {
  configmaps: configMap,
  endpoints,
  events: event,
  limitranges: limitRange,
  namespaces: namespace,
  nodes: node,
  persistentvolumeclaims: persistentVolumeClaim,
  persistentvolumes: persistentVolume,
  pods: pod,
  podtemplates: podTemplate,
  replicationcontrollers: replicationController,
  resourcequotas: resourceQuota,
  secrets: secret,
  serviceaccounts: serviceAccount,
  services: service,
  "events.events.k8s.io": groupedEvent,
  "deployments.apps": deployment,
  "replicasets.apps": replicaSet,
  "daemonsets.apps": daemonSet,
  "statefulsets.apps": statefulSet,
  "controllerrevisions.apps": controllerRevision,
  "jobs.batch": job,
  "cronjobs.batch": cronJob,
  "certificatesigningrequests.certificates.k8s.io": certificateSigningRequest,
  "ingresses.networking.k8s.io": ingress,
  "ingressclasses.networking.k8s.io": ingressClass,
  "ipaddresses.networking.k8s.io": ipAddress,
  "networkpolicies.networking.k8s.io": networkPolicy,
  "servicecidrs.networking.k8s.io": serviceCIDR,
  "horizontalpodautoscalers.autoscaling": horizontalPodAutoscaler,
  "poddisruptionbudgets.policy": podDisruptionBudget,
  "clusterroles.rbac.authorization.k8s.io": clusterRole,
  "clusterrolebindings.rbac.authorization.k8s.io": clusterRoleBinding,
  "roles.rbac.authorization.k8s.io": role,
  "rolebindings.rbac.authorization.k8s.io": roleBinding,
  "customresourcedefinitions.apiextensions.k8s.io": definition,
  "priorityclasses.scheduling.k8s.io": priorityClass,
  "leases.coordination.k8s.io": lease,
  "endpointslices.discovery.k8s.io": endpointSlice,
  "deviceclasses.resource.k8s.io": deviceClass,
  "resourceclaims.resource.k8s.io": resourceClaim,
  "resourceclaimtemplates.resource.k8s.io": resourceClaimTemplate,
  "resourceslices.resource.k8s.io": resourceSlice,
  "csidrivers.storage.k8s.io": csiDriver,
  "csinodes.storage.k8s.io": csiNode,
  "csistoragecapacities.storage.k8s.io": csiStorageCapacity,
  "storageclasses.storage.k8s.io": storageClass,
  "volumeattachments.storage.k8s.io": volumeAttachment,
  "volumeattributesclasses.storage.k8s.io": volumeAttributesClass,
  "runtimeclasses.node.k8s.io": runtimeClass,
  "apiservices.apiregistration.k8s.io": apiService,
  "flowschemas.flowcontrol.apiserver.k8s.io": flowSchema,
  "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": priorityLevel,
  "mutatingadmissionpolicies.admissionregistration.k8s.io": mutatingPolicy,
  "mutatingadmissionpolicybindings.admissionregistration.k8s.io": mutatingPolicyBinding,
  "mutatingwebhookconfigurations.admissionregistration.k8s.io": mutatingWebhooks,
  "validatingadmissionpolicies.admissionregistration.k8s.io": validatingPolicy,
  "validatingadmissionpolicybindings.admissionregistration.k8s.io": validatingPolicyBinding,
  "validatingwebhookconfigurations.admissionregistration.k8s.io": validatingWebhooks,
};

/** The rules of a built-in resource. */
export function builtInKind({ group, resource }: Pick<GroupVersionResource, "group" | "resource">): Kind {
  return kinds[group === "" ? resource : `${resource}.${group}`] ?? plain;
}
