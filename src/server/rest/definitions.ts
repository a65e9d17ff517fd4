import type { Json, KubeObject, Registry, Verb } from "../../api/index.ts";
import type { CustomFacts, PrinterColumn } from "../kinds/index.ts";
import { setCustomFacts } from "../kinds/index.ts";
import { followSchema } from "./custom-models.ts";

/**
 * Serves what a CustomResourceDefinition defines, from the moment it is written until it is gone.
 *
 * @source apiextensions-apiserver pkg/apiserver/customresource_handler.go
 * @limits conversion is not looked at, names are accepted without a condition saying so,
 *   and instances outlive their definition in the storage
 */
export function followDefinition(registry: Registry, definition: KubeObject, what: "created" | "updated" | "deleted"): void {
  const spec = (definition["spec"] ?? {}) as Partial<DefinitionSpec>;
  const { group, names, versions } = spec;
  if (typeof group !== "string" || typeof names?.plural !== "string" || typeof names.kind !== "string" || !Array.isArray(versions)) return;
  for (const each of versions as readonly (DefinitionSpec["versions"][number] | null)[]) {
    const { name: version, served, subresources, schema, additionalPrinterColumns: printerColumns } = each ?? {};
    if (typeof version !== "string" || version === "") continue;
    const resource = { group, version, resource: names.plural };
    const known = registry.find(group, version, names.plural);
    if (what === "deleted" || served !== true) {
      if (known !== undefined) registry.unregister(resource);
    } else if (known !== undefined) {
      setCustomFacts(known, factsOf(spec, version, printerColumns));
      followSchema(known, schema?.openAPIV3Schema);
    } else if (names.plural !== "" && names.kind !== "") {
      const info = registry.register({
        ...resource,
        kind: names.kind,
        namespaced: spec.scope !== "Cluster",
        verbs,
        subresources: Object.keys(subresources ?? {}).sort(),
        ...(typeof names.listKind === "string" ? { listKind: names.listKind } : {}),
        ...(typeof names.singular === "string" ? { singular: names.singular } : {}),
        ...(Array.isArray(names.shortNames) ? { shortNames: names.shortNames } : {}),
      });
      setCustomFacts(info, factsOf(spec, version, printerColumns));
      followSchema(info, schema?.openAPIV3Schema);
    }
  }
}

/** What is printed of a column that is no column is its absence. */
function factsOf({ names, versions = [] }: Partial<DefinitionSpec>, version: string, columns: unknown): CustomFacts {
  const named = (Array.isArray(columns) ? columns : []).filter(isColumn);
  return {
    categories: Array.isArray(names?.categories) ? names.categories : [],
    storageVersion: versions.find((each) => each?.storage === true)?.name ?? version,
    printerColumns: named.length === 0 ? undefined : named,
  };
}

function isColumn(value: unknown): value is PrinterColumn {
  const { name, jsonPath } = (value ?? {}) as Partial<PrinterColumn>;
  return typeof name === "string" && typeof jsonPath === "string";
}

interface DefinitionSpec {
  readonly group: string;
  readonly scope: string;
  readonly names: { readonly plural: string; readonly kind: string; readonly listKind?: string; readonly singular?: string; readonly shortNames?: readonly string[]; readonly categories?: readonly string[] };
  readonly versions: readonly { readonly name?: string; readonly served?: boolean; readonly storage?: boolean; readonly subresources?: object; readonly schema?: { readonly openAPIV3Schema?: Json }; readonly additionalPrinterColumns?: unknown }[];
}

const verbs: readonly Verb[] = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
