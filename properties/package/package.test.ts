/** What a stranger gets from the registry: the tarball, unpacked into an empty project. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { consumer, packOnce, root } from "./consumer.ts";
import type { Consumer } from "./consumer.ts";
import { blocks, commands } from "./documents.ts";

/** Entry points that cannot be imported without an optional peer. */
const NEEDS_PEER = ["./vitest", "./fast-check"];
/** vitest's own interface can be imported only inside a run of vitest. */
const ONLY_IN_VITEST = ["./vitest"];

const documented = blocks(root);
const examples = documented.filter(({ info }) => info === "ts test").map((block) => ({ ...block, file: `examples/${block.at.replaceAll(/[/:]/g, "-")}.test.ts` }));

let packed: ReturnType<typeof packOnce>;
let bare: Consumer;
let full: Consumer;

beforeAll(() => {
  packed = packOnce();
  bare = consumer(packed.tarball, []);
  full = consumer(packed.tarball, ["fast-check", "vitest", "@types/node"]);
  for (const { file, text } of examples) full.write(file, text);
});
afterAll(() => {
  bare.remove();
  full.remove();
  packed.remove();
});

const entries = (): readonly string[] => Object.keys(bare.manifest.exports).filter((entry) => entry !== "./package.json");
const specifier = (entry: string): string => `kubeloom${entry.slice(1)}`;

describe("the tarball", () => {
  test("holds the built code and the root's papers, and neither tests nor sources", () => {
    const stray = bare.files.filter((path) => !/^(?:dist\/.*|properties\/recordings\/shop[.]jsonl[.]gz|README[.]md|LICENSE|CHANGELOG[.]md|package[.]json)$/.test(path) || /[.]test[.]|(?<![.]d)[.]ts$/.test(path));
    expect(stray).toEqual([]);
    expect(bare.files).toEqual(expect.arrayContaining(["README.md", "LICENSE", "CHANGELOG.md", "dist/index.js", "dist/index.d.ts"]));
  });

  test("has every file that package.json points to", () => {
    const targets = [...Object.values(bare.manifest.exports).flatMap((target) => (typeof target === "string" ? [target] : Object.values(target))), ...Object.values(bare.manifest.bin)];
    expect(targets.filter((target) => !bare.files.includes(target.replace("./", "")))).toEqual([]);
  });

  test("has about a megabyte", () => {
    expect(readFileSync(packed.tarball).length).toBeLessThan(1_250_000);
  });
});

describe("in a project without the optional peers", () => {
  test("every entry point that needs none can be imported, and starts nothing that keeps the process alive", () => {
    const names = entries().filter((entry) => !NEEDS_PEER.includes(entry)).map(specifier);
    bare.write("import-all.js", names.map((name, index) => `import * as m${index} from "${name}";\nif (Object.keys(m${index}).length === 0) throw new Error("${name} is empty");`).join("\n"));
    expect(bare.node(["import-all.js"])).toBe("");
  });

  test("the command answers", () => {
    const command = join("node_modules/kubeloom", Object.values(bare.manifest.bin)[0]!);
    expect(bare.node([command, "--help"])).toContain("kubeloom");
    expect(bare.node([command, "--version"]).trim()).toBe((JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version: string }).version);
  });
});

describe("in a project with the optional peers", () => {
  test("every other entry point can be imported", () => {
    const names = entries().filter((entry) => !ONLY_IN_VITEST.includes(entry)).map(specifier);
    full.write("import-all.js", names.map((name, index) => `import * as m${index} from "${name}";\nif (Object.keys(m${index}).length === 0) throw new Error("${name} is empty");`).join("\n"));
    expect(full.node(["import-all.js"])).toBe("");
  });

  test("every entry point has types, under the strictest reading and without skipping declarations", () => {
    full.write("consume.ts", entries().map((entry, index) => `import * as m${index} from "${specifier(entry)}";\nexport const n${index}: object = m${index};`).join("\n"));
    full.write("tsconfig.json", JSON.stringify({ extends: join(root, "tsconfig.json"), compilerOptions: { skipLibCheck: false, lib: ["es2024", "dom"] }, include: ["consume.ts", "examples"] }));
    expect(full.node([join(root, "node_modules/typescript/bin/tsc"), "--pretty", "false"])).toBe("");
  });
});

describe("the documents", () => {
  test("show no TypeScript that is not run", () => {
    expect(documented.filter(({ info }) => /^(?:ts|typescript|js|javascript)\b/.test(info) && info !== "ts test").map(({ at }) => at)).toEqual([]);
    expect(examples.some(({ at }) => at.startsWith("README.md"))).toBe(true);
    expect(examples.some(({ at }) => at.startsWith("docs/tutorial"))).toBe(true);
  });

  test("show examples that run as written", () => {
    full.write("vitest.config.js", "export default { test: { pool: 'threads', isolate: false, watch: false } };");
    full.node([join(root, "node_modules/vitest/vitest.mjs"), "run", "--reporter=default", "--reporter=json", "--outputFile=report.json", "--root", full.directory]);
    const report = JSON.parse(readFileSync(join(full.directory, "report.json"), "utf8")) as { readonly numPassedTests: number; readonly numFailedTests: number; readonly testResults: readonly { readonly name: string; readonly status: string }[] };
    expect(report.numFailedTests).toBe(0);
    expect(report.testResults.filter(({ status }) => status === "passed").length).toBe(examples.length);
  });

  test("name scripts that exist", () => {
    const { scripts = {} } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly scripts?: { readonly [name: string]: string } };
    const unknown = commands(documented).flatMap(({ at, line }) => {
      const name = /^npm (?:run (?:-s )?(?<run>[\w:-]+)|(?<short>start|test))\b/.exec(line)?.groups;
      const script = name?.["run"] ?? name?.["short"];
      return script === undefined || script in scripts ? [] : [`${at}: ${line}`];
    });
    expect(unknown).toEqual([]);
  });

  test("name options that the command knows", () => {
    const helps = new Map<string, string>();
    const help = (subcommand: string): string => {
      const known = helps.get(subcommand) ?? bare.node([join("node_modules/kubeloom", Object.values(bare.manifest.bin)[0]!), ...subcommand.split(" ").filter((word) => word !== ""), "--help"]);
      helps.set(subcommand, known);
      return known;
    };
    const unknown = commands(documented).flatMap(({ at, line }) => {
      const called = /^(?:npm start(?: --)?|npm run -s kubeloom --|npx kubeloom)(?<rest>.*)$/.exec(line)?.groups;
      if (called === undefined) return [];
      const words = called["rest"]!.trim().split(/\s+/).filter((word) => word !== "");
      const subcommands = line.startsWith("npm start") ? ["run"] : words.slice(0, Math.max(0, words.findIndex((word) => word.startsWith("-")))).filter((word) => /^[a-z-]+$/.test(word));
      return words.filter((word) => word.startsWith("--")).filter((word) => !help(subcommands.join(" ")).includes(word.split("=")[0]!)).map((word) => `${at}: ${word} of ${line}`);
    });
    expect(unknown).toEqual([]);
  });
});

test("every room that package.json shows exists in the sources", () => {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Pick<Consumer["manifest"], "exports">;
  const sources = Object.values(exports).flatMap((target) => (typeof target === "string" ? [] : [target.default.replace("./dist/", "src/").replace(/[.]js$/, ".ts")]));
  expect(sources.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
