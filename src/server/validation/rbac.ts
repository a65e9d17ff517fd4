import type { KubeObject } from "../../api/index.ts";
import { equal, pathSegmentProblems, subdomainProblems } from "../../api/index.ts";
import type { Fields } from "./fields.ts";
import { has, list, part, text, texts } from "./fields.ts";
import { internalForm } from "./internal-form.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import { Report } from "./report.ts";
import { fits, labelSelector } from "./rules.ts";

const GROUP = "rbac.authorization.k8s.io";
const rulesPath = path("rules");

/** @source kubernetes pkg/apis/rbac/validation ValidateRole, ValidatePolicyRule */
export function validateRole(report: Report, role: KubeObject, namespaced: boolean): void {
  for (const [i, rule] of list(role, "rules").entries()) policyRule(report, rulesPath.index(i), rule, namespaced);
}

function policyRule(report: Report, at: Path, rule: Fields, namespaced: boolean): void {
  if (texts(rule, "verbs").length === 0) report.required(at.child("verbs"), "verbs must contain at least one value");
  const urls = texts(rule, "nonResourceURLs");
  const resources = ["apiGroups", "resources", "resourceNames"].some((field) => texts(rule, field).length > 0);
  if (urls.length > 0) {
    if (namespaced) report.invalid(at.child("nonResourceURLs"), urls, "namespaced rules cannot apply to non-resource URLs");
    if (resources) report.invalid(at.child("nonResourceURLs"), urls, "rules cannot apply to both regular resources and non-resource URLs");
    return;
  }
  if (texts(rule, "apiGroups").length === 0) report.required(at.child("apiGroups"), "resource rules must supply at least one api group");
  if (texts(rule, "resources").length === 0) report.required(at.child("resources"), "resource rules must supply at least one resource");
}

const selectorsPath = path("aggregationRule", "clusterRoleSelectors");

/** @source kubernetes pkg/apis/rbac/validation ValidateClusterRole */
export function validateClusterRole(report: Report, role: KubeObject, before?: KubeObject): void {
  validateRole(report, role, false);
  if (!has(role, "aggregationRule")) return;
  const selectors = aggregated(role);
  if (selectors.length === 0) report.required(selectorsPath, "at least one clusterRoleSelector required if aggregationRule is non-nil");
  const values = before !== undefined && isWrong(aggregated(before));
  for (const [i, selector] of selectors.entries()) {
    labelSelector(report, selectorsPath.index(i), selector, { values });
    // What could not be made is shown as Go's nil.
    if (isWrong([selector])) report.invalid(selectorsPath.index(i), null, "invalid label selector.");
  }
}

function aggregated(role: KubeObject): readonly Fields[] {
  return list(part(role, "aggregationRule"), "clusterRoleSelectors");
}

function isWrong(selectors: readonly Fields[]): boolean {
  const probe = new Report();
  for (const selector of selectors) labelSelector(probe, selectorsPath, selector);
  return probe.count > 0;
}

const refPath = path("roleRef");
const subjectsPath = path("subjects");
const subjectKinds = ["ServiceAccount", "User", "Group"];

/** @source kubernetes pkg/apis/rbac/validation ValidateRoleBinding, ValidateClusterRoleBinding */
export function validateRoleBinding(report: Report, binding: KubeObject, namespaced: boolean): void {
  const ref = part(binding, "roleRef");
  const kinds = namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
  if (text(ref, "apiGroup") !== GROUP) report.notSupported(refPath.child("apiGroup"), text(ref, "apiGroup"), [GROUP]);
  if (!kinds.includes(text(ref, "kind"))) report.notSupported(refPath.child("kind"), text(ref, "kind"), kinds);
  if (text(ref, "name") === "") report.required(refPath.child("name"), "");
  else fits(report, refPath.child("name"), text(ref, "name"), pathSegmentProblems);
  for (const [i, subject] of list(binding, "subjects").entries()) subjectOf(report, subjectsPath.index(i), subject, namespaced);
}

function subjectOf(report: Report, at: Path, subject: Fields, namespaced: boolean): void {
  const name = text(subject, "name");
  const group = text(subject, "apiGroup");
  if (name === "") report.required(at.child("name"), "");
  switch (text(subject, "kind")) {
    case "ServiceAccount":
      if (name !== "") fits(report, at.child("name"), name, subdomainProblems);
      if (group !== "") report.notSupported(at.child("apiGroup"), group, [""]);
      if (!namespaced && text(subject, "namespace") === "") report.required(at.child("namespace"), "");
      return;
    case "User":
    case "Group":
      if (group !== GROUP) report.notSupported(at.child("apiGroup"), group, [GROUP]);
      return;
    default:
      report.notSupported(at.child("kind"), text(subject, "kind"), subjectKinds);
  }
}

/** @source kubernetes pkg/apis/rbac/validation ValidateRoleBindingUpdate */
export function validateRoleBindingChange(report: Report, binding: KubeObject, before: KubeObject): void {
  if (!equal(binding["roleRef"], before["roleRef"])) report.invalid(refPath, internalForm("rbac.v1.RoleRef", binding["roleRef"]), "cannot change roleRef");
}
