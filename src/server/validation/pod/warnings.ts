import type { KubeObject } from "../../../api/index.ts";
import { labelProblems, labelValueProblems } from "../../../api/index.ts";
import { quantityNanos } from "../../schema/index.ts";
import { addressWarnings } from "../addresses.ts";
import { oldNodeLabels } from "../node-labels.ts";
import type { Path } from "../path.ts";
import { noPath, path } from "../path.ts";
import { APP_ARMOR } from "./annotations.ts";
import { eachContainer } from "./each-container.ts";
import { overlapWarnings } from "./overlaps.ts";
import { portWarnings } from "./port-warnings.ts";
import { isSame, profileOf } from "./preparation.ts";
import type { Container, NodeSelectorTerm, PodAffinity, PodSpec, PodTemplate, Quantities, Texts, Volume } from "./types.ts";

/** What a client is told of a new pod. @source kubernetes pkg/registry/core/pod/strategy.go WarningsOnCreate, applyAppArmorVersionSkew */
export function podWarnings({ metadata, spec }: KubeObject, sent: PodSpec): readonly string[] {
  const own = metadata.annotations === undefined ? none : appArmorWarnings(metadata.annotations, sent);
  const ofName = nameWarnings(metadata.name ?? "", "the Pod's hostname");
  const ofSpec = specWarnings(noPath, { metadata, spec: spec as PodSpec }, false);
  return own.length + ofName.length === 0 ? ofSpec : [...own, ...ofName, ...ofSpec];
}

/** Of an object whose pods are called after it. */
export function nameWarnings(name: string, used: string): readonly string[] {
  const problems = labelProblems(name);
  return problems.length === 0 ? none : [`metadata.name: this is used in ${used}, which can result in surprising behavior; a DNS label is recommended: [${problems.join(" ")}]`];
}

const none: readonly string[] = Object.freeze([]);

export function templateWarnings(at: Path, template: PodTemplate): readonly string[] {
  return specWarnings(at, template, true);
}

/** A pod's are told before they become fields. */
function appArmorWarnings(annotations: Texts, spec: PodSpec): readonly string[] {
  if (spec.os?.name === "windows") return none;
  const told: string[] = [];
  const ofPod = spec.securityContext?.appArmorProfile;
  eachContainer(spec, noPath, ({ name = "", securityContext }) => {
    const annotation = annotations[APP_ARMOR + name];
    if (annotation === undefined || securityContext?.appArmorProfile !== undefined) return;
    const profile = profileOf(annotation);
    if (profile === undefined || !isSame(profile, ofPod)) told.push(appArmorText(path("metadata", "annotations"), APP_ARMOR + name));
  });
  return told;
}

function appArmorText(at: Path, key: string): string {
  return `${at.key(key).toString()}: deprecated since v1.30; use the "appArmorProfile" field instead`;
}

/** @source kubernetes pkg/api/pod/warnings.go warningsForPodSpecAndMeta */
function specWarnings(at: Path, { metadata, spec = {} }: PodTemplate, ofTemplate: boolean): readonly string[] {
  const told: string[] = [];
  const where = at.child("spec");
  const annotations = metadata?.annotations ?? noTexts;
  placement(told, where, spec);
  for (const [key, why] of deprecatedAnnotations) if (annotations[key] !== undefined) told.push(`${at.child("metadata").child("annotations").key(key).toString()}: ${why}`);
  const { volumes = [], hostAliases = [], imagePullSecrets = [], overhead = {}, terminationGracePeriodSeconds = 0 } = spec;
  for (let i = 0; i < volumes.length; i += 1) volumeWarnings(told, where.child("volumes").index(i), volumes[i]!);
  if (volumes.length > 0) told.push(...overlapWarnings(volumes));
  repeats(told, where.child("hostAliases"), "ip", hostAliases.map(({ ip = "" }) => ip));
  repeats(told, where.child("imagePullSecrets"), "name", imagePullSecrets.map(({ name = "" }) => name));
  for (let i = 0; i < imagePullSecrets.length; i += 1) {
    if ((imagePullSecrets[i]!.name ?? "") === "") told.push(`${where.child("imagePullSecrets").index(i).child("name").toString()}: invalid empty name ""`);
  }
  for (const name of bytes) fraction(told, where.child("overhead"), name, overhead);
  if (annotations[SECCOMP_OF_POD] !== undefined && spec.securityContext?.seccompProfile === undefined) told.push(seccompText(at, SECCOMP_OF_POD));
  eachContainer(spec, where, (container, place) => containerWarnings(told, at, place, container, spec, annotations, ofTemplate));
  told.push(...portWarnings(spec, where));
  if (terminationGracePeriodSeconds < 0) told.push(`${where.child("terminationGracePeriodSeconds").toString()}: must be >= 0; negative values are invalid and will be treated as 1`);
  for (const field of ["podAffinity", "podAntiAffinity"] as const) affinityWarnings(told, where.child("affinity").child(field), spec.affinity?.[field]);
  const { nameservers = [] } = spec.dnsConfig ?? {};
  for (let i = 0; i < nameservers.length; i += 1) told.push(...addressWarnings(where.child("dnsConfig").child("nameservers").index(i).toString(), nameservers[i]!));
  for (let i = 0; i < hostAliases.length; i += 1) told.push(...addressWarnings(where.child("hostAliases").index(i).child("ip").toString(), hostAliases[i]!.ip ?? ""));
  return told;
}

