import { InvalidArgumentError } from "commander";
import { expect, test } from "vitest";
import { manyOf, names, oneOf, span, wholeNumber } from "./option-values.ts";

test.each([["250ms", 250_000], ["1.5s", 1_500_000], ["2m", 120_000_000], ["1h", 3_600_000_000], ["7us", 7]])("%s is %d microseconds", (text, micros) => {
  expect(span(text)).toBe(micros);
});

test.each(["", "5", "-5s", "0s", "1e3s", "5 s", "5d", "Infinitys", "9999999999999999h"])("the span %j is refused, with the way out", (text) => {
  expect(() => span(text)).toThrow(InvalidArgumentError);
  expect(() => span(text)).toThrow(/250ms, 1.5s, 2m or 1h/);
});

test.each(["", "-1", "1.5", "0x10", "1e3", " 7", "101", "NaN"])("the number %j is refused, with its bounds", (text) => {
  expect(() => wholeNumber(0, 100)(text)).toThrow(/from 0 to 100/);
});

test("names and lists", () => {
  expect(wholeNumber(0, 100)("100")).toBe(100);
  expect(oneOf(["fifo", "pct"])("pct")).toBe("pct");
  expect(() => oneOf(["fifo", "pct"])("lifo")).toThrow(/one of fifo, pct/);
  expect(names("pods, nodes")).toEqual(["pods", "nodes"]);
  expect(() => names("pods,,nodes")).toThrow(/none of them empty/);
  expect(manyOf(wholeNumber(1, 9))("1,2")).toEqual([1, 2]);
  expect(() => manyOf(wholeNumber(1, 9))("1,x")).toThrow(/from 1 to 9/);
});
