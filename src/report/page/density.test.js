import { expect, test } from "vitest";
import { eachColumn, maximaOf, runningCounts } from "./density.js";
import { behindAt, stalenessOf } from "./staleness.js";
import { placeFaults } from "./fault-rows.js";
import { clamp, ticks, zoom } from "./view.js";

/** @param {number[]} times @param {{ from: number, to: number }} view @param {number} columns */
function columnsOf(times, view, columns) {
  /** @type {number[][]} */
  const drawn = [];
  eachColumn(Float64Array.from(times), view, columns, (column, from, to) => drawn.push([column, from, to]));
  return drawn;
}

test("each column gets its events, and events outside of the view none", () => {
  expect(columnsOf([0, 5, 10, 10, 19, 30, 99, 100, 101], { from: 5, to: 105 }, 10)).toEqual([[0, 1, 4], [1, 4, 5], [2, 5, 6], [9, 6, 9]]);
  expect(columnsOf([0, 5, 10, 10, 19, 30, 99, 100, 101], { from: 5, to: 105 }, 5)).toEqual([[0, 1, 5], [1, 5, 6], [4, 6, 9]]);
  expect(columnsOf([], { from: 0, to: 1 }, 5)).toEqual([]);
});

test("every event of the view is drawn once, however the columns divide time", () => {
  const times = Array.from({ length: 3_000 }, (_, i) => Math.floor(i * i * 0.37));
  for (const columns of [1, 3, 7, 333, 1_001]) {
    const seen = columnsOf(times, { from: 1_000, to: 2_000_000 }, columns);
    const inView = times.filter((time) => time >= 1_000 && time < 2_000_000).length;
    expect(seen.reduce((sum, [, from = 0, to = 0]) => sum + to - from, 0)).toBe(inView);
  }
});

test("counts by type of a range are differences of running sums", () => {
  const sums = runningCounts(Uint8Array.from([0, 1, 1, 2, 1]), 3);
  expect(sums.map((sum) => sum[4] - sum[1])).toEqual([0, 2, 1]);
});

test("the maximum of any range", () => {
  const values = Float64Array.from({ length: 1_000 }, (_, i) => (i * 7_919) % 1_009);
  const most = maximaOf(values);
  for (const [from, to] of [[0, 1_000], [5, 6], [120, 300], [128, 256], [127, 129], [9, 9]]) expect(most(from, to)).toBe(Math.max(0, ...values.subarray(from, to)));
});

test("a client that is behind falls further behind until it hears again", () => {
  const second = 1_000_000;
  const staleness = stalenessOf(Float64Array.from([10, 20, 30].map((s) => s * second)), Float64Array.from([0, 10, 0].map((s) => s * second)));
  expect([5, 10, 15, 25, 30, 90].map((s) => behindAt(staleness, s * second) / second)).toEqual([0, 0, 5, 15, 0, 0]);
  expect(staleness.most(0, 3)).toBe(20 * second);
  expect(behindAt(stalenessOf(Float64Array.from([10, 20 * second]), Float64Array.from([0, 10 * second])), 50 * second)).toBe(40 * second);
});

test("a small rest is caught up unless the next point goes on from it", () => {
  const rest = stalenessOf(Float64Array.from([0, 1_000_000, 9_000_000]), Float64Array.from([0, 100_000, 0]));
  expect([1_000_000, 5_000_000].map((at) => behindAt(rest, at))).toEqual([0, 0]);
  const going = stalenessOf(Float64Array.from([0, 1_000_000, 1_300_000, 9_000_000]), Float64Array.from([0, 100_000, 400_000, 0]));
  expect([1_000_000, 1_200_000, 9_000_000].map((at) => behindAt(going, at))).toEqual([100_000, 300_000, 0]);
});

test("faults that overlap stand in rows of their own, and those without room share a last one", () => {
  const fault = (/** @type {number} */ at, /** @type {number} */ until) => ({ at, until, name: "name", kind: "lag", sentence: "" });
  const faults = [fault(0, 50), fault(10, 60), fault(20, 70), fault(200, 210)];
  const place = (/** @type {number} */ most) => {
    const { rows, placed } = placeFaults(faults, (micros) => micros, () => 10, most);
    return { rows, placed: placed.map(({ row, labelled }) => [row, labelled]) };
  };
  expect(place(9)).toEqual({ rows: 3, placed: [[0, true], [1, true], [2, true], [0, true]] });
  expect(place(2)).toEqual({ rows: 2, placed: [[0, true], [1, false], [1, false], [0, true]] });
});

test("zooming keeps the instant under the pointer, and never leaves the run", () => {
  expect(zoom({ from: 0, to: 10_000 }, 5_000, 2, 10_000)).toEqual({ from: 2_500, to: 7_500 });
  expect(zoom({ from: 2_500, to: 7_500 }, 2_500, 0.1, 10_000)).toEqual({ from: 0, to: 10_000 });
  expect(clamp({ from: -500, to: 1_500 }, 10_000)).toEqual({ from: 0, to: 2_000 });
  expect(clamp({ from: 9_999, to: 10_000 }, 10_000)).toEqual({ from: 9_500, to: 10_000 });
});

test("an axis counts in steps people know", () => {
  expect(ticks({ from: 0, to: 240e6 }, 1_000, 90)).toEqual({ step: 30e6, at: [0, 30e6, 60e6, 90e6, 120e6, 150e6, 180e6, 210e6, 240e6] });
  expect(ticks({ from: 0, to: 1_000 }, 1_000, 90).step).toBe(100);
});
