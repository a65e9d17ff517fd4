import { expect, test } from "vitest";
import { Script } from "node:vm";
import type { ClientRecord, RunRecord } from "../explore/index.ts";
import { renderReport } from "./render-report.ts";
import { pageAssets } from "./page-assets.ts";
import { runPayload } from "./run-payload.ts";

const client: ClientRecord = {
  name: "pods-a", resource: "pods", profile: "1.36", lists: 1, watches: 1, watchLists: 0, expired: 1, events: 3, bytes: 4_200, requests: 2,
  worstStaleness: 3_000_000, convergedAfter: undefined,
  lane: {
    streams: [{ from: 30, to: 9_000_000_000, end: "connection reset", kind: "watch" }],
    lists: [{ at: 10, took: 20, items: 1, resourceVersion: "100000" }],
    expired: [7_000],
    delivered: [50, 0, 99_999, 1, 5_000, 1, 100_002, 0, 8_000_000_000, 3, 100_009, -1],
    staleness: [40, 0, 90, 50],
  },
};

const record: RunRecord = {
  seed: 7,
  workload: { name: "</script><b>shop", objects: 2, events: 2, lasts: 9_000_000_000, epoch: 0 },
  faults: [{ kind: "partition", at: 1_000, lasts: 2_000, a: "pods-a", b: "apiserver" }],
  clients: [client],
  writes: [100, 0, 100_001, 1, 4_000, 1, 100_002, 0],
  subjects: ["pods shop/web-1", "pods shop/<img>"],
  laws: [{ law: "convergence", says: "caches equal the store", violations: [] }],
  ledger: [{ kind: "watch", opened: 3, closed: 3 }],
  leaks: [],
  outcome: { kind: "idle", at: 9_000_000_000 },
  virtualTime: 9_000_000_000,
  events: 12,
  digest: "0123456789abcdef",
};

test("the page reads back what the record holds", async () => {
  const file = "./page/run.js";
  const page = (await import(file)) as { openRun(text: string): Promise<PageRun> };
  const run = await page.openRun(runPayload(record, ["a partition"]));
  expect(flat(run.writes)).toEqual(record.writes);
  const lane = run.clients[0]!;
  expect(flat(lane.delivered)).toEqual(client.lane.delivered);
  expect([...lane.staleness.time]).toEqual([40, 90]);
  expect(lane.streams).toEqual([{ from: 30, to: 9_000_000_000, end: "broken", said: "connection reset", kind: "watch" }]);
  expect(lane.lists).toEqual(client.lane.lists);
  expect(run.faults[0]).toMatchObject({ at: 1_000, until: 3_000, touches: ["pods-a"], sentence: "a partition" });
});

test("one file that asks for nothing, with what people wrote escaped", () => {
  const text = renderReport(record, { command: "kubeloom run --seed 7 --trace 'a<b>'" });
  expect(text).not.toMatch(/(?:src|href)="(?!#)|https?:\/\/|url\(|@import/);
  expect(text.match(/<\/script>/g)).toHaveLength(2);
  expect(text).toContain("&#60;/script&#62;&#60;b&#62;shop");
  expect(text).toContain("the law held");
  expect(text).toContain('<b class="bad">never</b>');
});

test("a broken law, a leak and a deadlock each show in the verdict", () => {
  const violation = { law: "convergence", at: 5, subject: "pods-a", message: "lacks web-1" };
  const verdict = (changed: Partial<RunRecord>): string | undefined => /class="verdict (\w+ ?.*?)<\/p>/.exec(renderReport({ ...record, ...changed }))?.[1];
  expect(verdict({ laws: [{ law: "convergence", says: "", violations: [violation] }] })).toBe('bad">✗ 1 of 1 laws broken');
  expect(verdict({ leaks: [{ kind: "timer", label: "resync", age: 1, openedBy: ["cluster"] }] })).toBe('bad">✗ 1 leak');
  expect(verdict({ outcome: { kind: "deadlock", at: 1, waiting: ["pods-a"] } })).toBe('bad">✗ deadlock: pods-a');
});

test("the page's script is one module in which no name stands twice", () => {
  const { script } = pageAssets();
  expect(() => new Script(`(() => { "use strict";\n${script}\n})`)).not.toThrow();
  expect(script).not.toMatch(/^(?:import|export)\b/m);
  const named = [...script.matchAll(/^(?:async )?function (\w+)/gm)].map(([, name]) => name);
  expect(named).toHaveLength(new Set(named).size);
});

test("a hundred thousand events take less than ten bytes each", () => {
  const writes: number[] = [];
  const delivered: number[] = [];
  for (let i = 0; i < 100_000; i++) {
    const at = i * 6_000 + ((i * 7_919) % 5_000);
    const subject = (i * 31) % 5_000;
    writes.push(at, 1, 100_001 + i, subject);
    delivered.push(at + 2_000 + ((i * 104_729) % 3_000), 1, 100_001 + i, subject);
  }
  const large = { ...record, writes, subjects: Array.from({ length: 5_000 }, (_, i) => `pods shop/web-${i}`), clients: [{ ...client, lane: { ...client.lane, delivered } }] };
  expect(runPayload(large, [""]).length).toBeLessThan(200_000 * 10);
});

/** What the page's script, which is plain JavaScript, makes of a payload. */
interface PageRun {
  readonly writes: PageEvents;
  readonly clients: readonly { readonly delivered: PageEvents; readonly staleness: { readonly time: Float64Array }; readonly streams: unknown; readonly lists: unknown }[];
  readonly faults: readonly unknown[];
}

interface PageEvents {
  readonly time: Float64Array;
  readonly type: Uint8Array;
  readonly revision: Float64Array;
  readonly subject: Int32Array;
}

function flat({ time, type, revision, subject }: PageEvents): number[] {
  return [...time].flatMap((at, i) => [at, type[i]!, revision[i]!, subject[i]!]);
}
