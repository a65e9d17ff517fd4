import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Answer } from "./conformance-client.ts";
import { open, parsedText } from "./conformance-client.ts";
import { differences } from "./conformance-compare.ts";
import { normalForm } from "./conformance-normal-form.ts";
import type { Scenario, Seen, Step } from "./conformance-scenario.ts";
import type { World } from "./conformance-world.ts";
import { createWorld, isUnsupported } from "./conformance-world.ts";
import type { Variables } from "./conformance-variables.ts";
import { fill } from "./conformance-variables.ts";

export interface ConformanceResult {
  readonly name: string;
  readonly verdict: "identical" | "different" | "unsupported";
  readonly steps: number;
  readonly same: number;
  /** "step N request: path: recorded → seen". */
  readonly differences: readonly string[];
}

/** Replays every recording found: files, directories of them (searched through), or archives `*.json.gz` of a list. */
export function replayConformance(paths: readonly string[]): readonly ConformanceResult[] {
  return paths.flatMap(scenariosIn).map(replayScenario);
}

export function scenariosIn(path: string): readonly Scenario[] {
  if (statSync(path).isDirectory()) return readdirSync(path).sort().flatMap((name) => scenariosIn(join(path, name)));
  if (path.endsWith(".json.gz")) return JSON.parse(gunzipSync(readFileSync(path)).toString()) as readonly Scenario[];
  return path.endsWith(".json") ? [JSON.parse(readFileSync(path, "utf8")) as Scenario] : [];
}

export function replayScenario(scenario: Scenario): ConformanceResult {
  const { name, steps, ignore = [] } = scenario;
  const count = steps.length;
  if (isUnsupported(scenario)) return { name, verdict: "unsupported", steps: count, same: 0, differences: [] };
  const seen = runScenario(scenario);
  const found: string[] = [];
  let same = 0;
  steps.forEach((step, i) => {
    const differs = differences(step.expect ?? {}, seen[i], [...ignore, ...(step.ignore ?? [])]);
    if (differs.length === 0) same += 1;
    const what = step.request ?? step.watch ?? step.read ?? step.action ?? "";
    found.push(...differs.map((each) => `step ${i} ${what}: ${each}`));
  });
  return { name, verdict: found.length === 0 ? "identical" : "different", steps: count, same, differences: found };
}

function runScenario(scenario: Scenario): readonly unknown[] {
  const world = createWorld(scenario.profile);
  const run: Run = { world, variables: { ns: "c-00c0ffee" }, streams: new Map() };
  if (scenario.namespace !== false) {
    const made = send(run, "POST /api/v1/namespaces", { body: { apiVersion: "v1", kind: "Namespace", metadata: { name: run.variables["ns"] } } });
    run.variables["namespace"] = made.body;
  }
  const seen = scenario.steps.map((step) => {
    try {
      return runStep(run, step);
    } catch (error) {
      return { failed: error instanceof Error ? error.message : String(error) };
    }
  });
  for (const stream of run.streams.values()) stream.answer.cancel();
  world.close();
  return normalForm(run.variables, seen);
}

interface Run {
  readonly world: World;
  readonly variables: Variables;
  readonly streams: Map<string, Stream>;
}

interface Stream {
  readonly answer: Answer;
  queue: unknown[];
}

const MILLISECOND = 1_000;
/** How long a client waits for an answer. */
const PATIENCE_MS = 70_000;

function send({ world }: Run, target: string, sent: { headers?: Step["headers"]; body?: unknown }): Seen {
  const answer = open(world.handler, target, sent);
  for (let waited = 0; !answer.ended && waited < PATIENCE_MS; waited += 10) world.advance(10 * MILLISECOND);
  world.advance(MILLISECOND);
  return { status: answer.status, headers: answer.headers, body: parsedText(answer.text) };
}

function runStep(run: Run, step: Step): Seen {
  const { world, variables } = run;
  if (step.request !== undefined) return request(run, step);
  if (step.watch !== undefined) return watch(run, step);
  if (step.read !== undefined) return read(run, step);
  if (step.close !== undefined) run.streams.get(step.close)?.answer.cancel();
  else if (step.action !== undefined) world.act(step.action);
  else if (step.sleepMs !== undefined) world.advance(step.sleepMs * MILLISECOND);
  else throw new Error(`unknown step ${JSON.stringify(step)} (variables ${Object.keys(variables).join(", ")})`);
  return {};
}

function request(run: Run, step: Step): Seen {
  const { target, headers, body } = fill({ target: step.request, headers: step.headers, body: step.body }, run.variables) as {
    target: string;
    headers: Step["headers"];
    body: unknown;
  };
  let seen = send(run, target, { headers, body });
  for (let waited = 0; step.retryUntil !== undefined && seen.status !== step.retryUntil && waited < (step.retryMs ?? 0); waited += 100) {
    run.world.advance(100 * MILLISECOND);
    seen = send(run, target, { headers, body });
  }
  if (step.as !== undefined) run.variables[step.as] = seen.body;
  return seen;
}

function watch(run: Run, step: Step): Seen {
  const { target, headers } = fill({ target: step.watch, headers: step.headers }, run.variables) as { target: string; headers: Step["headers"] };
  const answer = open(run.world.handler, target, { headers });
  const stream: Stream = { answer, queue: [] };
  let rest = "";
  const take = (text: string): void => {
    rest += text;
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    stream.queue.push(...lines.filter((line) => line.trim() !== "").map(parsedText));
  };
  take(answer.text);
  answer.heard = take;
  // Like a request, a watch may be answered late.
  for (let waited = 0; answer.status === 0 && waited < PATIENCE_MS; waited += 10) run.world.advance(10 * MILLISECOND);
  run.world.advance(MILLISECOND);
  if (step.as !== undefined) run.streams.set(step.as, stream);
  const { status, headers: got } = answer;
  if (status === 200) return { status, headers: got };
  // Whoever recorded it read lines: of an indented body the first is all there was.
  return { status, headers: got, body: parsedText(answer.text.split("\n")[0] ?? "") };
}

const WITHIN_MS = 10_000;

function read({ world, variables, streams }: Run, step: Step): Seen {
  const stream = streams.get(step.read ?? "");
  if (stream === undefined) throw new Error(`no stream ${step.read ?? ""}`);
  const { withinMs = WITHIN_MS, idleMs, events } = step;
  let quiet = 0;
  let count = stream.queue.length;
  for (let waited = 0; ; waited += 1) {
    if (step.bookmarks !== true) stream.queue = stream.queue.filter((each) => (each as { type?: string }).type !== "BOOKMARK");
    if (stream.queue.length !== count) {
      count = stream.queue.length;
      quiet = 0;
    }
    if (events !== undefined && stream.queue.length >= events) break;
    if (stream.answer.ended || waited >= withinMs || (idleMs !== undefined && quiet >= idleMs)) break;
    world.advance(MILLISECOND);
    quiet += 1;
  }
  const taken = stream.queue.splice(0, events ?? stream.queue.length);
  if (step.as !== undefined) variables[step.as] = taken;
  return { events: taken, ...(step.until === "end" ? { ended: stream.answer.ended } : {}) };
}
