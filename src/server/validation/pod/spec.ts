import type { ObjectMeta } from "../../../api/index.ts";
import { labelProblems, qualifiedNameProblems, subdomainProblems } from "../../../api/index.ts";
import { legacyAddress } from "../addresses.ts";
import { internalForm } from "../internal-form.ts";
import { underscoredSubdomainProblems } from "../names.ts";
import { labels } from "../object-meta.ts";
import type { Path } from "../path.ts";
import { unnamed } from "../path.ts";
import type { Report } from "../report.ts";
import { fits, inRange, oneOf } from "../rules.ts";
import { MOST_INT32, requiredOneOf } from "../scalars.ts";
import { MIRROR } from "./annotations.ts";
import type { Surroundings } from "./containers.ts";
import { containers, ephemeralContainers, initContainers } from "./containers.ts";
import { eachContainer } from "./each-container.ts";
import type { PodOptions } from "./options.ts";
import { containerResources, podResources } from "./resources.ts";
import { affinity, spreadConstraints, tolerations } from "./scheduling.ts";
import { podSecurityContext } from "./security.ts";
import type { DnsConfig, PodResourceClaim, PodSpec } from "./types.ts";
import { volumes } from "./volumes.ts";
import { hostProcesses, operatingSystem } from "./windows.ts";

/** @param metadata of a pod; absent in templates @source kubernetes pkg/apis/core/validation/validation.go ValidatePodSpec */
export function podSpec(report: Report, at: Path, spec: PodSpec, metadata: ObjectMeta | undefined, options: PodOptions): void {
  const known = volumes(report, at.child("volumes"), spec, metadata, options);
  const claims = spec.resourceClaims === undefined ? noClaims : resourceClaims(report, at.child("resourceClaims"), spec.resourceClaims, metadata);
  const around: Surroundings = { spec, volumes: known, claims, hostUsers: spec.hostUsers !== false, options };
  containers(report, at.child("containers"), around);
  if (spec.initContainers !== undefined) initContainers(report, at.child("initContainers"), spec.initContainers, around);
  if (spec.ephemeralContainers !== undefined) ephemeralContainers(report, at.child("ephemeralContainers"), spec.ephemeralContainers, around);
  podResources(report, at, spec, claims, options);
  if (spec.hostNetwork === true) hostNetworkPorts(report, at.child("containers"), spec, options);
  if (spec.restartPolicy !== "Always") requiredOneOf(report, at.child("restartPolicy"), spec.restartPolicy, restartPolicies);
  if (spec.dnsPolicy !== "ClusterFirst") requiredOneOf(report, at.child("dnsPolicy"), spec.dnsPolicy, dnsPolicies);
  if (spec.nodeSelector !== undefined) labels(report, spec.nodeSelector, at.child("nodeSelector"));
  podSecurityContext(report, at.child("securityContext"), spec.securityContext ?? noContext, spec, options);
  if (spec.affinity !== undefined) affinity(report, at.child("affinity"), spec.affinity, options);
  dns(report, at.child("dnsConfig"), spec);
  gates(report, at, spec);
  if (spec.topologySpreadConstraints !== undefined) spreadConstraints(report, at.child("topologySpreadConstraints"), spec.topologySpreadConstraints, options);
  hostProcesses(report, at, spec);
  if (spec.hostUsers === false) ownUsers(report, at, spec, options);
  if (spec.hostnameOverride !== undefined) overriddenHostname(report, at.child("hostnameOverride"), spec.hostnameOverride, spec);
  names(report, at, spec);
  if (spec.tolerations !== undefined) tolerations(report, at.child("tolerations"), spec.tolerations, options.comparingTolerations);
  rest(report, at, spec, options, claims);
  filesOfEnvironment(report, at, spec);
}

const restartPolicies = ["Always", "OnFailure", "Never"] as const;
const dnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"] as const;
const noClaims: ReadonlySet<string> = new Set();
const noContext = Object.freeze({});

