import type { KubeObject } from "../../api/index.ts";
import { pathSegmentProblems, subdomainProblems } from "../../api/index.ts";
import { has, list, number, part, text } from "./fields.ts";
import { path } from "./path.ts";
import type { Report } from "./report.ts";
import { dns1035LabelProblems, fits, oneOf, portProblems } from "./rules.ts";

const spec = path("spec");
const MAX_GROUP_PRIORITY = 20_000;
const MAX_VERSION_PRIORITY = 1000;
const conditionStatuses = ["True", "False", "Unknown"];

/** @source kube-aggregator pkg/apis/apiregistration/validation ValidateAPIService */
export function validateAPIService(report: Report, service: KubeObject): void {
  const of = part(service, "spec");
  const group = text(of, "group");
  const version = text(of, "version");
  const { name = "" } = service.metadata;
  const named = `${version}.${group}`;
  if (name !== "" && pathSegmentProblems(name).length === 0 && name !== named) {
    report.invalid(path("metadata", "name"), name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(named)}`);
  }
  if (group === "" && version !== "v1") report.required(spec.child("group"), "only v1 may have an empty group and it better be legacy kube");
  if (group !== "") fits(report, spec.child("group"), group, subdomainProblems);
  fits(report, spec.child("version"), version, dns1035LabelProblems);
  for (const [field, most] of [["groupPriorityMinimum", MAX_GROUP_PRIORITY], ["versionPriority", MAX_VERSION_PRIORITY]] as const) {
    const priority = number(of, field);
    if (priority <= 0 || priority > most) report.invalid(spec.child(field), priority, `must be positive and less than ${most}`);
  }
  const insecure = of["insecureSkipTLSVerify"] === true;
  const bundle = text(of, "caBundle");
  if (!has(of, "service")) {
    if (bundle !== "") report.invalid(spec.child("caBundle"), `${atob(bundle).length} bytes`, "local APIServices may not have a caBundle");
    if (insecure) report.invalid(spec.child("insecureSkipTLSVerify"), true, "local APIServices may not have insecureSkipTLSVerify");
    return;
  }
  const target = part(of, "service");
  const at = spec.child("service");
  for (const field of ["namespace", "name"]) if (text(target, field) === "") report.required(at.child(field), "");
  const wrong = portProblems(number(target, "port"));
  if (wrong.length > 0) report.invalid(at.child("port"), number(target, "port"), `port is not valid: ${wrong.join(", ")}`);
  if (insecure && bundle !== "") report.invalid(spec.child("insecureSkipTLSVerify"), true, "may not be true if caBundle is present");
}

/** @source kube-aggregator pkg/apis/apiregistration/validation ValidateAPIServiceStatus */
export function validateAPIServiceStatus(report: Report, service: KubeObject): void {
  for (const [i, condition] of list(part(service, "status"), "conditions").entries()) {
    oneOf(report, path("status", "conditions").index(i).child("status"), text(condition, "status"), conditionStatuses);
  }
}
