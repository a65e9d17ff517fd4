import { expect, test } from "vitest";
import { humanDuration } from "./column.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  [-5, "<invalid>"], [0, "0s"], [119, "119s"], [2 * MINUTE, "2m"], [9 * MINUTE + 5, "9m5s"], [10 * MINUTE + 5, "10m"], [179 * MINUTE, "179m"],
  [3 * HOUR, "3h"], [3 * HOUR + 20 * MINUTE, "3h20m"], [47 * HOUR, "47h"], [2 * DAY + 3 * HOUR, "2d3h"], [7 * DAY, "7d"], [8 * DAY + 3 * HOUR, "8d"],
  [729 * DAY, "729d"], [730 * DAY, "2y"], [1100 * DAY, "3y5d"], [9 * 365 * DAY + DAY, "9y"],
])("%i seconds are %s", (seconds, told) => {
  expect(humanDuration(seconds * 1_000_000)).toBe(told);
});
