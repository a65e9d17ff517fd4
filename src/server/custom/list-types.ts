import type { Json } from "../../api/index.ts";
import type { Report } from "../validation/index.ts";
import { noPath } from "../validation/index.ts";
import { tell } from "./embedded.ts";
import type { Structural } from "./structural.ts";
import { isObject } from "./structural.ts";

/**
 * Items of sets and of lists with keys must differ. The second of a kind is told, later ones are not.
 *
 * @param path "" for the object itself
 * @source apiextensions-apiserver pkg/apiserver/schema/listtype/validation.go
 */
export function listTypeProblems(report: Report, schema: Structural, value: Json, path: string): void {
  if (!schema.holdsKeyedLists) return;
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    if (schema.listType === "set") twins(items, (i) => tell(report, `${path}[${i}]`, (own) => own.duplicate(noPath, items[i])));
    else if (schema.listType === "map") mapProblems(report, schema, items, path);
    const { items: of } = schema;
    if (of !== undefined) items.forEach((each, i) => listTypeProblems(report, of, each, `${path}[${i}]`));
  } else if (isObject(value)) {
    const { additional, properties } = schema;
    for (const key of Object.keys(value)) {
      const of = properties.get(key);
      if (typeof additional === "object") listTypeProblems(report, additional, value[key] as Json, `${path}[${key}]`);
      if (of !== undefined) listTypeProblems(report, of, value[key] as Json, path === "" ? key : `${path}.${key}`);
    }
  }
}

function mapProblems(report: Report, { listKeys }: Structural, items: readonly Json[], path: string): void {
  const odd = items.findIndex((each) => each !== null && !isObject(each));
  if (odd >= 0) {
    tell(report, `${path}[${odd}]`, (own) => own.invalid(noPath, items[odd], "must be an object for an array of list-type map"));
    return;
  }
  const names = [...listKeys].sort();
  const keys = items.map((each) => Object.fromEntries(names.flatMap((name) => (isObject(each) && Object.hasOwn(each, name) ? [[name, each[name] as Json]] : []))));
  twins(keys, (i) => tell(report, `${path}[${i}]`, (own) => own.duplicate(noPath, keys[i])));
}

function twins(items: readonly Json[], found: (at: number) => void): void {
  if (items.length < 2) return;
  const times = new Map<string, number>();
  items.forEach((each, i) => {
    const text = JSON.stringify(each);
    const seen = times.get(text) ?? 0;
    times.set(text, seen + 1);
    if (seen === 1) found(i);
  });
}
