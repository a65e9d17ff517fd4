import { typed } from "../go-value.ts";
import { internalForm } from "../internal-form.ts";
import { isSysctlName, SYSCTL_FORM } from "../names.ts";
import type { Path } from "../path.ts";
import { descendingPath } from "../paths.ts";
import type { Report } from "../report.ts";
import { oneOf } from "../rules.ts";
import { account } from "../scalars.ts";
import type { PodOptions } from "./options.ts";
import type { PodSecurityContext, PodSpec, Profile, SecurityContext } from "./types.ts";
import { windowsOptions } from "./windows.ts";

/** @source kubernetes pkg/apis/core/validation/validation.go ValidateSecurityContext */
export function securityContext(report: Report, at: Path, of: SecurityContext, hostUsers: boolean): void {
  const { privileged, procMount, allowPrivilegeEscalation, capabilities } = of;
  account(report, at.child("runAsUser"), of.runAsUser);
  account(report, at.child("runAsGroup"), of.runAsGroup);
  if (procMount !== undefined) {
    oneOf(report, at.child("procMount"), procMount, procMounts);
    if (hostUsers && procMount === "Unmasked") report.invalid(at.child("procMount"), typed(procMount), "`hostUsers` must be false to use `Unmasked`");
  }
  if (of.seccompProfile !== undefined) seccompProfile(report, at.child("seccompProfile"), of.seccompProfile);
  if (allowPrivilegeEscalation === false) {
    const shown = (why: string): void => report.invalid(at, internalForm("core.v1.SecurityContext", of), `cannot set \`allowPrivilegeEscalation\` to false and ${why}`);
    if (privileged === true) shown("`privileged` to true");
    for (const each of capabilities?.add ?? []) if (each === "CAP_SYS_ADMIN") shown("`capabilities.Add` CAP_SYS_ADMIN");
  }
  if (of.windowsOptions !== undefined) windowsOptions(report, at.child("windowsOptions"), of.windowsOptions);
  if (of.appArmorProfile !== undefined) appArmorProfile(report, at.child("appArmorProfile"), of.appArmorProfile);
}

const procMounts = ["Default", "Unmasked"] as const;
const profileTypes = ["Localhost", "RuntimeDefault", "Unconfined"] as const;
const CAN_ONLY_BE = "can only be set when";

function seccompProfile(report: Report, at: Path, of: Profile): void {
  const { type = "", localhostProfile } = of;
  if (type === "") report.required(at.child("type"), "type is required when seccompProfile is set");
  else oneOf(report, at.child("type"), type, profileTypes);
  const where = at.child("localhostProfile");
  if (type !== "Localhost") {
    if (localhostProfile !== undefined) report.invalid(where, internalForm("core.v1.SeccompProfile", of), `${CAN_ONLY_BE} seccomp type is Localhost`);
  } else if (localhostProfile === undefined) report.required(where, "must be set when seccomp type is Localhost");
  else descendingPath(report, where, localhostProfile);
}

const MAX_PATH = 4095;

export function appArmorProfile(report: Report, at: Path, { type = "", localhostProfile: path }: Profile): void {
  const where = at.child("localhostProfile");
  if (type === "") return report.required(at.child("type"), "type is required when appArmorProfile is set");
  if (type !== "Localhost") {
    if (!profileTypes.some((each) => each === type)) report.notSupported(at.child("type"), typed(type), profileTypes);
    else if (path !== undefined) report.invalid(where, typed(path), `${CAN_ONLY_BE} AppArmor type is Localhost`);
    return;
  }
  if (path === undefined) return report.required(where, "must be set when AppArmor type is Localhost");
  if (path.trim() !== path) report.invalid(where, path, "must not be padded with whitespace");
  else if (path === "") report.required(where, "must be set when AppArmor type is Localhost");
  if (path.length > MAX_PATH) report.tooLong(where, MAX_PATH);
}

