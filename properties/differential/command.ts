import { readdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { replayScenario } from "../golden/conformance-replay.ts";
import type { Scenario } from "../golden/conformance-scenario.ts";
import { hangUp, recorded } from "./ask.ts";
import { differentialRecordings } from "./recordings.ts";
import type { Table } from "./table.ts";
import { scenarioOf } from "./table.ts";

/**
 * Puts tables of objects to a real apiserver and to ours, and tells where the answers differ:
 * `npm run -s differential -- --url https://127.0.0.1:6443 [--token T] [--keep] [NAME…]`. With --keep the real answers
 * become the recordings that `npm test` replays.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { url: { type: "string" }, token: { type: "string", default: "oracle" }, keep: { type: "boolean", default: false }, show: { type: "string", default: "3" } },
});
if (values.url === undefined) {
  console.error("usage: npm run -s differential -- --url URL [--token T] [--keep] [--show N] [NAME…]");
  process.exit(2);
}

const files = readdirSync(new URL("./tables/", import.meta.url)).sort();
const modules = (await Promise.all(files.map((file) => import(`./tables/${file}`)))) as readonly { readonly tables: readonly Table[] }[];
const wanted = modules.flatMap(({ tables }) => tables).filter(({ name }) => positionals.length === 0 || positionals.some((each) => name.includes(each)));
const kept: Scenario[] = [];
let same = 0;
let steps = 0;
for (const table of wanted) {
  const scenario = await recorded(scenarioOf(table), values.url, values.token);
  const result = replayScenario(scenario);
  kept.push(scenario);
  same += result.same;
  steps += result.steps;
  for (const each of result.differences.slice(0, Number(values.show))) console.log(`${table.name}: ${each}`);
}
hangUp();
console.log(`differential: ${same} of ${steps} answers identical, of ${wanted.length} tables`);
if (values.keep && positionals.length === 0) writeFileSync(differentialRecordings, gzipSync(JSON.stringify(kept), { level: 9 }));
process.exit(same === steps ? 0 : 1);
