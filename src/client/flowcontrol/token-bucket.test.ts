import { expect, test } from "vitest";
import { createKernel } from "../../kernel/index.ts";
import { createItemBackoff, createTokenBucket } from "./index.ts";

const SECOND = 1_000_000;

test("a bucket gives its burst at once, then what comes back", () => {
  const kernel = createKernel({ seed: 1 });
  const bucket = createTokenBucket(kernel.clock, 2, 3);
  expect([1, 2, 3, 4].map(() => bucket.tryAccept())).toEqual([true, true, true, false]);
  kernel.advanceSync(SECOND / 2);
  expect([bucket.tryAccept(), bucket.tryAccept()]).toEqual([true, false]);
  kernel.advanceSync(100 * SECOND);
  expect([1, 2, 3, 4].map(() => bucket.tryAccept())).toEqual([true, true, true, false]);
});

test("a refusal takes nothing, a reservation takes from the future", () => {
  const kernel = createKernel({ seed: 1 });
  const bucket = createTokenBucket(kernel.clock, 2, 1);
  expect([bucket.reserve(), bucket.reserve(), bucket.reserve()]).toEqual([0, SECOND / 2, SECOND]);
  expect(bucket.tryAccept()).toBe(false);
  kernel.advanceSync(SECOND);
  expect(bucket.tryAccept()).toBe(false);
  kernel.advanceSync(SECOND / 2);
  expect(bucket.tryAccept()).toBe(true);
});

test("an item's wait with jitter stays between it and its share more, and never beyond the longest", () => {
  const { clock, random } = createKernel({ seed: 1 });
  const items = createItemBackoff({ clock, initial: SECOND, max: 3 * SECOND, jitter: 0.5, random });
  items.next("a", 0);
  expect(items.get("a")).toBeGreaterThan(SECOND);
  expect(items.get("a")).toBeLessThan(1.5 * SECOND);
  for (let i = 0; i < 5; i += 1) items.next("a", 0);
  expect(items.get("a")).toBe(3 * SECOND);
});
