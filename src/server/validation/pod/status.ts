import type { KubeObject } from "../../../api/index.ts";
import { inOrder } from "../../schema/index.ts";
import { legacyAddress } from "../addresses.ts";
import { typed } from "../go-value.ts";
import { isDualStack, parseAddress } from "../ip.ts";
import { byteLength, immutableField, ownMetaUpdate } from "../object-meta.ts";
import type { Path } from "../path.ts";
import { path } from "../path.ts";
import type { Report } from "../report.ts";
import { dnsLabel, dnsSubdomain, inRange, oneOf, qualifiedName } from "../rules.ts";
import { MOST_INT32 } from "../scalars.ts";
import { annotationChange, podAnnotations } from "./annotations.ts";
import { ofPod } from "./options.ts";
import { specOf } from "./pod.ts";
import type { Container, ContainerStatus, ExtendedClaims, PodSpec, PodStatus } from "./types.ts";

const annotationsPath = path("metadata", "annotations");
const at = path("status");

const NOT_NEGATIVE = "must be a non-negative integer";

/** @source kubernetes pkg/apis/core/validation/validation.go ValidatePodStatusUpdate */
export function changedPodStatus(after: KubeObject, before: KubeObject, report: Report): void {
  const [spec, old] = [specOf(after), specOf(before)];
  const [status, had] = [(after["status"] ?? {}) as PodStatus, (before["status"] ?? {}) as PodStatus];
  ownMetaUpdate(report, after, before);
  if (after.metadata.annotations !== before.metadata.annotations) annotationChange(report, annotationsPath, after.metadata.annotations ?? {}, before.metadata.annotations ?? {});
  if (after.metadata.annotations !== undefined) podAnnotations(report, annotationsPath, after.metadata.annotations, spec, ofPod);
  conditions(report, at.child("conditions"), status);
  nominated(report, at.child("nominatedNodeName"), status.nominatedNodeName ?? "", had.nominatedNodeName ?? "", old);
  const { observedGeneration = 0 } = status;
  if (observedGeneration < 0) report.invalid(at.child("observedGeneration"), observedGeneration, NOT_NEGATIVE);
  immutableField(report, status.qosClass ?? "", had.qosClass ?? "", at.child("qosClass"));
  if (![...(old.initContainers ?? []), ...(old.containers ?? [])].some(restartsAll)) {
    transitions(report, at.child("containerStatuses"), status.containerStatuses, had.containerStatuses, (name, code) => mayRestart(old, old.containers, name, code));
    transitions(report, at.child("initContainerStatuses"), status.initContainerStatuses, had.initContainerStatuses, (name, code) => mayRestart(old, old.initContainers, name, code));
  }
  transitions(report, at.child("ephemeralContainerStatuses"), status.ephemeralContainerStatuses, had.ephemeralContainerStatuses, never);
  claims(report, at.child("resourceClaimStatuses"), status, spec);
  if (status.extendedResourceClaimStatus !== undefined) extendedClaims(report, at.child("extendedResourceClaimStatus"), status.extendedResourceClaimStatus, spec);
  addresses(report, at.child("podIPs"), status.podIPs ?? [], had.podIPs ?? []);
  const { hostIPs = [] } = status;
  if (hostIPs.length > 0 && (status.hostIP ?? "") !== (hostIPs[0]!.ip ?? "")) report.invalid(at.child("hostIPs").index(0).child("ip"), hostIPs[0]!.ip ?? "", "must be equal to `hostIP`");
  addresses(report, at.child("hostIPs"), hostIPs, had.hostIPs ?? []);
  for (const field of statusFields) users(report, at.child(field), status[field], spec);
  allocated(report, at.child("containerStatuses"), status.containerStatuses, spec.containers);
  allocated(report, at.child("initContainerStatuses"), status.initContainerStatuses, spec.initContainers);
  const { ephemeralContainerStatuses = [] } = status;
  for (let i = 0; i < ephemeralContainerStatuses.length; i += 1) {
    const where = at.child("ephemeralContainerStatuses").index(i).child("allocatedResourcesStatus");
    if ((ephemeralContainerStatuses[i]!.allocatedResourcesStatus ?? []).length > 0) report.forbidden(where, "must not be specified in container status");
  }
}

const statusFields = ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"] as const;
const ofSystem: ReadonlySet<string> = new Set(["PodScheduled", "Ready", "Initialized"]);

function conditions(report: Report, where: Path, { conditions: all = [] }: PodStatus): void {
  for (let i = 0; i < all.length; i += 1) {
    const { type = "", observedGeneration = 0 } = all[i]!;
    if (observedGeneration < 0) report.invalid(where.index(i).child("observedGeneration"), observedGeneration, NOT_NEGATIVE);
    if (!ofSystem.has(type)) qualifiedName(report, where.index(i).child("Type"), type);
  }
}

