import { subdomainProblems } from "../../../api/index.ts";
import { typed } from "../go-value.ts";
import type { Path } from "../path.ts";
import type { Report } from "../report.ts";
import { oneOf } from "../rules.ts";
import type { Container, PodSecurityContext, PodSpec, SecurityContext, WindowsOptions } from "./types.ts";
import { eachContainer } from "./each-container.ts";

/** @source kubernetes pkg/apis/core/validation/validation.go validateWindowsSecurityContextOptions */
export function windowsOptions(report: Report, at: Path, { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user }: WindowsOptions): void {
  if (name !== undefined) for (const why of subdomainProblems(name)) report.invalid(at.child("gmsaCredentialSpecName"), typed(name), why);
  if (spec === "") report.invalid(at.child("gmsaCredentialSpec"), typed(spec), "gmsaCredentialSpec cannot be an empty string");
  else if (spec !== undefined && spec.length > MAX_CREDENTIALS) report.invalid(at.child("gmsaCredentialSpec"), typed(spec), "gmsaCredentialSpec size must be under 64 KiB");
  if (user !== undefined) for (const why of userProblems(user)) report.invalid(at.child("runAsUserName"), typed(user), `runAsUserName${why}`);
}

const MAX_CREDENTIALS = 64 * 1024;
const MAX_DOMAIN = 256;
const MAX_USER = 104;
const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const dns = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

/** Of `DOMAIN\user`. */
function userProblems(name: string): readonly string[] {
  if (name === "") return [" cannot be an empty string"];
  if (hasControl(name)) return [" cannot contain control characters"];
  const parts = name.split("\\");
  if (parts.length > 2) return [" cannot contain more than one backslash"];
  const [domain, user] = parts.length === 1 ? [undefined, name] : (parts as [string, string]);
  const problems: string[] = [];
  if (domain !== undefined && domain.length >= MAX_DOMAIN) problems.push("'s Domain length must be under 256 characters");
  if (domain !== undefined && !netBios.test(domain) && !dns.test(domain)) problems.push("'s Domain doesn't match the NetBios nor the DNS format");
  if (user === "") problems.push("'s User cannot be empty");
  else if (user.length > MAX_USER) problems.push("'s User length must not be longer than 104 characters");
  if (/^[. ]+$/.test(user)) problems.push("'s User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) problems.push("'s User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
  return problems;
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) < 0x20 || text.charCodeAt(i) === 0x7f) return true;
  return false;
}

/** Containers that run as processes of a Windows node do so all together. @source kubernetes pkg/apis/core/validation/validation.go validateWindowsHostProcessPod */
export function hostProcesses(report: Report, at: Path, spec: PodSpec): void {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  let count = 0;
  let host = 0;
  eachContainer(spec, at, (container, where) => {
    const own = container.securityContext?.windowsOptions?.hostProcess;
    count += 1;
    if (own ?? ofPod) host += 1;
    if (ofPod === undefined || own === undefined || ofPod === own) return;
    const place = where.child("securityContext").child("windowsOptions").child("hostProcess");
    report.invalid(place, own, `pod hostProcess value must be identical if both are specified, was ${ofPod}`);
  });
  if (host === 0) return;
  if (host !== count) report.invalid(at, "", "If pod contains any hostProcess containers then all containers must be HostProcess containers");
  if (spec.hostNetwork !== true) report.invalid(at.child("hostNetwork"), false, "hostNetwork must be true if pod contains any hostProcess containers");
}

/** What one system has and the other lacks. @source kubernetes pkg/apis/core/validation/validation.go validateOS, validateLinux, validateWindows */
export function operatingSystem(report: Report, at: Path, spec: PodSpec): void {
  const { os } = spec;
  if (os === undefined) return;
  const { name = "" } = os;
  if (name === "") return report.required(at.child("os").child("name"), "");
  if (name === "linux") linux(report, at, spec);
  else if (name === "windows") windows(report, at, spec);
  else oneOf(report, at.child("os"), name, systems);
}

const systems = ["linux", "windows"] as const;

function linux(report: Report, at: Path, spec: PodSpec): void {
  const refuse = (where: Path): void => report.forbidden(where.child("securityContext").child("windowsOptions"), "windows options cannot be set for a linux pod");
  if (spec.securityContext?.windowsOptions !== undefined) refuse(at);
  eachContainer(spec, at, ({ securityContext }: Container, where) => {
    if (securityContext?.windowsOptions !== undefined) refuse(where);
  });
}

const CANNOT = "cannot be set for a windows pod";

function windows(report: Report, at: Path, spec: PodSpec): void {
  const { securityContext: own = {} } = spec;
  const context = at.child("securityContext");
  for (const field of ["appArmorProfile", "seLinuxOptions"] as const) if (own[field] !== undefined) report.forbidden(context.child(field), CANNOT);
  for (const field of ["hostUsers", "hostPID", "hostIPC"] as const) {
    if (spec[field] === true || (field === "hostUsers" && spec[field] !== undefined)) report.forbidden(at.child(field), CANNOT);
  }
  for (const field of ["seccompProfile", "fsGroup", "fsGroupChangePolicy", "sysctls"] as const) if (own[field] !== undefined) report.forbidden(context.child(field), CANNOT);
  if (spec.shareProcessNamespace !== undefined) report.forbidden(at.child("shareProcessNamespace"), CANNOT);
  for (const field of ofLinuxPods) if (own[field] !== undefined) report.forbidden(context.child(field), CANNOT);
  eachContainer(spec, at, ({ securityContext }: Container, where) => {
    if (securityContext === undefined) return;
    for (const field of ofLinuxContainers) if (securityContext[field] !== undefined) report.forbidden(where.child("securityContext").child(field), CANNOT);
  });
}

const ofLinuxPods: readonly (keyof PodSecurityContext)[] = ["runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy", "seLinuxChangePolicy"];
const ofLinuxContainers: readonly (keyof SecurityContext)[] = [
  "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem", "privileged", "allowPrivilegeEscalation", "procMount", "runAsUser",
  "runAsGroup",
];
