import type { KubeObject } from "../../api/index.ts";
import { isDefinition, terminating } from "../custom/index.ts";
import { list, part } from "../validation/index.ts";
import { kind } from "./kind.ts";

/** @source apiextensions-apiserver pkg/registry/customresourcedefinition/strategy.go */
export const definition = kind({
  generation: "spec",
  unconditionalUpdate: false,
  // Upstream means to keep them, and resets the metadata to itself.
  statusTakes: ["labels", "annotations", "finalizers", "ownerReferences"],
  onCreate: withStored,
  onUpdate: withStored,
  terminated: (object, now) => (isDefinition(object) ? terminating(object, now) : object),
});

/** Whatever version objects were ever stored in is remembered. */
function withStored(o: KubeObject): KubeObject {
  const status = part(o, "status");
  const stored = list(part(o, "spec"), "versions").find((version) => version["storage"] === true)?.["name"];
  const had = (status["storedVersions"] ?? []) as readonly unknown[];
  return stored === undefined || had.includes(stored) ? o : { ...o, status: { ...status, storedVersions: [...had, stored] } };
}