function nominated(report: Report, where: Path, now: string, before: string, { nodeName = "" }: PodSpec): void {
  if (now === "" || now === before) return;
  dnsSubdomain(report, where, now);
  if (nodeName !== "") report.forbidden(where, "may not be set on pods that are already bound to a node");
}

function restartsAll({ restartPolicyRules = [] }: Container): boolean {
  return restartPolicyRules.some(({ action }) => action === "RestartAllContainers");
}

function never(): boolean {
  return false;
}

/** What terminated may run again only where it may be restarted. */
function transitions(
  report: Report,
  where: Path,
  after: readonly ContainerStatus[] = [],
  before: readonly ContainerStatus[] = [],
  allowed: (name: string, exitCode: number) => boolean,
): void {
  for (let i = 0; i < before.length; i += 1) {
    const { name = "", state } = before[i]!;
    if (state?.terminated === undefined) continue;
    const now = after.find((each) => (each.name ?? "") === name && each.state?.terminated === undefined);
    if (now !== undefined && !allowed(name, state.terminated.exitCode ?? 0)) report.forbidden(where.index(i).child("state"), "may not be transitioned to non-terminated state");
  }
}

/** @source kubernetes pkg/api/v1/pod/util.go ContainerShouldRestart */
function mayRestart({ restartPolicy }: PodSpec, containers: readonly Container[] | null | undefined, name: string, exitCode: number): boolean {
  const container = (containers ?? []).find((each) => (each.name ?? "") === name);
  if (container === undefined) return false;
  const { restartPolicy: own, restartPolicyRules = [] } = container;
  if (own !== undefined) {
    const rule = restartPolicyRules.find(({ exitCodes }) => exitCodes !== undefined && (exitCodes.values ?? []).includes(exitCode) === (exitCodes.operator === "In"));
    if (rule?.action === "Restart") return true;
  }
  const policy = own ?? restartPolicy;
  return policy === "OnFailure" ? exitCode !== 0 : policy !== "Never";
}

function claims(report: Report, where: Path, { resourceClaimStatuses = [] }: PodStatus, { resourceClaims = [] }: PodSpec): void {
  for (let i = 0; i < resourceClaimStatuses.length; i += 1) {
    const { name = "", resourceClaimName } = resourceClaimStatuses[i]!;
    const named = where.index(i).child("name");
    if (!resourceClaims.some((each) => (each.name ?? "") === name)) report.invalid(named, name, "must match the name of an entry in `spec.resourceClaims`");
    if (resourceClaimStatuses.findIndex((each) => (each.name ?? "") === name) < i) report.duplicate(named, name);
    if (resourceClaimName !== undefined) dnsSubdomain(report, where.index(i).child("resourceClaimName"), resourceClaimName);
  }
}

function extendedClaims(report: Report, where: Path, { requestMappings, resourceClaimName = "" }: ExtendedClaims, { initContainers, containers }: PodSpec): void {
  const all = requestMappings ?? [];
  const known = [...(initContainers ?? []), ...(containers ?? [])];
  const seen = new Set<string>();
  if (all.length === 0) report.required(where.child("requestMappings"), "at least one request mapping is required");
  for (let i = 0; i < all.length; i += 1) {
    const { containerName = "", resourceName = "", requestName = "" } = all[i]!;
    const mapping = where.child("requestMappings").index(i);
    const container = known.findLast(({ name = "" }) => name === containerName);
    if (container === undefined) report.invalid(mapping.child("containerName"), containerName, "must match the name of an entry in spec.initContainers.name or spec.containers.name");
    else if (container.resources?.requests?.[resourceName] === undefined) {
      const why = "must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests";
      report.invalid(mapping.child("resourceName"), resourceName, why);
    }
    dnsLabel(report, where.child("requestName"), requestName);
    const key = JSON.stringify([containerName, resourceName, requestName]);
    if (seen.has(key)) {
      report.duplicate(mapping.child("containerName"), containerName);
      report.duplicate(mapping.child("resourceName"), resourceName);
      report.duplicate(mapping.child("requestName"), requestName);
    }
    seen.add(key);
  }
  if (resourceClaimName === "") report.required(where.child("resourceClaimName"), "");
  else dnsSubdomain(report, where.child("resourceClaimName"), resourceClaimName);
}

type Held = { readonly ip?: string };

