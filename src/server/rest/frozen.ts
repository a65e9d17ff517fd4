import type { KubeObject } from "../../api/index.ts";
import { admit } from "../../api/index.ts";

/** Freezes what was assembled from frozen and new parts. */
export function frozen(object: KubeObject): KubeObject {
  return admit(object);
}
