/** Each ban of the linter is seen where it is planted, and only in the rooms it is meant for. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { plant, root } from "./planted-tree.ts";
import type { PlantedTree } from "./planted-tree.ts";

const CORE = ["kernel", "api", "wire", "server", "network", "client", "discovery", "cluster", "explore"];

/** What may not stand in the core: rule, and a line that breaks it. */
const CORE_BANS: readonly (readonly [name: string, rule: string, code: string])[] = [
  ["Date", "eslint(no-restricted-globals)", "export const x = (): unknown => Date;"],
  ["new Date", "eslint(no-restricted-globals)", "export const x = (): unknown => new Date();"],
  ["Date through globalThis", "eslint(no-restricted-globals)", "export const x = (): unknown => globalThis.Date;"],
  ["performance", "eslint(no-restricted-globals)", "export const x = (): number => performance.now();"],
  ["setTimeout", "eslint(no-restricted-globals)", "export const x = (): unknown => setTimeout(() => 1, 1);"],
  ["setInterval", "eslint(no-restricted-globals)", "export const x = (): unknown => setInterval(() => 1, 1);"],
  ["setImmediate", "eslint(no-restricted-globals)", "export const x = (): unknown => setImmediate(() => 1);"],
  ["queueMicrotask", "eslint(no-restricted-globals)", "export const x = (): void => { queueMicrotask(() => 1); };"],
  ["clearTimeout", "eslint(no-restricted-globals)", "export const x = (): void => { clearTimeout(1); };"],
  ["clearInterval", "eslint(no-restricted-globals)", "export const x = (): void => { clearInterval(1); };"],
  ["clearImmediate", "eslint(no-restricted-globals)", "export const x = (): void => { clearImmediate(undefined); };"],
  ["crypto", "eslint(no-restricted-globals)", "export const x = (): string => crypto.randomUUID();"],
  ["fetch", "eslint(no-restricted-globals)", "export const x = (): unknown => fetch;"],
  ["WebSocket", "eslint(no-restricted-globals)", "export const x = (): unknown => WebSocket;"],
  ["WeakRef", "eslint(no-restricted-globals)", "export const x = (): unknown => new WeakRef({});"],
  ["FinalizationRegistry", "eslint(no-restricted-globals)", "export const x = (): unknown => FinalizationRegistry;"],
  ["Intl", "eslint(no-restricted-globals)", "export const x = (): unknown => Intl;"],
  ["Math.random", "eslint(no-restricted-properties)", "export const x = (): number => Math.random();"],
  ["Math.random, taken apart", "eslint(no-restricted-properties)", "const { random } = Math;\nexport const x = (): number => random();"],
  ["Math['random']", "eslint(no-restricted-properties)", "export const x = (): number => Math['random']();"],
  ["process.hrtime", "eslint(no-restricted-properties)", "export const x = (): unknown => process.hrtime();"],
  ["process.cpuUsage", "eslint(no-restricted-properties)", "export const x = (): unknown => process.cpuUsage();"],
  ["process.memoryUsage", "eslint(no-restricted-properties)", "export const x = (): unknown => process.memoryUsage();"],
  ["process.uptime", "eslint(no-restricted-properties)", "export const x = (): unknown => process.uptime();"],
  ["process.nextTick", "eslint(no-restricted-properties)", "export const x = (): void => { process.nextTick(() => 1); };"],
  ["process.env", "eslint(no-restricted-properties)", "export const x = (): unknown => process.env;"],
  ["Promise.race", "eslint(no-restricted-properties)", "export const x = (): unknown => Promise.race([]);"],
  ["Promise.any", "eslint(no-restricted-properties)", "export const x = (): unknown => Promise.any([]);"],
  ["localeCompare", "eslint(no-restricted-properties)", "export const x = (a: string): number => a.localeCompare('b');"],
  ["toLocaleString", "eslint(no-restricted-properties)", "export const x = (a: number): string => a.toLocaleString();"],
  ["toLocaleLowerCase", "eslint(no-restricted-properties)", "export const x = (a: string): string => a.toLocaleLowerCase();"],
  ["toLocaleUpperCase", "eslint(no-restricted-properties)", "export const x = (a: string): string => a.toLocaleUpperCase();"],
  ["node:crypto", "eslint(no-restricted-imports)", "export { randomBytes } from 'node:crypto';"],
  ["node:perf_hooks", "eslint(no-restricted-imports)", "export { monitorEventLoopDelay } from 'node:perf_hooks';"],
  ["node:timers", "eslint(no-restricted-imports)", "export { setTimeout as x } from 'node:timers';"],
  ["node:timers/promises", "eslint(no-restricted-imports)", "export { setTimeout as x } from 'node:timers/promises';"],
  ["node:os", "eslint(no-restricted-imports)", "export { cpus } from 'node:os';"],
  ["node:worker_threads", "eslint(no-restricted-imports)", "export { threadId } from 'node:worker_threads';"],
  ["node:child_process", "eslint(no-restricted-imports)", "export { spawn } from 'node:child_process';"],
  ["crypto without node:", "eslint(no-restricted-imports)", "export { randomBytes } from 'crypto';"],
  ["an async function", "kubeloom(no-await)", "export async function x(): Promise<number> { return 1; }"],
  ["an async arrow", "kubeloom(no-await)", "export const x = async (): Promise<number> => 1;"],
  ["an await", "kubeloom(no-await)", "export const x = await Promise.resolve(1);"],
  ["for await", "kubeloom(no-await)", "export const y: AsyncIterable<number>[] = [];\nfor await (const x of y[0] ?? []) y.push(x as never);"],
];