/** One of each family at most; what was there before may stay. */
function addresses(report: Report, where: Path, now: readonly Held[], before: readonly Held[]): void {
  if (now.length === 0) return;
  const known = before.map(({ ip = "" }) => ip);
  for (let i = 0; i < now.length; i += 1) legacyAddress(report, where.index(i), now[i]!.ip ?? "", known);
  if (now.length < 2) return;
  const parsed = now.map(({ ip = "" }) => parseAddress(ip));
  const bad = parsed.indexOf(undefined);
  if (bad >= 0) report.internal(where, `failed to check for dual stack with error:invalid IP[${bad}]: ${now[bad]!.ip ?? ""}`);
  if (bad >= 0 || !isDualStack(parsed) || now.length > 2) {
    report.invalid(where, now.map(({ ip = "" }) => ({ IP: ip })), "may specify no more than one IP for each IP family");
  }
}

function users(report: Report, where: Path, statuses: readonly ContainerStatus[] = [], { os }: PodSpec): void {
  for (let i = 0; i < statuses.length; i += 1) {
    const linux = statuses[i]!.user?.linux;
    if (linux === undefined) continue;
    const place = where.index(i).child("user").child("linux");
    if (os?.name === "windows") report.forbidden(place, "cannot be set for a windows pod");
    else {
      const { uid = 0, gid = 0, supplementalGroups = [] } = linux;
      inRange(report, place.child("uid"), uid, 0, MOST_INT32);
      inRange(report, place.child("gid"), gid, 0, MOST_INT32);
      for (let j = 0; j < supplementalGroups.length; j += 1) inRange(report, place.child("supplementalGroups").index(j), supplementalGroups[j]!, 0, MOST_INT32);
    }
  }
}

const MOST_OF_MESSAGE = 1024;
const healths = ["Healthy", "Unhealthy", "Unknown"];

function allocated(report: Report, where: Path, statuses: readonly ContainerStatus[] = [], containers: readonly Container[] | null | undefined): void {
  for (let i = 0; i < statuses.length; i += 1) {
    const { name = "", allocatedResourcesStatus = [] } = statuses[i]!;
    for (let j = 0; j < allocatedResourcesStatus.length; j += 1) {
      const { name: resource = "", resources = [] } = allocatedResourcesStatus[j]!;
      const place = where.index(i).child("allocatedResourcesStatus").index(j);
      const container = (containers ?? []).find((each) => (each.name ?? "") === name);
      if (container !== undefined) ofContainer(report, place.child("name"), resource, container);
      for (let k = 0; k < resources.length; k += 1) {
        const { resourceID = "", health = "", message } = resources[k]!;
        const each = place.child("resources").index(k);
        oneOf(report, each.child("health"), health, healths);
        if (message === "") report.required(each.child("message"), "must be non-empty if specified");
        else if (message !== undefined && byteLength(message) > MOST_OF_MESSAGE) report.tooLong(each.child("message"), MOST_OF_MESSAGE);
        if (resources.findIndex((other) => (other.resourceID ?? "") === resourceID) < k) report.duplicate(each.child("resourceID"), typed(resourceID));
      }
    }
  }
}

function ofContainer(report: Report, where: Path, resource: string, { resources }: Container): void {
  if (resource.startsWith("claim:")) {
    const { claims: all = [] } = resources ?? {};
    if (all.some(({ name = "", request = "" }) => resource === (request === "" ? `claim:${name}` : `claim:${name}/${request}`))) return;
    report.invalid(where, typed(resource), "must match one of the container's resource claims in a format 'claim:<claimName>/<request>' or 'claim:<claimName>' if request is empty");
  } else if (resources?.requests?.[resource] === undefined) report.invalid(where, typed(resource), "must match one of the container's resource requests");
}

/** Generations that were seen stay seen. @source kubernetes pkg/registry/core/pod/strategy.go preserveOldObservedGeneration */
export function preparedStatus(status: PodStatus, before: PodStatus): PodStatus {
  const seen = new Map<string, number[]>();
  for (const { type = "", observedGeneration = 0 } of before.conditions ?? []) seen.set(type, [...(seen.get(type) ?? []), observedGeneration]);
  let changed = false;
  const conditions = status.conditions?.map((condition) => {
    const old = seen.get(condition.type ?? "")?.shift() ?? 0;
    if ((condition.observedGeneration ?? 0) !== 0 || old === 0) return condition;
    changed = true;
    return inOrder("core.v1.PodCondition", { ...condition, observedGeneration: old });
  });
  const { qosClass, observedGeneration = 0 } = before;
  const made: PodStatus = {
    ...((status.qosClass ?? "") === "" && qosClass !== undefined ? { qosClass } : {}),
    ...((status.observedGeneration ?? 0) === 0 && observedGeneration !== 0 ? { observedGeneration } : {}),
    ...(changed && conditions !== undefined ? { conditions } : {}),
  };
  return Object.keys(made).length === 0 ? status : inOrder("core.v1.PodStatus", { ...status, ...made });
}
