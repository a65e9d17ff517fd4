import type { KubeObject } from "../../api/index.ts";
import { pathSegmentProblems, subdomainProblems } from "../../api/index.ts";
import { failurePolicies, matchConditions, matchPolicies, mutatingOperations, reinvocations, ruleWithOperations } from "./admission-rules.ts";
import type { Fields } from "./fields.ts";
import { has, list, part, text, texts } from "./fields.ts";
import { typed } from "./go-value.ts";
import type { Path } from "./path.ts";
import { path } from "./path.ts";
import { conditions } from "./policy.ts";
import type { Report } from "./report.ts";
import { dns1035LabelProblems, fits, labelSelector, oneOf, qualifiedName } from "./rules.ts";

const spec = path("spec");
const reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge"];
const EITHER = "validations or auditAnnotations must contain at least one item";
const MAX_ANNOTATIONS = 20;

/**
 * @source kubernetes pkg/apis/admissionregistration/validation ValidateValidatingAdmissionPolicy
 * @limits expressions are not compiled
 */
export function validateValidatingPolicy(report: Report, policy: KubeObject): void {
  const of = part(policy, "spec");
  policyHead(report, of);
  matchConditions(report, spec.child("matchConditions"), list(of, "matchConditions"));
  variables(report, list(of, "variables"));
  const validations = list(of, "validations");
  const annotations = list(of, "auditAnnotations");
  if (validations.length + annotations.length === 0) {
    report.required(spec.child("validations"), EITHER);
    report.required(spec.child("auditAnnotations"), EITHER);
  }
  for (const [i, each] of validations.entries()) validation(report, spec.child("validations").index(i), each);
  const keys = new Set<string>();
  if (annotations.length > MAX_ANNOTATIONS) report.invalid(spec.child("auditAnnotations"), annotations as never, `must not have more than ${MAX_ANNOTATIONS} auditAnnotations`);
  for (const [i, each] of annotations.entries()) {
    const at = spec.child("auditAnnotations").index(i);
    const key = text(each, "key");
    auditKey(report, at.child("key"), policy.metadata.name ?? "", key);
    if (text(each, "valueExpression").trim() === "") report.required(at.child("valueExpression"), "valueExpression is not specified");
    if (keys.has(key)) report.duplicate(at.child("key"), key);
    keys.add(key);
  }
}

/** As the annotation of the audit log will be called. @source validation.go validateAuditAnnotation */
function auditKey(report: Report, at: Path, policy: string, key: string): void {
  if (policy === "") return qualifiedName(report, at, key);
  qualifiedName(report, at, `${policy}/${key}`);
}

function policyHead(report: Report, of: Fields): void {
  if (!has(of, "failurePolicy")) report.required(spec.child("failurePolicy"), "");
  else oneOf(report, spec.child("failurePolicy"), of["failurePolicy"], failurePolicies);
  if (has(of, "paramKind")) paramKind(report, spec.child("paramKind"), part(of, "paramKind"));
  const at = spec.child("matchConstraints");
  if (!has(of, "matchConstraints")) return report.required(at, "");
  const constraints = part(of, "matchConstraints");
  matchResources(report, at, constraints);
  if (list(constraints, "resourceRules").length === 0) report.required(at.child("resourceRules"), "");
}

function paramKind(report: Report, at: Path, of: Fields): void {
  const apiVersion = text(of, "apiVersion");
  const kind = text(of, "kind");
  if (apiVersion === "") report.required(at.child("apiVersion"), "");
  else groupVersion(report, at.child("apiVersion"), apiVersion);
  if (kind === "") return report.required(at.child("kind"), "");
  const problems = dns1035LabelProblems(kind.toLowerCase());
  if (problems.length > 0) report.invalid(at.child("kind"), kind, `may have mixed case, but should otherwise match: ${problems.join(",")}`);
}

