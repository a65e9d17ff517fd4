import { mkdirSync, writeFileSync } from "node:fs";
import { printStory } from "../../src/explore/index.ts";
import { hunt } from "./hunt.ts";
import { MUTANTS } from "./mutants.ts";
import { storyUrl } from "./stories.ts";
import { lengthOf, tableText, type Row } from "./table.ts";

/** `npm run museum -- [MUTANT…]`: looks for each mutant anew, and saves the shortest story of each. */
const SEEDS = 2_000;
const wanted = process.argv.slice(2);
const rows: Row[] = [];
for (const mutant of MUTANTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const found = await hunt(mutant, SEEDS);
  if (found !== undefined) {
    mkdirSync(new URL(".", storyUrl(mutant.name)), { recursive: true });
    writeFileSync(storyUrl(mutant.name), printStory({ ...found.story, seeds: found.seeds }));
  }
  rows.push({
    mutant: mutant.name,
    law: mutant.caughtBy,
    seeds: found === undefined ? `> ${SEEDS}` : String(found.seeds),
    story: found === undefined ? "" : lengthOf(found.story.scenario),
    verdict: found === undefined ? "NOT CAUGHT" : "caught",
  });
  process.stderr.write(`${mutant.name}: ${rows.at(-1)?.verdict} ${rows.at(-1)?.seeds} ${rows.at(-1)?.story}\n`);
}
process.stdout.write(`${tableText(rows)}\n`);
process.exitCode = rows.every(({ verdict }) => verdict === "caught") ? 0 : 1;
