/**
 * npm run bench [-- NAME…] [--json]: every benchmark, or those named ("kernel", "cluster/delivery"), one process each.
 * Peers come from benchmarks/package.json: npm ci --prefix benchmarks.
 */
import { spawnSync } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** Files of benchmarks/, in the order in which a reader wants their figures. */
const all = ["kernel/events", "storage/targets", "server/managed-fields", "fanout/targets", "client/delivery", "cluster/delivery", "cluster/against-webernetes", "http/load"];

const flags = process.argv.slice(2).filter((word) => word.startsWith("--"));
const names = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const unknown = names.filter((name) => !all.some((file) => file.startsWith(name)));
if (unknown.length > 0) throw new Error(`no benchmark is called ${unknown.join(", ")}; there are ${all.join(", ")}`);

for (const file of all.filter((each) => names.length === 0 || names.some((name) => each.startsWith(name)))) {
  process.stderr.write(`${file}\n`);
  const { status } = spawnSync(process.execPath, ["--expose-gc", join(root, "benchmarks", `${file}.ts`), ...flags], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
