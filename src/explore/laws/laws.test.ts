import { describe, expect, test } from "vitest";
import type { HandlerCall } from "../run/history.ts";
import type { ClientRun, Run } from "../run/run.ts";
import { ScopeLog, Staleness } from "../run/staleness.ts";
import type { Exchange, Traffic } from "../run/traffic.ts";
import { determinism } from "./determinism.ts";
import { judge, LAWS } from "./index.ts";

const call = (given: Partial<HandlerCall>): HandlerCall => ({ at: 1, call: "add", subject: 0, version: 5, before: -1, tombstone: false, initial: false, synced: false, lists: 1, ...given });
const exchange = (given: Partial<Exchange>): Exchange => ({ kind: "watch", at: 0, ended: 9_000_000, asked: "5", continued: false, status: 200, error: 0, events: 3, watchedFrom: 0, end: "complete", ...given });
const list = exchange({ kind: "list" });
const traffic = (given: Partial<Traffic>): Traffic => ({ exchanges: [list], lists: [{ at: 0, took: 0, items: 0, resourceVersion: "5", asked: "0" }], expired: [], delivered: [], repeats: [], listed: 0, bytes: 0, heard: 5, ...given });
const client = (given: Partial<Omit<ClientRun, "histories" | "traffic">> & { calls?: readonly HandlerCall[]; traffic?: Partial<Traffic> }): ClientRun => {
  const { calls = [], traffic: heard = {}, ...rest } = given;
  return {
    spec: { name: "c", resource: "pods" },
    histories: [{ length: calls.length, at: (i) => calls[i] as HandlerCall }],
    traffic: traffic(heard),
    staleness: new Staleness(new ScopeLog()),
    synced: { informer: true, handler: true },
    convergedAt: 2,
    differences: [],
    missed: [],
    ...rest,
  };
};
const run = (one: ClientRun, close: Partial<Run["close"]> = {}): Run => ({
  scenario: {} as Run["scenario"],
  clients: [one],
  subjects: ["pods shop/a", "pods shop/b"],
  healed: 10,
  deadline: 20,
  outcome: { kind: "reached", at: 20 },
  failed: undefined,
  close: { at: 20, took: 0, leaks: [], ledger: [{ kind: "watch", opened: 2, closed: 2 }], remains: [], ...close },
  digest: "",
});
const broken = (given: Parameters<typeof client>[0], close: Partial<Run["close"]> = {}): readonly string[] =>
  judge(run(client(given), close)).flatMap(({ law, violations }) => violations.map(({ message }) => `${law}: ${message}`));

test("a client that did all right breaks no law", () => {
  const calls = [call({ initial: true }), call({ call: "update", before: 5, version: 7, synced: true }), call({ call: "delete", version: 8 }), call({ version: 9 })];
  expect(broken({ calls, traffic: { lists: [{ at: 0, took: 0, items: 1, resourceVersion: "5", asked: "0" }], delivered: [1, 1, 7, 0, 2, 2, 8, 0, 3, 0, 9, 0] } })).toEqual([]);
});

test("every law has a name and a sentence of its own", () => {
  expect(new Set(LAWS.map(({ name }) => name)).size).toBe(LAWS.length);
  for (const { says } of LAWS) expect(says.length).toBeGreaterThan(20);
});

describe("convergence", () => {
  test.each([
    [{ differences: [{ key: "shop/a", cached: "5", stored: undefined }] }, "convergence: the cache holds pods shop/a at 5, which the store does not have"],
    [{ differences: [{ key: "shop/a", cached: undefined, stored: "7" }] }, "convergence: the cache lacks pods shop/a, which the store holds at 7"],
    [{ differences: [{ key: "shop/a", cached: "5", stored: "7" }] }, "convergence: the cache holds pods shop/a at 5, the store at 7"],
  ])("%j", (given, message) => {
    expect(broken(given)).toEqual([message]);
  });

  test("never and late are told apart, and a client that was stopped is let be", () => {
    expect(broken({ convergedAt: undefined })[0]).toMatch(/did so never/);
    expect(broken({ convergedAt: 21 })[0]).toMatch(/did so only at/);
    expect(broken({ convergedAt: undefined, spec: { name: "c", resource: "pods", stopsAt: 3 } })).toEqual([]);
  });
});

