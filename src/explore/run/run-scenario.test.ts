import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../api/index.ts";
import { SECOND } from "../../kernel/index.ts";
import type { ClientSpec, Scenario, Workload } from "../scenario.ts";
import { lawsHeld, runScenario, ScenarioError, verifyScenario } from "./index.ts";

const pod = (name: string, more: object = {}): KubeObject => ({ apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "shop", uid: `uid-${name}` }, ...more });
const workload = (more: Partial<Workload> = {}): Workload => ({
  name: "hand-made",
  initial: [{ resource: "pods", object: pod("a") }],
  writes: [
    { at: SECOND, resource: "pods", type: "MODIFIED", object: pod("a", { status: { phase: "Running" } }) },
    { at: 2 * SECOND, resource: "pods", type: "ADDED", object: pod("b") },
    { at: 20 * SECOND, resource: "pods", type: "DELETED", object: pod("a") },
  ],
  lasts: 30 * SECOND,
  epoch: 0,
  ...more,
});
const scenario = (more: Partial<Scenario> = {}): Scenario => ({ seed: 1, workload: workload(), clients: [{ name: "c", resource: "pods" }], faults: [], apiservers: 1, serverProfile: "modern", tieBreak: "fifo", ...more });
const client = (more: Partial<ClientSpec>): Partial<Scenario> => ({ clients: [{ name: "c", resource: "pods", ...more }] });

test("a quiet run: one list, one stream, nothing stale, nothing left", () => {
  const record = verifyScenario(scenario());
  expect(lawsHeld(record)).toBe(true);
  expect(record.outcome.kind).toBe("reached");
  expect(record.clients[0]).toMatchObject({ lists: 0, watchLists: 1, watches: 0, expired: 0, worstStaleness: 0, convergedAfter: 0 });
  expect(record.writes.filter((_, i) => i % 4 === 1)).toEqual([1, 0, 2]);
  expect(record.workload).toMatchObject({ objects: 2, events: 3 });
  expect(record.ledger.length).toBeGreaterThan(3);
});

test("an outage shows: stale while it lasts, converged soon after", () => {
  const record = runScenario(scenario({ faults: [{ kind: "partition", at: 10 * SECOND, lasts: 15 * SECOND, a: "c", b: "apiserver", streams: "drop", dials: "refuse" }] }));
  expect(lawsHeld(record)).toBe(true);
  const [seen] = record.clients;
  expect(seen?.worstStaleness).toBeGreaterThanOrEqual(5 * SECOND);
  expect(seen?.convergedAfter).toBeGreaterThan(0);
  expect(seen?.lane.streams.map(({ end }) => end)).toEqual(["reset", "cancelled"]);
});

test("clients see their own part only, by namespace, label and field", () => {
  const other = { apiVersion: "v1", kind: "Pod", metadata: { name: "z", namespace: "billing", labels: { app: "web" } }, spec: { nodeName: "node-1" } };
  const record = runScenario(scenario({
    workload: workload({ initial: [{ resource: "pods", object: pod("a") }, { resource: "pods", object: other }] }),
    clients: [
      { name: "all", resource: "pods" },
      { name: "shop", resource: "pods", namespace: "shop" },
      { name: "web", resource: "pods", labelSelector: "app=web" },
      { name: "node", resource: "pods", fieldSelector: "spec.nodeName=node-1" },
    ],
  }));
  expect(lawsHeld(record)).toBe(true);
  expect(record.clients.map(({ lane }) => lane.lists[0]?.items)).toEqual([2, 1, 1, 1]);
});

test("a client that stops in the middle leaves nothing behind, whatever it waits for", () => {
  for (const stopsAt of [0, 5 * SECOND, 12 * SECOND]) {
    const faults = [{ kind: "partition", at: 10 * SECOND, lasts: 15 * SECOND, a: "c", b: "apiserver", streams: "drop", dials: "timeout" }] as const;
    expect(lawsHeld(runScenario(scenario({ faults, ...client({ stopsAt }) })))).toBe(true);
  }
});

