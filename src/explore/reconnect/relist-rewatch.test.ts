import { expect, test } from "vitest";
import { SECOND } from "../../kernel/index.ts";
import { relistRewatch, STRATEGIES, type ReconnectCost, type Strategy } from "./index.ts";

const options = { objects: [600], outages: [5 * SECOND, 300 * SECOND], churn: [5] };
const rows = relistRewatch(options);
const row = (strategy: Strategy, outage: number): ReconnectCost => {
  const found = rows.find((each) => each.strategy === strategy && each.outage === outage * SECOND);
  if (found === undefined) throw new Error(`no row of ${strategy}`);
  return found;
};

test("every strategy has a row for every case, and none is void", () => {
  expect(rows).toHaveLength(2 * STRATEGIES.length);
  expect(rows.map((each) => each.void)).toEqual(rows.map(() => undefined));
});

test("the same options give the same rows, byte for byte", () => {
  const again = relistRewatch({ ...options, outages: [5 * SECOND] });
  expect(JSON.stringify(again)).toBe(JSON.stringify(rows.filter(({ outage }) => outage === 5 * SECOND)));
});

test("a relist sends every object, whatever happened; pages cost requests", () => {
  for (const strategy of ["relist", "relist-0", "relist-paged"] as const) expect(row(strategy, 5).sent).toBe(600);
  expect([row("relist", 5).requests, row("relist-paged", 5).requests]).toEqual([2, 3]);
});

test("a streamed list is one request, and sends an event for each object and the bookmark that ends them", () => {
  const { requests, events, sent } = row("watch-list", 5);
  expect([requests, events, sent]).toEqual([1, 601, 601]);
});

test("watching again after a short outage sends only what was written meanwhile, by one request", () => {
  const { requests, sent, expired, bytes } = row("re-watch", 5);
  expect([requests, expired]).toEqual([1, 0]);
  expect(sent).toBeLessThanOrEqual(5 * 5);
  expect(bytes).toBeLessThan(row("relist", 5).bytes / 20);
});

test("without bookmarks the version of a quiet client is too old even then, and after a long outage with them, too", () => {
  for (const each of [row("re-watch-no-bookmarks", 5), row("re-watch", 300), row("re-watch-no-bookmarks", 300)]) {
    expect(each.expired).toBe(1);
    expect(each.sent).toBe(600);
    expect(each.requests).toBe(3);
  }
});

test("staleness at worst is the outage and what it takes to catch up", () => {
  for (const each of rows) {
    expect(each.worstStaleness).toBeGreaterThan(each.outage - SECOND);
    expect(each.worstStaleness).toBeLessThanOrEqual(each.outage + each.convergedAfter);
  }
});
