/** Packs, then asks publint and are-the-types-wrong about the tarball: the files that are published, not those of the checkout. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { pack } from "./pack.ts";

const bin = join(resolve(dirname(fileURLToPath(import.meta.url)), ".."), "node_modules/.bin");
const work = mkdtempSync(join(tmpdir(), "kubeloom-package-"));

try {
  const tarball = pack(work);
  execFileSync(join(bin, "publint"), ["run", tarball, "--strict"], { stdio: "inherit" });
  // ESM only: what CommonJS sees is not our promise.
  execFileSync(join(bin, "attw"), [tarball, "--profile", "esm-only", "--no-definitely-typed", "--no-color", "--no-emoji"], { stdio: "inherit" });
} catch {
  // The tool has said what is wrong.
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
