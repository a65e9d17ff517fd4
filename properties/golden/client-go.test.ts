import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { noVerdicts, summary } from "./client-go-command.ts";
import { difference } from "./client-go-compare.ts";
import { replayInformer } from "./client-go-informer.ts";
import type { Instant } from "./client-go-recording.ts";
import { replayRecording } from "./client-go.ts";
import { own } from "./own-recordings.ts";
import { clientProfile } from "../../src/client/index.ts";

/** What replays identically, by generation. The list only grows: taking a name out needs a reason in the history. */
const passes = JSON.parse(readFileSync(new URL("client-go.passes.json", import.meta.url), "utf8")) as { readonly [generation: string]: readonly string[] };
const recordings = own();

describe.each(Object.keys(passes))("recorded timelines of client-go, generation %s", (generation) => {
  const verdicts = new Map(recordings.map(({ name, recording }) => [name, replayRecording(recording, generation)]));
  const counts = noVerdicts();
  for (const { kind } of verdicts.values()) counts[kind] += 1;
  process.stdout.write(`${summary(generation, counts)}\n`);

  test("whatever passed before passes still", () => {
    const lost = (passes[generation] ?? []).filter((name) => verdicts.get(name)?.kind !== "identical").map((name) => [name, verdicts.get(name)]);
    expect(lost).toEqual([]);
  });

  test("whatever passes is in the list", () => {
    const listed = new Set(passes[generation]);
    const found = [...verdicts].filter(([name, { kind }]) => kind === "identical" && !listed.has(name)).map(([name]) => name);
    expect(found, "add these to client-go.passes.json").toEqual([]);
  });

  test("none differs", () => {
    expect([...verdicts].filter(([, { kind }]) => kind === "different")).toEqual([]);
  });
});

describe("the comparator sees a planted difference", () => {
  const recording = recordings.find(({ name }) => name === "watch-410-event")?.recording;
  if (recording === undefined) throw new Error("the recording watch-410-event is missing");
  const [timeline] = recording.timelines;
  const recorded = timeline?.variants[0]?.instants as readonly Instant[];
  const script = { ...recording.script, options: recording.script.options ?? {} };
  const replayed = () => replayInformer(script, { ...clientProfile("1.36"), gates: { ...clientProfile("1.36").gates, WatchListClient: false } }, "objects");
  const edited = (at: number, edit: (instant: Instant) => Instant) => replayed().map((instant, i) => (i === at ? edit(instant) : instant));

  test("none planted, none seen", () => {
    expect(difference(recorded, replayed())).toBeUndefined();
  });

  test.each<[string, number, (instant: Instant) => Instant]>([
    ["an exact time that is off by a tenth of a millisecond", 1, (i) => ({ ...i, t: (i.t as number) + 0.1, dt: (i.dt as number) + 0.1 })],
    ["a jittered wait that is too short", 3, (i) => ({ ...i, t: (i.t as number) - 700, dt: 700 })],
    ["a jittered wait that is too long", 3, (i) => ({ ...i, dt: 1700 })],
    ["an entry that is missing", 0, (i) => ({ ...i, ev: (i.ev ?? []).slice(1) })],
    ["an entry too many", 0, (i) => ({ ...i, ev: [...(i.ev ?? []), { e: "watchError", msg: "boom" }] })],
    ["entries of one lane in another order", 0, (i) => ({ ...i, ev: [...(i.ev ?? [])].reverse() })],
    ["another version in a query", 3, (i) => ({ ...i, ev: (i.ev ?? []).map((e) => (e.e === "request" && e["type"] === "list" ? { ...e, query: { resourceVersion: "0" } } : e)) })],
    ["another value in a callback", 1, (i) => ({ ...i, ev: (i.ev ?? []).map((e) => (e.e === "update" ? { ...e, v: "3" } : e)) })],
    ["another store", 1, (i) => ({ ...i, state: { ...i.state, store: [] } })],
    ["a flip of the sync that did not happen", 0, (i) => ({ ...i, state: { ...i.state, synced: false } })],
    ["something that still runs after the stop", 4, (i) => ({ ...i, state: { ...i.state, running: ["something"] } })],
    ["a watch timeout outside its law", 0, (i) => ({ ...i, ev: (i.ev ?? []).map((e) => (e["type"] === "watch" && e.e === "request" ? { ...e, query: { ...(e["query"] as object), timeoutSeconds: "600" } } : e)) })],
  ])("%s", (_, at, edit) => {
    expect(difference(recorded, edited(at, edit))).toBeTypeOf("string");
  });

  test("an instant too many, and one too few", () => {
    const all = replayed();
    expect(difference(recorded, all.slice(0, -1))).toBeTypeOf("string");
    expect(difference(recorded.slice(0, -1), all)).toBeTypeOf("string");
  });
});

test("a kind nobody knows counts as not yet supported", () => {
  const recording = { script: { name: "x", kind: "teapot", options: {} }, timelines: [{ for: [{ version: "0.36.3", gates: "defaults" }], variants: [] }] };
  expect(replayRecording(recording, "1.36")).toEqual({ kind: "unsupported", why: 'kind "teapot"' });
  expect(replayRecording(recording, "1.32")).toEqual({ kind: "unrecorded" });
});
