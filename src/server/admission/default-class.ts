import type { KubeObject } from "../../api/index.ts";
import type { CollectionIndex } from "../storage/index.ts";
import type { Plugin } from "./plugin.ts";

/**
 * Claims and ingresses that name no class get the one that is marked as the default.
 *
 * @source kubernetes plugin/pkg/admission/storage/storageclass/setdefault/admission.go, pkg/volume/util/storageclass.go;
 *   plugin/pkg/admission/network/defaultingressclass/admission.go
 */
export const defaultStorageClass: Plugin = {
  name: "DefaultStorageClass",
  resources: ["persistentvolumeclaims"],
  operations: ["create"],
  admit(attributes) {
    if (attributes.spec("storageClassName") !== undefined || attributes.object.metadata.annotations?.[BETA_CLASS] !== undefined) return undefined;
    const found = newest(attributes.ground.index("/storage.k8s.io/storageclasses/"), [
      "storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class",
    ]);
    if (found !== undefined) attributes.setSpec("core.v1.PersistentVolumeClaimSpec", "storageClassName", found);
    return undefined;
  },
};

export const defaultIngressClass: Plugin = {
  name: "DefaultIngressClass",
  resources: ["ingresses.networking.k8s.io"],
  operations: ["create"],
  admit(attributes) {
    if (attributes.spec("ingressClassName") !== undefined || attributes.object.metadata.annotations?.[INGRESS_CLASS] !== undefined) return undefined;
    const found = newest(attributes.ground.index("/networking.k8s.io/ingressclasses/"), ["ingressclass.kubernetes.io/is-default-class"]);
    if (found !== undefined) attributes.setSpec("networking.v1.IngressSpec", "ingressClassName", found);
    return undefined;
  },
};

/** Where claims named their class before there was a field. */
export const BETA_CLASS = "volume.beta.kubernetes.io/storage-class";
const INGRESS_CLASS = "kubernetes.io/ingress.class";

/** Of several that are marked the one made last, and of those made at once the first by name. */
function newest(classes: CollectionIndex, marks: readonly string[]): string | undefined {
  let best: KubeObject | undefined;
  for (const each of classes.in("")) {
    if (!marks.some((mark) => each.metadata.annotations?.[mark] === "true")) continue;
    if (best === undefined || (each.metadata.creationTimestamp ?? "") > (best.metadata.creationTimestamp ?? "")) best = each;
  }
  return best?.metadata.name;
}
