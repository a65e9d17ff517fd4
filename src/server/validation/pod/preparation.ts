import type { ObjectMeta } from "../../../api/index.ts";
import { inOrder } from "../../schema/index.ts";
import { noPath } from "../path.ts";
import { Report } from "../report.ts";
import { APP_ARMOR } from "./annotations.ts";
import { appArmorProfile } from "./security.ts";
import type { Affinity, Container, PodAffinity, PodAffinityTerm, PodSpec, Profile, Projection, Texts, Volume } from "./types.ts";

/**
 * What a server makes of a pod's spec before it looks at it: parts that are not turned on go, label keys become
 * requirements of their selectors, and AppArmor profiles that annotations name become fields. Answers the same spec when
 * nothing changes.
 *
 * @source kubernetes pkg/registry/core/pod/strategy.go PrepareForCreate
 */
export function preparedPod(spec: PodSpec, { labels = noTexts, annotations }: ObjectMeta): PodSpec {
  const selected = withLabelKeys(withoutOff(spec), labels);
  return annotations === undefined || spec.os?.name === "windows" ? selected : withAppArmor(selected, annotations);
}

const noTexts: Texts = Object.freeze({});

/** @source kubernetes pkg/api/pod/util.go dropDisabledFields: ClusterTrustBundleProjection, PodCertificateRequest, ContainerStopSignals, GenericWorkload */
export function withoutOff(spec: PodSpec): PodSpec {
  const volumes = spec.volumes?.some(isOff) === true ? { volumes: spec.volumes.map(withoutOffSources) } : undefined;
  const containers = spec.containers?.some(signals) === true ? { containers: spec.containers.map(withoutSignal) } : undefined;
  const initContainers = spec.initContainers?.some(signals) === true ? { initContainers: spec.initContainers.map(withoutSignal) } : undefined;
  const grouped = (spec as { readonly schedulingGroup?: object }).schedulingGroup !== undefined;
  if (volumes === undefined && containers === undefined && initContainers === undefined && !grouped) return spec;
  const { schedulingGroup: _group, ...rest } = spec as PodSpec & { readonly schedulingGroup?: object };
  return { ...rest, ...volumes, ...containers, ...initContainers };
}

type OffSources = Projection & { readonly clusterTrustBundle?: object; readonly podCertificate?: object };

function isOff({ projected }: Volume): boolean {
  return (projected?.sources ?? []).some((source: OffSources) => source.clusterTrustBundle !== undefined || source.podCertificate !== undefined);
}

function withoutOffSources(volume: Volume): Volume {
  if (!isOff(volume)) return volume;
  const sources = (volume.projected?.sources ?? []).map(({ clusterTrustBundle: _bundle, podCertificate: _certificate, ...source }: OffSources): Projection => source);
  return { ...volume, projected: { ...volume.projected, sources } };
}

type Signalling = { readonly stopSignal?: string };

function signals({ lifecycle }: Container): boolean {
  return (lifecycle as Signalling | undefined)?.stopSignal !== undefined;
}

function withoutSignal(container: Container): Container {
  if (!signals(container)) return container;
  const { lifecycle, ...rest } = container;
  const { stopSignal: _signal, ...hooks } = (lifecycle ?? {}) as Signalling;
  return Object.keys(hooks).length === 0 ? rest : inOrder("core.v1.Container", { ...rest, lifecycle: hooks });
}

function withLabelKeys(spec: PodSpec, labels: Texts): PodSpec {
  const constraints = spec.topologySpreadConstraints;
  const keyed = constraints?.some(({ matchLabelKeys = [], labelSelector }) => matchLabelKeys.length > 0 && labelSelector !== undefined) === true;
  const affinity = spec.affinity === undefined ? undefined : withKeyedTerms(spec.affinity, labels);
  if (!keyed && affinity === spec.affinity) return spec;
  return {
    ...spec,
    ...(affinity === undefined ? {} : { affinity }),
    ...(keyed ? { topologySpreadConstraints: constraints.map((each) => ({ ...each, ...selecting(each.labelSelector, [["In", each.matchLabelKeys]], labels) })) } : {}),
  };
}

