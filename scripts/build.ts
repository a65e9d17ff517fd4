/** Compiles src to a directory (default: dist) and copies what is read at run time beside the code. */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Files that code reads through import.meta.url. */
const ASSETS = [{ from: "src/report/page", to: "report/page", keep: /[.](?:js|css|d[.]ts)$/ }];

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

export function build(outDir: string): void {
  rmSync(outDir, { recursive: true, force: true });
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "tsconfig.build.json"), "--outDir", outDir], { stdio: "inherit" });
  for (const { from, to, keep } of ASSETS) {
    const isKept = (path: string): boolean => path.endsWith(from) || (keep.test(path) && !path.includes(".test."));
    if (existsSync(join(root, from))) cpSync(join(root, from), join(outDir, to), { recursive: true, filter: isKept });
  }
  const command = join(outDir, "cli/main.js");
  if (existsSync(command)) chmodSync(command, 0o755);
}

if (import.meta.main) build(join(root, "dist"));
