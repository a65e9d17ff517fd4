/**
 * npm run bench [-- NAME…] [--json]: every benchmark, or those named ("kernel", "cluster/delivery"), one process each.
 * Peers come from benchmarks/package.json: npm ci --prefix benchmarks.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** A benchmark is a file that prints; the others are what it is made of. */
const all = readdirSync(join(root, "benchmarks"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
  .map(({ name }) => name)
  .sort()
  .flatMap((room) => readdirSync(join(root, "benchmarks", room)).filter((file) => file.endsWith(".ts")).sort().map((file) => `${room}/${file}`))
  .filter((file) => /\breport\(|process[.]stdout[.]write/.test(readFileSync(join(root, "benchmarks", file), "utf8")));

const flags = process.argv.slice(2).filter((word) => word.startsWith("--"));
const names = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const unknown = names.filter((name) => !all.some((file) => file.startsWith(name)));
if (unknown.length > 0) throw new Error(`no benchmark is called ${unknown.join(", ")}; there are ${all.join(", ")}`);

for (const file of all.filter((each) => names.length === 0 || names.some((name) => each.startsWith(name)))) {
  process.stderr.write(`${file}\n`);
  const { status } = spawnSync(process.execPath, ["--expose-gc", join(root, "benchmarks", file), ...flags], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
