import type { KubeObject } from "./object.ts";

/** "namespace/name", or "name" for cluster-scoped objects. @source client-go tools/cache/store.go MetaNamespaceKeyFunc */
export function keyOf({ metadata }: Pick<KubeObject, "metadata">): string {
  const name = metadata.name ?? "";
  return metadata.namespace === undefined || metadata.namespace === "" ? name : `${metadata.namespace}/${name}`;
}
