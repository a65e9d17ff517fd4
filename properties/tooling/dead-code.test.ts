/** Code that nobody uses, and packages that nobody declared, are seen. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { plant } from "./planted-tree.ts";
import type { PlantedTree } from "./planted-tree.ts";

interface Finding {
  readonly file: string;
  readonly [kind: string]: unknown;
}

let tree: PlantedTree;
let found: readonly Finding[];

beforeAll(() => {
  tree = plant(
    {
      "src/index.ts": 'import "nanoid";\nexport { used } from "./half-used.ts";\n',
      "src/half-used.ts": "export const used = 1;\nexport const unused = 2;\nexport interface UnusedType { readonly a: number }\n",
      "src/forgotten.ts": "export const forgotten = 1;\n",
      "src/integrations/vitest.ts": 'export { expect } from "vitest";\n',
    },
    ["knip.json"],
  );
  found = (JSON.parse(tree.run("knip/bin/knip.js", ["--reporter", "json"])) as { readonly issues: readonly Finding[] }).issues;
});
afterAll(() => tree.remove());

const names = (file: string, kind: string): readonly string[] =>
  found.filter((finding) => finding.file === file).flatMap((finding) => (finding[kind] as readonly { readonly name: string }[]).map(({ name }) => name));

test("a file that nothing reaches", () => expect(names("src/forgotten.ts", "files")).toEqual(["src/forgotten.ts"]));
test("an export that nothing imports", () => expect(names("src/half-used.ts", "exports")).toEqual(["unused"]));
test("a type that nothing imports", () => expect(names("src/half-used.ts", "types")).toEqual(["UnusedType"]));
test("a package that package.json does not name", () => expect(names("src/index.ts", "unlisted")).toEqual(["nanoid"]));
test("a dependency that nothing imports", () => expect(names("package.json", "dependencies")).toContain("immer"));
test("an entry point of the package is not dead", () => expect(found.some(({ file }) => file === "src/integrations/vitest.ts")).toBe(false));
