import { expect, test } from "vitest";
import { createKernel, MILLISECOND, SECOND } from "../kernel/index.ts";
import { patchGlobals } from "./patch-globals.ts";
import { timersOn } from "./virtual-timers.ts";

test("user code that awaits sleeps runs exactly on virtual time", async () => {
  const kernel = createKernel({ seed: 1 });
  const timers = timersOn(kernel, kernel.root.child("user"));
  const log: string[] = [];
  const worker = (async () => {
    for (let i = 0; i < 3; i++) {
      await timers.sleep(1_000);
      log.push(`slept ${timers.monotonic()}`);
    }
  })();
  timers.setTimeout((name: string) => log.push(`${name} ${timers.monotonic()}`), 1_500, "timeout");
  const beat = timers.setInterval(() => {
    log.push(`beat ${timers.monotonic()}`);
    if (timers.monotonic() >= 1_600) timers.clearInterval(beat);
  }, 800);
  await kernel.advance(10 * SECOND);
  await worker;
  expect(log).toEqual(["beat 800", "slept 1000", "timeout 1500", "beat 1600", "slept 2000", "slept 3000"]);
  expect(kernel.runUntilSync(() => false, SECOND).kind).toBe("deadlock");
});

test("an aborted sleep rejects with the signal's reason and leaves no timer", async () => {
  const kernel = createKernel({ seed: 1 });
  const timers = timersOn(kernel, kernel.root.child("user"));
  const abort = new AbortController();
  const slept = timers.sleep(1_000, { signal: abort.signal });
  abort.abort(new Error("enough"));
  await expect(slept).rejects.toThrow("enough");
  await expect(timers.sleep(1, { signal: abort.signal })).rejects.toThrow("enough");
  expect(kernel.ledger.lines()).toEqual([{ kind: "timer", opened: 1, closed: 1 }]);
});

test("what a scope's code left pending is gone when it closes", async () => {
  const kernel = createKernel({ seed: 1 });
  const scope = kernel.root.child("user");
  const timers = timersOn(kernel, scope);
  let ran = 0;
  timers.setTimeout(() => ran++, 10);
  timers.setInterval(() => ran++, 10);
  scope.close();
  await kernel.advance(SECOND);
  expect(ran).toBe(0);
});

test("an async callback that fails fails the run, with the scope that owns it", async () => {
  const kernel = createKernel({ seed: 1 });
  const timers = timersOn(kernel, kernel.root.child("user"));
  timers.setTimeout(async () => { await timers.sleep(5); throw new Error("bang"); }, 10);
  await expect(kernel.advance(SECOND)).rejects.toMatchObject({ message: expect.stringContaining("bang"), standing: { at: 15_000, scopes: ["kernel", "user"] } });
});

test("a fraction of a millisecond counts, an infinite delay never fires", async () => {
  const kernel = createKernel({ seed: 1 });
  const timers = timersOn(kernel, kernel.root.child("user"));
  const at: number[] = [];
  timers.setTimeout(() => at.push(kernel.clock.now()), 0.25);
  timers.setTimeout(() => at.push(-1), Infinity);
  timers.setImmediate(() => at.push(kernel.clock.now()));
  await kernel.advance(SECOND);
  expect(at).toEqual([0, 250]);
});

test("patched globals follow the kernel, and are put back exactly", async () => {
  const names = ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "setImmediate", "clearImmediate", "Date"] as const;
  const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
  const kernel = createKernel({ seed: 1 });
  const restore = patchGlobals(kernel, kernel.root.child("third party"));
  let seen: unknown;
  try {
    expect(() => patchGlobals(kernel, kernel.root)).toThrow("patched already");
    setTimeout(() => { seen = [new Date().toISOString(), Date.now(), performance.now(), new Date(5).getTime(), new Date() instanceof Date]; }, 1_500);
    await kernel.advance(1_500 * MILLISECOND);
  } finally {
    restore();
  }
  expect(seen).toEqual(["2000-01-01T00:00:01.500Z", 946_684_801_500, 1_500, 5, true]);
  expect(names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name))).toEqual(before);
  expect(Object.hasOwn(performance, "now")).toBe(false);
});

test.each([0, -5, Number.NaN, 0.1])("an interval of %s ms beats every millisecond", async (period) => {
  const kernel = createKernel({ seed: 1 });
  const timers = timersOn(kernel, kernel.root.child("user"));
  let beats = 0;
  timers.setInterval(() => void (beats += 1), period);
  expect(await kernel.advance(5 * MILLISECOND, { steps: 100 })).toMatchObject({ kind: "reached" });
  expect(beats).toBe(5);
});
