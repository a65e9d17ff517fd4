import type { Fields } from "./fields.ts";
import { has, text, texts } from "./fields.ts";
import type { Path } from "./path.ts";
import type { Report } from "./report.ts";
import { oneOf, qualifiedName } from "./rules.ts";

/** What webhooks and policies have in common. @source kubernetes pkg/apis/admissionregistration/validation */
export const failurePolicies = ["Fail", "Ignore"];
export const matchPolicies = ["Equivalent", "Exact"];
export const reinvocations = ["IfNeeded", "Never"];
const operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
export const mutatingOperations = ["*", "CONNECT", "CREATE", "UPDATE"];
const scopes = ["*", "Cluster", "Namespaced"];

export function ruleWithOperations(report: Report, at: Path, rule: Fields): void {
  const held = texts(rule, "operations");
  if (held.length === 0) report.required(at.child("operations"), "");
  if (held.length > 1 && held.includes("*")) report.invalid(at.child("operations"), held, "if '*' is present, must not specify other operations");
  for (const [i, each] of held.entries()) oneOf(report, at.child("operations").index(i), each, operations);
  const groups = texts(rule, "apiGroups");
  if (groups.length === 0) report.required(at.child("apiGroups"), "");
  if (groups.length > 1 && groups.includes("*")) report.invalid(at.child("apiGroups"), groups, "if '*' is present, must not specify other API groups");
  const versions = texts(rule, "apiVersions");
  if (versions.length === 0) report.required(at.child("apiVersions"), "");
  if (versions.length > 1 && versions.includes("*")) report.invalid(at.child("apiVersions"), versions, "if '*' is present, must not specify other API versions");
  for (const [i, each] of versions.entries()) if (each === "") report.required(at.child("apiVersions").index(i), "");
  resources(report, at.child("resources"), texts(rule, "resources"));
  if (has(rule, "scope")) oneOf(report, at.child("scope"), rule["scope"], scopes);
}

/** "pods", "pods/log", "pods/*", "*", "*\/scale": and what says the same twice. */
function resources(report: Report, at: Path, held: readonly string[]): void {
  if (held.length === 0) report.required(at, "");
  const whole = new Set<string>();
  const everywhere = new Set<string>();
  let plain = false;
  for (const [i, each] of held.entries()) {
    if (each === "") {
      report.required(at.index(i), "");
      continue;
    }
    const slash = each.indexOf("/");
    if (slash < 0) {
      plain = each !== "*";
      continue;
    }
    const [resource, sub] = [each.slice(0, slash), each.slice(slash + 1)];
    if (whole.has(resource)) report.invalid(at.index(i), each, `if '${resource}/*' is present, must not specify ${each}`);
    if (everywhere.has(sub)) report.invalid(at.index(i), each, `if '*/${sub}' is present, must not specify ${each}`);
    if (sub === "*") whole.add(resource);
    if (resource === "*") everywhere.add(sub);
  }
  if (held.length > 1 && held.includes("*/*")) report.invalid(at, held, "if '*/*' is present, must not specify other resources");
  if (held.includes("*") && plain) report.invalid(at, held, "if '*' is present, must not specify other resources without subresources");
}

const MAX_CONDITIONS = 64;

export function matchConditions(report: Report, at: Path, conditions: readonly Fields[]): void {
  const names = new Set<string>();
  if (conditions.length > MAX_CONDITIONS) report.tooMany(at, conditions.length, MAX_CONDITIONS);
  for (const [i, each] of conditions.entries()) {
    const name = text(each, "name");
    if (text(each, "expression").trim() === "") report.required(at.index(i).child("expression"), "");
    if (name === "") report.required(at.index(i).child("name"), "");
    else qualifiedName(report, at.index(i).child("name"), name);
    if (name !== "" && names.has(name)) report.duplicate(at.index(i).child("name"), name);
    names.add(name);
  }
}