function groupVersion(report: Report, at: Path, apiVersion: string): void {
  const parts = apiVersion.split("/");
  if (parts.length > 2) return report.invalid(at, apiVersion, `unexpected GroupVersion string: ${apiVersion}`);
  const group = parts.length === 2 ? (parts[0] as string) : "";
  const version = parts.at(-1) as string;
  const wrong = group === "" ? [] : subdomainProblems(group);
  if (wrong.length > 0) report.invalid(at, group, wrong.join(","));
  if (version === "") return report.invalid(at, apiVersion, "version must be specified");
  const odd = dns1035LabelProblems(version);
  if (odd.length > 0) report.invalid(at, version, odd.join(","));
}

function matchResources(report: Report, at: Path, of: Fields): void {
  if (!has(of, "matchPolicy")) report.required(at.child("matchPolicy"), "");
  else oneOf(report, at.child("matchPolicy"), of["matchPolicy"], matchPolicies);
  for (const field of ["namespaceSelector", "objectSelector"]) {
    if (!has(of, field)) report.required(at.child(field), "");
    else labelSelector(report, at.child(field), part(of, field));
  }
  for (const field of ["resourceRules", "excludeResourceRules"]) {
    for (const [i, rule] of list(of, field).entries()) {
      const below = at.child(field).index(i);
      const names = texts(rule, "resourceNames");
      for (const [j, name] of names.entries()) {
        fits(report, below.child("resourceNames").index(j), name, pathSegmentProblems);
        if (names.indexOf(name) < j) report.duplicate(below.child("resourceNames").index(j), name);
      }
      ruleWithOperations(report, below, rule);
    }
  }
}

const reserved: ReadonlySet<string> = new Set([
  "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return",
  "var", "void", "while",
]);

function variables(report: Report, all: readonly Fields[]): void {
  for (const [i, each] of all.entries()) {
    const at = spec.child("variables").index(i);
    const name = text(each, "name");
    if (name.trim() === "") report.required(at.child("name"), "name is not specified");
    else if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) || reserved.has(name)) report.invalid(at.child("name"), name, "must be a valid CEL identifier");
    if (text(each, "expression").trim() === "") report.required(at.child("expression"), "expression is not specified");
  }
}

function validation(report: Report, at: Path, of: Fields): void {
  if (text(of, "expression").trim() === "") report.required(at.child("expression"), "expression is not specified");
  const byExpression = text(of, "messageExpression");
  if (byExpression !== "" && byExpression.trim() === "") report.invalid(at.child("messageExpression"), byExpression, "must be non-empty if specified");
  const message = text(of, "message");
  if (message !== "" && message.trim() === "") report.invalid(at.child("message"), message, "must be non-empty if specified");
  else if (/[\n\r]/.test(message.trim())) report.invalid(at.child("message"), message, "must not contain line breaks");
  if (has(of, "reason")) oneOf(report, at.child("reason"), of["reason"], reasons);
}

const patchTypes = ["ApplyConfiguration", "JSONPatch"];

/**
 * @source kubernetes pkg/apis/admissionregistration/validation ValidateMutatingAdmissionPolicy
 * @limits expressions are not compiled
 */
export function validateMutatingPolicy(report: Report, policy: KubeObject): void {
  const of = part(policy, "spec");
  policyHead(report, of);
  mutatingRules(report, spec.child("matchConstraints"), part(of, "matchConstraints"));
  matchConditions(report, spec.child("matchConditions"), list(of, "matchConditions"));
  variables(report, list(of, "variables"));
  const mutations = list(of, "mutations");
  if (mutations.length === 0) report.required(spec.child("mutations"), "mutations must contain at least one item");
  for (const [i, each] of mutations.entries()) mutation(report, spec.child("mutations").index(i), each);
  if (text(of, "reinvocationPolicy") === "") report.required(spec.child("reinvocationPolicy"), "");
  else oneOf(report, spec.child("reinvocationPolicy"), of["reinvocationPolicy"], reinvocations);
}

