/** Each arrow of the architecture is enforced: what it forbids is planted and seen, what it allows passes. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { plant, root } from "./planted-tree.ts";
import type { PlantedTree } from "./planted-tree.ts";

/** The architecture's sentence, room by room: what each may import of ours. "*" is anything. */
const MAY_IMPORT: { readonly [room: string]: readonly string[] } = {
  kernel: [],
  api: [],
  wire: ["api"],
  server: ["kernel", "api", "wire"],
  network: ["kernel", "api", "wire"],
  client: ["api", "wire"],
  discovery: ["client", "api"],
  cluster: ["kernel", "api", "wire", "server", "network", "client", "discovery"],
  explore: ["kernel", "api", "wire", "server", "network", "client", "discovery", "cluster"],
  report: ["kernel", "api", "network", "explore"],
  integrations: ["*"],
  http: ["*"],
  cli: ["*"],
};
const ROOMS = Object.keys(MAY_IMPORT);
/** From the inside out: each may import those before it, and nothing further in imports them. */
const OUTERMOST = ["integrations", "http", "cli"];
const SUBROOMS = ["server/storage", "server/watchcache", "server/rest", "server/kinds", "server/schema", "server/validation", "client/cache", "client/workqueue", "client/controller", "client/transport", "client/remotecommand"];

const pairs = ROOMS.flatMap((from) => ROOMS.filter((to) => to !== from).map((to) => ({ from, to })));
const isAllowed = (from: string, to: string): boolean =>
  OUTERMOST.includes(to) ? OUTERMOST.indexOf(from) > OUTERMOST.indexOf(to) : MAY_IMPORT[from]!.includes(to) || MAY_IMPORT[from]!.includes("*");
const pairFile = (from: string, to: string): string => `src/${from}/imports-${to}.ts`;

/** One violation a file: rule, path, contents. */
const PLANTED: readonly (readonly [name: string, rule: string, path: string, code: string])[] = [
  ["a client that makes its own clock", "only-types-of-kernel", "src/client/makes-time.ts", 'import { value } from "../kernel/index.ts";\nexport const x = value;'],
  ["a discovery that makes its own clock", "only-types-of-kernel", "src/discovery/makes-time.ts", 'import { value } from "../kernel/index.ts";\nexport const x = value;'],
  ["a room entered by the window", "rooms-have-one-door", "src/cluster/window.ts", 'import type { Inner } from "../network/inner.ts";\nexport type X = Inner;'],
  ["a room within a room entered from another room by the window", "rooms-have-one-door", "src/cluster/inner-window.ts", 'import { inner } from "../server/storage/inner.ts";\nexport const x = inner;'],
  ["the face that enters by the window", "the-face-enters-by-the-door", "src/face.ts", 'export { inner } from "./cluster/inner.ts";'],
  ...SUBROOMS.map((room) => {
    const [half, name] = room.split("/") as [string, string];
    return [`${room} entered by a neighbour through the window`, "rooms-within-rooms-have-one-door", `src/${half}/other/window-${name}.ts`, `import { inner } from "../${name}/inner.ts";\nexport const x = inner;`] as const;
  }),
  ...SUBROOMS.map((room) => {
    const [half, name] = room.split("/") as [string, string];
    return [`${room} entered by its half through the window`, "halves-enter-their-rooms-by-the-door", `src/${half}/window-${name}.ts`, `import { inner } from "./${name}/inner.ts";\nexport const x = inner;`] as const;
  }),
  ...["kernel", "api", "server/storage", "server/watchcache"].flatMap((room) =>
    [["rxjs", "Observable"], ["fast-check", "Arbitrary"]].map(([name, type]) => [`${name} in ${room}`, "no-rxjs-nor-fast-check-inside", `src/${room}/${name}-user.ts`, `import type { ${type} } from "${name}";\nexport type X = ${type}<number>;`] as const),
  ),
  ["vitest outside its entry point", "optional-peers-behind-their-own-door", "src/cluster/vitest-user.ts", 'import { expect } from "vitest";\nexport const x = expect;'],
  ["fast-check in the cluster", "optional-peers-behind-their-own-door", "src/cluster/fast-check-user.ts", 'import { assert } from "fast-check";\nexport const x = assert;'],
  ["commander in the library", "commander-only-in-cli", "src/cluster/commander-user.ts", 'import { Command } from "commander";\nexport const x = new Command();'],
  ...["kernel", "api", "wire", "server", "network", "client", "discovery"].map((room) => [`a file opened in ${room}`, "nothing-real-inside", `src/${room}/file-user.ts`, 'import { readFileSync } from "node:fs";\nexport const x = readFileSync;'] as const),
  ["a cycle", "no-cycles", "src/cluster/cycle-a.ts", 'import { b } from "./cycle-b.ts";\nexport const a = (): unknown => b;'],
  ["a development package in what is shipped", "shipped-code-needs-shipped-packages", "src/cli/dev-user.ts", 'import { knip } from "knip";\nexport const x = knip;'],
  ["a package that nobody declared", "shipped-code-needs-shipped-packages", "src/cli/stray-user.ts", 'import { nanoid } from "nanoid";\nexport const x = nanoid;'],
  ["an import that leads nowhere", "all-resolve", "src/cli/nowhere.ts", 'import { x } from "./gone.ts";\nexport const y = x;'],
  ["a library that imports its laws", "src-stands-alone", "src/explore/law-user.ts", 'import { law } from "../../properties/some.law.ts";\nexport const x = law;'],
  ["a file that nobody imports", "no-orphans", "src/cluster/lonely.ts", "export const lonely = 1;"],
];

