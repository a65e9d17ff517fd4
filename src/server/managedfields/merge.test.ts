import { describe, expect, test } from "vitest";
import type { Atom } from "./atom.ts";
import { deduced } from "./atom.ts";
import { merge } from "./merge.ts";

const text: Atom = { scalar: "string" };
const set: Atom = { list: { atomic: false, keys: [], items: text } };
const byName: Atom = { list: { atomic: false, keys: [{ name: "name" }], items: { map: { atomic: false, fields: new Map(), others: text } } } };
const whole: Atom = { map: { atomic: true, fields: new Map(), others: text } };

function named(...names: readonly string[]) {
  return names.map((name) => ({ name }));
}

describe("what is applied over what is there", () => {
  test.each([
    ["items of the live list alone keep their places", byName, named("a", "b", "c"), named("c", "x"), named("a", "b", "c", "x")],
    ["those that both have stand as applied", byName, named("a", "b", "c", "d"), named("c", "a"), named("b", "c", "d", "a")],
    ["items merge by their keys", byName, [{ name: "a", v: "1", w: "1" }], [{ name: "a", v: "2" }], [{ name: "a", v: "2", w: "1" }]],
    ["a list that names an item twice gives it up", byName, [{ name: "a", v: "1" }, { name: "a", v: "2" }], [{ name: "a", w: "3" }], [{ name: "a", w: "3" }]],
    ["sets join", set, ["a", "b"], ["c", "a"], ["c", "a", "b"]],
    ["what is one value is replaced", whole, { a: "1" }, { b: "1" }, { b: "1" }],
    ["a null says nothing of a list that is there", set, ["a"], null, ["a"]],
    ["an empty list says nothing either", set, ["a"], [], ["a"]],
    ["of free content maps merge and lists do not", deduced, { a: { b: 1 }, l: [1] }, { a: { c: 2 }, l: [2] }, { a: { b: 1, c: 2 }, l: [2] }],
    ["free content may become something else", deduced, { a: { b: 1 } }, { a: "text" }, { a: "text" }],
  ])("%s", (_, atom, live, applied, merged) => {
    expect(merge(atom, live, applied)).toEqual(merged);
  });

  test("what changes nothing is the live value itself", () => {
    const live = named("a", "b");
    expect(merge(byName, live, named("b"))).toBe(live);
  });
});
