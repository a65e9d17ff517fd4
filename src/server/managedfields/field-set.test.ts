import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FieldSet } from "./field-set.ts";
import { difference, has, intersection, noFields, pathSet, pathsOf, union, without } from "./field-set.ts";
import { fieldsV1Of, setOfFieldsV1 } from "./fields-v1.ts";
import type { PathElement } from "./path-element.ts";
import { elementOf, fieldElement, shownElement } from "./path-element.ts";

const path = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 });
const paths = fc.uniqueArray(path, { selector: (each) => each.join("."), maxLength: 8 });

function setOfPaths(all: readonly (readonly string[])[]): FieldSet {
  return all.map((each) => pathSet(each.map(fieldElement))).reduce(union, noFields);
}

function shown(set: FieldSet): readonly string[] {
  return [...pathsOf(set)].map((each) => each.map(shownElement).join("")).sort();
}

describe("sets of paths are as sets of texts", () => {
  test.each([
    ["union", union, (a: string, left: readonly string[], right: readonly string[]) => left.includes(a) || right.includes(a)],
    ["intersection", intersection, (a: string, left: readonly string[], right: readonly string[]) => left.includes(a) && right.includes(a)],
    ["difference", difference, (a: string, left: readonly string[], right: readonly string[]) => left.includes(a) && !right.includes(a)],
    [
      "without, which takes what lies below too", without,
      (a: string, left: readonly string[], right: readonly string[]) => left.includes(a) && !right.some((each) => a === each || a.startsWith(`${each}.`)),
    ],
  ])("%s", (_, combine, belongs) => {
    fc.assert(
      fc.property(paths, paths, (left, right) => {
        const [a, b] = [left, right].map((all) => all.map((each) => `.${each.join(".")}`)) as [string[], string[]];
        const expected = [...new Set([...a, ...b])].filter((each) => belongs(each, a, b)).sort();
        expect(shown(combine(setOfPaths(left), setOfPaths(right)))).toEqual(expected);
      }),
    );
  });

  test("what is in a set is found, and nothing else", () => {
    fc.assert(fc.property(paths, path, (all, one) => has(setOfPaths(all), one.map(fieldElement)) === all.some((each) => each.join() === one.join())));
  });

  test("written and read again it is the same set, one for all of its shape", () => {
    fc.assert(
      fc.property(paths, (all) => {
        const written = fieldsV1Of(setOfPaths(all));
        const read = setOfFieldsV1(JSON.parse(JSON.stringify(written)) as typeof written);
        expect(shown(read ?? noFields)).toEqual(shown(setOfPaths(all)));
        expect(setOfFieldsV1(JSON.parse(JSON.stringify(written)) as typeof written)).toBe(read);
      }),
    );
  });
});

describe("fieldsV1", () => {
  test.each([
    ["fields before keys before values, numbers as numbers", { 'v:"x"': {}, 'k:{"p":80}': {}, "f:b": {}, 'k:{"p":9}': {}, "f:a": {} }, ["f:a", "f:b", 'k:{"p":9}', 'k:{"p":80}', 'v:"x"']],
    ["keys in the order of their names", { 'k:{"b":1,"a":2}': {} }, ['k:{"a":2,"b":1}']],
    ["what nobody understands is passed over", { "z:q": {}, "f:a": {} }, ["f:a"]],
    ["an element written in two ways is one", { 'k:{"a":1, "b":2}': {}, 'k:{"b":2,"a":1}': { "f:x": {} } }, ['k:{"a":1,"b":2}']],
    ["text for HTML", { 'v:"<&>"': {} }, ['v:"\\u003c\\u0026\\u003e"']],
  ])("%s", (_, fields, keys) => {
    expect(Object.keys(fieldsV1Of(setOfFieldsV1(fields) ?? noFields))).toEqual(keys);
  });

  test.each([[{ x: {} }], [{ "f:a": "text" }], [{ "k:[": {} }], [{ "i:x": {} }], [{ fx: {} }]])("%j is no set", (fields) => {
    expect(setOfFieldsV1(fields)).toBeUndefined();
  });

  test("a path in a set that others lead through says so", () => {
    expect(fieldsV1Of(setOfPaths([["a"], ["a", "b"]]))).toEqual({ "f:a": { ".": {}, "f:b": {} } });
    expect(fieldsV1Of(setOfPaths([["a", "b"]]))).toEqual({ "f:a": { "f:b": {} } });
  });
});

test.each([
  ["f:a.b", ".a.b"],
  ['k:{"name":"c","port":1000000}', '[name="c",port=1e+06]'],
  ["v:true", "[=true]"],
  ["i:3", "[3]"],
])("%s is shown as %s", (text, expected) => {
  expect(shownElement(elementOf(text) as PathElement)).toBe(expected);
});
