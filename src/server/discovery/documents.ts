import type { JsonObject, Registry } from "../../api/index.ts";
import { customFacts } from "../kinds/index.ts";
import type { GroupFacts, KindName, ResourceFacts } from "./groups.ts";
import { storageVersionHash } from "./groups.ts";

/**
 * The documents of discovery.
 *
 * @source apiserver pkg/endpoints/discovery (group.go, root.go, version.go, legacy.go, aggregated/handler.go)
 */

/** What `/api` says. @param address where clients find the server: host and port */
export function coreVersions(address: string): JsonObject {
  return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: address }] };
}

export function groupList(groups: readonly GroupFacts[]): JsonObject {
  return { kind: "APIGroupList", apiVersion: "v1", groups: groups.filter(named).map(group) };
}

export function groupDocument(facts: GroupFacts): JsonObject {
  return { kind: "APIGroup", apiVersion: "v1", ...group(facts) };
}

/** @param core whether of the core group or of all others */
export function aggregated(groups: readonly GroupFacts[], core: boolean): JsonObject {
  const items = groups.filter((each) => named(each) !== core) as unknown as JsonObject[];
  return { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", metadata: {}, items };
}

export function resourceList(registry: Registry, name: string, version: string, resources: readonly ResourceFacts[]): JsonObject {
  return {
    kind: "APIResourceList",
    ...(name === "" ? {} : { apiVersion: "v1" }),
    groupVersion: name === "" ? version : `${name}/${version}`,
    resources: resources.flatMap((resource) => linesOf(registry, name, version, resource)),
  };
}

function named({ metadata }: GroupFacts): boolean {
  return metadata.name !== undefined;
}

function group({ metadata: { name = "" }, versions }: GroupFacts): JsonObject {
  const all = versions.map(({ version }) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: all, preferredVersion: all[0] ?? null };
}

/** A resource and its subresources, each a line of its own. */
function linesOf(registry: Registry, name: string, version: string, facts: ResourceFacts): readonly JsonObject[] {
  const { resource, singularResource, responseKind, scope, verbs, shortNames, categories, subresources = [] } = facts;
  const namespaced = scope === "Namespaced";
  return [
    {
      name: resource,
      singularName: singularResource,
      namespaced,
      kind: responseKind.kind,
      verbs,
      ...(shortNames === undefined ? {} : { shortNames }),
      ...(categories === undefined ? {} : { categories }),
      ...(verbs.includes("watch") ? { storageVersionHash: hashOf(registry, name, version, facts) } : {}),
    },
    ...subresources.map((sub) => ({
      name: `${resource}/${sub.subresource}`,
      singularName: "",
      namespaced,
      ...elsewhere(sub.responseKind, name, version),
      kind: sub.responseKind.kind,
      verbs: sub.verbs,
    })),
  ];
}

/** Group and version of a kind that is not of the list it stands in. */
function elsewhere({ group: of, version: in_ }: KindName, name: string, version: string): JsonObject {
  return in_ === "" || (of === name && in_ === version) ? {} : { group: of, version: in_ };
}

/** Kinds that are stored in another form than the one they are asked for in. @source kubernetes pkg/kubeapiserver/default_storage_factory_builder.go */
const storedAs: { readonly [resource: string]: readonly [group: string, version: string] } = {
  "events.events.k8s.io": ["", "v1"],
  "horizontalpodautoscalers.autoscaling": ["autoscaling", "v2"],
};

function hashOf(registry: Registry, name: string, version: string, { resource, responseKind }: ResourceFacts): string {
  const info = registry.find(name, version, resource);
  const custom = info !== undefined && !registry.isBuiltIn(info);
  const [storedGroup, storedVersion] = custom ? [name, customFacts(info).storageVersion] : (storedAs[`${resource}.${name}`] ?? [name, version]);
  return storageVersionHash(storedGroup, storedVersion, responseKind.kind);
}
