import { expect, test } from "vitest";
import type { KubeObject } from "./object.ts";
import { compileFields, parseFieldSelector } from "./field-selector.ts";
import { compileLabels, parseLabelSelector } from "./label-selector.ts";

function labelled(labels?: { [key: string]: string }): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", ...(labels === undefined ? {} : { labels }) } };
}

function matches(selector: string, labels?: { [key: string]: string }): boolean {
  const parsed = parseLabelSelector(selector);
  if ("problem" in parsed) throw new Error(parsed.problem);
  return compileLabels(parsed)?.matches(labelled(labels)) ?? true;
}

test.each([
  ["", {}, true],
  ["a", { a: "" }, true],
  ["a", {}, false],
  ["!a", {}, true],
  ["!a", { a: "1" }, false],
  ["a=1", { a: "1" }, true],
  ["a==1", { a: "2" }, false],
  ["a!=1", {}, true],
  ["a!=1", { a: "1" }, false],
  ["a=", { a: "" }, true],
  ["a in (1,2)", { a: "2" }, true],
  ["a in (1,)", { a: "" }, true],
  ["a in ()", { a: "" }, true],
  ["a notin (1, 2)", { a: "2" }, false],
  ["a notin (1,2)", {}, true],
  ["in in (in)", { in: "in" }, true],
  ["a>5", { a: "12" }, true],
  ["a>5", { a: "abc" }, false],
  ["a<5,b", { a: "4", b: "x" }, true],
  ["example.com/a=b", { "example.com/a": "b" }, true],
])("label selector %j on %j is %s", (selector, labels, expected) => {
  expect(matches(selector, labels as { [key: string]: string })).toBe(expected);
});

test("without labels nothing equals, and everything differs", () => {
  expect(matches("a=1")).toBe(false);
  expect(matches("a!=1")).toBe(true);
});

// What a real server answered (recordings list/label-selector-errors).
test.each([
  ["x=1=2", "found '=', expected: ',' or 'end of string'"],
  ["x in", "unable to parse requirement: found '' expected: '('"],
  ["x in (", "unable to parse requirement: found '', expected: ',', ')' or identifier"],
  ["=1", "found '=', expected: !, identifier, or 'end of string'"],
  ["==", "found '==', expected: !, identifier, or 'end of string'"],
  ["x>a", "unable to parse requirement: values[0]: Invalid value: \"a\": for 'Gt', 'Lt' operators, the value must be an integer"],
  ["x=a b", "found 'b', expected: ',' or 'end of string'"],
  ["!!x", "unable to parse requirement: found '!', expected: identifier"],
  [",", "found ',', expected: !, identifier, or 'end of string'"],
])("label selector %j is refused in upstream's words", (selector, message) => {
  expect(parseLabelSelector(selector)).toEqual({ problem: message });
});

test("one label equality is told as a hint", () => {
  const parsed = parseLabelSelector("x in (a,b),app=web");
  if ("problem" in parsed) throw new Error(parsed.problem);
  expect(compileLabels(parsed)?.hint).toEqual({ by: "label", label: "app", value: "web" });
});

test.each([
  ["metadata.name=a", [{ field: "metadata.name", equals: true, value: "a" }]],
  ["a==b,c!=d", [{ field: "a", equals: true, value: "b" }, { field: "c", equals: false, value: "d" }]],
  ["a=x\\,y\\=z", [{ field: "a", equals: true, value: "x,y=z" }]],
  [",", []],
])("field selector %j", (selector, requirements) => {
  expect(parseFieldSelector(selector)).toEqual(requirements);
});

test.each([
  ["metadata.name", "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
  ["metadata.name=a=b", "invalid field selector: unescaped character in value: 61"],
  ["metadata.name=a\\x", "invalid field selector: invalid escape sequence: \\x"],
])("field selector %j is refused in upstream's words", (selector, message) => {
  expect(parseFieldSelector(selector)).toEqual({ problem: message });
});

test("a name or a node is told as a hint", () => {
  const compile = (text: string) => {
    const parsed = parseFieldSelector(text);
    if ("problem" in parsed) throw new Error(parsed.problem);
    return compileFields(parsed, () => "");
  };
  expect(compile("status.phase=x,metadata.name=a")?.hint).toEqual({ by: "name", value: "a" });
  expect(compile("spec.nodeName=n")?.hint).toEqual({ by: "nodeName", value: "n" });
  expect(compile("spec.nodeName!=n")?.hint).toBeUndefined();
});
