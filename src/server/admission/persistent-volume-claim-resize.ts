import { quantityNanos } from "../schema/index.ts";
import type { Fields } from "../validation/index.ts";
import { part } from "../validation/index.ts";
import { BETA_CLASS } from "./default-class.ts";
import type { Plugin } from "./plugin.ts";

/**
 * Only what is bound grows, and only where its class says so.
 *
 * @source kubernetes plugin/pkg/admission/storage/persistentvolume/resize/admission.go
 */
export const persistentVolumeClaimResize: Plugin = {
  name: "PersistentVolumeClaimResize",
  resources: ["persistentvolumeclaims"],
  operations: ["update"],
  validate(attributes) {
    const { object, old, ground } = attributes;
    if (old === undefined || asked(object) <= asked(old)) return undefined;
    if (part(old, "status")["phase"] !== "Bound") return attributes.forbidden("Only bound persistent volume claims can be expanded");
    const name = classOf(object);
    const may = name !== "" && name === classOf(old) && ground.index("/storage.k8s.io/storageclasses/").get(name)?.["allowVolumeExpansion"] === true;
    if (may) return undefined;
    return attributes.forbidden("only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
  },
};

function asked(claim: Fields): bigint {
  const storage = part(part(part(claim, "spec"), "resources"), "requests")["storage"];
  return typeof storage === "string" ? quantityNanos(storage) : 0n;
}

/** @source component-helpers storage/volume/helpers.go GetPersistentVolumeClaimClass */
export function classOf(claim: Fields): string {
  const annotated = part(part(claim, "metadata"), "annotations")[BETA_CLASS];
  const named = annotated ?? part(claim, "spec")["storageClassName"];
  return typeof named === "string" ? named : "";
}