/** What may stand nowhere. */
const BANS: readonly (readonly [name: string, rule: string, code: string])[] = [
  ["for…in", "kubeloom(no-for-in)", "export function x(o: object): void { for (const k in o) String(k); }"],
  ["an unsorted listing", "kubeloom(ordered-input)", "import { readdirSync } from 'node:fs';\nexport const x = (): string[] => readdirSync('.').map(String);"],
  ["an unsorted listing, awaited", "kubeloom(ordered-input)", "import { readdir } from 'node:fs/promises';\nexport const x = async (): Promise<string[]> => (await readdir('.')).slice();"],
  ["a floating promise", "typescript(no-floating-promises)", "const p = (): Promise<number> => Promise.resolve(1);\nexport function x(): void { p(); }"],
  ["a promise as a condition", "typescript(no-misused-promises)", "export function x(p: Promise<boolean>): number { return p ? 1 : 2; }"],
  ["a default export", "import(no-default-export)", "export default 1;"],
  ["any", "typescript(no-explicit-any)", "export const x = (y: unknown): any => y;"],
  ["a hopeful non-null", "kubeloom(certain-non-null)", "export const x = (y: string | undefined): number => y!.length;"],
  ["@ts-ignore", "typescript(ban-ts-comment)", "// @ts-ignore\nexport const x: number = 'a';"],
  ["@ts-nocheck", "typescript(ban-ts-comment)", "// @ts-nocheck\nexport const x: number = 'a';"],
  ["an unnamed @ts-expect-error", "typescript(ban-ts-comment)", "// @ts-expect-error\nexport const x: number = 'a';"],
  ["a type imported as a value", "typescript(consistent-type-imports)", "import { Stats } from 'node:fs';\nexport const x = (s: Stats): number => s.size;"],
  ["a forgotten case", "typescript(switch-exhaustiveness-check)", "export function x(k: 'a' | 'b'): number { switch (k) { case 'a': return 1; } return 2; }"],
  ["a thrown text", "typescript(only-throw-error)", "export function x(): never { throw 'a'; }"],
  ["an idle assertion", "typescript(no-unnecessary-type-assertion)", "export const x = (y: string): string => y as string;"],
  ["var", "eslint(no-var)", "export var x = 1;"],
  ["==", "eslint(eqeqeq)", "export const x = (a: number): boolean => a == 1;"],
  ["a to-do", "eslint(no-warning-comments)", "// TODO later\nexport const x = 1;"],
  ["an idle disable comment", "unused directive", "// oxlint-disable-next-line no-var\nexport const x = 1;"],
];

/** What may stand in no test. */
const TEST_BANS: readonly (readonly [name: string, rule: string, code: string])[] = [
  ["a test that is alone", "vitest(no-focused-tests)", "import { test } from 'vitest';\ntest.only('a', () => {});"],
  ["a test that is skipped", "vitest(no-disabled-tests)", "import { test } from 'vitest';\ntest.skip('a', () => {});"],
  ["sleep", "eslint(no-restricted-globals)", "export const x = (): unknown => setTimeout(() => 1, 1);"],
  ["Math.random", "eslint(no-restricted-properties)", "export const x = (): number => Math.random();"],
  ["Date.now", "eslint(no-restricted-properties)", "export const x = (): number => Date.now();"],
];

