import { sample } from "fast-check";
import { attack } from "./attacked.ts";
import { malformedRequests, type RawRequest } from "./malformed.ts";
import { attackSockets } from "./sockets.ts";

const USAGE = "usage: npm run -s fuzz:requests -- [--requests 1000000] [--connections 20000] [--seed 1]";

/** A server is thrown away after so many, and what it left open is looked at. */
const PER_SERVER = 20_000;
const PER_DRAW = 500;

/**
 * Throws malformed requests at the server in process, then malformed connections at its sockets. One line for each kind
 * of problem, with the first request that showed it. Exits 0 when there was none.
 */
async function main(args: readonly string[]): Promise<number> {
  const asked = new Map([["--requests", 1_000_000], ["--connections", 20_000], ["--seed", 1]]);
  for (let i = 0; i < args.length; i += 2) {
    const [name = "", value = ""] = args.slice(i, i + 2);
    if (!asked.has(name) || !/^\d+$/.test(value)) {
      console.error(`${USAGE}\nthere is no ${name} ${value}`);
      return 2;
    }
    asked.set(name, Number(value));
  }
  const requests = asked.get("--requests") ?? 0;
  const problems = new Map<string, number>();
  const tell = (problem: string, shown: string): void => {
    // Numbers and names differ from request to request, the mistake is one.
    const kind = problem.split("\n").slice(0, 3).join(" ").replaceAll(/\d+|"[^"]*"/g, "#").slice(0, 200);
    const seen = problems.get(kind) ?? 0;
    problems.set(kind, seen + 1);
    if (seen === 0) console.log(`${problem}\n  ${shown}\n`);
  };
  let sent = 0;
  for (let server = 0; sent < requests; server += 1) {
    const attacked = attack();
    const until = Math.min(requests, sent + PER_SERVER);
    for (let draw = 0; sent < until; draw += 1) {
      const seed = (asked.get("--seed") ?? 1) * 1_000_003 + server * 1_009 + draw;
      for (const request of sample(malformedRequests(), { seed, numRuns: Math.min(PER_DRAW, until - sent) })) {
        sent += 1;
        const problem = attacked.problem(request);
        if (problem !== undefined) tell(problem, textOf(request));
      }
    }
    const left = attacked.leaks();
    if (left.length > 0) tell(`left open: ${left.join(", ")}`, "");
    attacked.close();
    if (server % 10 === 9) console.log(`${sent} requests, ${[...problems.values()].reduce((sum, each) => sum + each, 0)} problems of ${problems.size} kinds, ${Math.round(process.memoryUsage().rss / 1_048_576)} MiB`);
  }
  const connections = asked.get("--connections") ?? 0;
  if (connections > 0) for (const problem of await attackSockets(connections)) tell(problem, "over sockets");
  console.log(`${sent} requests and ${connections} connections: ${problems.size === 0 ? "no problems" : `${problems.size} kinds of problems`}`);
  return problems.size === 0 ? 0 : 1;
}

function textOf({ method, target, headers, body }: RawRequest): string {
  const shown = body === undefined ? "" : `\n  ${Buffer.from(body).toString().slice(0, 600)}`;
  return `${method} ${target.slice(0, 300)} ${JSON.stringify(headers).slice(0, 300)}${shown}`;
}

process.exitCode = await main(process.argv.slice(2));
