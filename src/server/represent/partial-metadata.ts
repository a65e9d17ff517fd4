import type { KubeObject, ObjectMeta } from "../../api/index.ts";

/** Only the metadata of an object, as `as=PartialObjectMetadata` asks for it. One frozen value an object. */
export function partialMetadata(object: KubeObject, apiVersion: string): KubeObject {
  const partials = apiVersion === "meta.k8s.io/v1" ? present : older;
  let partial = partials.get(object);
  if (partial === undefined) {
    partial = Object.freeze({ kind: "PartialObjectMetadata", apiVersion, metadata: metadataOf(object) });
    partials.set(object, partial);
  }
  return partial;
}

const GENERATION = "deprecated.daemonset.template.generation";

/** An annotation that only the conversion to a version makes is not there before it. @source kubernetes pkg/apis/apps/v1/conversion.go */
function metadataOf({ kind, metadata }: KubeObject): ObjectMeta {
  if (kind !== "DaemonSet" || metadata.annotations?.[GENERATION] === undefined) return metadata;
  const { annotations: { [GENERATION]: _generation, ...annotations }, ...rest } = metadata;
  return Object.freeze(Object.keys(annotations).length === 0 ? rest : { ...rest, annotations });
}

const present = new WeakMap<KubeObject, KubeObject>();
const older = new WeakMap<KubeObject, KubeObject>();
