import { expect, test } from "vitest";
import { ScopeLog, Staleness } from "./staleness.ts";

const SECOND = 1_000_000;

function behind(): { log: ScopeLog; staleness: Staleness } {
  const log = new ScopeLog();
  return { log, staleness: new Staleness(log) };
}

test("a client that hears at once is never stale", () => {
  const { log, staleness } = behind();
  for (let i = 1; i <= 3; i++) {
    log.append(i, i * SECOND);
    expect(staleness.behind).toBe(true);
    staleness.hear(i, i * SECOND);
    expect(staleness.behind).toBe(false);
  }
  expect([staleness.worst, staleness.steps]).toEqual([0, []]);
});

test("staleness is the age of the oldest write not heard of", () => {
  const { log, staleness } = behind();
  log.append(1, SECOND);
  log.append(2, 3 * SECOND);
  staleness.hear(1, 5 * SECOND);
  expect(staleness.worst).toBe(4 * SECOND);
  expect(staleness.behind).toBe(true);
  staleness.hear(2, 5 * SECOND + 1);
  expect(staleness.behind).toBe(false);
  expect(staleness.worst).toBe(4 * SECOND);
});

test("one list covers everything up to its version, also what it does not mention", () => {
  const { log, staleness } = behind();
  for (let i = 1; i <= 100; i++) log.append(i, SECOND);
  staleness.hear(100, 2 * SECOND);
  expect([staleness.behind, staleness.worst]).toEqual([false, SECOND]);
});

test("an older version heard later changes nothing", () => {
  const { log, staleness } = behind();
  log.append(5, SECOND);
  staleness.hear(9, SECOND);
  log.append(10, 2 * SECOND);
  staleness.hear(4, 3 * SECOND);
  expect(staleness.behind).toBe(true);
});

test("steps rise over a gap, fall at its end, and times only grow", () => {
  const { log, staleness } = behind();
  log.append(1, 8 * SECOND);
  log.append(2, 9 * SECOND);
  staleness.hear(1, 16 * SECOND);
  staleness.hear(2, 17 * SECOND);
  const times = staleness.steps.filter((_, i) => i % 2 === 0);
  const lags = staleness.steps.filter((_, i) => i % 2 === 1);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(new Set(times).size).toBe(times.length);
  expect(Math.max(...lags)).toBeGreaterThanOrEqual(7 * SECOND);
  expect([times[0], lags[0], times.at(-1), lags.at(-1)]).toEqual([8 * SECOND, 0, 17 * SECOND, 0]);
});

test("what is still lacking at the end counts up to the end", () => {
  const { log, staleness } = behind();
  log.append(1, SECOND);
  staleness.finish(11 * SECOND);
  expect(staleness.worst).toBe(10 * SECOND);
});
