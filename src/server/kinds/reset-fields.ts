import type { GroupVersionResource } from "../../api/index.ts";

/** Paths that the server resets in what is written through a resource or one of its subresources ("" is the object itself). */
export type ResetFields = { readonly [subresource: string]: readonly string[] };

/**
 * Of a built-in resource that has a status of its own: it keeps status and spec apart. What a table names differs.
 *
 * @source kubernetes pkg/registry/<group>/<resource>/strategy.go GetResetFields
 */
export function resetFields({ group, resource }: Pick<GroupVersionResource, "group" | "resource">, hasStatus: boolean): ResetFields {
  return tables[group === "" ? resource : `${resource}.${group}`] ?? (hasStatus ? apart : nothing);
}

/** Custom resources. @source apiextensions-apiserver pkg/registry/customresource/strategy.go, status_strategy.go */
export function customResetFields(hasStatus: boolean): ResetFields {
  return hasStatus ? withoutMetadata : nothing;
}

const nothing: ResetFields = {};
const apart: ResetFields = { "": ["status"], status: ["spec"], finalize: ["status"] };
const withoutMetadata: ResetFields = { "": ["status"], status: ["metadata", "spec"] };

const tables: { readonly [resource: string]: ResetFields } = {
  pods: { "": ["status"], status: ["spec", "metadata.deletionTimestamp", "metadata.ownerReferences"] },
  "certificatesigningrequests.certificates.k8s.io": {
    "": ["spec", "status"],
    status: ["spec", "status.conditions"],
    approval: ["spec", "status.certificate"],
  },
  "podcertificaterequests.certificates.k8s.io": { status: ["spec"] },
  "deployments.apps": { "": ["status"], status: ["spec", "metadata.labels"] },
  "servicecidrs.networking.k8s.io": { status: ["metadata", "spec"] },
  "apiservices.apiregistration.k8s.io": withoutMetadata,
  "devicetaintrules.resource.k8s.io": withoutMetadata,
  "flowschemas.flowcontrol.apiserver.k8s.io": withoutMetadata,
  "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": withoutMetadata,
  "resourceclaims.resource.k8s.io": withoutMetadata,
  "storageversionmigrations.storagemigration.k8s.io": withoutMetadata,
  "storageversions.internal.apiserver.k8s.io": withoutMetadata,
  "validatingadmissionpolicies.admissionregistration.k8s.io": withoutMetadata,
  "volumeattachments.storage.k8s.io": withoutMetadata,
};