/** What looks like a violation and is none. */
const ALLOWED: readonly (readonly [name: string, path: string, code: string])[] = [
  ["a client that knows the type of a clock", "src/client/knows-time.ts", 'import type { Value } from "../kernel/index.ts";\nexport type X = Value;'],
  ["a client's test that makes a clock", "src/client/makes-time.test.ts", 'import { value } from "../kernel/index.ts";\nexport const x = value;'],
  ["a room within a room entered by its door", "src/cluster/inner-door.ts", 'import { value } from "../server/storage/index.ts";\nexport const x = value;'],
  ["types that refer to each other", "src/cluster/types-a.ts", 'import type { B } from "./types-b.ts";\nexport type A = B | undefined;'],
  ["rxjs where the public face is", "src/cluster/rxjs-user.ts", 'import { Observable } from "rxjs";\nexport const x = Observable;'],
  ["vitest behind its own door", "src/integrations/vitest.ts", 'import { expect } from "vitest";\nexport const x = expect;'],
  ["commander in the command", "src/cli/commander-user.ts", 'import { Command } from "commander";\nexport const x = new Command();'],
];

interface Cruise {
  readonly summary: { readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[] };
}

let tree: PlantedTree;
let found: ReadonlyMap<string, readonly string[]>;

beforeAll(() => {
  const files: Record<string, string> = {
    "src/cluster/inner.ts": "export const inner = 1;\n",
    "src/cluster/cycle-b.ts": 'import { a } from "./cycle-a.ts";\nexport const b = (): unknown => a;\n',
    "src/cluster/types-b.ts": 'import type { A } from "./types-a.ts";\nexport type B = A | undefined;\n',
    "src/network/inner.ts": "export type Inner = number;\n",
    "properties/some.law.ts": "export const law = 1;\n",
  };
  for (const room of [...ROOMS, ...SUBROOMS]) files[`src/${room}/index.ts`] = "export const value = 1;\nexport type Value = number;\n";
  for (const room of SUBROOMS) files[`src/${room}/inner.ts`] = "export const inner = 1;\n";
  for (const { from, to } of pairs) files[pairFile(from, to)] = `import { value } from "../${to}/index.ts";\nexport const x = value;\n`;
  for (const [, , path, code] of PLANTED) files[path] = `${code}\n`;
  for (const [, path, code] of ALLOWED) files[path] = `${code}\n`;

  tree = plant(files, [".dependency-cruiser.mjs"]);
  const answer = tree.run("dependency-cruiser/bin/dependency-cruiser.mjs", ["--output-type", "json", "src", "properties"], ["--import", `${root}/scripts/typescript-for-tools.ts`]);
  const byFile = new Map<string, string[]>();
  for (const { from, rule } of (JSON.parse(answer) as Cruise).summary.violations) {
    const rules = byFile.get(from) ?? [];
    byFile.set(from, rules);
    rules.push(rule.name);
  }
  found = byFile;
});
afterAll(() => tree.remove());

describe("between rooms", () => {
  test.each(pairs.filter(({ from, to }) => !isAllowed(from, to)))("$from must not import $to", ({ from, to }) => {
    expect(found.get(pairFile(from, to))).toBeDefined();
  });
  test.each(pairs.filter(({ from, to }) => isAllowed(from, to)))("$from may import $to", ({ from, to }) => {
    expect(found.get(pairFile(from, to))).toBeUndefined();
  });
});

describe("of each kind", () => {
  test.each(PLANTED)("%s is reported", (_, rule, path) => {
    expect(found.get(path)).toContain(rule);
  });
  test.each(ALLOWED)("%s passes", (_, path) => {
    expect(found.get(path)).toBeUndefined();
  });
});
