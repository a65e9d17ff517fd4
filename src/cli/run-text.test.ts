import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import type { RunRecord, Scenario } from "../explore/index.ts";
import { coloured, plain } from "./paint.ts";
import { runText, verdictLine } from "./run-text.ts";

const record: RunRecord = {
  seed: 7,
  workload: { name: "shop", objects: 321, events: 1_453, lasts: 247_000_000, epoch: 0 },
  faults: [{ kind: "restart", at: 61_500_000, replica: "apiserver-1", downFor: 2_000_000 }],
  clients: [
    { name: "manager/pods", resource: "pods", profile: "1.36", lists: 1, watches: 3, watchLists: 1, expired: 1, events: 1_210, bytes: 1_400_000, requests: 5, worstStaleness: 4_200_000, convergedAfter: 830_000, lane: { streams: [], lists: [], expired: [], delivered: [], staleness: [] } },
    { name: "agent/nodes", resource: "nodes", profile: "1.32", lists: 0, watches: 1, watchLists: 0, expired: 0, events: 0, bytes: 900, requests: 1, worstStaleness: 0, convergedAfter: undefined, lane: { streams: [], lists: [], expired: [], delivered: [], staleness: [] } },
  ],
  writes: [],
  subjects: [],
  laws: [
    { law: "convergence", says: "caches equal the store", violations: [{ law: "convergence", at: 250_000_000, subject: "agent/nodes", message: "lacks node-1" }] },
    { law: "no-leak", says: "nothing is left open", violations: [] },
  ],
  ledger: [{ kind: "timer", opened: 1_200, closed: 1_199 }, { kind: "watch", opened: 4, closed: 4 }],
  leaks: [{ kind: "timer", label: "resync", age: 30_000_000, openedBy: ["cluster", "agent/nodes"] }],
  outcome: { kind: "reached", at: 252_000_000 },
  virtualTime: 252_000_000,
  events: 1_210,
  digest: "00ff00ff00ff00ff",
};
const scenario: Scenario = { seed: 7, workload: { name: "shop", initial: [], writes: [], lasts: 0, epoch: 0 }, clients: [], faults: [], apiservers: 2, serverProfile: "modern", tieBreak: "seeded" };

test("a run reads at a glance", () => {
  expect(runText(record, scenario, { cpuSeconds: 0.5 }, plain)).toBe(`shop  321 objects and 1,453 recorded events over 4m 07s
seed 7 · 2 apiservers (modern) · 2 informers · events of one instant: seeded

Fault plan  1 fault
  1:01.500  apiserver-1 restarts and is down for 2 s

Clients  convergence counts from the end of the last fault
  client        profile  requests  lists  watch-lists  watches  410s  events   bytes  stale at worst  converged in
  manager/pods  1.36            5      1            1        3     1   1,210  1.4 MB           4.2 s        830 ms
  agent/nodes   1.32            1      0            0        1     0       0   900 B            0 µs         never

Laws  1 of 2 held
  ✗ convergence  caches equal the store
      4:10.000  agent/nodes: lacks node-1
  ✓ no-leak      nothing is left open

Leak ledger  1 leak
  kind   opened  closed  left open
  timer   1,200   1,199          1
  watch       4       4          0
  leaked timer resync, open for 30 s, opened by cluster › agent/nodes

✗ 1 of 2 laws broken
1,210 events delivered in 4m 12s of virtual time, which took 0.50 CPU s: 504 virtual s per CPU s
digest 00ff00ff00ff00ff
`);
});

test("colour changes no letter", () => {
  const painted = runText(record, scenario, { cpuSeconds: 0.5 }, coloured);
  expect(painted).toContain("\u001b[31m✗\u001b[39m convergence");
  expect(stripVTControlCharacters(painted)).toBe(runText(record, scenario, { cpuSeconds: 0.5 }, plain));
});

test("hundreds of violations are summed up, and a clean run is one line", () => {
  const violations = Array.from({ length: 1_205 }, (_, i) => ({ law: "convergence", at: i, subject: "agent", message: `lacks ${i}` }));
  const many = { ...record, laws: [{ law: "convergence", says: "", violations }] };
  expect(runText(many, scenario, { cpuSeconds: 1 }, plain)).toContain("agent: lacks 4\n      and 1,200 more\n");
  expect(verdictLine({ ...record, laws: record.laws.slice(1), leaks: [] }, plain)).toBe("✓ the law held  shop, seed 7, digest 00ff00ff00ff00ff\n");
});
