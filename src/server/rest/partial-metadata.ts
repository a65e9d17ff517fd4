import type { KubeObject } from "../../api/index.ts";

/** Only the metadata of an object, as `as=PartialObjectMetadata` asks for it. One frozen value an object. */
export function partialMetadata(object: KubeObject): KubeObject {
  let partial = partials.get(object);
  if (partial === undefined) {
    partial = Object.freeze({ kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata });
    partials.set(object, partial);
  }
  return partial;
}

const partials = new WeakMap<KubeObject, KubeObject>();
