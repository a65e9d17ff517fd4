/** Rules of the house that are about texts: read from the files that are committed. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "./planted-tree.ts";

interface TextRule {
  readonly says: string;
  /** Which files it is about. */
  readonly in: RegExp;
  readonly except?: RegExp;
  readonly never: RegExp;
  /** A line that breaks it, and one that does not: the rule is tried on both. */
  readonly breaks: string;
  readonly keeps: string;
}

const SOURCE = /^(?:src|properties|scripts|benchmarks)\/.*[.](?:ts|js)$/;
const THIS = /^properties\/tooling\//;

const RULES: readonly TextRule[] = [
  {
    says: "no rule of the linter is switched off in the code: an exception is named in .oxlintrc.json, with its reason",
    in: SOURCE,
    except: THIS,
    never: /(?:oxlint|eslint)-disable/,
    breaks: "// oxlint-disable-next-line no-var",
    keeps: "// oxlint is the linter",
  },
  {
    says: "the compiler is not told to look away",
    in: SOURCE,
    except: THIS,
    never: /@ts-(?:ignore|nocheck)|\bas any\s*[;,)\]}]/,
    breaks: "const x = y as any;",
    keeps: "const x = y as many;",
  },
  {
    says: "nothing is left to do",
    in: SOURCE,
    except: THIS,
    never: /\b(?:TODO|FIXME|XXX|HACK)\b/,
    breaks: "// FIXME: later",
    keeps: "// to do it twice would count twice",
  },
  {
    says: "no path of somebody's machine",
    in: /./,
    except: /^(?:properties\/tooling\/|.*[.](?:gz|br)$)/,
    never: /(?:^|[\s"'`(=:])\/(?:work|root|home|Users)\/[\w.-]/,
    breaks: "see /home/me/kubeloom",
    keeps: "see src/root/x",
  },
  {
    says: "no registry host in what is installed from",
    in: /(?:^|\/)(?:package-lock[.]json|package[.]json|[.]npmrc)$/,
    never: /registry[.]|"resolved"/,
    breaks: '"resolved": "https://registry.example/x.tgz"',
    keeps: '"version": "1.0.0"',
  },
];

const committed = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0").filter((path) => path !== "" && existsSync(join(root, path)));

describe.each(RULES)("$says", (rule) => {
  test("the rule tells right from wrong", () => {
    expect(rule.never.test(rule.breaks)).toBe(true);
    expect(rule.never.test(rule.keeps)).toBe(false);
  });
  test("every committed file keeps it", () => {
    const broken = committed
      .filter((path) => rule.in.test(path) && rule.except?.test(path) !== true)
      .flatMap((path) => readFileSync(join(root, path), "utf8").split("\n").flatMap((line, index) => (rule.never.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])));
    expect(broken).toEqual([]);
  });
});

test("every link between documents leads somewhere", () => {
  const dead = committed
    .filter((path) => path.endsWith(".md"))
    .flatMap((path) =>
      [...readFileSync(join(root, path), "utf8").matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .filter(([, target]) => !existsSync(join(root, dirname(path), target!)))
        .map(([, target]) => `${path} → ${target}`),
    );
  expect(dead).toEqual([]);
});

test("the index of decisions lists each of them", () => {
  const index = readFileSync(join(root, "docs/decisions/README.md"), "utf8");
  const unlisted = committed.filter((path) => /^docs\/decisions\/(?!README)[^/]+[.]md$/.test(path)).filter((path) => !index.includes(`(${path.slice("docs/decisions/".length)})`));
  expect(unlisted).toEqual([]);
});
