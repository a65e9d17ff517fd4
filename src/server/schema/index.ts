export type { AnyType, Field, ListKey, ListType, MapType, PatchRule, ScalarForm, ScalarType, StructType, Type } from "./type.ts";
export type { KeyPart, Part, Path, PathElement } from "./path.ts";
export { anyType, itemElement, partAt, partsOf, sameElement, typeAt } from "./path.ts";
export { builtInType } from "./built-in-types.ts";
