import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseRfc3339, rfc3339, rfc3339Micro } from "./rfc3339.ts";

test("times read as Date reads them", () => {
  fc.assert(
    fc.property(fc.integer({ min: -2_000_000_000, max: 9_000_000_000 }), (seconds) => {
      const expected = `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
      expect(rfc3339(seconds * 1_000_000 + 999_999)).toBe(expected);
      expect(parseRfc3339(expected)).toBe(seconds * 1_000_000);
    }),
    { numRuns: 500 },
  );
});

test("fractions and offsets", () => {
  expect(rfc3339Micro(946_684_800_000_042)).toBe("2000-01-01T00:00:00.000042Z");
  expect(parseRfc3339("2000-01-01T01:30:00.000042+01:30")).toBe(946_684_800_000_042);
});

test.each(["", "2000-01-01", "2000-13-01T00:00:00Z", "2001-02-29T00:00:00Z", "2000-01-01T24:00:00Z", "2000-01-01 00:00:00Z"])("%j is no time", (text) => {
  expect(parseRfc3339(text)).toBeUndefined();
});
