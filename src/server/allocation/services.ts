import type { KubeObject, Status } from "../../api/index.ts";
import { equal, invalid } from "../../api/index.ts";
import { inOrder } from "../schema/index.ts";
import type { Fields } from "../validation/index.ts";
import { list, needsHealthCheck, part, text, texts } from "../validation/index.ts";
import type { AllocationGround, Allocator } from "./allocator.ts";
import { allocateAddress, releaseAddress } from "./cluster-addresses.ts";
import type { Draft } from "./ip-families.ts";
import { fillFamilies, keepsPreference, same } from "./ip-families.ts";
import { fillPorts } from "./node-ports.ts";
import { serviceUse } from "./service-use.ts";

/**
 * Services get addresses and node ports.
 *
 * @source kubernetes pkg/registry/core/service/storage (storage.go beginCreate, beginUpdate, afterDelete; alloc.go)
 */
export const services: Allocator = {
  begin(ground, after, before, dryRun) {
    const had = before === undefined ? undefined : part(before, "spec");
    const spec: Draft = { ...part(after, "spec") };
    if (had !== undefined) keepAllocated(spec, had);
    alignAddresses(spec, had);
    if (spec["type"] === "ExternalName") dropInternal(spec);
    const name = after.metadata.name ?? "";
    const unfit = fillFamilies(spec, had);
    if (unfit.count > 0) return invalid({ group: "", resource: "Service" }, name, unfit.problems);
    const changed = (): KubeObject => ({ ...after, spec: inOrder("core.v1.ServiceSpec", spec) });
    const addresses = fillAddresses(ground, spec, had, changed, dryRun);
    if ("refusal" in addresses) return addresses.refusal;
    const giveBack = (all: readonly string[]): void => {
      if (!dryRun) for (const address of all) releaseAddress(ground, address);
    };
    const refusal = fillPorts(name, spec, had, serviceUse(ground.storage), ground.random, dryRun);
    if (refusal !== undefined) {
      giveBack(addresses.taken);
      return refusal;
    }
    return { object: changed(), commit: () => giveBack(addresses.left), revert: () => giveBack(addresses.taken) };
  },
  released(ground, { metadata, ["spec"]: spec }) {
    ground.itself.remove("v1", "Endpoints", metadata.namespace ?? "", metadata.name ?? "");
    for (const address of held(spec as Fields)) releaseAddress(ground, address);
  },
};

/** Such a service was never to have it; upstream stores it and does not show it. @source storage.go defaultOnReadInternalTrafficPolicy */
function dropInternal(spec: Draft): void {
  if (spec["internalTrafficPolicy"] === "Cluster" || spec["internalTrafficPolicy"] === "Local") delete spec["internalTrafficPolicy"];
}

function held(spec: Fields): readonly string[] {
  const addresses = texts(spec, "clusterIPs");
  return spec["type"] === "ExternalName" || addresses[0] === "None" ? [] : addresses;
}

/** What an update leaves out of what was allocated stays. @source storage.go patchAllocatedValues */
function keepAllocated(spec: Draft, had: Fields): void {
  if (spec["type"] !== "ExternalName" && had["type"] !== "ExternalName") {
    if (text(spec, "clusterIP") === "") keep(spec, had, "clusterIP");
    if (texts(spec, "clusterIPs").length === 0) keep(spec, had, "clusterIPs");
  }
  if (hasPorts(had) && hasPorts(spec)) {
    const known = new Set(list(had, "ports").map(({ nodePort }) => nodePort));
    const used = new Set(list(spec, "ports").map(({ nodePort }) => nodePort).filter((port) => port !== undefined && known.has(port)));
    const byName = new Map(list(had, "ports").map(({ name, nodePort }) => [name, nodePort]));
    spec["ports"] = list(spec, "ports").map((port) => {
      const before = byName.get(port["name"]);
      return port["nodePort"] !== undefined || before === undefined || used.has(before) ? port : { ...port, nodePort: before };
    });
  }
  if (needsHealthCheck(had) && needsHealthCheck(spec) && spec["healthCheckNodePort"] === undefined) keep(spec, had, "healthCheckNodePort");
}

function keep(spec: Draft, had: Fields, field: string): void {
  if (had[field] !== undefined) spec[field] = had[field];
}

function hasPorts({ type, allocateLoadBalancerNodePorts }: Fields): boolean {
  return type === "NodePort" || (type === "LoadBalancer" && allocateLoadBalancerNodePorts !== false);
}

/** One address and the list of them say the same. @source storage.go normalizeClusterIPs */
function alignAddresses(spec: Draft, had: Fields | undefined): void {
  const [first, all] = [text(spec, "clusterIP"), texts(spec, "clusterIPs")];
  if (had === undefined) {
    if (first !== "" && all.length === 0) spec["clusterIPs"] = [first];
    return;
  }
  const [firstBefore, before] = [text(had, "clusterIP"), texts(had, "clusterIPs")];
  if (first === firstBefore) {
    if (before.length > 0 && all.length === 0) spec["clusterIPs"] = before;
  } else if (same(all, before)) {
    if (first === "") delete spec["clusterIPs"];
    else spec["clusterIPs"] = [first];
  }
}

/** Addresses that were taken for this request, and those that are given back once it took effect. */
type Addresses = { readonly taken: readonly string[]; readonly left: readonly string[] } | { readonly refusal: Status };

const nothing: Addresses = { taken: [], left: [] };

/** @source alloc.go allocClusterIPs, updateClusterIPs */
function fillAddresses(ground: AllocationGround, spec: Draft, had: Fields | undefined, service: () => KubeObject, dryRun: boolean): Addresses {
  const elsewhere = spec["type"] === "ExternalName";
  if (had !== undefined) {
    if (keepsPreference(spec, had) || texts(had, "clusterIPs")[0] === "None") return nothing;
    const wasElsewhere = had["type"] === "ExternalName";
    if (!wasElsewhere && elsewhere) return { taken: [], left: texts(had, "clusterIPs") };
    if (!wasElsewhere) return nothing;
  }
  const given = texts(spec, "clusterIPs")[0] ?? "";
  if (elsewhere || given === "None") return nothing;
  const address = allocateAddress(ground, service(), given, dryRun);
  if (typeof address !== "string") return { refusal: address };
  if (!equal(spec["clusterIPs"], [address])) spec["clusterIPs"] = [address];
  spec["clusterIP"] = address;
  return { taken: [address], left: [] };
}
