/** An empty project with the packed package unpacked into it, in which only what it declares can be found. No network. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { pack } from "../../scripts/pack.ts";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

export interface Manifest {
  readonly exports: { readonly [entry: string]: string | { readonly types: string; readonly default: string } };
  readonly bin: { readonly [command: string]: string };
  readonly dependencies: { readonly [name: string]: string };
  readonly peerDependencies: { readonly [name: string]: string };
  readonly scripts?: { readonly [name: string]: string };
}

export interface Consumer {
  readonly directory: string;
  readonly manifest: Manifest;
  /** Paths in the tarball, sorted. */
  readonly files: readonly string[];
  write(path: string, text: string): void;
  /** Runs a script with this Node in the project; what it printed, or an error that holds it. */
  node(args: readonly string[]): string;
  remove(): void;
}

/** `peers` are the optional peers that this project has installed. */
export function consumer(tarball: string, peers: readonly string[]): Consumer {
  const directory = mkdtempSync(join(tmpdir(), "kubeloom-consumer-"));
  const home = join(directory, "node_modules/kubeloom");
  mkdirSync(home, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", home, "--strip-components=1"]);
  const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as Manifest;
  for (const name of [...Object.keys(manifest.dependencies), ...peers]) {
    mkdirSync(dirname(join(directory, "node_modules", name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(directory, "node_modules", name));
  }
  writeFileSync(join(directory, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  return {
    directory,
    manifest,
    files: readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(home.length + 1))
      .sort(),
    write: (path, text) => {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    },
    node: (args) => {
      const { status, stdout, stderr, error } = spawnSync(process.execPath, args, { cwd: directory, encoding: "utf8", maxBuffer: 1 << 26, env: withoutColour() });
      if (error !== undefined) throw error;
      if (status !== 0) throw new Error(`node ${args.join(" ")} exited with ${status}\n${stdout}\n${stderr}`);
      return stdout;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

export function packOnce(): { readonly tarball: string; remove(): void } {
  const into = mkdtempSync(join(tmpdir(), "kubeloom-pack-"));
  const tarball = pack(into);
  if (!existsSync(tarball)) throw new Error(`npm pack wrote no ${tarball}`);
  return { tarball, remove: () => rmSync(into, { recursive: true, force: true }) };
}

/** Vitest tells its workers about itself in the environment; a vitest inside a test must not hear it. */
function withoutColour(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST") && name !== "NODE_ENV" && name !== "FORCE_COLOR");
  return { ...Object.fromEntries(own), NO_COLOR: "1" };
}
