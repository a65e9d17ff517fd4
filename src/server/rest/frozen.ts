import type { KubeObject } from "../../api/index.ts";

/**
 * Freezes what the server assembled from admitted parts and new ones. A part that is frozen is frozen all the way down:
 * nothing in here freezes anything by halves.
 */
export function frozen(object: KubeObject): KubeObject {
  freeze(object);
  return object;
}

function freeze(value: object): void {
  if (Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value) as unknown[]) if (typeof part === "object" && part !== null) freeze(part);
}