/** @source kubernetes pkg/apis/core/validation/validation.go validatePodSpecSecurityContext */
export function podSecurityContext(report: Report, at: Path, of: PodSecurityContext, spec: PodSpec, options: PodOptions): void {
  account(report, at.child("fsGroup"), of.fsGroup);
  account(report, at.child("runAsUser"), of.runAsUser);
  account(report, at.child("runAsGroup"), of.runAsGroup);
  const { supplementalGroups = noGroups } = of;
  for (let i = 0; i < supplementalGroups.length; i += 1) account(report, at.child("supplementalGroups").index(i), supplementalGroups[i]);
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    report.invalid(at.child("shareProcessNamespace"), true, "ShareProcessNamespace and HostPID cannot both be enabled");
  }
  if (of.sysctls !== undefined) sysctls(report, at.child("sysctls"), of.sysctls, spec, options);
  if (of.fsGroupChangePolicy !== undefined) oneOf(report, at.child("fsGroupChangePolicy"), of.fsGroupChangePolicy, groupChangePolicies);
  if (of.seccompProfile !== undefined) seccompProfile(report, at.child("seccompProfile"), of.seccompProfile);
  if (of.windowsOptions !== undefined) windowsOptions(report, at.child("windowsOptions"), of.windowsOptions);
  if (of.appArmorProfile !== undefined) appArmorProfile(report, at.child("appArmorProfile"), of.appArmorProfile);
  if (of.supplementalGroupsPolicy !== undefined) oneOf(report, at.child("supplementalGroupsPolicy"), of.supplementalGroupsPolicy, groupPolicies);
  if (of.seLinuxChangePolicy === undefined) return;
  oneOf(report, at.child("seLinuxChangePolicy"), of.seLinuxChangePolicy, options.anyLinuxChangePolicy ? changePolicies : recursiveOnly);
}

const noGroups: readonly number[] = Object.freeze([]);
const groupChangePolicies = ["Always", "OnRootMismatch"] as const;
const groupPolicies = ["Merge", "Strict"] as const;
const changePolicies = ["MountOption", "Recursive"] as const;
const recursiveOnly = ["Recursive"] as const;

function sysctls(report: Report, at: Path, all: NonNullable<PodSecurityContext["sysctls"]>, spec: PodSpec, { anySysctl }: PodOptions): void {
  const names = new Set<string>();
  for (let i = 0; i < all.length; i += 1) {
    const { name = "" } = all[i]!;
    const where = at.index(i).child("name");
    if (name === "") report.required(where, "");
    else if (!isSysctlName(name)) report.invalid(where, name, `must have at most 253 characters and match regex ${SYSCTL_FORM}`);
    else if (names.has(name)) report.duplicate(where, name);
    if (!anySysctl) hostSysctl(report, where, name, spec);
    names.add(name);
  }
}

/** Settings of a namespace of the kernel that the pod shares with its node. @source component-helpers node/util/sysctl/namespace.go */
export function hostSysctl(report: Report, at: Path, name: string, { hostNetwork, hostIPC }: PodSpec): void {
  const dotted = withDots(name);
  if (hostNetwork === true && dotted.startsWith("net.")) report.invalid(at, name, "may not be specified when 'hostNetwork' is true");
  else if (hostIPC === true && ofIpc.test(dotted)) report.invalid(at, name, "may not be specified when 'hostIPC' is true");
}

const ofIpc = /^(?:kernel\.(?:sem|shmall|shmmax|shmmni|shm_rmid_forced|shm|msgmax|msgmnb|msgmni|msg)$|fs\.mqueue\.)/;

/** Slashes may stand for the dots, and dots for what is no separator then. */
function withDots(name: string): string {
  const separator = /[./]/.exec(name)?.[0];
  if (separator !== "/") return name;
  return name.replace(/[./]/g, (each) => (each === "/" ? "." : "/"));
}
