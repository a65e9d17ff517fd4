import { builtInTypes } from "./built-in-types.ts";

type Fields = { readonly [field: string]: unknown };

/** The same with its fields in Go's order: for what the server adds to an object that was decoded. @param table such as "core.v1.PodSpec" */
export function inOrder<T extends Fields>(table: string, value: T): T {
  const made: { [field: string]: unknown } = {};
  for (const name of builtInTypes().named(table).fields.keys()) {
    const field = value[name];
    if (field !== undefined) made[name] = field;
  }
  return made as T;
}

/**
 * A struct that was decoded, whose fields are in Go's order therefore, with others put or replaced where they belong.
 *
 * @param table such as "core.v1.PodSpec"
 */
export function withFields(table: string, value: Fields, fields: readonly (readonly [field: string, value: unknown])[]): Fields {
  const places = placesOf(table);
  const added = fields.length < 2 ? fields : [...fields].sort(([a], [b]) => (places.get(a) ?? Infinity) - (places.get(b) ?? Infinity));
  const made: { [field: string]: unknown } = {};
  let next = 0;
  for (const name of Object.keys(value)) {
    const place = places.get(name) ?? Infinity;
    while (next < added.length && (places.get(added[next]![0]) ?? Infinity) < place) {
      made[added[next]![0]] = added[next]![1];
      next += 1;
    }
    const replaced = next < added.length && added[next]![0] === name;
    made[name] = replaced ? added[next]![1] : value[name];
    if (replaced) next += 1;
  }
  for (; next < added.length; next += 1) made[added[next]![0]] = added[next]![1];
  return made;
}

const places = new Map<string, ReadonlyMap<string, number>>();

function placesOf(table: string): ReadonlyMap<string, number> {
  let of = places.get(table);
  if (of === undefined) places.set(table, (of = new Map([...builtInTypes().named(table).fields.keys()].map((name, place) => [name, place]))));
  return of;
}
