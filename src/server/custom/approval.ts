import type { Condition } from "./definition.ts";

/** Groups of the community: their kinds are to be approved. @source apiextensions-apiserver pkg/apihelpers/helpers.go IsProtectedCommunityGroup */
export function isProtected(group: string): boolean {
  return ["k8s.io", "kubernetes.io"].some((domain) => group === domain || group.endsWith(`.${domain}`));
}

export const APPROVED_ANNOTATION = "api-approved.kubernetes.io";

export interface Approval {
  readonly state: "missing" | "bypassed" | "approved" | "invalid";
  readonly reason: string;
  condition(type: string): Condition;
}

/** @source helpers.go GetAPIApprovalState; pkg/controller/apiapproval/apiapproval_controller.go calculateCondition */
export function approvalOf(annotations: { readonly [name: string]: string } | undefined): Approval {
  const annotation = annotations?.[APPROVED_ANNOTATION] ?? "";
  const must = `protected groups must have approval annotation "${APPROVED_ANNOTATION}"`;
  const see = "see https://github.com/kubernetes/enhancements/pull/1111";
  if (annotation === "") return approval("missing", "False", "MissingAnnotation", `${must}, ${see}`);
  if (annotation.startsWith("unapproved")) return approval("bypassed", "False", "UnapprovedAnnotation", `not approved: ${JSON.stringify(annotation)}`);
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?\s]+/.test(annotation)) return approval("approved", "True", "ApprovedAnnotation", `approved in ${annotation}`);
  return approval("invalid", "False", "InvalidAnnotation", `${must} with either a URL or a reason starting with "unapproved", ${see}`);
}

function approval(state: Approval["state"], status: string, name: string, reason: string): Approval {
  return { state, reason, condition: (type) => ({ type, status, reason: name, message: reason }) };
}