test("an endless loop of requests is found, not waited for", () => {
  const expired = { kind: "rule", at: SECOND, lasts: 60 * SECOND, match: { verb: "watch" }, verdict: { do: "answer", status: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", reason: "Expired", code: 410 } } } as const;
  const record = runScenario(scenario({ faults: [{ kind: "dropStreams", at: SECOND, match: {} }, expired] }));
  expect(record.outcome.kind).toBe("stepLimit");
  expect(record.laws.find(({ law }) => law === "soundness")?.violations[0]?.message).toMatch(/steps without rest/);
});

describe("what cannot be run is refused, and says what would do", () => {
  const cyclic: { self?: object } = {};
  cyclic.self = cyclic;
  test.each<[string, Partial<Scenario>, RegExp]>([
    ["an unknown resource", client({ resource: "podz" }), /resource is "podz", which is neither built in nor in the workload/],
    ["an unknown client profile", client({ profile: "0.9" }), /client profile is "0.9"; known are/],
    ["an unknown gate", client({ gates: { Nope: true } }), /client gate is "Nope"/],
    ["a bad selector", client({ labelSelector: "a in (" }), /client c: labelSelector "a in \("/],
    ["a page of nothing", client({ pageSize: 0 }), /pageSize is 0; expected a whole number from 1 up/],
    ["a negative resync", client({ resync: -1 }), /client c: resync is -1; expected whole microseconds/],
    ["two clients of one name", { clients: [{ name: "c", resource: "pods" }, { name: "c", resource: "pods" }] }, /two clients are called "c"/],
    ["no apiserver", { apiservers: 0 }, /apiservers is 0; expected a whole number from 1/],
    ["an unknown server profile", { serverProfile: "ancient" }, /ancient/],
    ["a seed that is none", { seed: 0.5 }, /seed is 0.5; expected a safe integer/],
    ["a negative time", { workload: workload({ writes: [{ at: -1, resource: "pods", type: "ADDED", object: pod("b") }] }) }, /writes\[0\].at is -1; expected whole microseconds/],
    ["writes out of order", { workload: workload({ writes: [2, 1].map((at) => ({ at, resource: "pods", type: "ADDED" as const, object: pod(`p${at}`) })) }) }, /writes\[1\].at is 1, after a write at 2/],
    ["a story shorter than its writes", { workload: workload({ lasts: SECOND }) }, /workload.lasts is 1000000, but its last write is at 20000000/],
    ["a change of what is not there", { workload: workload({ initial: [] }) }, /is MODIFIED, but the store says keyNotFound/],
    ["a fault in the past", { faults: [{ kind: "compact", at: -5, keep: 0 }] }, /faults\[0\] \(compact\).at is -5/],
    ["a fault against a replica that is not there", { faults: [{ kind: "restart", at: 5, replica: "apiserver-9", downFor: 1 }] }, /faults\[0\] \(restart\) speaks of the replica "apiserver-9"; there is apiserver-1/],
    ["a fault that lasts less than nothing", { faults: [{ kind: "partition", at: 5, lasts: -1, a: "c", b: "apiserver" }] }, /faults\[0\] \(partition\)/],
    ["a cyclic object", { workload: workload({ initial: [{ resource: "pods", object: pod("a", { spec: cyclic }) }] }) }, /contains itself/],
    ["a polluting key", { workload: workload({ initial: [{ resource: "pods", object: pod("a", { spec: JSON.parse('{"__proto__": {"x": 1}}') as object }) }] }) }, /"__proto__" is refused/],
  ])("%s", (_, more, message) => {
    expect(() => runScenario(scenario(more))).toThrow(ScenarioError);
    expect(() => runScenario(scenario(more))).toThrow(message);
    expect(lawsHeld(runScenario(scenario()))).toBe(true);
  });
});
