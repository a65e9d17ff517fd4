export type { Atom } from "./atom.ts";
export { atomOf, deduced } from "./atom.ts";
export type { FieldSet } from "./field-set.ts";
export { noFields, pathSet, union } from "./field-set.ts";
export { managerOf } from "./manager-of.ts";
export { fieldElement } from "./path-element.ts";
export type { Ground, Writer } from "./tracked.ts";
export { trackUpdate } from "./tracked.ts";
export { differOnlyInTime } from "./owners.ts";
