/** The code and commands that README.md and docs/ show. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

export interface Block {
  /** Path from the project's root, and the line of the opening fence. */
  readonly at: string;
  /** What follows the fence: "ts test". */
  readonly info: string;
  readonly text: string;
}

export function blocks(root: string): readonly Block[] {
  const documents = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".md")).map((path) => join("docs", path)).sort();
  return ["README.md", "CONTRIBUTING.md", ...documents].flatMap((path) => blocksOf(path, readFileSync(join(root, path), "utf8")));
}

function blocksOf(path: string, text: string): readonly Block[] {
  const found: Block[] = [];
  let open: { info: string; line: number; text: string[] } | undefined;
  text.split("\n").forEach((line, index) => {
    const fence = /^ *```(.*)$/.exec(line);
    if (fence === null) open?.text.push(line);
    else if (open === undefined) open = { info: fence[1]!.trim(), line: index + 1, text: [] };
    else {
      found.push({ at: `${path}:${open.line}`, info: open.info, text: `${open.text.join("\n")}\n` });
      open = undefined;
    }
  });
  return found;
}

/** Lines of `sh` blocks without their comments and prompts. */
export function commands(all: readonly Block[]): readonly { readonly at: string; readonly line: string }[] {
  return all
    .filter(({ info }) => info === "sh")
    .flatMap(({ at, text }) => text.replaceAll("\\\n", " ").split("\n").map((line) => ({ at, line: line.replace(/(?:^|\s)#.*$/, "").trim() })))
    .filter(({ line }) => line !== "");
}
