import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { explorer, type Judge } from "./judge.ts";
import { plain } from "./paint.ts";
import { kubeloom } from "./program.ts";
import type { RunRecord, Scenario } from "../explore/index.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "kubeloom-cli-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Runs the command in this process; "@name" stands for a file of the test's directory. */
function call(...args: readonly string[]): Called {
  return callWith(explorer, args);
}

interface Called {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function callWith(judge: Judge, args: readonly string[]): Called {
  const said = { out: "", err: "" };
  const code = kubeloom(args.map((arg) => (arg.startsWith("@") ? join(directory, arg.slice(1)) : arg)), {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    paint: plain,
    errPaint: plain,
    progress: () => undefined,
  }, judge, noSignals);
  if (typeof code !== "number") throw new Error("the command goes on");
  return { code, ...said };
}

const noSignals = { on: () => () => undefined, leave: () => undefined };

function file(name: string, text: string): string {
  writeFileSync(join(directory, name), text);
  return `@${name}`;
}

/** Three pods as kubectl prints them: no time, one event a line. */
const PODS = ["a", "b", "c"].map((name, i) => JSON.stringify({
  type: "ADDED",
  object: { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "shop", uid: `uid-${name}`, resourceVersion: String(10 + i) }, spec: {}, status: {} },
})).join("\n");

