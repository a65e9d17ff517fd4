export type { AnyType, Field, ListKey, ListType, MapType, PatchRule, ScalarForm, ScalarType, StructType, Type } from "./type.ts";
export type { KeyPart, Part, Path, PathElement } from "./path.ts";
export { anyType, itemElement, partAt, partsOf, sameElement, typeAt } from "./path.ts";
export { builtInType } from "./built-in-types.ts";
export { inOrder } from "./in-order.ts";
export type { Decoded } from "./decode.ts";
export type { Explanation } from "./explain.ts";
export type { TypeModel } from "./type-model.ts";
export { typeModel } from "./type-model.ts";
