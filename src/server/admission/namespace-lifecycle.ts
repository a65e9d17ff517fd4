import { notFound } from "../../api/index.ts";
import { part } from "../validation/index.ts";
import type { Plugin } from "./plugin.ts";

/** Deletion cannot touch these. */
const immortal: ReadonlySet<string> = new Set(["default", "kube-system", "kube-public"]);

/** Who asks what they may do in a namespace is not told whether it exists. */
const reviews: ReadonlySet<string> = new Set(["localsubjectaccessreviews"]);

/**
 * Nothing is made in a namespace that does not exist or is on its way out, and those of the system stay.
 *
 * @source apiserver pkg/admission/plugin/namespace/lifecycle/admission.go
 */
export const namespaceLifecycle: Plugin = {
  name: "NamespaceLifecycle",
  operations: ["create", "update", "delete"],
  subresources: ["*"],
  admit(attributes) {
    const { operation, namespace, info, name } = attributes.asked;
    if (info.group === "" && info.resource === "namespaces") {
      return operation === "delete" && immortal.has(name) ? attributes.forbidden("this namespace may not be deleted") : undefined;
    }
    if (operation === "delete" || namespace === "" || reviews.has(info.resource)) return undefined;
    const found = attributes.ground.index("/core/namespaces/").get(namespace);
    if (found === undefined) return notFound({ group: "", resource: "namespaces" }, namespace);
    if (operation !== "create" || part(found, "status")["phase"] !== "Terminating") return undefined;
    return attributes.forbidden(`unable to create new content in namespace ${namespace} because it is being terminated`, [
      { reason: "NamespaceTerminating", message: `namespace ${namespace} is being terminated`, field: "metadata.namespace" },
    ]);
  },
};
