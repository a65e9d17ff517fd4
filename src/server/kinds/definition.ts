import type { KubeObject } from "../../api/index.ts";
import type { Definition } from "../custom/index.ts";
import { definitionWarnings, isDefinition, terminating, validateDefinition, validateDefinitionChange, validateDefinitionStatus } from "../custom/index.ts";
import { list, part } from "../validation/index.ts";
import type { CheckUpdate } from "./kind.ts";
import { kind } from "./kind.ts";

/** @source apiextensions-apiserver pkg/registry/customresourcedefinition/strategy.go */
export const definition = kind({
  anyFinalizer: true,
  generation: "spec",
  unconditionalUpdate: false,
  // Upstream means to keep them, and resets the metadata to itself.
  statusTakes: ["labels", "annotations", "finalizers", "ownerReferences"],
  onCreate: withStored,
  onUpdate: withStored,
  terminated: (object, now) => (isDefinition(object) ? terminating(object, now) : object),
  check: (object, report) => {
    if (isDefinition(object)) validateDefinition(report, object);
  },
  checkUpdate: ofDefinitions((after, before, report) => validateDefinitionChange(report, after, before)),
  checkSubresource: { status: ofDefinitions((after, before, report) => validateDefinitionStatus(report, after, before)) },
  warn: (object, before) => (isDefinition(object) ? definitionWarnings(object, before !== undefined && isDefinition(before) ? before : undefined) : []),
});

function ofDefinitions(check: (after: Definition, before: Definition, report: Parameters<CheckUpdate>[2]) => void): CheckUpdate {
  return (after, before, report) => {
    if (isDefinition(after) && isDefinition(before)) check(after, before, report);
  };
}

/** Whatever version objects were ever stored in is remembered. */
function withStored(o: KubeObject): KubeObject {
  const status = part(o, "status");
  const stored = list(part(o, "spec"), "versions").find((version) => version["storage"] === true)?.["name"];
  const had = (status["storedVersions"] ?? []) as readonly unknown[];
  return stored === undefined || had.includes(stored) ? o : { ...o, status: { ...status, storedVersions: [...had, stored] } };
}
