import { describe, expect, test } from "vitest";
import { createKernel, DEFAULT_EPOCH, EventFailed, HOUR, MILLISECOND, SECOND } from "./index.ts";

describe("outcomes", () => {
  test("advance reaches its end, whether or not anything is due", () => {
    const kernel = createKernel({ seed: 1 });
    expect(kernel.advanceSync(5 * SECOND)).toEqual({ kind: "reached", at: 5 * SECOND });
    expect(kernel.clock.now()).toBe(5 * SECOND);
  });

  test("runUntil stops right behind the event that meets the goal", () => {
    const kernel = createKernel({ seed: 1 });
    let met = 0;
    for (let i = 1; i <= 3; i++) kernel.root.after(i * SECOND, "step", () => { met = i; });
    expect(kernel.runUntilSync(() => met === 2, HOUR)).toEqual({ kind: "reached", at: 2 * SECOND });
    expect(kernel.runUntilSync(() => met === 2, HOUR)).toEqual({ kind: "reached", at: 2 * SECOND });
  });

  test("a goal that nothing pending can meet is a deadlock, which lists what is open", () => {
    const kernel = createKernel({ seed: 1 });
    kernel.root.child("client").hold("request", "GET pods", () => {});
    kernel.root.after(SECOND, "last", () => {});
    expect(kernel.runUntilSync(() => false, HOUR)).toEqual({ kind: "deadlock", at: SECOND, waiting: ["request GET pods (kernel > client)"] });
  });

  test("a goal unmet in its time is a time limit, which names what comes next", () => {
    const kernel = createKernel({ seed: 1 });
    kernel.root.after(3 * SECOND, "later", () => {});
    kernel.root.after(2 * SECOND, "resync", () => {});
    expect(kernel.runUntilSync(() => false, SECOND)).toEqual({ kind: "timeLimit", at: SECOND, next: "resync" });
  });

  test("drain runs what is due and leaves the clock alone", () => {
    const kernel = createKernel({ seed: 1 });
    const ran: string[] = [];
    kernel.root.soon("a", () => { ran.push("a"); kernel.root.soon("b", () => ran.push("b")); });
    kernel.root.after(1, "later", () => ran.push("later"));
    expect(kernel.drainSync()).toEqual({ kind: "idle", at: 0 });
    expect(ran).toEqual(["a", "b"]);
  });

  test("a livelock at one instant ends, with the busiest label, and can be closed", () => {
    const kernel = createKernel({ seed: 1 });
    const scope = kernel.root.child("controller");
    const requeue = (): void => { scope.soon("requeue", requeue); };
    requeue();
    scope.after(SECOND, "resync", () => {});
    expect(kernel.advanceSync(HOUR, { stepsPerInstant: 1_000 })).toEqual({ kind: "stepLimit", at: 0, steps: 1_000, busiest: "requeue" });
    scope.close();
    expect(kernel.advanceSync(HOUR).kind).toBe("reached");
  });

  test("a limit that is just enough is no limit", () => {
    const kernel = createKernel({ seed: 1 });
    for (let i = 0; i < 3; i++) kernel.root.after(5, "step", () => {});
    expect(kernel.advanceSync(10, { steps: 3, stepsPerInstant: 3 })).toEqual({ kind: "reached", at: 10 });
  });

  test.each([-1, 0.5, Number.NaN, Infinity])("a limit of %s events throws, since no count would meet it", (events) => {
    const kernel = createKernel({ seed: 1 });
    expect(() => kernel.advanceSync(1, { steps: events })).toThrow(/^limits.steps is/);
    expect(() => kernel.advanceSync(1, { stepsPerInstant: events })).toThrow(/^limits.stepsPerInstant is/);
  });

  test.each([-1, 0.5, Number.NaN])("a run of %s throws", (by) => {
    expect(() => createKernel({ seed: 1 }).advanceSync(by)).toThrow(/expected whole microseconds/);
  });

  test("a run within a run throws", () => {
    const kernel = createKernel({ seed: 1 });
    kernel.root.after(1, "nested", () => kernel.advanceSync(1));
    expect(() => kernel.advanceSync(1)).toThrow(/a run was started within a run, at 1 µs in "nested"/);
  });
});