const noTexts: Texts = Object.freeze({});
const SECCOMP_OF_POD = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_OF_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";

const deprecatedAnnotations = [
  ["scheduler.alpha.kubernetes.io/critical-pod", 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ["security.alpha.kubernetes.io/sysctls", 'non-functional in v1.11+; use the "sysctls" field instead'],
  ["security.alpha.kubernetes.io/unsafe-sysctls", 'non-functional in v1.11+; use the "sysctls" field instead'],
] as const;

const NULL_SELECTOR = "a null labelSelector results in matching no pod";
const REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

function placement(told: string[], at: Path, { nodeSelector = noTexts, affinity, topologySpreadConstraints = [] }: PodSpec): void {
  for (const key of Object.keys(nodeSelector)) {
    const why = oldNodeLabels.get(key);
    if (why !== undefined) told.push(`${at.child("nodeSelector").key(key).toString()}: ${why}`);
  }
  const nodes = at.child("affinity").child("nodeAffinity");
  const required = affinity?.nodeAffinity?.[REQUIRED]?.nodeSelectorTerms ?? [];
  for (let i = 0; i < required.length; i += 1) termWarnings(told, nodes.child(REQUIRED).child("nodeSelectorTerms").index(i), required[i]!, false);
  const preferred = affinity?.nodeAffinity?.[PREFERRED] ?? [];
  for (let i = 0; i < preferred.length; i += 1) termWarnings(told, nodes.child(PREFERRED).index(i).child("preference"), preferred[i]!.preference ?? {}, true);
  for (let i = 0; i < topologySpreadConstraints.length; i += 1) {
    const { topologyKey = "", labelSelector } = topologySpreadConstraints[i]!;
    const where = at.child("topologySpreadConstraints").index(i);
    const why = oldNodeLabels.get(topologyKey);
    if (why !== undefined) told.push(`${where.child("topologyKey").toString()}: ${topologyKey} is ${why}`);
    if (labelSelector === undefined) told.push(`${where.child("labelSelector").toString()}: ${NULL_SELECTOR}`);
  }
}

/** @source kubernetes pkg/api/node/util.go GetWarningsForNodeSelectorTerm */
function termWarnings(told: string[], at: Path, { matchExpressions = [] }: NodeSelectorTerm, values: boolean): void {
  for (let i = 0; i < matchExpressions.length; i += 1) {
    const { key = "", values: all = [] } = matchExpressions[i]!;
    const where = at.child("matchExpressions").index(i);
    const why = oldNodeLabels.get(key);
    if (why !== undefined) told.push(`${where.child("key").toString()}: ${key} is ${why}`);
    if (!values) continue;
    for (let j = 0; j < all.length; j += 1) {
      for (const problem of labelValueProblems(all[j]!)) told.push(`${where.child("values").index(j).toString()}: ${all[j]!} is invalid, ${problem}`);
    }
  }
}

function affinityWarnings(told: string[], at: Path, of: PodAffinity = {}): void {
  const required = of[REQUIRED] ?? [];
  for (let i = 0; i < required.length; i += 1) if (required[i]!.labelSelector === undefined) told.push(`${at.child(REQUIRED).index(i).child("labelSelector").toString()}: ${NULL_SELECTOR}`);
  const preferred = of[PREFERRED] ?? [];
  for (let i = 0; i < preferred.length; i += 1) {
    if (preferred[i]!.podAffinityTerm?.labelSelector !== undefined) continue;
    told.push(`${at.child(PREFERRED).index(i).child("podAffinityTerm").child("labelSelector").toString()}: ${NULL_SELECTOR}`);
  }
}

/** Kinds of volumes that are gone or going, in upstream's order. */
const oldVolumes = [
  ["photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"],
  ["gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"],
  ["scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"],
  ["flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+"],
  ["storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"],
  ["quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+"],
  ["glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"],
  ["ephemeral", "", ""],
  ["cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"],
  ["rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"],
] as const;

function volumeWarnings(told: string[], at: Path, volume: Volume): void {
  for (const [field, shown, why] of oldVolumes) {
    if (volume[field] === undefined) continue;
    if (field !== "ephemeral") told.push(`${at.child(shown).toString()}: ${why}`);
    else claimWarnings(told, at.child("ephemeral").child("volumeClaimTemplate").child("spec"), volume.ephemeral?.volumeClaimTemplate?.spec?.resources);
  }
}

/** @source kubernetes pkg/api/persistentvolumeclaim/util.go GetWarningsForPersistentVolumeClaimSpec */
export function claimWarnings(told: string[], at: Path, { requests = {}, limits = {} }: { readonly requests?: Quantities; readonly limits?: Quantities } = {}): void {
  fraction(told, at.child("resources").child("requests"), "storage", requests);
  fraction(told, at.child("resources").child("limits"), "storage", limits);
}

const bytes = ["memory", "ephemeral-storage"] as const;
const UNIT = 1_000_000_000n;

function fraction(told: string[], at: Path, name: string, of: Quantities): void {
  const value = of[name];
  if (value === undefined || !value.endsWith("m") || quantityNanos(value) % UNIT === 0n) return;
  told.push(`${at.key(name).toString()}: fractional byte value ${JSON.stringify(value)} is invalid, must be an integer`);
}

function repeats(told: string[], at: Path, field: string, values: readonly string[]): void {
  if (values.length < 2) return;
  const seen = new Set<string>();
  for (const [i, value] of values.entries()) {
    if (seen.has(value)) told.push(`${at.index(i).child(field).toString()}: duplicate ${field} ${JSON.stringify(value)}`);
    seen.add(value);
  }
}

function seccompText(at: Path, key: string): string {
  return `${at.child("metadata").child("annotations").key(key).toString()}: non-functional in v1.27+; use the "seccompProfile" field instead`;
}

function containerWarnings(told: string[], at: Path, place: Path, container: Container, spec: PodSpec, annotations: Texts, ofTemplate: boolean): void {
  const { name = "", securityContext, resources = {} } = container;
  if (securityContext?.seccompProfile === undefined && annotations[SECCOMP_OF_CONTAINER + name] !== undefined) told.push(seccompText(at, SECCOMP_OF_CONTAINER + name));
  const annotated = annotations[APP_ARMOR + name];
  if (ofTemplate && annotated !== undefined && securityContext?.appArmorProfile === undefined) {
    const profile = profileOf(annotated);
    if (profile === undefined || !isSame(profile, spec.securityContext?.appArmorProfile)) told.push(appArmorText(at.child("metadata").child("annotations"), APP_ARMOR + name));
  }
  for (const resource of bytes) {
    for (const field of ["limits", "requests"] as const) fraction(told, place.child("resources").child(field), resource, resources[field] ?? {});
  }
  if (container.env !== undefined) hiddenVariables(told, place.child("env"), container.env);
}

/** A later variable may refer to the earlier one of the same name. */
function hiddenVariables(told: string[], at: Path, variables: NonNullable<Container["env"]>): void {
  if (variables.length < 2) return;
  const seen = new Set<string>();
  for (const [i, { name = "", value = "", valueFrom }] of variables.entries()) {
    const reference = `$(${name})`;
    const hides = valueFrom !== undefined || value === reference || !value.includes(reference);
    if (seen.has(name) && hides) told.push(`${at.index(i).toString()}: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`);
    seen.add(name);
  }
}
