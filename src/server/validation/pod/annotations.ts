import { decodeJson } from "../../../wire/index.ts";
import type { Path } from "../path.ts";
import { noPath } from "../path.ts";
import { descendingPath } from "../paths.ts";
import type { Report } from "../report.ts";
import { eachContainer } from "./each-container.ts";
import type { PodOptions } from "./options.ts";
import { tolerations } from "./scheduling.ts";
import type { PodSpec, Profile, Texts, Toleration } from "./types.ts";

export const MIRROR = "kubernetes.io/config.mirror";
const TOLERATIONS = "scheduler.alpha.kubernetes.io/tolerations";
const DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
const SECCOMP_OF_POD = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_OF_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
export const APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";

/** What annotations mean to pods. @source kubernetes pkg/apis/core/validation/validation.go ValidatePodSpecificAnnotations */
export function podAnnotations(report: Report, at: Path, annotations: Texts, spec: PodSpec, options: PodOptions): void {
  const mirror = annotations[MIRROR];
  if (mirror !== undefined && (spec.nodeName ?? "") === "") report.invalid(at.key(MIRROR), mirror, "must set spec.nodeName if mirror pod annotation is set");
  const sent = annotations[TOLERATIONS] ?? "";
  if (sent !== "") annotatedTolerations(report, at, sent, options);
  const cost = annotations[DELETION_COST];
  if (cost !== undefined && !options.anyDeletionCost && !isDeletionCost(cost)) report.invalid(at.key(DELETION_COST), cost, "must be a 32bit integer");
  const ofPod = annotations[SECCOMP_OF_POD];
  if (ofPod !== undefined) seccompName(report, at.child(SECCOMP_OF_POD), ofPod);
  for (const key of Object.keys(annotations)) if (key.startsWith(SECCOMP_OF_CONTAINER)) seccompName(report, at.named(key), annotations[key]!);
  for (const key of Object.keys(annotations)) if (key.startsWith(APP_ARMOR)) appArmorName(report, at.key(key), key, annotations[key]!, spec);
}

function annotatedTolerations(report: Report, at: Path, sent: string, { comparingTolerations }: PodOptions): void {
  const read = decodeJson(new TextEncoder().encode(sent));
  if (read.kind === "malformed") report.invalid(at, TOLERATIONS, read.message);
  else if (read.kind === "value" && Array.isArray(read.value)) tolerations(report, at.child(TOLERATIONS), read.value as readonly Toleration[], comparingTolerations);
}

const NOT_A_PROFILE = "must be a valid seccomp profile";

function seccompName(report: Report, at: Path, profile: string): void {
  if (profile === "runtime/default" || profile === "docker/default" || profile === "unconfined") return;
  if (profile.startsWith("localhost/")) descendingPath(report, at, profile.slice("localhost/".length));
  else report.invalid(at, profile, NOT_A_PROFILE);
}

function appArmorName(report: Report, at: Path, key: string, profile: string, spec: PodSpec): void {
  const container = key.slice(APP_ARMOR.length);
  if (!hasContainer(spec, container)) report.invalid(at, container, "container not found");
  if (profile === "" || profile === "runtime/default" || profile === "unconfined" || profile.startsWith("localhost/")) return;
  report.invalid(at, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`);
}

function hasContainer(spec: PodSpec, name: string): boolean {
  let found = false;
  eachContainer(spec, noPath, (container) => {
    found ||= (container.name ?? "") === name;
  });
  return found;
}

/** What annotations and fields both say must be the same. @source kubernetes pkg/apis/core/validation/validation.go validateSeccompAnnotationsAndFields */
export function agreement(report: Report, at: Path, annotations: Texts, spec: PodSpec): void {
  const ofPod = annotations[SECCOMP_OF_POD];
  const { seccompProfile, appArmorProfile } = spec.securityContext ?? {};
  if (ofPod !== undefined && seccompProfile !== undefined) agree(report, at.child("securityContext").child("seccompProfile"), ofPod, seccompProfile, "seccomp");
  eachContainer(spec, at, ({ name = "", securityContext }, where) => {
    const own = securityContext?.seccompProfile;
    const told = annotations[SECCOMP_OF_CONTAINER + name];
    if (own !== undefined && told !== undefined) agree(report, where.child("securityContext").child("seccompProfile"), told, own, "seccomp");
  });
  if (spec.os?.name === "windows") return;
  eachContainer(spec, at, ({ name = "", securityContext }, where) => {
    const own = securityContext?.appArmorProfile ?? appArmorProfile;
    const told = annotations[APP_ARMOR + name];
    if (own !== undefined && told !== undefined) agree(report, where.child("securityContext").child("appArmorProfile"), told, own, "apparmor");
  });
}

function agree(report: Report, at: Path, told: string, { type, localhostProfile }: Profile, what: "seccomp" | "apparmor"): void {
  const other = (field: "type" | "profile"): void => {
    report.forbidden(at.child(field === "type" ? "type" : "localhostProfile"), `${what} ${field} in annotation and field must match`);
  };
  switch (type) {
    case "Unconfined":
      if (told !== "unconfined") other("type");
      break;
    case "RuntimeDefault":
      if (told !== "runtime/default" && !(what === "seccomp" && told === "docker/default")) other("type");
      break;
    case "Localhost":
      if (!told.startsWith("localhost/")) other("type");
      else if (told.slice("localhost/".length) !== localhostProfile) other("profile");
      break;
    default:
  }
}

/** Some annotations are for good. @source kubernetes pkg/apis/core/validation/validation.go ValidatePodSpecificAnnotationUpdates */
export function annotationChange(report: Report, at: Path, after: Texts, before: Texts): void {
  for (const key of Object.keys(before)) {
    if (after[key] === before[key]) continue;
    if (key.startsWith(APP_ARMOR)) report.forbidden(at.key(key), "may not remove or update AppArmor annotations");
    if (key === MIRROR) report.forbidden(at.key(key), "may not remove or update mirror pod annotation");
  }
  for (const key of Object.keys(after)) {
    if (before[key] !== undefined) continue;
    if (key.startsWith(APP_ARMOR)) report.forbidden(at.key(key), "may not add AppArmor annotations");
    if (key === MIRROR) report.forbidden(at.key(key), "may not add mirror pod annotation");
  }
}

/** @source kubernetes pkg/apis/core/helper/helpers.go GetDeletionCostFromPodAnnotations */
export function isDeletionCost(text: string): boolean {
  return /^(?:0|[1-9][0-9]*|-[0-9]+)$/.test(text) && BigInt(text) >= -(2n ** 31n) && BigInt(text) < 2n ** 31n;
}
