/** Builds and packs the package into a directory, without touching dist/ of the checkout. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

interface Manifest {
  readonly [field: string]: unknown;
  readonly files: readonly string[];
  readonly scripts: unknown;
}

/** Returns the path of the tarball. */
export function pack(into: string): string {
  const staged = join(into, "staged");
  mkdirSync(staged, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
  for (const file of ["README.md", "LICENSE", ...manifest.files]) if (file !== "dist") cpSync(join(root, file), join(staged, file), { recursive: true });
  writeFileSync(join(staged, "package.json"), JSON.stringify({ ...manifest, scripts: undefined }, undefined, 2));
  build(join(staged, "dist"));
  const answer = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", into], { cwd: staged, encoding: "utf8" });
  const [packed] = JSON.parse(answer) as [{ readonly filename: string }];
  return join(into, packed.filename);
}
