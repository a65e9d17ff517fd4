import { readFileSync } from "node:fs";

/** The page's script is a few plain modules; the order is that of their imports, the last one starts it. */
const scripts = ["format.js", "columns.js", "density.js", "staleness.js", "view.js", "theme.js", "run.js", "fault-rows.js", "marks.js", "draw.js", "inspect.js", "timeline.js", "main.js"];

/** The page's script and style, as text to be put into the page. They lie beside this file, in a checkout as in the package. */
export function pageAssets(): { readonly script: string; readonly style: string } {
  return { script: join(scripts.map(asset)), style: pageStyle("report.css") };
}

/** One of the pages' style sheets. */
export function pageStyle(name: "report.css" | "relist.css"): string {
  return asset(name);
}

/** One module out of many: imports name files that are already above, exports are only for tests and editors. */
function join(modules: readonly string[]): string {
  return modules.map((text) => text.replace(/^import .*;\n/gm, "").replace(/^export /gm, "")).join("\n");
}

function asset(name: string): string {
  return readFileSync(new URL(`./page/${name}`, import.meta.url), "utf8");
}
