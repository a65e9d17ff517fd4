import { expect, test } from "vitest";
import { decodeBody } from "./body.ts";
import { repeatedYamlKeys } from "./yaml-body.ts";

function decoded(text: string): unknown {
  return decodeBody(new TextEncoder().encode(text), "application/yaml");
}

test.each([
  ["Go's words for true and false", "a: yes\nb: off\nc: \"yes\"\n", { a: true, b: false, c: "yes" }],
  ["times stay texts", "a: 2020-01-01\nb: 2020-01-01T00:00:00Z\n", { a: "2020-01-01", b: "2020-01-01T00:00:00Z" }],
  ["keys become texts", "1: x\ntrue: z\n", { 1: "x", true: "z" }],
  ["the first of several documents", "a: 1\n---\nb: 2\n", { a: 1 }],
  ["anchors and merges", "a: &a {x: 1}\nb: {<<: *a, z: 2}\n", { a: { x: 1 }, b: { x: 1, z: 2 } }],
])("%s", (_, text, value) => {
  expect(decoded(text)).toMatchObject({ kind: "value", value });
});

test.each([
  ["a: [", "line 1: did not find expected node content"],
  ["a: 1\nb: [\n\n\n", "line 4: did not find expected node content"],
  ["{\"a\": 1", "line 1: did not find expected ',' or '}'"],
  ["a: b: c", "mapping values are not allowed in this context"],
  ["a: 1\n  b: 2\n", "line 2: mapping values are not allowed in this context"],
  ["a: 1\n\tb: c\n", "line 2: found a tab character that violates indentation"],
  ["\ta: 1\n", "found character that cannot start any token"],
  ["a: @x\n", "found character that cannot start any token"],
  ["a: 1\nb\nc: 2\n", "line 3: could not find expected ':'"],
  ["a: \"x\nb: 2\n", "line 3: found unexpected end of stream"],
  ["a: *x\n", "unknown anchor 'x' referenced"],
])("%j is refused in Go's words", (text, message) => {
  expect(decoded(text)).toMatchObject({ kind: "malformed", message: `yaml: ${message}` });
});

test("keys that are said twice are found, with their lines", () => {
  expect(repeatedYamlKeys("a: 1\nb:\n  k: a\n  k: b\na: 2\n")).toEqual(['line 4: key "k" already set in map', 'line 5: key "a" already set in map']);
});

test.each([
  ["aliases that multiply", `a0: &a0 [x]\n${Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`).join("\n")}\n`],
  ["nesting without end", "[".repeat(50_000)],
])("%s: refused, not thrown", (_, text) => {
  expect(decoded(text)).toMatchObject({ kind: "malformed" });
});

// Quadratic, or read as YAML, these would take longer than a test may.
test("what stands behind the first document costs nothing, and JSON is read as JSON", () => {
  expect(decoded(`a: 1\n${"---\nb: 2\n".repeat(100_000)}`)).toMatchObject({ kind: "value", value: { a: 1 } });
  expect(decoded(`a: [\n${"---\nb: 2\n".repeat(100_000)}`)).toMatchObject({ kind: "malformed" });
  expect(decoded(`{"a":{${'"k":"v",'.repeat(100_000)}"k":"w"}}`)).toMatchObject({ kind: "value", value: { a: { k: "w" } } });
});
