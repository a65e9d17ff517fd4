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

/** Whether something is said. Fields that Go always writes hold null when nothing is. */
export function has(object: Fields, field: string): boolean {
  return object[field] !== undefined && object[field] !== null;
}

/** A field that holds texts; empty when it is absent. */
export function texts(object: Fields, field: string): readonly string[] {
  const value = object[field];
  return Array.isArray(value) ? (value as readonly string[]) : noTexts;
}

/** A field that holds a text; empty when it is absent. */
export function text(object: Fields, field: string): string {
  const value = object[field];
  return typeof value === "string" ? value : "";
}

/** A field that holds a number; 0 when it is absent. */
export function number(object: Fields, field: string): number {
  const value = object[field];
  return typeof value === "number" ? value : 0;
}

/** A field that holds a map of texts; empty when it is absent. */
export function textMap(object: Fields, field: string): { readonly [key: string]: string } {
  return part(object, field) as { readonly [key: string]: string };
}

const noFields: Fields = Object.freeze({});
const noItems: readonly Fields[] = Object.freeze([]);
const noTexts: readonly string[] = Object.freeze([]);
