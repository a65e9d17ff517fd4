/**
 * The two parts of a cache key.
 *
 * @source client-go tools/cache/store.go SplitMetaNamespaceKey
 * @throws RangeError for a key with more than one "/"
 */
export function splitKey(key: string): { readonly namespace: string; readonly name: string } {
  const parts = key.split("/");
  if (parts.length > 2) throw new RangeError(`unexpected key format: ${JSON.stringify(key)}; expected "namespace/name" or "name"`);
  const [first = "", second] = parts;
  return second === undefined ? { namespace: "", name: first } : { namespace: first, name: second };
}
