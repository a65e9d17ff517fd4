import { existsSync } from "node:fs";
import { clientGoCommand } from "./client-go-command.ts";
import { conformanceCommand } from "./conformance-command.ts";

const USAGE = `usage: npm run -s golden -- client-go [DIR…] [--generation 1.36]
       npm run -s golden -- conformance [DIR…]`;

/**
 * npm run -s golden -- client-go [DIR…] [--generation 1.36]
 * npm run -s golden -- conformance [DIR…]
 *
 * Replays every recording in the directories (default: the project's own). One line for each that differs, with the
 * first difference; then the counts. Exits 0 when none differs.
 */
function main(args: readonly string[]): number {
  const [suite, ...rest] = args;
  if (suite !== "client-go" && suite !== "conformance") {
    console.error(`${USAGE}\nsuite is "${suite ?? ""}"; known are client-go and conformance`);
    return 2;
  }
  let generation = "1.36";
  const directories: string[] = [];
  for (let i = 0; i < rest.length; i += 1) {
    if (rest[i] === "--generation" && suite === "client-go") generation = rest[(i += 1)] ?? "";
    else directories.push(rest[i] as string);
  }
  const absent = directories.filter((directory) => !existsSync(directory));
  if (absent.length > 0) {
    console.error(`no such directory: ${absent.join(", ")}`);
    return 2;
  }
  return suite === "client-go" ? clientGoCommand(directories, generation) : conformanceCommand(directories);
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2));