describe("handler-spelling", () => {
  test.each([
    ["two adds", [call({}), call({ version: 7 })], /added at 7, but the handler had it at 5 already/],
    ["an update of nothing", [call({ call: "update", before: 5, version: 7 })], /updated to 7, but the handler did not have it/],
    ["a delete of nothing", [call({ call: "delete" })], /deleted, but the handler did not have it/],
    ["an update missed", [call({}), call({ call: "update", before: 6, version: 7 })], /updated from 6 to 7, but the handler had it at 5/],
  ])("%s", (_, calls, message) => {
    expect(broken({ calls }).join()).toMatch(message);
  });
});

test("nothing-missed", () => {
  expect(broken({ missed: [{ subject: 0, heard: 5, cached: 7 }] })).toEqual(["nothing-missed: pods shop/a: a handler last heard of version 5, the cache holds 7"]);
  expect(broken({ missed: [{ subject: 0, heard: undefined, cached: 7 }, { subject: 1, heard: 5, cached: undefined }] })).toEqual(["nothing-missed: pods shop/a: a handler does not have it, the cache holds 7; and 1 more"]);
  expect(broken({ missed: [{ subject: 1, heard: 5, cached: undefined }] })).toEqual(["nothing-missed: pods shop/b: a handler last heard of version 5, the cache does not hold it"]);
});

describe("no-time-travel", () => {
  test("in a handler", () => {
    expect(broken({ calls: [call({ version: 9 }), call({ call: "update", before: 9, version: 7 })] })[0]).toMatch(/pods shop\/a went back from version 9 to 7/);
    expect(broken({ calls: [call({ version: 9 }), call({ call: "delete", version: 9, tombstone: true }), call({ version: 7 })] })[0]).toMatch(/went back/);
  });

  test("a tombstone tells the last version known, which may be old", () => {
    expect(broken({ calls: [call({ version: 9 }), call({ call: "delete", version: 7, tombstone: true })] })).toEqual([]);
  });

  test("between lists and in streams", () => {
    const lists = ["9", "7"].map((resourceVersion) => ({ at: 0, took: 0, items: 0, resourceVersion, asked: "" }));
    expect(broken({ traffic: { lists, exchanges: [list] } })[0]).toMatch(/of version 7, the one before was of 9/);
    expect(broken({ traffic: { delivered: [1, 1, 9, 0, 2, 1, 7, 0] } })[0]).toMatch(/told of pods shop\/a at version 7 after 9/);
    expect(broken({ traffic: { delivered: [1, 1, 9, 0, 2, 1, 7, 1, 3, 3, 4, -1] } })).toEqual([]);
  });
});

test("stream-order", () => {
  expect(broken({ traffic: { repeats: [{ at: 3, subject: "shop/a", version: 5, after: 5 }] } })).toEqual(["stream-order: a stream told of shop/a at version 5 after 5"]);
});

describe("synced-truth", () => {
  const first = [{ at: 0, took: 0, items: 2, resourceVersion: "5", asked: "0" }];
  const both = [call({ initial: true }), call({ initial: true, subject: 1 })];
  test("too early", () => {
    expect(broken({ traffic: { lists: first }, calls: [call({ initial: true }), call({ initial: true, subject: 1, synced: true })] })[0]).toMatch(/added after the handler was said to have synced/);
    expect(broken({ traffic: { lists: [] }, calls: [call({ synced: true })] })[0]).toMatch(/before any list was complete/);
  });

  test("never, and without having told all", () => {
    expect(broken({ traffic: { lists: first }, calls: both, synced: { informer: true, handler: false } })[0]).toMatch(/the handler never said it had synced/);
    expect(broken({ traffic: { lists: first }, calls: both.slice(1) })[0]).toMatch(/heard of 1 objects of a first list of 2/);
    expect(broken({ traffic: { lists: first }, calls: both })).toEqual([]);
  });
});

