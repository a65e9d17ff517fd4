import type { Plugin } from "./plugin.ts";

/** What holds an object until nothing uses it, by its resource. */
const protections: { readonly [resource: string]: string } = {
  persistentvolumes: "kubernetes.io/pv-protection",
  persistentvolumeclaims: "kubernetes.io/pvc-protection",
  volumeattributesclasses: "kubernetes.io/vac-protection",
};

/** @source kubernetes plugin/pkg/admission/storage/storageobjectinuseprotection/admission.go */
export const storageObjectInUseProtection: Plugin = {
  name: "StorageObjectInUseProtection",
  resources: ["persistentvolumes", "persistentvolumeclaims", "volumeattributesclasses.storage.k8s.io"],
  operations: ["create"],
  admit(attributes) {
    const { object } = attributes;
    const { finalizers = [] } = object.metadata;
    const own = protections[attributes.asked.info.resource] as string;
    if (!finalizers.includes(own)) attributes.object = { ...object, metadata: { ...object.metadata, finalizers: Object.freeze([...finalizers, own]) } };
    return undefined;
  },
};
