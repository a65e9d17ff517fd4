import { expect, test } from "vitest";
import { bytes, count, duration, instant, plural } from "./format.js";

test.each([
  [0, "0 µs"], [850, "850 µs"], [1_000, "1 ms"], [12_340, "12.3 ms"], [250_000, "250 ms"], [999_499, "999 ms"], [999_500, "1 s"],
  [4_200_000, "4.2 s"], [59_940_000, "59.9 s"], [59_960_000, "1m 00s"], [185_000_000, "3m 05s"], [3_599_600_000, "1h 00m"],
  [7_440_000_000, "2h 04m"], [-5_000, "-5 ms"],
])("the span %d reads %s", (micros, text) => {
  expect(duration(micros)).toBe(text);
});

test.each([
  [83_456_789, undefined, "1:23.456"], [83_456_789, 1, "1:23.456789"], [83_456_789, 10_000, "1:23.45"], [83_999_999, 1_000_000, "1:23"],
  [3_723_000_000, 1_000_000, "1:02:03"], [-1_000_000, 1_000_000, "-0:01"], [83_456_789, 500, "1:23.4567"],
])("the instant %d at steps of %s reads %s", (micros, step, text) => {
  expect(instant(micros, step)).toBe(text);
});

test.each([[812, "812 B"], [1_000, "1 kB"], [1_440, "1.44 kB"], [999_499, "999 kB"], [999_500, "1 MB"], [23_500_000, "23.5 MB"], [7e15, "7000 TB"]])("%d bytes read %s", (size, text) => {
  expect(bytes(size)).toBe(text);
});

test("counts are set apart by thousands, and know one from many", () => {
  expect([0, 999, 1_453, 1_000_000, -12_345].map(count)).toEqual(["0", "999", "1,453", "1,000,000", "-12,345"]);
  expect([plural(1, "list"), plural(1_200, "list"), plural(2, "watch", "watches")]).toEqual(["1 list", "1,200 lists", "2 watches"]);
});