describe("bounded-lists", () => {
  const again = (reason: Partial<Exchange>): readonly string[] => broken({ traffic: { exchanges: [list, exchange(reason), list] } });
  test.each([
    ["a 410 in the stream", { error: 410, end: "expired" }],
    ["a 500 in the stream", { error: 500 }],
    ["a watch that is answered 410", { status: 410 }],
    ["a stream that ends at once", { events: 0, ended: 1_000 }],
  ] as const)("%s is a reason", (_, reason) => {
    expect(again(reason)).toEqual([]);
  });

  test.each([
    ["a list that failed", { kind: "list", status: 500 }],
    ["a streamed list cut off", { kind: "watchList", watchedFrom: undefined, end: "reset" }],
  ] as const)("%s may be tried again", (_, failed) => {
    expect(broken({ traffic: { exchanges: [exchange(failed), list] } })).toEqual([]);
    expect(broken({ traffic: { exchanges: [exchange(failed), list, list] } })[0]).toMatch(/3 lists were begun; 1 failures that need one allow 2/);
  });

  test.each([
    ["a clean end", {}],
    ["a lost connection", { end: "reset" }],
    ["refused", { status: 0, end: "refused", events: 0, ended: 0 }],
    ["429", { status: 429, events: 0, ended: 0 }],
    ["429 in the stream", { error: 429 }],
      ] as const)("%s is none", (_, reason) => {
    expect(again(reason)).toEqual(["bounded-lists: 2 lists were begun; 0 failures that need one allow 1"]);
  });

  test("further pages are no further lists", () => {
    expect(broken({ traffic: { exchanges: [list, exchange({ kind: "list", continued: true })] } })).toEqual([]);
  });
});

test("no-leak", () => {
  expect(broken({}, { leaks: [{ kind: "watch", label: "pods", age: 5_000_000, openedBy: ["cluster", "client c"] }] })).toEqual(["no-leak: watch open for 5.000 s, opened by cluster / client c"]);
  expect(broken({}, { ledger: [{ kind: "timer", opened: 3, closed: 2 }] })).toEqual(["no-leak: 3 opened, 2 closed"]);
  expect(broken({}, { remains: [{ client: "c", at: 3, what: "the informer still runs" }] })).toEqual(["no-leak: a scheduling turn after its stop: the informer still runs"]);
  expect(broken({}, { took: 1_000_000 })).toEqual(["no-leak: took 1.000 s of virtual time"]);
});

test("soundness", () => {
  const one = run(client({}));
  expect(judge({ ...one, failed: { at: 3, message: "no gap" } })[0]?.violations).toMatchObject([{ law: "soundness", at: 3, message: "no gap" }]);
  expect(judge({ ...one, outcome: { kind: "stepLimit", at: 3, steps: 1000, busiest: "watch" } })[0]?.violations[0]?.message).toMatch(/1000 steps without rest, most of them "watch"/);
});

describe("determinism", () => {
  const told = (digest: string, delivered: readonly number[]): Run => ({ ...run(client({ traffic: { delivered } })), digest });
  test("equal digests are equal runs", () => {
    expect(determinism(told("a", [1, 0, 7, 0]), told("a", [1, 0, 7, 0])).violations).toEqual([]);
  });

  test("the first event that differs is named", () => {
    expect(determinism(told("a", [1, 0, 7, 0, 2, 1, 8, 0]), told("b", [1, 0, 7, 0, 3, 1, 8, 0])).violations).toEqual([
      { law: "determinism", at: 2, subject: "c", message: "event 2 of what it was told differs: MODIFIED of version 8 at 0.000 s in the first run, MODIFIED of version 8 at 0.000 s in the second" },
    ]);
    expect(determinism(told("a", [1, 0, 7, 0]), told("b", [])).violations[0]?.message).toMatch(/event 1 .* ADDED of version 7 at 0.000 s in the first run, nothing in the second/);
    expect(determinism(told("a", []), told("b", [])).violations[0]?.message).toMatch(/digest a, the second with b; what clients were told is the same/);
  });
});