/** Answers their names. @source kubernetes pkg/apis/core/validation/validation.go validatePodResourceClaims */
function resourceClaims(report: Report, at: Path, all: readonly PodResourceClaim[], metadata: ObjectMeta | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  for (let i = 0; i < all.length; i += 1) {
    const claim = all[i]!;
    const { name = "", resourceClaimName: own, resourceClaimTemplateName: template } = claim;
    const where = at.index(i);
    if (metadata?.annotations?.[MIRROR] !== undefined) {
      report.forbidden(unnamed, "static pods do not support resource claims");
      continue;
    }
    if (name === "") report.required(where.child("name"), "");
    else if (names.has(name)) report.duplicate(where.child("name"), name);
    else fits(report, where.child("name"), name, labelProblems);
    if (name !== "") names.add(name);
    const shown = (): ReturnType<typeof internalForm> => internalForm("core.v1.PodResourceClaim", claim);
    if (own !== undefined && template !== undefined) report.invalid(where, shown(), "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
    if (own === undefined && template === undefined) report.invalid(where, shown(), "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
    if (own !== undefined) fits(report, where.child("resourceClaimName"), own, subdomainProblems);
    if (template !== undefined) fits(report, where.child("resourceClaimTemplateName"), template, subdomainProblems);
  }
  return names;
}

/** In templates the port of the node may be left out. */
function hostNetworkPorts(report: Report, at: Path, { containers: of }: PodSpec, { isPod }: PodOptions): void {
  const all = of ?? [];
  for (let i = 0; i < all.length; i += 1) {
    const { ports = [] } = all[i]!;
    for (let j = 0; j < ports.length; j += 1) {
      const { hostPort = 0, containerPort = 0 } = ports[j]!;
      if (hostPort === containerPort || (!isPod && hostPort === 0)) continue;
      report.invalid(at.index(i).child("ports").index(j).child("hostPort"), hostPort, "must match `containerPort` when `hostNetwork` is true");
    }
  }
}

const MAX_NAMESERVERS = 3;
const MAX_SEARCHES = 32;
const MAX_SEARCH_CHARACTERS = 2048;

/** @source kubernetes pkg/apis/core/validation/validation.go validatePodDNSConfig */
function dns(report: Report, at: Path, { dnsConfig, dnsPolicy }: PodSpec): void {
  if (dnsPolicy === "None") {
    if (dnsConfig === undefined) return report.required(at, "must provide `dnsConfig` when `dnsPolicy` is None");
    if ((dnsConfig.nameservers ?? []).length === 0) return report.required(at.child("nameservers"), "must provide at least one DNS nameserver when `dnsPolicy` is None");
  }
  if (dnsConfig !== undefined) configuredDns(report, at, dnsConfig);
}

function configuredDns(report: Report, at: Path, { nameservers = [], searches = [], options = [] }: DnsConfig): void {
  if (nameservers.length > MAX_NAMESERVERS) report.invalid(at.child("nameservers"), nameservers, "must not have more than 3 nameservers");
  for (let i = 0; i < nameservers.length; i += 1) legacyAddress(report, at.child("nameservers").index(i), nameservers[i]!, []);
  if (searches.length > MAX_SEARCHES) report.invalid(at.child("searches"), searches, "must not have more than 32 search paths");
  if (searches.join(" ").length > MAX_SEARCH_CHARACTERS) {
    report.invalid(at.child("searches"), searches, "must not have more than 2048 characters (including spaces) in the search list");
  }
  for (let i = 0; i < searches.length; i += 1) {
    const search = searches[i]!;
    if (search !== ".") fits(report, at.child("searches").index(i), search.endsWith(".") ? search.slice(0, -1) : search, underscoredSubdomainProblems);
  }
  for (let i = 0; i < options.length; i += 1) if ((options[i]!.name ?? "") === "") report.required(at.child("options").index(i), "must not be empty");
}

function gates(report: Report, at: Path, { readinessGates = [], schedulingGates = [] }: PodSpec): void {
  for (let i = 0; i < readinessGates.length; i += 1) {
    fits(report, at.child("readinessGates").index(i).child("conditionType"), readinessGates[i]!.conditionType ?? "", qualifiedNameProblems);
  }
  const seen = new Set<string>();
  for (let i = 0; i < schedulingGates.length; i += 1) {
    const { name = "" } = schedulingGates[i]!;
    const where = at.child("schedulingGates").index(i);
    fits(report, where, name, qualifiedNameProblems);
    if (seen.has(name)) report.duplicate(where, name);
    seen.add(name);
  }
}

/** Users of its own are for pods that share no more of the node. @source kubernetes pkg/apis/core/validation/validation.go validateHostUsers */
function ownUsers(report: Report, at: Path, spec: PodSpec, { devicesWithoutHostUsers }: PodOptions): void {
  const why = "when `hostUsers` is false";
  if (spec.hostNetwork === true) report.forbidden(at.child("hostNetwork"), why);
  if (spec.hostPID === true) report.forbidden(at.child("HostPID"), why);
  if (spec.hostIPC === true) report.forbidden(at.child("HostIPC"), why);
  if (devicesWithoutHostUsers) return;
  eachContainer(spec, at, ({ volumeDevices = [] }, where) => {
    if (volumeDevices.length > 0) report.forbidden(where.child("volumeDevices"), why);
  });
}

const MAX_HOSTNAME = 64;

function overriddenHostname(report: Report, at: Path, name: string, spec: PodSpec): void {
  if (spec.setHostnameAsFQDN === true) report.forbidden(at, "may not be specified when setHostnameAsFQDN is true");
  if (spec.hostNetwork === true) report.forbidden(at, "may not be specified when hostNetwork is true");
  if (name.length > MAX_HOSTNAME) report.tooLong(at, MAX_HOSTNAME);
  fits(report, at, name, subdomainProblems);
}

function names(report: Report, at: Path, { serviceAccountName = "", nodeName = "", activeDeadlineSeconds: seconds, hostname = "", subdomain = "" }: PodSpec): void {
  if (serviceAccountName !== "") fits(report, at.child("serviceAccountName"), serviceAccountName, subdomainProblems);
  if (nodeName !== "") fits(report, at.child("nodeName"), nodeName, subdomainProblems);
  if (seconds !== undefined) inRange(report, at.child("activeDeadlineSeconds"), seconds, 1, MOST_INT32);
  if (hostname !== "") fits(report, at.child("hostname"), hostname, labelProblems);
  if (subdomain !== "") fits(report, at.child("subdomain"), subdomain, labelProblems);
}

const preemptionPolicies = ["PreemptLowerPriority", "Never"] as const;

function rest(report: Report, at: Path, spec: PodSpec, options: PodOptions, claims: ReadonlySet<string>): void {
  const { hostAliases = [], priorityClassName = "", runtimeClassName, preemptionPolicy, overhead } = spec;
  for (let i = 0; i < hostAliases.length; i += 1) {
    const { ip = "", hostnames = [] } = hostAliases[i]!;
    const where = at.child("hostAliases").index(i);
    legacyAddress(report, where.child("ip"), ip, []);
    for (let j = 0; j < hostnames.length; j += 1) fits(report, where.child("hostnames").index(j), hostnames[j]!, subdomainProblems);
  }
  if (priorityClassName !== "") fits(report, at.child("priorityClassName"), priorityClassName, subdomainProblems);
  if (runtimeClassName !== undefined) fits(report, at.child("runtimeClassName"), runtimeClassName, subdomainProblems);
  if (preemptionPolicy === "") report.required(at.child("preemptionPolicy"), "");
  else if (preemptionPolicy !== undefined) oneOf(report, at.child("preemptionPolicy"), preemptionPolicy, preemptionPolicies);
  if (overhead !== undefined) containerResources(report, at.child("overhead"), { limits: overhead }, claims, options);
  operatingSystem(report, at, spec);
}

/** Files that variables are read from lie in a volume that goes with the pod. @source kubernetes pkg/apis/core/validation/validation.go validateFileKeyRefVolumes */
function filesOfEnvironment(report: Report, at: Path, spec: PodSpec): void {
  eachContainer(spec, at, ({ env = [] }, where) => {
    for (let i = 0; i < env.length; i += 1) {
      const file = env[i]!.valueFrom?.fileKeyRef;
      if (file === undefined) continue;
      const { volumeName = "" } = file;
      const volume = (spec.volumes ?? []).findLast(({ name = "" }) => name === volumeName);
      const place = where.child("env").index(i).child("valueFrom").child("fileKeyRef").child("volumeName");
      if (volume === undefined) report.notFound(place, volumeName);
      else if (volume.emptyDir === undefined) report.invalid(place, volumeName, "referenced volume must be of type emptyDir");
    }
  });
}
