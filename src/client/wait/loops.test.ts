import { describe, expect, test } from "vitest";
import { failure } from "../../api/index.ts";
import { createKernel } from "../../kernel/index.ts";
import type { ClientError } from "../transport/index.ts";
import { statusError } from "../transport/index.ts";
import { backoff, defaultRetry, exponentialBackoff, isInterrupted, poll, retryOnConflict, until, untilHolds } from "./index.ts";
import type { Condition, Waiting } from "./index.ts";

const MS = 1000;

function stage() {
  const kernel = createKernel({ seed: 7 });
  const log: string[] = [];
  const on: Waiting = { scope: kernel.root, clock: kernel.clock, random: kernel.random };
  const note = (text: string): void => void log.push(`${kernel.clock.now() / MS} ${text}`);
  /** Takes so long, and holds from so many looks on. */
  const looks = (takes: number, holdsAt: number): Condition => {
    let looked = 0;
    return (answer) => {
      looked += 1;
      note(`look ${looked}`);
      const holds = looked >= holdsAt;
      if (takes === 0) answer(holds);
      else kernel.root.after(takes * MS, "look", () => answer(holds));
    };
  };
  const done = (error?: ClientError): void => note(error === undefined ? "done" : error.message);
  const cancelAt = (ms: number, cancel: () => void): void => void kernel.root.after(ms * MS, "cancel", cancel);
  const run = (ms = 100_000): readonly string[] => {
    kernel.advanceSync(ms * MS);
    return log;
  };
  return { kernel, on, note, looks, done, cancelAt, run };
}

describe("poll", () => {
  test("a slow look misses ticks and keeps one", () => {
    const { on, looks, done, run } = stage();
    poll(on, { interval: 100 * MS, immediate: true }, looks(250, 4), done);
    expect(run()).toEqual(["0 look 1", "250 look 2", "500 look 3", "750 look 4", "1000 done"]);
  });

  test("a deadline waits for a look that is under way, and takes its yes", () => {
    const yes = stage();
    poll(yes.on, { interval: 100 * MS, immediate: true, timeout: 50 * MS }, yes.looks(80, 1), yes.done);
    expect(yes.run()).toEqual(["0 look 1", "80 done"]);
    const no = stage();
    poll(no.on, { interval: 100 * MS, immediate: true, timeout: 50 * MS }, no.looks(80, 2), no.done);
    expect(no.run()).toEqual(["0 look 1", "80 context deadline exceeded"]);
  });

  test("a deadline at the moment of a look comes first", () => {
    const { on, looks, done, run } = stage();
    poll(on, { interval: 100 * MS, immediate: false, timeout: 200 * MS }, looks(0, 9), done);
    expect(run()).toEqual(["100 look 1", "200 context deadline exceeded"]);
  });

  test("cancelled at once it still looks once where it looks at once", () => {
    const { on, looks, done, run } = stage();
    poll(on, { interval: 100 * MS, immediate: true }, looks(0, 9), done)();
    expect(run()).toEqual(["0 look 1", "0 context canceled"]);
  });

  test("an error of the condition is the end", () => {
    const { on, done, run } = stage();
    poll(on, { interval: MS, immediate: false }, (answer) => answer({ kind: "text", message: "boom" }), done);
    expect(run()).toEqual(["1 boom"]);
  });

  test("an answer counts once", () => {
    const { on, done, run } = stage();
    poll(
      on,
      { interval: MS, immediate: true },
      (answer) => {
        answer(true);
        answer(true);
      },
      done,
    );
    expect(run()).toEqual(["0 done"]);
  });
});

test.each([
  ["sliding: the delay follows the look", true, ["0 look 1", "130 look 2", "260 look 3", "290 done"]],
  ["not sliding: it runs during the look", false, ["0 look 1", "100 look 2", "200 look 3", "230 done"]],
])("a delay, %s", (_, sliding, expected) => {
  const { on, looks, done, run } = stage();
  untilHolds(on, () => 100 * MS, { immediate: true, sliding }, looks(30, 3), done);
  expect(run()).toEqual(expected);
});

test.each([
  ["not sliding, work longer than the period follows at once", false, 150, 310, ["0 work", "150 work", "300 work", "450 done"]],
  ["sliding, the period follows the work", true, 50, 310, ["0 work", "150 work", "300 work", "350 done"]],
  ["cancelled between two, it ends at once", true, 50, 120, ["0 work", "120 done"]],
  ["cancelled at work, it ends with it", true, 320, 100, ["0 work", "320 done"]],
])("until, %s", (_, sliding, takes, cancelledAt, expected) => {
  const { kernel, on, note, cancelAt, run } = stage();
  const work = (over: () => void): void => {
    note("work");
    kernel.root.after(takes * MS, "work", over);
  };
  cancelAt(cancelledAt, until(on, { period: 100 * MS, sliding }, work, () => note("done")));
  expect(run()).toEqual(expected);
});

describe("exponential backoff", () => {
  test.each([
    ["as many looks as steps, without a wait after the last", backoff({ initial: 100 * MS, factor: 2, steps: 3 }), ["0 look 1", "100 look 2", "300 look 3", "300 timed out waiting for the condition"]],
    ["no steps, no look", backoff({ initial: 100 * MS }), ["0 timed out waiting for the condition"]],
    ["nothing after a wait that the cap cut", backoff({ initial: 100 * MS, factor: 3, steps: 9, cap: 200 * MS }), ["0 look 1", "100 timed out waiting for the condition"]],
  ])("%s", (_, policy, expected) => {
    const { on, looks, done, run } = stage();
    exponentialBackoff(on, policy, looks(0, 99), done);
    expect(run()).toEqual(expected);
  });

  test("cancelling ends the wait", () => {
    const { on, looks, done, cancelAt, run } = stage();
    cancelAt(50, exponentialBackoff(on, backoff({ initial: 100 * MS, factor: 2, steps: 3 }), looks(0, 99), done));
    expect(run()).toEqual(["0 look 1", "50 context canceled"]);
  });
});

describe("retry on conflict", () => {
  const conflict = statusError(failure({ code: 409, reason: "Conflict", message: "changed" }));
  const missing = statusError(failure({ code: 404, reason: "NotFound", message: "gone" }));

  test("the last conflict is told when the tries are used up", () => {
    const { on, done, note, run } = stage();
    retryOnConflict(
      on,
      { ...defaultRetry, jitter: 0 },
      (answer) => {
        note("try");
        answer(conflict);
      },
      done,
    );
    expect(run()).toEqual(["0 try", "10 try", "20 try", "30 try", "40 try", "40 changed"]);
  });

  test("other errors are not tried again", () => {
    const { on, done, run } = stage();
    retryOnConflict(on, defaultRetry, (answer) => answer(missing), done);
    expect(run()).toEqual(["0 gone"]);
  });
});

test("interruptions are told from errors", () => {
  expect(isInterrupted({ kind: "timedOut", message: "" })).toBe(true);
  expect(isInterrupted({ kind: "text", message: "" })).toBe(false);
});
