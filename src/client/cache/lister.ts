import type { KubeObject } from "../../api/index.ts";
import type { Indexer } from "./store.ts";
import { NAMESPACE_INDEX } from "./store.ts";

/**
 * Reads of a cache by namespace and selector.
 *
 * @source client-go tools/cache/listers.go
 * @differs the selector is a predicate; where upstream answers NotFound, `get` is undefined
 */
export interface Lister<T extends KubeObject = KubeObject> {
  list(matches?: (object: T) => boolean): T[];
  get(name: string): T | undefined;
  /** "" means all. */
  namespace(namespace: string): Lister<T>;
}

export function createLister<T extends KubeObject>(store: Indexer<T>, namespace = ""): Lister<T> {
  return {
    list(matches) {
      const all = namespace === "" ? store.list() : inNamespace(store, namespace);
      return matches === undefined ? all : all.filter(matches);
    },
    get: (name) => store.get(namespace === "" ? name : `${namespace}/${name}`),
    namespace: (inner) => createLister(store, inner),
  };
}

function inNamespace<T extends KubeObject>(store: Indexer<T>, namespace: string): T[] {
  if (store.indexNames.includes(NAMESPACE_INDEX)) return store.byIndex(NAMESPACE_INDEX, namespace);
  return store.list().filter((object) => (object.metadata.namespace ?? "") === namespace);
}
