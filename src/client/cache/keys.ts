import type { KubeObject } from "../../api/index.ts";

/**
 * @source client-go tools/cache/store.go MetaNamespaceKeyFunc, SplitMetaNamespaceKey
 */
export function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined || namespace === "" ? (name ?? "") : `${namespace}/${name ?? ""}`;
}

/** @throws RangeError for a key with more than one "/" */
export function splitKey(key: string): { readonly namespace: string; readonly name: string } {
  const parts = key.split("/");
  if (parts.length > 2) throw new RangeError(`unexpected key format: ${JSON.stringify(key)}; expected "namespace/name" or "name"`);
  const [first = "", second] = parts;
  return second === undefined ? { namespace: "", name: first } : { namespace: first, name: second };
}
