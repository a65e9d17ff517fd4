import { expect, test } from "vitest";
import { clientProfile } from "../profile.ts";
import { freshBackoff, jittered, nextWait } from "./backoff.ts";
import { reflectorBackoff } from "../cache/reflector-rules.ts";

const SECOND = 1_000_000;
const of = (name: string) => reflectorBackoff(clientProfile(name).constants, clientProfile(name).habits);

function waits(name: string, at: readonly number[]): readonly number[] {
  const policy = of(name);
  let backoff = freshBackoff(policy, 0);
  return at.map((now) => {
    const [wait, after] = nextWait(policy, backoff, now);
    backoff = after;
    return wait / SECOND;
  });
}

test("doubles up to thirty seconds", () => {
  expect(waits("1.36", [0, 1, 2, 3, 4, 5, 6, 7])).toEqual([0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30]);
});

test("1.36 starts over two minutes after it last did, whatever happened meanwhile", () => {
  expect(waits("1.36", [0, 60 * SECOND, 120 * SECOND, 120 * SECOND + 1])).toEqual([0.8, 1.6, 3.2, 0.8]);
});

test("1.35 starts over only after two minutes without a failure", () => {
  expect(waits("1.35", [0, 60 * SECOND, 120 * SECOND + 1, 240 * SECOND + 2])).toEqual([0.8, 1.6, 3.2, 0.8]);
});

test("jitter adds up to the wait itself, cut to whole microseconds", () => {
  const random = (unit: number) => ({ unit: () => unit, int: () => 0, stream: () => random(unit) });
  expect(jittered(800_001, 1, random(0))).toBe(800_001);
  expect(jittered(800_001, 1, random(0.999_999))).toBe(1_600_001);
  expect(jittered(100.7, 0, random(0.5))).toBe(100);
});