type Keys = readonly string[] | undefined;

/** The selector, with a requirement for each key that the pod has a label of. */
function selecting(selector: PodAffinityTerm["labelSelector"], keys: readonly (readonly [operator: string, keys: Keys])[], labels: Texts): Pick<PodAffinityTerm, "labelSelector"> {
  if (selector === undefined) return {};
  const made = keys.flatMap(([operator, of = []]) => of.filter((key) => labels[key] !== undefined).map((key) => ({ key, operator, values: [labels[key]] })));
  if (made.length === 0) return { labelSelector: selector };
  return { labelSelector: { ...selector, matchExpressions: [...((selector["matchExpressions"] as readonly object[] | undefined) ?? []), ...made] } };
}

const terms = ["podAffinity", "podAntiAffinity"] as const;
const REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

function withKeyedTerms(affinity: Affinity, labels: Texts): Affinity {
  if (!terms.some((field) => everyTerm(affinity[field]).some(isKeyed))) return affinity;
  const keyed = (term: PodAffinityTerm): PodAffinityTerm =>
    isKeyed(term) ? { ...term, ...selecting(term.labelSelector, [["In", term.matchLabelKeys], ["NotIn", term.mismatchLabelKeys]], labels) } : term;
  const made: { -readonly [field in keyof Affinity]: Affinity[field] } = { ...affinity };
  for (const field of terms) {
    const of = affinity[field];
    if (of === undefined) continue;
    const required = of[REQUIRED]?.map(keyed);
    const preferred = of[PREFERRED]?.map((each) => ({ ...each, podAffinityTerm: keyed(each.podAffinityTerm ?? {}) }));
    made[field] = { ...(required === undefined ? {} : { [REQUIRED]: required }), ...(preferred === undefined ? {} : { [PREFERRED]: preferred }) };
  }
  return made;
}

function everyTerm(of: PodAffinity = {}): readonly PodAffinityTerm[] {
  return [...(of[REQUIRED] ?? []), ...(of[PREFERRED] ?? []).map(({ podAffinityTerm = {} }) => podAffinityTerm)];
}

function isKeyed({ labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] }: PodAffinityTerm): boolean {
  return labelSelector !== undefined && matchLabelKeys.length + mismatchLabelKeys.length > 0;
}

/** @source kubernetes pkg/registry/core/pod/strategy.go applyAppArmorVersionSkew */
function withAppArmor(spec: PodSpec, annotations: Texts): PodSpec {
  if (!Object.keys(annotations).some((key) => key.startsWith(APP_ARMOR))) return spec;
  const ofPod = spec.securityContext?.appArmorProfile;
  const profiled = (container: Container): Container => {
    const told = annotations[APP_ARMOR + (container.name ?? "")];
    const profile = told === undefined || container.securityContext?.appArmorProfile !== undefined ? undefined : profileOf(told);
    if (profile === undefined || isSame(profile, ofPod)) return container;
    return inOrder("core.v1.Container", { ...container, securityContext: inOrder("core.v1.SecurityContext", { ...container.securityContext, appArmorProfile: profile }) });
  };
  return {
    ...spec,
    ...(spec.containers === undefined || spec.containers === null ? {} : { containers: spec.containers.map(profiled) }),
    ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(profiled) }),
  };
}

/** Undefined where the annotation names none that would do. */
export function profileOf(told: string): Profile | undefined {
  const profile: Profile | undefined =
    told === "unconfined" ? { type: "Unconfined" } : told === "runtime/default" ? { type: "RuntimeDefault" } : told.startsWith("localhost/") ? { type: "Localhost", localhostProfile: told.slice("localhost/".length) } : undefined;
  if (profile === undefined) return undefined;
  const report = new Report();
  appArmorProfile(report, noPath, profile);
  return report.count === 0 ? profile : undefined;
}

export function isSame(one: Profile, other: Profile | undefined): boolean {
  return one.type === other?.type && one.localhostProfile === other?.localhostProfile;
}
