import type { FieldSet } from "./field-set.ts";
import { difference, noFields, pathSet, union } from "./field-set.ts";
import { fieldElement } from "./path-element.ts";

const paths = [
  "apiVersion", "kind", "metadata", "metadata.name", "metadata.namespace", "metadata.creationTimestamp", "metadata.selfLink", "metadata.uid",
  "metadata.clusterName", "metadata.generation", "metadata.managedFields", "metadata.resourceVersion",
];

const nobodys: FieldSet = paths.map((path) => pathSet(path.split(".").map(fieldElement))).reduce(union, noFields);

/** Without what identifies an object, which nobody owns. @source apimachinery pkg/util/managedfields/internal/stripmeta.go */
export function stripped(set: FieldSet): FieldSet {
  return difference(set, nobodys);
}
