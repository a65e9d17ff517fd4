import type { KubeObject } from "../../api/index.ts";

/** @source controller-runtime pkg/controller/controllerutil ContainsFinalizer */
export function hasFinalizer({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata.finalizers?.includes(finalizer) ?? false;
}

/** The object with the finalizer; itself where it has it. @source controller-runtime pkg/controller/controllerutil AddFinalizer */
export function withFinalizer<T extends KubeObject>(object: T, finalizer: string): T {
  if (hasFinalizer(object, finalizer)) return object;
  return { ...object, metadata: { ...object.metadata, finalizers: [...(object.metadata.finalizers ?? []), finalizer] } };
}

/** The object without it; itself where it has none. @source controller-runtime pkg/controller/controllerutil RemoveFinalizer */
export function withoutFinalizer<T extends KubeObject>(object: T, finalizer: string): T {
  if (!hasFinalizer(object, finalizer)) return object;
  return { ...object, metadata: { ...object.metadata, finalizers: (object.metadata.finalizers ?? []).filter((each) => each !== finalizer) } };
}
