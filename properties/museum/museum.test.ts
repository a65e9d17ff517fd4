import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { edited } from "./mutant.ts";
import { MUTANTS } from "./mutants.ts";

test("every mutant is caught by its law in its saved story, and healthy code passes it", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", fileURLToPath(new URL("replay.ts", import.meta.url))], { encoding: "utf8" });
  console.log(stdout);
  expect({ status, stderr, caught: stdout.match(/ {2}caught$/gm)?.length }).toEqual({ status: 0, stderr: "", caught: MUTANTS.length });
}, 60_000);

test("there are at least twelve, of different names, in all rooms", () => {
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(12);
  const files = MUTANTS.flatMap(({ edits }) => edits.map(({ file }) => file));
  for (const room of ["src/client/cache/", "src/server/watchcache/", "src/server/storage/"]) expect(files.some((file) => file.startsWith(room)), room).toBe(true);
});

test.each(MUTANTS)("$name finds the text it edits exactly once", ({ name, edits }) => {
  for (const { file } of edits) {
    const source = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
    expect(edited(name, file, source, edits)).not.toBe(source);
  }
});

test("an edit that does not find its text exactly once is an error, so that no mutant dies unnoticed", () => {
  const edits = [{ file: "a.ts", replace: "x", by: "y" }];
  expect(() => edited("m", "a.ts", "none", edits)).toThrow(/there 0 times/);
  expect(() => edited("m", "a.ts", "x and x", edits)).toThrow(/there 2 times/);
  expect(edited("m", "a.ts", "an x", edits)).toBe("an y");
  expect(edited("m", "b.ts", "none", edits)).toBe("none");
});