/** What looks like a violation and is none: where it may stand. */
const ALLOWED: readonly (readonly [name: string, path: string, code: string])[] = [
  ["a clock outside the core", "src/cli/allowed-clock.ts", "export const x = (): number => Date.now();"],
  ["an async function outside the core", "src/cli/allowed-async.ts", "export const x = async (): Promise<number> => 1;"],
  ["a sorted listing", "src/cli/allowed-listing.ts", "import { readdirSync } from 'node:fs';\nexport const x = (): string[] => readdirSync('.').filter((f) => f !== '').sort();"],
  ["an element known to be there", "src/kernel/allowed-element.ts", "export const x = (y: readonly number[]): number => y[0]!;"],
  ["an awaiting test in the core", "src/kernel/allowed.test.ts", "import { expect, test } from 'vitest';\ntest('a', async () => { expect(await Promise.resolve(Date.UTC(2000, 0))).toBe(1); });"],
];

/** Files of the core that the configuration exempts from something. */
const EDGES = [...readFileSync(join(root, ".oxlintrc.json"), "utf8").matchAll(/"(src\/[^"*]+[.]ts)"/g)].map(([, path]) => path!);

interface Diagnostic {
  readonly message: string;
  readonly code?: string;
  readonly filename: string;
}

let tree: PlantedTree;
let found: ReadonlyMap<string, readonly string[]>;

const coreFile = (room: string, index: number): string => `src/${room}/core-ban-${index}.ts`;
const anywhereFile = (index: number): string => `scripts/ban-${index}.ts`;
const testFile = (index: number): string => `src/kernel/test-ban-${index}.test.ts`;

beforeAll(() => {
  const files: Record<string, string> = {};
  CORE_BANS.forEach(([, , code], index) => CORE.forEach((room) => (files[coreFile(room, index)] = `${code}\n`)));
  BANS.forEach(([, , code], index) => (files[anywhereFile(index)] = `${code}\n`));
  TEST_BANS.forEach(([, , code], index) => (files[testFile(index)] = `${code}\n`));
  for (const [, path, code] of ALLOWED) files[path] = `${code}\n`;
  for (const path of EDGES) files[path] = "export const x = (): number => Date.now() + Math.random();\n";
  tree = plant(files, [".oxlintrc.json", "scripts/lint"]);
  const { diagnostics } = JSON.parse(tree.run("oxlint/bin/oxlint", ["-f", "json"])) as { readonly diagnostics: readonly Diagnostic[] };
  const byFile = new Map<string, string[]>();
  for (const { filename, code, message } of diagnostics) {
    const rules = byFile.get(filename) ?? [];
    byFile.set(filename, rules);
    rules.push(code ?? (message.startsWith("Unused") ? "unused directive" : message));
  }
  found = byFile;
});
afterAll(() => tree.remove());

describe("in the core", () => {
  test.each(CORE_BANS.map(([name, rule], index) => ({ name, rule, index })))("$name is reported in each room", ({ rule, index }) => {
    for (const room of CORE) expect(found.get(coreFile(room, index)), room).toContain(rule);
  });
});

describe("anywhere", () => {
  test.each(BANS.map(([name, rule], index) => ({ name, rule, index })))("$name is reported", ({ rule, index }) => {
    expect(found.get(anywhereFile(index))).toContain(rule);
  });
});

describe("in tests", () => {
  test.each(TEST_BANS.map(([name, rule], index) => ({ name, rule, index })))("$name is reported", ({ rule, index }) => {
    expect(found.get(testFile(index))).toContain(rule);
  });
});

describe.each(EDGES)("the edge %s", (path) => {
  test("exists", () => expect(existsSync(join(root, path))).toBe(true));
  test("is bound to virtual time and seeded randomness all the same", () => {
    expect(found.get(path)).toEqual(expect.arrayContaining(["eslint(no-restricted-globals)", "eslint(no-restricted-properties)"]));
  });
});

describe("no false alarm", () => {
  test.each(ALLOWED)("%s passes", (_, path) => {
    expect(found.get(path)).toBeUndefined();
  });
});
