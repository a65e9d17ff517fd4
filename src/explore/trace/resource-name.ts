/** A resource as recordings name it. */
export interface NamedResource {
  readonly group: string;
  readonly version: string;
  /** Plural, with the group after a dot where there is one. */
  readonly resource: string;
}

/**
 * The resource that objects of a kind belong to, by the usual plural.
 *
 * @source apimachinery pkg/api/meta/restmapper.go UnsafeGuessKindToResource
 * @limits custom resources with a plural of their own must be named by the recording
 */
export function kindOf(apiVersion: string, kind: string): NamedResource {
  const slash = apiVersion.indexOf("/");
  const group = slash < 0 ? "" : apiVersion.slice(0, slash);
  const plural = pluralOf(kind.toLowerCase());
  return { group, version: apiVersion.slice(slash + 1), resource: group === "" ? plural : `${plural}.${group}` };
}

function pluralOf(singular: string): string {
  if (singular.endsWith("endpoints")) return singular;
  if (singular.endsWith("s")) return `${singular}es`;
  if (singular.endsWith("y")) return `${singular.slice(0, -1)}ies`;
  return `${singular}s`;
}
