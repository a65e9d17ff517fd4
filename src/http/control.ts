import { InvalidOption, micros } from "../cluster/index.ts";
import { splitTarget } from "../wire/index.ts";
import type { Incoming, Outgoing } from "./answers.ts";
import type { Command } from "./input.ts";

/** What the control endpoints reach. */
export interface Controlled {
  /** Done, and the cluster is at rest again. */
  command(command: Command): Promise<void>;
  /** Undefined where the clock is not moved by hand. */
  readonly advance: ((by: number) => Promise<void>) | undefined;
  /** JSON-able, taken while the cluster is at rest. */
  look(what: Look): Promise<unknown>;
}

export type Look = "ledger" | "digest" | "inputs";

const LOOKS: readonly string[] = ["ledger", "digest", "inputs"] satisfies readonly Look[];

/** Below this lie the control endpoints. */
export const CONTROL = "/_loom/";

/**
 * What a scenario does to a served cluster besides sending requests:
 * POST compact[?keep=N][&caches=true], restart[?downFor=5s], partition?a=…&b=…, heal, advance?by=10m; GET ledger, digest, inputs.
 */
export async function answerControl(req: Incoming, res: Outgoing, controlled: Controlled): Promise<void> {
  const { path, query } = splitTarget(req.url ?? "");
  const what = path.slice(CONTROL.length);
  const option = (name: string): string | undefined => query.find(([each]) => each === name)?.[1];
  try {
    if (LOOKS.includes(what)) {
      if (req.method !== "GET") return tell(res, 405, { error: `GET ${path}` });
      return tell(res, 200, await controlled.look(what as Look));
    }
    if (req.method !== "POST") return tell(res, commands.has(what) ? 405 : 404, { error: `POST ${[...commands].join(", ")}, or GET ${LOOKS.join(", ")}` });
    if (what === "advance") {
      if (controlled.advance === undefined) return tell(res, 409, { error: "the clock is not moved by hand: start with --clock manual" });
      await controlled.advance(micros("by", option("by") ?? ""));
      return tell(res, 200, { done: what });
    }
    const command = commandOf(what, option);
    if (command === undefined) return tell(res, 404, { error: `there is no ${path}: POST ${[...commands].join(", ")}, or GET ${LOOKS.join(", ")}` });
    await controlled.command(command);
    tell(res, 200, { done: what });
  } catch (cause) {
    if (!(cause instanceof InvalidOption)) throw cause;
    tell(res, 400, { error: cause.message });
  }
}

const commands: ReadonlySet<string> = new Set(["compact", "restart", "partition", "heal", "advance"]);

function commandOf(what: string, option: (name: string) => string | undefined): Command | undefined {
  switch (what) {
    case "compact": return { do: "compact", keep: revisions(option("keep") ?? "0"), caches: option("caches") === "true" };
    case "restart": return { do: "restart", downFor: micros("downFor", option("downFor") ?? "0s") };
    case "partition": return { do: "partition", a: named("a", option("a")), b: named("b", option("b") ?? "apiserver") };
    case "heal": return { do: "heal" };
    default: return undefined;
  }
}

function revisions(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidOption("keep", text, "a whole number of revisions, 0 or more");
  return Number(text);
}

function named(name: string, value: string | undefined): string {
  if (value === undefined || value === "") throw new InvalidOption(name, value, 'the name of a party: a program such as "kubectl", or "apiserver"');
  return value;
}

function tell(res: Outgoing, status: number, document: unknown): void {
  const body = Buffer.from(`${JSON.stringify(document)}\n`);
  res.statusCode = status;
  res.setHeader("content-type", "application/json");
  res.setHeader("content-length", String(body.length));
  res.end(body);
}

/**
 * Whether a request may control the server: it comes from this machine, by a name of this machine, and not from a page
 * that a browser shows.
 */
export function fromHere(req: Incoming): boolean {
  const { host, origin } = req.headers;
  const authority = "authority" in req ? req.authority : host;
  if (origin !== undefined || req.headers["sec-fetch-site"] !== undefined) return false;
  return isLoopback(req.socket.remoteAddress ?? "") && LOCAL_NAME.test(authority ?? "");
}

const LOCAL_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

function isLoopback(address: string): boolean {
  return address === "::1" || /^(?:::ffff:)?127\./.test(address);
}
