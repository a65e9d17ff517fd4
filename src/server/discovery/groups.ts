import { inflateRawSync } from "node:zlib";
import type { GroupVersionResource, Registry, ResourceInfo } from "../../api/index.ts";
import { byVersionPriority } from "../../api/index.ts";
import { customFacts } from "../kinds/index.ts";
import { builtInGroupsData } from "./built-in-groups.data.ts";
import { sha256 } from "./sha256.ts";


/** A group as aggregated discovery tells it: all other documents follow from this. The core group has no name. */
export interface GroupFacts {
  readonly metadata: { readonly name?: string };
  readonly versions: readonly VersionFacts[];
}

export interface VersionFacts {
  readonly version: string;
  readonly resources: readonly ResourceFacts[];
  readonly freshness: "Current";
}

/** Empty texts: as the resource list they stand in. */
export interface KindName {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface ResourceFacts {
  readonly resource: string;
  readonly responseKind: KindName;
  readonly scope: "Namespaced" | "Cluster";
  readonly singularResource: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly SubresourceFacts[];
}

export interface SubresourceFacts {
  readonly subresource: string;
  readonly responseKind: KindName;
  readonly verbs: readonly string[];
}

let builtIn: readonly GroupFacts[] | undefined;

/** The groups a server has by itself, in their order, the core group first. */
export function builtInGroups(): readonly GroupFacts[] {
  return (builtIn ??= JSON.parse(inflateRawSync(Buffer.from(builtInGroupsData, "base64")).toString()) as readonly GroupFacts[]);
}

/** "" is the core group. */
export function isBuiltInGroup(group: string): boolean {
  return (names ??= new Set(builtInGroups().map(({ metadata }) => metadata.name ?? ""))).has(group);
}

let names: ReadonlySet<string> | undefined;

/** Those and the groups of custom resources, which come last, by name: of those that are established. */
export function allGroups(registry: Registry): readonly GroupFacts[] {
  const custom = Map.groupBy(establishedResources(registry), ({ group }) => group);
  if (custom.size === 0) return builtInGroups();
  const sorted = [...custom.keys()].sort();
  return [...builtInGroups(), ...sorted.map((name) => customGroup(name, custom.get(name) ?? []))];
}

/** The custom resources that clients are told of. */
export function establishedResources(registry: Registry): readonly ResourceInfo[] {
  return registry.all().filter((info) => !registry.isBuiltIn(info) && customFacts(info).established);
}

/** @source kube-aggregator pkg/apiserver/handler_discovery.go, apiextensions-apiserver pkg/apiserver/customresource_discovery_controller.go */
function customGroup(name: string, infos: readonly ResourceInfo[]): GroupFacts {
  const versions = [...new Set(infos.map(({ version }) => version))].sort(byVersionPriority);
  return {
    metadata: { name },
    versions: versions.map((version) => ({
      version,
      resources: infos.filter((info) => info.version === version).map(customResource).sort((a, b) => (a.resource < b.resource ? -1 : 1)),
      freshness: "Current",
    })),
  };
}

function customResource(info: ResourceInfo): ResourceFacts {
  const { group, version, kind, resource, namespaced, singular, verbs, shortNames, subresources } = info;
  const { categories, terminating } = customFacts(info);
  const own = { group, version, kind };
  return {
    resource,
    responseKind: own,
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs: terminating ? verbs.filter((verb) => !makes.has(verb)) : verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(subresources.length === 0 ? {} : { subresources: subresources.map((subresource) => ({ subresource, responseKind: subresource === "scale" ? scale : own, verbs: ofSubresources })) }),
  };
}

/** What is not done to a resource whose definition is being deleted. */
const makes: ReadonlySet<string> = new Set(["create", "patch", "update"]);
const scale: KindName = { group: "autoscaling", version: "v1", kind: "Scale" };
const ofSubresources: readonly string[] = ["get", "patch", "update"];

/** What a path of a subresource takes: those of custom resources all take the same. */
export function subresourceVerbs({ group, version, resource }: GroupVersionResource, subresource: string): readonly string[] {
  if (ofBuiltIn.size === 0) {
    for (const { metadata, versions } of builtInGroups()) {
      for (const each of versions) {
        for (const { resource: plural, subresources = [] } of each.resources) {
          for (const sub of subresources) ofBuiltIn.set(`${metadata.name ?? ""}/${each.version}/${plural}/${sub.subresource}`, sub.verbs);
        }
      }
    }
  }
  return ofBuiltIn.get(`${group}/${version}/${resource}/${subresource}`) ?? ofSubresources;
}

const ofBuiltIn = new Map<string, readonly string[]>();

/** Names the form in which a resource is stored. @source apiserver pkg/endpoints/discovery/storageversionhash.go */
export function storageVersionHash(group: string, version: string, kind: string): string {
  return Buffer.from(sha256(Buffer.from(`${group}/${version}/${kind}`)).subarray(0, 8)).toString("base64");
}
