import { createRequire } from "node:module";
import type * as Yaml from "yaml";

let library: typeof Yaml | undefined;

/** The YAML parser, read when the first YAML is: most runs see none, and reading it takes longer than making a cluster. */
export function yamlLibrary(): typeof Yaml {
  return (library ??= createRequire(import.meta.url)("yaml") as typeof Yaml);
}
