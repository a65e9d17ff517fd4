import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileRe2 } from "./regexp.ts";

function matches(pattern: string, text: string): boolean {
  const compiled = compileRe2(pattern);
  if (compiled.kind === "problem") throw new Error(compiled.message);
  return compiled.regexp.matches(text);
}

function problem(pattern: string): string | undefined {
  const compiled = compileRe2(pattern);
  return compiled.kind === "problem" ? compiled.message.replace("error parsing regexp: ", "") : undefined;
}

describe("what is misspelt is told in Go's words", () => {
  test.each([
    ["[", "missing closing ]: `[`"],
    ["a[b-", "missing closing ]: `[b-`"],
    ["[z-a]", "invalid character class range: `z-a`"],
    ["[[:foo:]]", "invalid character class range: `[:foo:]`"],
    ["\\p{Nope}", "invalid character class range: `\\p{Nope}`"],
    ["(", "missing closing ): `(`"],
    ["a)", "unexpected ): `a)`"],
    ["*a", "missing argument to repetition operator: `*`"],
    ["(|*)", "missing argument to repetition operator: `*`"],
    ["a**", "invalid nested repetition operator: `**`"],
    ["a{2}{3}", "invalid nested repetition operator: `{2}{3}`"],
    ["a{1001}", "invalid repeat count: `{1001}`"],
    ["(a{40}){40}", "invalid repeat count: `{40}`"],
    ["a{3,2}", "invalid repeat count: `{3,2}`"],
    ["(?=a)", "invalid or unsupported Perl syntax: `(?=`"],
    ["(?<!a)", "invalid named capture: `(?<!a)`"],
    ["(?P<a-b>x)", "invalid named capture: `(?P<a-b>`"],
    ["\\1", "invalid escape sequence: `\\1`"],
    ["\\q", "invalid escape sequence: `\\q`"],
    ["\\x{110000}", "invalid escape sequence: `\\x{110000`"],
    ["a\\", "trailing backslash at end of expression: ``"],
    [`${"(".repeat(1100)}${")".repeat(1100)}`, `expression nests too deeply: \`${"(".repeat(1100)}${")".repeat(1100)}\``],
  ])("%s", (pattern, message) => {
    expect(problem(pattern)).toBe(message);
  });
});

describe("what matches", () => {
  test.each([
    ["b+", "abba", true],
    ["^b+", "abba", false],
    ["(?i)STRASSE", "strasse", true],
    ["(?i:a)b", "AB", false],
    ["(?i)k", "\u212a", true],
    ["[^a-c]", "abc", false],
    ["[[:alpha:]_-]+$", "a_-", true],
    ["\\d", "٣", false],
    ["\\pN", "٣", true],
    ["^\\p{Greek}+$", "λόγος", true],
    [".", "\n", false],
    ["(?s).", "\n", true],
    ["a$", "a\n", false],
    ["(?m)a$", "a\nb", true],
    ["\\bfoo\\b", "a foo.", true],
    ["\\bfoo\\b", "afoo", false],
    ["^.$", "😀", true],
    ["x{2,3}$", "x", false],
    ["^a{,2}$", "a{,2}", true],
    ["^\\Qa.b\\E$", "a.b", true],
    ["^(a|ab)(c|bcd)$", "abcd", true],
    ["", "", true],
    ["^(?:)*$", "", true],
    ["a|^", "zzz", true],
  ])("%s on %j: %s", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test("a text that makes backtracking explode is as quick as any", () => {
    expect(matches("^(a+)+$", `${"a".repeat(50_000)}!`)).toBe(false);
    expect(matches(`(x+x+)+y`, "x".repeat(20_000))).toBe(false);
  });
});

test("agrees with the platform on what both know", () => {
  const atom = fc.constantFrom("a", "b", "c", ".", "[ab]", "[^a]", "\\d", "\\w", "\\b", "^", "$", "(?:a|bc)", "\\.", "0", "é");
  const piece = fc.tuple(atom, fc.constantFrom("", "", "*", "+", "?", "{2}", "{0,2}", "*?")).map(([of, repeat]) => (/^(?:\\b|\^|\$)$/.test(of) ? of : of + repeat));
  const pattern = fc.array(fc.array(piece, { maxLength: 4 }).map((parts) => parts.join("")), { minLength: 1, maxLength: 3 }).map((branches) => branches.join("|"));
  const text = fc.array(fc.constantFrom("a", "b", "c", "0", ".", " ", "\n", "é"), { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 5 }), (source, texts) => {
      // What the platform's dot leaves out, RE2's does not; neither does a final newline end a text here.
      const platform = new RegExp(source.replaceAll(".", "[^\\n]").replaceAll("\\[^\\n]", "\\."), "u");
      for (const each of texts) expect(matches(source, each), each).toBe(platform.test(each));
    }),
    { numRuns: 500 },
  );
});
