import { breaks, runScenario } from "../../src/explore/index.ts";
import { MUTANTS } from "./mutants.ts";
import { plant } from "./plant.ts";
import { savedStory } from "./stories.ts";
import { lengthOf, tableText, type Row } from "./table.ts";

/** Replays the saved story of each mutant, against the mutant (its law must break) and against healthy code (it must hold). */
const rows: Row[] = [];
for (const mutant of MUTANTS) {
  const { scenario, seeds } = savedStory(mutant.name);
  const sick = await plant(mutant);
  const caught = breaks(sick.runScenario(scenario), mutant.caughtBy);
  const broken = runScenario(scenario).laws.filter(({ violations }) => violations.length > 0).map(({ law }) => law);
  const verdict = !caught ? "NOT CAUGHT" : broken.length > 0 ? `caught, but healthy code breaks ${broken.join(", ")}` : "caught";
  rows.push({ mutant: mutant.name, law: mutant.caughtBy, seeds: String(seeds ?? "?"), story: lengthOf(scenario), verdict });
}
process.stdout.write(`${tableText(rows)}\n`);
process.exitCode = rows.every(({ verdict }) => verdict === "caught") ? 0 : 1;
