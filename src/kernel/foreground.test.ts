import { readFile } from "node:fs/promises";
import { setTimeout as realTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createKernel, EventFailed, ForeignWork, OutsideTurn, SECOND } from "./index.ts";
import { replayInputs } from "./replay.ts";

/** A promise chain this deep. */
async function deep(levels: number): Promise<void> {
  if (levels > 0) await deep(levels - 1);
  await Promise.resolve();
}

describe("user code in a run that awaits", () => {
  test.each([
    ["a chain of 200 promises", () => deep(200)],
    ["next ticks", async () => { for (let i = 0; i < 20; i++) await new Promise<void>((done) => { process.nextTick(done); }); }],
    ["a body read as JSON", async () => { await new Response("{}").json(); }],
  ])("%s ends at the instant it began", async (_, work) => {
    const kernel = createKernel({ seed: 1 });
    const ended: number[] = [];
    for (let i = 1; i <= 3; i++) {
      kernel.root.after(i, "user", () => kernel.foreign("user", async () => {
        await work();
        ended.push(kernel.clock.now());
      }));
    }
    expect(await kernel.advance(10)).toEqual({ kind: "reached", at: 10 });
    expect(ended).toEqual([1, 2, 3]);
  });

  test("what awaits a deferred runs before the next event", async () => {
    const kernel = createKernel({ seed: 1 });
    const log: string[] = [];
    const answer = kernel.deferred<string>("GET pods");
    const reader = (async () => { log.push(`${await answer.promise} at ${kernel.clock.now()}`); })();
    kernel.root.after(5, "answer", () => answer.resolve("pods"));
    kernel.root.after(5, "next", () => log.push("next"));
    await kernel.advance(5);
    await reader;
    expect(log).toEqual(["pods at 5", "next"]);
  });

  test("a run refused within a run leaves the outer one's limits alone", async () => {
    const kernel = createKernel({ seed: 1 });
    const again = (): void => {
      kernel.root.soon("again", () => kernel.foreign("again", async () => {
        await Promise.resolve();
        await expect(async () => kernel.advance(1)).rejects.toThrow(/within a run/);
        if (kernel.trace.tail(1)[0]!.event < 2_000) again();
      }));
    };
    again();
    expect(await kernel.advance(10, { stepsPerInstant: 50, steps: 500 })).toMatchObject({ kind: "stepLimit", steps: 50 });
  });

  test("an event's failure rejects the run, and the kernel runs on", async () => {
    const kernel = createKernel({ seed: 1 });
    kernel.root.after(1, "boom", () => { throw new Error("bang"); });
    await expect(kernel.advance(5)).rejects.toThrow(EventFailed);
    expect(await kernel.advance(5)).toEqual({ kind: "reached", at: 6 });
  });
});

describe("a synchronous run", () => {
  test("refuses promises of user code, and an awaiting one then goes on", async () => {
    const kernel = createKernel({ seed: 1 });
    let ended = false;
    kernel.root.after(1, "user", () => kernel.foreign("reconcile", async () => { await deep(3); ended = true; }));
    expect(() => kernel.advanceSync(5)).toThrow(ForeignWork);
    expect(() => kernel.advanceSync(5)).toThrow(/"reconcile" involves a promise/);
    await kernel.advance(5);
    expect(ended).toBe(true);
    expect(kernel.advanceSync(5).kind).toBe("reached");
  });

  test("runs user code that returns no promise", () => {
    const kernel = createKernel({ seed: 1 });
    kernel.root.after(1, "handler", () => kernel.foreign("handler", () => 1));
    expect(kernel.advanceSync(5).kind).toBe("reached");
  });
});

describe("leases", () => {
  test("hold the clock until the work is back", async () => {
    const kernel = createKernel({ seed: 1 });
    const read: number[] = [];
    kernel.root.after(1, "read", () => kernel.foreign("read", async () => {
      await kernel.lease("file", readFile(new URL(import.meta.url)));
      read.push(kernel.clock.now());
    }));
    kernel.root.after(2, "next", () => read.push(-1));
    await kernel.advance(10);
    expect(read).toEqual([1, -1]);
    expect(kernel.ledger.lines()).toContainEqual({ kind: "lease", opened: 1, closed: 1 });
  });

  test("return in the order they were taken, whoever is ready first", async () => {
    const kernel = createKernel({ seed: 1 });
    const returned: number[] = [];
    kernel.root.after(1, "work", () => {
      [8, 4, 0].forEach((wait, i) => kernel.foreign("work", async () => {
        await kernel.lease(`work ${i}`, realTimeout(wait));
        await deep(20);
        returned.push(i);
      }));
    });
    await kernel.advance(10);
    expect(returned).toEqual([0, 1, 2]);
  });

  test("a failure comes back as one", async () => {
    const kernel = createKernel({ seed: 1 });
    const work = kernel.lease("file", Promise.reject(new Error("no such file")));
    await expect(work).rejects.toThrow("no such file");
  });
});

describe("turns", () => {
  test("a call is in turn in an event, in the promises it woke, and between runs", async () => {
    const kernel = createKernel({ seed: 1 });
    let woken: Promise<void> | undefined;
    kernel.assertInTurn("between runs");
    kernel.root.after(1, "event", () => {
      kernel.assertInTurn("event");
      woken = kernel.foreign("user", async () => { await deep(30); kernel.assertInTurn("woken"); });
    });
    await kernel.advance(5);
    await woken;
    kernel.assertInTurn("between runs");
  });

  test("a call from real time is an error with its stack and standing, not silently late", async () => {
    const kernel = createKernel({ seed: 9 });
    let caught: unknown;
    kernel.root.after(1, "user", () => kernel.foreign("user", async () => {
      // Real time that nobody leased, while a lease keeps the run waiting.
      const stray = realTimeout(1).then(() => {
        try {
          kernel.assertInTurn("create pods");
        } catch (error) {
          caught = error;
        }
      });
      await kernel.lease("slow", realTimeout(15));
      await stray;
    }));
    await kernel.advance(5);
    expect(caught).toBeInstanceOf(OutsideTurn);
    expect(String(caught)).toContain('"create pods" was called outside any turn');
    expect(caught).toMatchObject({ standing: { seed: 9, at: 1 }, stack: expect.stringContaining("foreground.test.ts") });
  });

  test("a second run while one is under way throws", async () => {
    const kernel = createKernel({ seed: 1 });
    const first = kernel.advance(SECOND);
    expect(() => kernel.advance(SECOND)).toThrow(/a run was started within a run/);
    await first;
  });
});

test("an input log replays to the same digest", async () => {
  const serve = (): { kernel: ReturnType<typeof createKernel>; deliver: (data: unknown) => void } => {
    const kernel = createKernel({ seed: 4 });
    const scope = kernel.root.child("server");
    const beat = (): void => { scope.after(7, "beat", beat); };
    beat();
    return { kernel, deliver: (data) => { scope.after(Number(data), "answer", () => {}); } };
  };
  const served = serve();
  for (const [by, data] of [[3, 4], [4, 0], [0, 7], [20, 1]] as const) {
    await served.kernel.advance(by);
    served.kernel.input("request", data, () => served.deliver(data));
    await served.kernel.drain();
  }
  await served.kernel.advance(30);
  const again = serve();
  await replayInputs(again.kernel, served.kernel.inputs, (_, data) => again.deliver(data));
  await again.kernel.advance(30);
  expect(again.kernel.inputs).toEqual(served.kernel.inputs);
  expect(again.kernel.digest()).toBe(served.kernel.digest());
});
