import type { Json } from "../../api/index.ts";

/**
 * What fills in fields of a struct that were left empty, wherever in an object it stands. Go's rules do so from the
 * outermost struct inwards, here it is the other way round: none of them looks at what another fills in below.
 */
export interface StructDefaults {
  /** Of fields that are absent, or zero where Go holds no pointer. */
  readonly values?: { readonly [field: string]: Json };
  /** What depends on other fields. */
  readonly derive?: (draft: Draft) => void;
  /** What fills in a struct only where it stands in this field, besides what fills it in everywhere. */
  readonly within?: { readonly [field: string]: { readonly [field: string]: Json } };
}

/** A struct being made. Absent fields are undefined, and so are zeros of fields without pointers. */
export interface Draft {
  get(field: string): Json | undefined;
  set(field: string, value: Json | undefined): void;
}

/** By the struct's name among the built-in types. */
export type DefaultsTable = { readonly [table: string]: StructDefaults };
