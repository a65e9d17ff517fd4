import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:http";
import { expect, test } from "vitest";
import type { Answering } from "../../src/http/index.ts";
import { replayServed, serveCluster } from "../../src/http/index.ts";
import { conformanceRecordings } from "../golden/conformance-kept.ts";
import { scenariosIn } from "../golden/conformance-replay.ts";
import type { Step } from "../golden/conformance-scenario.ts";
import type { Variables } from "../golden/conformance-variables.ts";
import { fill } from "../golden/conformance-variables.ts";

/** An answer's status and bytes. */
interface Heard {
  readonly status: number;
  readonly body: string;
}

const agent = new Agent({ keepAlive: true });

function send(port: number, whole: string, { headers = {}, body }: Pick<Step, "headers" | "body">): Promise<Heard> {
  const [method = "", path = ""] = whole.split(" ");
  const payload = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  const typed = payload === undefined ? {} : { "content-type": "application/json", "content-length": String(Buffer.byteLength(payload)) };
  return new Promise((resolve, reject) => {
    const req = request({ host: "127.0.0.1", port, method, path, agent, headers: { ...typed, ...headers } }, (res: IncomingMessage) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk: Buffer) => chunks.push(chunk));
      res.on("end", () => resolve({ status: res.statusCode ?? 0, body: Buffer.concat(chunks).toString("base64") }));
    });
    req.on("error", reject);
    req.end(payload);
  });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(Buffer.from(body, "base64").toString());
  } catch {
    return undefined;
  }
}

/** Scenarios of requests that end, some of each area. */
function scenarios(): readonly (readonly Step[])[] {
  const perArea = new Map<string, number>();
  return scenariosIn(conformanceRecordings)
    .filter(({ profile, steps }) => profile === undefined && steps.every((step) => step.request !== undefined && step.retryUntil === undefined && !/^HEAD|watch/.test(step.request)))
    .filter(({ name }) => {
      const area = name.split("/")[0] ?? "";
      perArea.set(area, (perArea.get(area) ?? 0) + 1);
      return (perArea.get(area) ?? 0) <= 4;
    })
    .map(({ steps }) => steps);
}

test("what clients of a socket heard is what the replay of its log says, byte for byte", async () => {
  const served = await serveCluster({ protocols: "plain", pace: 200, keepInputs: true });
  const heard: Heard[] = [];
  for (const [at, steps] of scenarios().entries()) {
    const variables: Variables = { ns: `c-${at}` };
    const namespace = await send(served.port, "POST /api/v1/namespaces", { body: { apiVersion: "v1", kind: "Namespace", metadata: { name: variables["ns"] } } });
    heard.push(namespace);
    variables["namespace"] = parsed(namespace.body);
    for (const step of steps) {
      const filled = attempt(() => fill({ target: step.request, headers: step.headers, body: step.body }, variables) as { target: string } & Pick<Step, "headers" | "body">);
      // An earlier answer lacks what this step speaks of.
      if (filled === undefined) break;
      const answer = await send(served.port, filled.target, filled);
      heard.push(answer);
      if (step.as !== undefined) variables[step.as] = parsed(answer.body);
    }
  }
  agent.destroy();
  const { log, digest, leaks, defects } = await served.close();
  expect({ leaks, defects }).toEqual({ leaks: [], defects: 0 });
  expect(heard.length).toBeGreaterThan(60);

  const said: { status: number; chunks: Uint8Array[] }[] = [];
  const answering = (id: number): Answering => {
    const answer = { status: 0, chunks: [] as Uint8Array[] };
    said[id - 1] = answer;
    return { head: ({ status }) => (answer.status = status), bytes: (chunk) => answer.chunks.push(chunk), end: () => undefined, full: () => undefined };
  };
  if (log === undefined) throw new Error("no log was kept");
  const again = await replayServed(log, { answering });
  expect(said.map(({ status, chunks }): Heard => ({ status, body: Buffer.concat(chunks).toString("base64") }))).toEqual(heard);
  expect(again.digest()).toBe(digest);
});

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
