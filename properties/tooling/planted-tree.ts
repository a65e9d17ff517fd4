/** A small project with the real configuration and planted files, for asking a tool whether it sees what it must. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

export interface PlantedTree {
  /** Runs a program of node_modules there; tools that find something exit non-zero, so that is no failure here. */
  run(program: string, args: readonly string[], nodeArgs?: readonly string[]): string;
  remove(): void;
}

/** `files` maps paths to contents; `configuration` names files and directories of the project that are copied in. */
export function plant(files: { readonly [path: string]: string }, configuration: readonly string[]): PlantedTree {
  const tree = mkdtempSync(join(tmpdir(), "kubeloom-planted-"));
  for (const path of ["package.json", "tsconfig.json", ...configuration]) cpSync(join(root, path), join(tree, path), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(tree, "node_modules"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  return {
    run: (program, args, nodeArgs = []) => {
      const { stdout, stderr, error } = spawnSync(process.execPath, [...nodeArgs, join(root, "node_modules", program), ...args], { cwd: tree, encoding: "utf8", maxBuffer: 1 << 26 });
      if (error !== undefined) throw error;
      if (stdout === "") throw new Error(`${program} ${args.join(" ")} printed nothing: ${stderr}`);
      return stdout;
    },
    remove: () => rmSync(tree, { recursive: true, force: true }),
  };
}
