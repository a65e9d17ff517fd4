import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type * as Explore from "../../src/explore/index.ts";
import { edited, type Mutant } from "./mutant.ts";

const ROOT = new URL("../../", import.meta.url);
const SOURCES = new URL("src/", ROOT).href;
const MARK = "?museum=";

const planted = new Map<string, Mutant>();
let hooked = false;

/**
 * Our code with a bug in it, beside the healthy code in one process: modules are loaded again under a mark, and the
 * edited files are changed on the way. What is shipped never sees this.
 */
export async function plant(mutant: Mutant): Promise<typeof Explore> {
  planted.set(mutant.name, mutant);
  hook();
  for (const { file } of mutant.edits) edited(mutant.name, file, readFileSync(new URL(file, ROOT), "utf8"), mutant.edits);
  return (await import(`${SOURCES}explore/index.ts${MARK}${mutant.name}`)) as typeof Explore;
}

function hook(): void {
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context);
      const mark = markOf(context.parentURL);
      return mark === undefined || !resolved.url.startsWith(SOURCES) || resolved.url.includes(MARK) ? resolved : { ...resolved, url: `${resolved.url}${MARK}${mark}` };
    },
    load: (url, context, next) => {
      const mark = url.startsWith(SOURCES) ? markOf(url) : undefined;
      const mutant = mark === undefined ? undefined : planted.get(mark);
      if (mutant === undefined) return next(url, context);
      const path = fileURLToPath(url.slice(0, url.indexOf(MARK)));
      const file = relative(fileURLToPath(ROOT), path);
      const source = edited(mutant.name, file, readFileSync(path, "utf8"), mutant.edits);
      return { format: "module", source: stripTypeScriptTypes(source), shortCircuit: true };
    },
  });
}

function markOf(url: string | undefined): string | undefined {
  const at = url?.indexOf(MARK) ?? -1;
  return url === undefined || at < 0 ? undefined : url.slice(at + MARK.length);
}
