import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/**
 * node properties/golden/bundle-client-go.ts DIR: gathers the recordings of a directory into
 * properties/recordings/client-go.json.gz, by name. The result is the same whenever it is run.
 */
const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error("usage: node properties/golden/bundle-client-go.ts DIR");
const bundle: { [name: string]: unknown } = {};
for (const file of readdirSync(directory).filter((name) => name.endsWith(".json")).sort()) {
  bundle[file.slice(0, -".json".length)] = JSON.parse(readFileSync(join(directory, file), "utf8"));
}
writeFileSync(new URL("../recordings/client-go.json.gz", import.meta.url), gzipSync(JSON.stringify(bundle), { level: 9 }));
