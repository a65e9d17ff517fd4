import { equal } from "../../api/index.ts";
import type { KubeObject } from "../../api/index.ts";
import type { Preconditions, Revision, StorageError } from "./storage.ts";

/**
 * What a precondition that does not hold is answered; the uid is looked at first.
 *
 * @source apiserver pkg/storage/interfaces.go Preconditions.Check
 */
export function violation(path: string, current: Revision, { metadata }: KubeObject, wanted: Preconditions | undefined): StorageError | undefined {
  if (wanted === undefined) return undefined;
  const message =
    wanted.uid !== undefined && wanted.uid !== metadata.uid
      ? `Precondition failed: UID in precondition: ${wanted.uid}, UID in object meta: ${metadata.uid ?? ""}`
      : wanted.resourceVersion !== undefined && wanted.resourceVersion !== metadata.resourceVersion
        ? `Precondition failed: ResourceVersion in precondition: ${wanted.resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion ?? ""}`
        : undefined;
  return message === undefined ? undefined : { kind: "invalidObject", path, current, message };
}

/** Whether an update changes nothing: stored objects hold no version of their own, so that it does not count. */
export function sameBut(before: KubeObject, after: KubeObject): boolean {
  if (before === after) return true;
  const { resourceVersion } = before.metadata;
  return equal(before, after.metadata.resourceVersion === resourceVersion ? after : { ...after, metadata: { ...after.metadata, resourceVersion } });
}
