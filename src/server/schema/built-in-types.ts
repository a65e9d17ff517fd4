import { inflateRawSync } from "node:zlib";
import { builtInTypesData } from "./built-in-types.data.ts";
import type { TypeTable } from "./read-types.ts";
import { readTypes } from "./read-types.ts";
import type { StructType } from "./type.ts";

let table: TypeTable | undefined;

/** The types of the built-in kinds: unpacked when first asked for, then shared. */
export function builtInTypes(): TypeTable {
  return (table ??= readTypes(inflateRawSync(Buffer.from(builtInTypesData, "base64")).toString()));
}

/** The type of a built-in kind's objects; undefined for others. */
export function builtInType(apiVersion: string, kind: string): StructType | undefined {
  return builtInTypes().ofKind(apiVersion, kind);
}