describe("an event that throws", () => {
  test("ends the run with seed, time, label, owner and tail; the rest stays pending and runs on", () => {
    const kernel = createKernel({ seed: 77 });
    const ran: string[] = [];
    const scope = kernel.root.child("informer").child("handler");
    scope.after(SECOND, "before", () => ran.push("before"));
    scope.after(SECOND, "boom", () => { throw new TypeError("cannot read"); });
    scope.after(SECOND, "behind", () => ran.push("behind"));
    let failed: unknown;
    try {
      kernel.advanceSync(HOUR);
    } catch (error) {
      failed = error;
    }
    expect(failed).toBeInstanceOf(EventFailed);
    expect(failed).toMatchObject({
      cause: expect.any(TypeError),
      standing: { seed: 77, at: SECOND, label: "boom", scopes: ["kernel", "informer", "handler"] },
    });
    expect(String(failed)).toContain('"boom" failed: cannot read');
    expect(String(failed)).toContain("replay with createKernel({ seed: 77 })");
    expect(String(failed)).toMatch(/1000000 µs {2}#1 {2}before/);
    expect(ran).toEqual(["before"]);
    expect(kernel.advanceSync(HOUR).kind).toBe("reached");
    expect(ran).toEqual(["before", "behind"]);
  });
});

describe("clocks", () => {
  test("the wall starts in 2000 and jumps; monotonic time, timers and their order know nothing of it", () => {
    const kernel = createKernel({ seed: 1 });
    const at: number[] = [];
    expect(new Date(kernel.clock.wall() / MILLISECOND).toISOString()).toBe("2000-01-01T00:00:00.000Z");
    kernel.root.after(SECOND, "timer", () => at.push(kernel.clock.now()));
    kernel.jumpWall(-HOUR);
    kernel.advanceSync(SECOND);
    expect(at).toEqual([SECOND]);
    expect(kernel.clock.wall()).toBe(DEFAULT_EPOCH - HOUR + SECOND);
  });

  test("the epoch is an option", () => {
    expect(createKernel({ seed: 1, epoch: 5 }).clock.wall()).toBe(5);
    expect(() => createKernel({ seed: 1, epoch: 0.5 })).toThrow("epoch is 0.5");
  });
});

describe("inputs", () => {
  test("are events behind what is due, logged as JSON and covered by the digest", () => {
    const run = (body: unknown): { digest: string; ran: string[]; inputs: unknown } => {
      const kernel = createKernel({ seed: 1 });
      const ran: string[] = [];
      kernel.advanceSync(10);
      kernel.root.soon("due", () => ran.push("due"));
      kernel.input("POST pods", body, () => ran.push("input"));
      kernel.drainSync();
      return { digest: kernel.digest(), ran, inputs: kernel.inputs };
    };
    expect(run({ name: "a" })).toMatchObject({ ran: ["due", "input"], inputs: [{ at: 10, label: "POST pods", data: { name: "a" } }] });
    expect(run({ name: "a" }).digest).toBe(run({ name: "a" }).digest);
    expect(run({ name: "a" }).digest).not.toBe(run({ name: "b" }).digest);
  });
});

test("what a step limit left pending goes before what is armed afterwards", () => {
  const kernel = createKernel({ seed: 1 });
  const ran: string[] = [];
  kernel.root.after(5, "first", () => ran.push("first"));
  kernel.root.after(9, "second", () => ran.push("second"));
  expect(kernel.advanceSync(20, { steps: 1 }).kind).toBe("stepLimit");
  expect(kernel.clock.now()).toBe(9);
  kernel.root.soon("third", () => ran.push("third"));
  kernel.advanceSync(20);
  expect(ran).toEqual(["first", "second", "third"]);
});
