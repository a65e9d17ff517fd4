/** An object that was decoded, so that its fields are of their types, or absent. */
export type Fields = { readonly [field: string]: unknown };

/** A field that holds an object; empty when it is absent. */
export function part(object: Fields, field: string): Fields {
  const value = object[field];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : noFields;
}

/** A field that holds a list of objects; empty when it is absent. */
export function list(object: Fields, field: string): readonly Fields[] {
  const value = object[field];
  return Array.isArray(value) ? (value as readonly Fields[]) : noItems;
}

const noFields: Fields = Object.freeze({});
const noItems: readonly Fields[] = Object.freeze([]);