test.each<[readonly string[], RegExp]>([
  [["run", "--seed", "-1"], /--seed <n>.*'-1'.*from 0 to 4294967295/s],
  [["run", "--seed", "one"], /--seed <n>.*'one'/],
  [["run", "--interval", "5"], /--interval <span>.*'5'.*250ms/],
  [["run", "--tie-break", "dice"], /--tie-break <how>.*'dice'.*fifo, seeded, pct/],
  [["run", "--apiservers", "0"], /--apiservers <n>.*'0'.*from 1/],
  [["run", "--profiles", "1.36,1.20"], /--profiles <list>.*1.32, 1.33/],
  [["run", "--server-profile", "old"], /--server-profile <name>.*'old'.*modern/],
  [["run", "--clients", "4", "--per-resource", "2"], /cannot be used with/],
  [["run", "--speed", "9"], /unknown option '--speed'/],
  [["walk"], /unknown command 'walk'/],
  [["run", "shop"], /too many arguments/],
  [["run", "--trace", "@absent.jsonl"], /--trace .*absent.jsonl: no such file/],
  [["run", "--faults", "@absent.json"], /--faults .*absent.json: no such file/],
  [["run", "--faults", "massive"], /--faults massive: expected none, light, normal, heavy, or the path/],
  [["fuzz", "--seeds", "2", "--faults", "heavy"], /--faults needs --trace: a random cluster draws this from its seed/],
  [["replay", "@absent.json"], /replay .*absent.json: no such file/],
  [["bench", "relist-rewatch", "--outages", "5s,never"], /--outages <list>.*'5s,never'/],
])("%j ends with 2 and says what to do", (args, message) => {
  const { code, out, err } = call(...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(message);
});

test.each<[string, string, RegExp]>([
  ["broken.jsonl", '{"type":"ADDED",', /--trace .*broken.jsonl:1: .*Record with/],
  ["odd.jsonl", '{"type":"GONE","object":{}}', /--trace .*odd.jsonl:1: .*GONE/],
  ["empty.jsonl", "", /--trace .*empty.*holds no event/],
])("the trace %s is refused with file, line and the way out", (name, text, message) => {
  const { code, err } = call("run", "--trace", file(name, text), "--no-report");
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

test("what is no fault plan, story or record is refused by name", () => {
  const odd = file("odd.json", '{"kubeloom":"poem"}');
  expect(call("run", "--faults", odd)).toMatchObject({ code: 2, err: expect.stringContaining('an object with such an array under "faults"') as string });
  expect(call("replay", odd)).toMatchObject({ code: 2, err: expect.stringContaining("not a story") as string });
  expect(call("report", odd)).toMatchObject({ code: 2, err: expect.stringContaining("not a record") as string });
});

test("resources that the trace does not hold are refused", () => {
  const { code, err } = call("run", "--trace", file("pods.jsonl", PODS), "--resources", "secrets", "--no-report");
  expect(code).toBe(2);
  expect(err).toContain('--resources: the trace holds no "secrets"; it holds pods');
});

test("a kubectl stream is run: one JSON document, the same from run to run but for CPU time", () => {
  const args = ["run", "--trace", file("pods.jsonl", PODS), "--faults", "light", "--seed", "3", "--json", "--no-report", "--profiles", "1.36,1.32", "--clients", "2"];
  const documents = [call(...args), call(...args)].map(({ out }) => JSON.parse(out) as { readonly measured: unknown; readonly clients: readonly { readonly name: string; readonly profile: string }[] });
  const [first, second] = documents.map(({ measured: _measured, ...same }) => same);
  expect(first).toEqual(second);
  expect(first).toMatchObject({ kubeloom: "run", schemaVersion: 1, verdict: { good: true }, seed: 3, workload: { name: "pods", events: 0 }, files: { report: null, story: null }, broken: null });
  expect(first?.clients.map(({ name, profile }) => [name, profile])).toEqual([["manager/pods", "1.36"], ["gateway/pods", "1.32"]]);
});

test("the picture, the record and the picture of the record", () => {
  const { code, out } = call("run", "--trace", file("pods.jsonl", PODS), "--faults", "none", "--once", "--report", "@a.html", "--save-record", "@a.json");
  expect(code).toBe(0);
  expect(out).toContain(`picture ${join(directory, "a.html")}`);
  expect(call("report", "@a.json", "--report", "@b.html").code).toBe(0);
  expect(readFileSync(join(directory, "b.html"), "utf8")).toBe(readFileSync(join(directory, "a.html"), "utf8"));
});

test("a fault plan that aims at nobody is refused, and so is a file that cannot be written", () => {
  const pods = file("pods.jsonl", PODS);
  const plan = file("plan.json", JSON.stringify([{ kind: "failover", at: 1, client: "nobody", to: "apiserver-1" }]));
  expect(call("run", "--trace", pods, "--faults", plan, "--no-report")).toMatchObject({ code: 2, err: expect.stringContaining("nobody") as string });
  expect(call("run", "--trace", pods, "--faults", "none", "--once", "--report", "@none/x.html")).toMatchObject({ code: 3, err: expect.stringContaining("choose another file or --no-report") as string });
});

test("quiet says the verdict in one line", () => {
  const { out } = call("run", "--trace", file("pods.jsonl", PODS), "--faults", "none", "--once", "--no-report", "--quiet");
  expect(out).toMatch(/^✓ all \d+ laws held {2}pods, seed 2, digest [0-9a-f]{16}\n$/);
});

test("fuzzing tells how many seeds held", () => {
  const { code, out } = call("fuzz", "--seeds", "3", "--once", "--json", "--no-report", "--save-story", "@story.json");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ kubeloom: "fuzz", seeds: { from: 2, count: 3 }, verdict: { good: true } });
});

/** Every law holds, but one that nobody can keep who watches together with the gateway. */
const strict: Judge = {
  once: (scenario) => withLaw(scenario, explorer.once(scenario)),
  twice: (scenario) => withLaw(scenario, explorer.twice(scenario)),
};

function withLaw({ clients }: Scenario, record: RunRecord): RunRecord {
  const broken = clients.some(({ name }) => name === "gateway/pods");
  const violations = broken ? [{ law: "solitude", at: 7, subject: "gateway/pods", message: `is one of ${clients.length}` }] : [];
  return { ...record, laws: [...record.laws, { law: "solitude", says: "the gateway does not watch", violations }] };
}

test("a broken law ends with 1, and with the shortest story that breaks it, which replays", () => {
  const args = ["--trace", file("pods.jsonl", PODS), "--faults", "light", "--no-report", "--once"];
  const { code, out } = callWith(strict, ["run", ...args, "--save-story", "@broken.json"]);
  expect(code).toBe(1);
  expect(out).toContain("✗ solitude");
  expect(out).toContain("gateway/pods: is one of 3");
  const told = out.slice(out.indexOf("\n✗ solitude"));
  expect(told).toMatch(/^\n✗ solitude {2}gateway\/pods: is one of [12]\nThe shortest story found:\n {3}1\. gateway\/pods watches pods\n/);
  expect(told).toContain(`\nReplay it: npm run -s kubeloom -- replay ${join(directory, "broken.json")}\n`);
  expect(callWith(strict, ["replay", "@broken.json", "--no-report"])).toMatchObject({ code: 1, out: expect.stringMatching(/^A story about solitude {2}gateway\/pods: is one of [12]\n/) as string });
  expect(call("replay", "@broken.json", "--no-report", "--quiet")).toMatchObject({ code: 0 });
  expect(call("replay", "@broken.json", "--no-report")).toMatchObject({ code: 0, out: expect.stringMatching(/\nthe story no longer breaks a law\n$/) as string });
});

test("a broken law in JSON: its story and the line that replays it; fuzzing stops there", () => {
  const args = ["--trace", file("pods.jsonl", PODS), "--faults", "none", "--no-report", "--once", "--json", "--save-story", "@json-story.json"];
  const broken = { law: "solitude", first: { subject: "gateway/pods" }, story: expect.arrayContaining(["gateway/pods watches pods"]) as string[], replay: expect.stringContaining("replay ") as string };
  for (const command of ["run", "fuzz"]) {
    const { code, out } = callWith(strict, [command, ...args]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ kubeloom: "run", verdict: { good: false, says: expect.stringMatching(/^1 of \d+ laws broken$/) as string }, broken, files: { story: join(directory, "json-story.json") } });
  }
});

test("help names every command, and fits on a screen", () => {
  const { code, out } = call("run", "--help");
  expect(code).toBe(0);
  expect(out.split("\n").length).toBeLessThan(60);
  for (const name of ["run", "serve", "replay", "fuzz", "bench", "report", "version"]) expect(call("--help").out).toMatch(new RegExp(`^  ${name}\\b`, "m"));
});
