import { expect, test } from "vitest";
import type { ReconnectCost } from "../explore/index.ts";
import { renderRelistReport } from "./render-relist-report.ts";

const row: ReconnectCost = {
  strategy: "relist", objects: 2_000, outage: 300_000_000, churn: 20, requests: 2, events: 3, sent: 2_003, bytes: 3_000_000, expired: 1,
  convergedAfter: 4_000, worstStaleness: 300_004_000, void: undefined,
};
const options = { seed: 1, command: "kubeloom bench relist-rewatch" };

test("a panel for each situation, a bar for each strategy, the cheapest marked", () => {
  const text = renderRelistReport([row, { ...row, strategy: "re-watch", bytes: 30_000 }, { ...row, churn: 1 }], options);
  const chart = text.slice(text.indexOf('id="chart-bytes"'), text.indexOf('id="chart-sent"'));
  expect(chart.match(/<figcaption>.*?<\/figcaption>/g)).toEqual(["<figcaption>2,000 objects · away 5 m · 20 writes/s</figcaption>", "<figcaption>2,000 objects · away 5 m · 1 writes/s</figcaption>"]);
  expect(chart.match(/<g class="[^"]*"/g)).toEqual(['<g class="relist "', '<g class="re-watch best"', '<g class="relist best"']);
  expect(chart).toContain(">30 kB</text>");
  expect(text).not.toMatch(/<script|https?:\/\/|url\(|@import/);
});

test("a void row says so, is never the cheapest, and spoils the verdict", () => {
  const text = renderRelistReport([row, { ...row, strategy: "relist-0", bytes: 1, void: "did not converge" }], options);
  expect(text).toContain('<g class="relist-0 void"');
  expect(text).toContain('<g class="relist best"');
  expect(text).toContain("✗ 1 of 2 rows void");
  expect(text).toContain('<b class="bad">did not converge</b>');
});
