import { expect, test } from "vitest";
import { keyOf } from "../../api/index.ts";
import { createRandom, SECOND } from "../../kernel/index.ts";
import { randomScenario, randomWorkload } from "./index.ts";

const shape = { names: 5, writes: 60, lasts: 30 * SECOND };
const seeds = Array.from({ length: 40 }, (_, i) => i);

test("one seed, one workload", () => {
  expect(randomWorkload(createRandom(3), shape)).toEqual(randomWorkload(createRandom(3), shape));
  expect(randomWorkload(createRandom(3), shape)).not.toEqual(randomWorkload(createRandom(4), shape));
});

test("what is changed or deleted was there, what is created was not, and times do not run backwards", () => {
  for (const seed of seeds) {
    const { initial, writes } = randomWorkload(createRandom(seed), shape);
    const live = new Map(initial.map(({ resource, object }) => [`${resource} ${keyOf(object)}`, object.metadata.uid]));
    let last = 0;
    for (const { at, type, resource, object } of writes) {
      const id = `${resource} ${keyOf(object)}`;
      expect(at).toBeGreaterThanOrEqual(last);
      last = at;
      if (type === "ADDED") expect(live.has(id)).toBe(false);
      else expect(live.get(id)).toBe(object.metadata.uid);
      if (type === "DELETED") live.delete(id);
      else live.set(id, object.metadata.uid);
    }
    expect(last).toBeLessThanOrEqual(shape.lasts);
  }
});

test("objects are deleted and made again under another uid, since that is where caches go wrong", () => {
  const { writes } = randomWorkload(createRandom(1), shape);
  const uids = new Map<string, Set<string | undefined>>();
  for (const { resource, object } of writes) {
    const id = `${resource} ${keyOf(object)}`;
    uids.set(id, (uids.get(id) ?? new Set()).add(object.metadata.uid));
  }
  expect([...uids.values()].some((lives) => lives.size > 1)).toBe(true);
});

test("random scenarios are plain data", () => {
  for (const seed of seeds) expect(JSON.parse(JSON.stringify(randomScenario(seed)))).toEqual(randomScenario(seed));
});