/** What is deleted cannot be changed. */
function mutatingRules(report: Report, at: Path, of: Fields): void {
  const below = at.child("resourceRules").child("operations");
  for (const rule of list(of, "resourceRules")) for (const each of texts(rule, "operations")) oneOf(report, below, each, mutatingOperations);
}

function mutation(report: Report, at: Path, of: Fields): void {
  const type = text(of, "patchType");
  if (type === "") return report.required(at.child("patchType"), "");
  if (!patchTypes.includes(type)) return oneOf(report, at.child("patchType"), type, patchTypes);
  const [own, other] = type === "JSONPatch" ? ["jsonPatch", "applyConfiguration"] : ["applyConfiguration", "jsonPatch"];
  if (!has(of, own)) report.required(at.child(own), `must be specified when patchType is ${type}`);
  else if (text(part(of, own), "expression").trim() === "") report.required(at.child(own).child("expression"), "");
  if (has(of, other)) report.invalid(at.child(other), `{${other}}`, `must not be specified when patchType is ${type}`);
}

const actions = ["Audit", "Deny", "Warn"];

/** @source kubernetes pkg/apis/admissionregistration/validation ValidateValidatingAdmissionPolicyBinding, ValidateMutatingAdmissionPolicyBinding */
export function validatePolicyBinding(report: Report, binding: KubeObject, mutating: boolean): void {
  const of = part(binding, "spec");
  const name = text(of, "policyName");
  if (name === "") report.required(spec.child("policyName"), "");
  else fits(report, spec.child("policyName"), name, subdomainProblems);
  if (has(of, "paramRef")) paramRef(report, spec.child("paramRef"), part(of, "paramRef"));
  if (has(of, "matchResources")) matchResources(report, spec.child("matchResources"), part(of, "matchResources"));
  if (mutating) mutatingRules(report, spec.child("matchResources"), part(of, "matchResources"));
  else validationActions(report, spec.child("validationActions"), texts(of, "validationActions"));
}

function validationActions(report: Report, at: Path, held: readonly string[]): void {
  for (const [i, each] of held.entries()) {
    oneOf(report, at.index(i), each, actions);
    if (held.indexOf(each) < i) report.duplicate(at.index(i), typed(each));
  }
  if (held.includes("Deny") && held.includes("Warn")) {
    report.invalid(at, held, "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)");
  }
  if (held.length === 0) report.required(at, "at least one validation action is required");
}

const notFoundActions = ["Deny", "Allow"];

function paramRef(report: Report, at: Path, of: Fields): void {
  const name = text(of, "name");
  const selects = has(of, "selector");
  const exclusive = "name and selector are mutually exclusive";
  if (name !== "") {
    fits(report, at.child("name"), name, pathSegmentProblems);
    if (selects) report.forbidden(at.child("name"), exclusive);
  }
  if (selects) {
    labelSelector(report, at.child("selector"), part(of, "selector"));
    if (name !== "") report.forbidden(at.child("selector"), exclusive);
  }
  if (name === "" && !selects) report.required(at, "one of name or selector must be specified");
  const action = text(of, "parameterNotFoundAction");
  if (action === "") report.required(at.child("parameterNotFoundAction"), "");
  else oneOf(report, at.child("parameterNotFoundAction"), action, notFoundActions);
}

/** @source kubernetes pkg/apis/admissionregistration/validation validateValidatingAdmissionPolicyStatus */
export function validatePolicyStatus(report: Report, policy: KubeObject): void {
  const status = part(policy, "status");
  for (const [i, each] of list(part(status, "typeChecking"), "expressionWarnings").entries()) {
    const at = path("status", "typeChecking", "expressionWarnings").index(i);
    if (text(each, "warning") === "") report.required(at.child("warning"), "");
    if (text(each, "fieldRef").trim() === "") report.required(at.child("fieldRef"), "");
  }
  conditions(report, path("status", "conditions"), list(status, "conditions"));
}
