import type { KubeObject, Registry, Verb } from "../../api/index.ts";

/**
 * Serves what a CustomResourceDefinition defines, from the moment it is written until it is gone.
 *
 * @source apiextensions-apiserver pkg/apiserver/customresource_handler.go
 * @limits schemas, conversion and printer columns are not looked at, names are accepted without a condition saying so,
 *   and instances outlive their definition in the storage
 */
export function followDefinition(registry: Registry, definition: KubeObject, what: "created" | "updated" | "deleted"): void {
  const spec = (definition["spec"] ?? {}) as Partial<DefinitionSpec>;
  const { group, names, versions } = spec;
  if (typeof group !== "string" || typeof names?.plural !== "string" || typeof names.kind !== "string" || !Array.isArray(versions)) return;
  for (const each of versions as readonly (DefinitionSpec["versions"][number] | null)[]) {
    const { name: version, served, subresources } = each ?? {};
    if (typeof version !== "string" || version === "") continue;
    const resource = { group, version, resource: names.plural };
    const known = registry.find(group, version, names.plural);
    if (what === "deleted" || served !== true) {
      if (known !== undefined) registry.unregister(resource);
    } else if (known === undefined && names.plural !== "" && names.kind !== "") {
      registry.register({
        ...resource,
        kind: names.kind,
        namespaced: spec.scope !== "Cluster",
        verbs,
        subresources: Object.keys(subresources ?? {}).sort(),
        ...(typeof names.listKind === "string" ? { listKind: names.listKind } : {}),
        ...(typeof names.singular === "string" ? { singular: names.singular } : {}),
        ...(Array.isArray(names.shortNames) ? { shortNames: names.shortNames } : {}),
      });
    }
  }
}

interface DefinitionSpec {
  readonly group: string;
  readonly scope: string;
  readonly names: { readonly plural: string; readonly kind: string; readonly listKind?: string; readonly singular?: string; readonly shortNames?: readonly string[] };
  readonly versions: readonly { readonly name?: string; readonly served?: boolean; readonly subresources?: object }[];
}

const verbs: readonly Verb[] = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
