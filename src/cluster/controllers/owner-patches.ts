import type { Json, JsonObject, KubeObject, OwnerReference } from "../../api/index.ts";
import type { OwnerNode } from "./owner-graph.ts";

/** A change of owner references, as a strategic merge patch and, for kinds that take none, as a merge patch. */
export interface OwnerPatch {
  readonly strategic: JsonObject;
  /** @param latest what the merge patch replaces the references of */
  merge(latest: KubeObject): JsonObject;
}

/** Takes out the references to these owners. @source pkg/controller/controller_ref_manager.go GenerateDeleteOwnerRefStrategicMergeBytes, garbagecollector/patch.go */
export function withoutOwners({ identity: { uid } }: OwnerNode, owners: readonly string[]): OwnerPatch {
  return {
    strategic: { metadata: { uid, ownerReferences: owners.map((owner) => ({ $patch: "delete", uid: owner })) } },
    merge: ({ metadata: { resourceVersion = "", ownerReferences = [] } }) => mergePatch(resourceVersion, ownerReferences.filter((each) => !owners.includes(each.uid))),
  };
}

/** Lets no owner wait for it any more. @source garbagecollector/patch.go unblockOwnerReferencesStrategicMergePatch */
export function withoutBlocking({ identity: { uid }, owners }: OwnerNode): OwnerPatch {
  const freed = (references: readonly OwnerReference[]): readonly OwnerReference[] => references.map((reference) => ({ ...reference, blockOwnerDeletion: false }));
  return {
    strategic: { metadata: { uid, ownerReferences: freed(owners.filter(({ blockOwnerDeletion }) => blockOwnerDeletion === true)) as unknown as Json } },
    merge: ({ metadata: { resourceVersion = "" } }) => mergePatch(resourceVersion, freed(owners)),
  };
}

function mergePatch(resourceVersion: string, references: readonly OwnerReference[]): JsonObject {
  return { metadata: { resourceVersion, ownerReferences: references.length === 0 ? null : (references as unknown as Json) } };
}
