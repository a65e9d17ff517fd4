import { parse } from "yaml";
import { expect, test } from "vitest";
import { yamlText } from "./yaml-text.ts";

test.each([
  ["keys in Go's order, which puts letters last", { b: 1, a: 2, _: 3, a10: 4, a9: 5 }, '_: 3\na: 2\na9: 5\na10: 4\nb: 1\n'],
  ["what another reader takes for something else", { n: "1", t: "yes", d: "2020-01-01", e: "", z: "1e3", s: "1:30", k: "v" }, 'd: "2020-01-01"\ne: ""\nk: v\n"n": "1"\ns: "1:30"\nt: "yes"\nz: "1e3"\n'],
  ["lists, which do not move in", { a: [1, { b: 2, c: [] }], d: {} }, "a:\n- 1\n- b: 2\n  c: []\nd: {}\n"],
  ["lists of lists", { a: [[1, 2], [3]] }, "a:\n- - 1\n  - 2\n- - 3\n"],
  ["several lines", { a: "x\ny\n", b: "x\ny", c: " x\n\n" }, "a: |\n  x\n  y\nb: |-\n  x\n  y\nc: |2+\n   x\n\n"],
  ["what must be quoted", { a: "x: y", b: "- x", c: "it's: so", d: "tab\there" }, 'a: \'x: y\'\nb: \'- x\'\nc: \'it\'\'s: so\'\nd: "tab\\there"\n'],
  ["long lines", { m: `${"word ".repeat(20)}end` }, `m: ${"word ".repeat(15)}word\n  ${"word ".repeat(4)}end\n`],
])("%s", (_, value, text) => {
  expect(yamlText(value)).toBe(text);
  expect(parse(text, { version: "1.1" })).toEqual(value);
});
