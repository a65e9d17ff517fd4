import { expect, test } from "vitest";
import { decodeBody } from "./body.ts";

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

test("an open list is told in Go's words", () => {
  expect(decoded("a: [")).toMatchObject({ kind: "malformed", message: "yaml: line 1: did not find expected node content" });
});

test.each([
  ["aliases that multiply", `a0: &a0 [x]\n${Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`).join("\n")}\n`],
  ["nesting without end", "[".repeat(50_000)],
])("%s: refused, not thrown", (_, text) => {
  expect(decoded(text)).toMatchObject({ kind: "malformed" });
});
