import { labelProblems, qualifiedNameProblems, subdomainProblems } from "../../../api/index.ts";
import { configKeyProblems, environmentNameProblems } from "../names.ts";
import type { Path } from "../path.ts";
import { noBacksteps } from "../paths.ts";
import type { Report } from "../report.ts";
import { fits } from "../rules.ts";
import type { EnvFrom, EnvVar, FieldRef, KeyRef, ResourceFieldRef } from "./types.ts";

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateEnv, validateEnvVarValueFrom */
export function environment(report: Report, at: Path, variables: readonly EnvVar[]): void {
  for (let i = 0; i < variables.length; i += 1) {
    const variable = variables[i]!;
    const { name = "" } = variable;
    if (name === "") report.required(at.index(i).child("name"), "");
    else if (environmentNameProblems(name).length > 0) fits(report, at.index(i).child("name"), name, environmentNameProblems);
    if (variable.valueFrom !== undefined) valueFrom(report, at.index(i).child("valueFrom"), variable, variable.valueFrom);
  }
}

function valueFrom(report: Report, at: Path, { value = "" }: EnvVar, from: NonNullable<EnvVar["valueFrom"]>): void {
  let sources = 0;
  if (from.fieldRef !== undefined) {
    sources += 1;
    fieldRef(report, at.child("fieldRef"), from.fieldRef, environmentFields);
  }
  if (from.resourceFieldRef !== undefined) {
    sources += 1;
    resourceFieldRef(report, at.child("resourceFieldRef"), from.resourceFieldRef, false);
  }
  if (from.configMapKeyRef !== undefined) {
    sources += 1;
    keyRef(report, at.child("configMapKeyRef"), from.configMapKeyRef);
  }
  if (from.secretKeyRef !== undefined) {
    sources += 1;
    keyRef(report, at.child("secretKeyRef"), from.secretKeyRef);
  }
  if (from.fileKeyRef !== undefined) {
    sources += 1;
    fileKeyRef(report, at.child("fileKeyRef"), from.fileKeyRef);
  }
  if (sources === 0) report.invalid(at, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
  else if (value !== "") report.invalid(at, "", "may not be specified when `value` is not empty");
  else if (sources > 1) report.invalid(at, "", "may not have more than one field specified at a time");
}

const environmentFields = [
  "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
] as const;

/** What the downward API knows of a pod; "spec.host" is its node's old name. @source kubernetes pkg/apis/core/pods/helpers.go */
const knownFields: ReadonlySet<string> = new Set([
  ...environmentFields, "metadata.annotations", "metadata.labels", "spec.restartPolicy", "spec.schedulerName", "status.phase", "spec.host",
]);

/** @param supported in order */
export function fieldRef(report: Report, at: Path, { apiVersion = "", fieldPath = "" }: FieldRef, supported: readonly string[]): void {
  if (apiVersion === "") return report.required(at.child("apiVersion"), "");
  if (fieldPath === "") return report.required(at.child("fieldPath"), "");
  const [, of, subscript] = /^([^]+?)\['([^]*)'\]$/.exec(fieldPath) ?? [];
  const wrong = conversionProblem(apiVersion, fieldPath, of);
  if (wrong !== undefined) return report.invalid(at.child("fieldPath"), fieldPath, `error converting fieldPath: ${wrong}`);
  if (of !== undefined && subscript !== undefined) {
    const key = of === "metadata.annotations" ? subscript.toLowerCase() : subscript;
    fits(report, at, key, qualifiedNameProblems);
    return;
  }
  const path = fieldPath === "spec.host" ? "spec.nodeName" : fieldPath;
  if (!supported.includes(path)) report.notSupported(at.child("fieldPath"), path, supported);
}

function conversionProblem(apiVersion: string, path: string, subscripted: string | undefined): string | undefined {
  if (apiVersion !== "v1") return `unsupported pod version: ${apiVersion}`;
  if (subscripted !== undefined) {
    return subscripted === "metadata.annotations" || subscripted === "metadata.labels" ? undefined : `field label does not support subscript: ${path}`;
  }
  return knownFields.has(path) ? undefined : `field label not supported: ${path}`;
}

const resourceFields = ["limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"] as const;
const hugePages = /^(?:requests|limits)\.hugepages-/;

/** @param ofVolume where the container must be named */
export function resourceFieldRef(report: Report, at: Path, { containerName = "", resource = "", divisor = "0" }: ResourceFieldRef, ofVolume: boolean): void {
  if (ofVolume && containerName === "") report.required(at.child("containerName"), "");
  else if (resource === "") report.required(at.child("resource"), "");
  else if (!resourceFields.some((each) => each === resource) && !hugePages.test(resource)) report.notSupported(at.child("resource"), resource, resourceFields);
  if (divisor === "0") return;
  const [what = "", supported] = divisorsOf(resource);
  if (supported !== undefined && !supported.includes(divisor)) {
    const shown = supported === cpuDivisors ? "1m and 1" : byteDivisors.join(", ");
    report.invalid(at.child("divisor"), resource, `only divisor's values ${shown} are supported with the ${what} resource`);
  }
}

const cpuDivisors = ["1m", "1"] as const;
const byteDivisors = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"] as const;

function divisorsOf(resource: string): readonly [what?: string, supported?: readonly string[]] {
  if (hugePages.test(resource)) return ["hugepages", byteDivisors];
  switch (resource.slice(resource.indexOf(".") + 1)) {
    case "cpu":
      return ["cpu", cpuDivisors];
    case "memory":
      return ["memory", byteDivisors];
    case "ephemeral-storage":
      return ["local ephemeral storage", byteDivisors];
    default:
      return [];
  }
}

function keyRef(report: Report, at: Path, { name = "", key = "" }: KeyRef): void {
  fits(report, at.child("name"), name, subdomainProblems);
  if (key === "") report.required(at.child("key"), "");
  else fits(report, at.child("key"), key, configKeyProblems);
}

function fileKeyRef(report: Report, at: Path, { key = "", volumeName = "", path = "" }: NonNullable<NonNullable<EnvVar["valueFrom"]>["fileKeyRef"]>): void {
  if (key === "") report.required(at.child("key"), "");
  else fits(report, at.child("key"), key, environmentNameProblems);
  if (volumeName === "") report.required(at.child("volumeName"), "");
  else fits(report, at.child("volumeName"), volumeName, labelProblems);
  if (path === "") report.required(at.child("path"), "");
  else noBacksteps(report, at.child("path"), path);
}

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateEnvFrom */
export function environmentFrom(report: Report, at: Path, sources: readonly EnvFrom[]): void {
  for (let i = 0; i < sources.length; i += 1) {
    const { prefix = "", configMapRef, secretRef } = sources[i]!;
    const where = at.index(i);
    if (prefix !== "") fits(report, where.child("prefix"), prefix, environmentNameProblems);
    if (configMapRef !== undefined) sourceName(report, where.child("configMapRef").child("name"), configMapRef.name);
    if (secretRef !== undefined) sourceName(report, where.child("secretRef").child("name"), secretRef.name);
    if (configMapRef === undefined && secretRef === undefined) report.invalid(at, "", "must specify one of: `configMapRef` or `secretRef`");
    else if (configMapRef !== undefined && secretRef !== undefined) report.invalid(at, "", "may not have more than one field specified at a time");
  }
}

/** Upstream looks at it as at the beginning of a name. */
function sourceName(report: Report, at: Path, name = ""): void {
  if (name === "") return report.required(at, "");
  for (const why of subdomainProblems(name.endsWith("-") ? `${name.slice(0, -1)}a` : name)) report.invalid(at, name, why);
}
