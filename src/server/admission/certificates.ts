import type { Status } from "../../api/index.ts";
import { equal } from "../../api/index.ts";
import { part } from "../validation/index.ts";
import type { Attributes } from "./attributes.ts";
import type { Plugin } from "./plugin.ts";

const RESOURCES = ["certificatesigningrequests.certificates.k8s.io"];

/**
 * Who may approve and sign for a signer.
 *
 * @source kubernetes plugin/pkg/admission/certificates/{approval,signing}/admission.go
 * @limits administrators may, nobody else: rules are not read
 */
export const certificateApproval: Plugin = {
  name: "CertificateApproval",
  resources: RESOURCES,
  operations: ["update"],
  subresources: ["approval"],
  validate: (attributes) => refused(attributes, "approve"),
};

export const certificateSigning: Plugin = {
  name: "CertificateSigning",
  resources: RESOURCES,
  operations: ["update"],
  subresources: ["status"],
  validate(attributes) {
    const [after, before] = [part(attributes.object, "status"), part(attributes.old ?? {}, "status")];
    const signs = !equal(after["certificate"], before["certificate"]) || !equal(after["conditions"], before["conditions"]);
    return signs ? refused(attributes, "sign") : undefined;
  },
};

function refused(attributes: Attributes, what: string): Status | undefined {
  if (attributes.asked.user.groups.includes("system:masters")) return undefined;
  return attributes.forbidden(`user not permitted to ${what} requests with signerName ${JSON.stringify(attributes.oldSpec["signerName"] ?? "")}`);
}
