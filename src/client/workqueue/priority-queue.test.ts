import { describe, expect, test } from "vitest";
import { createKernel } from "../../kernel/index.ts";
import { createDelayingQueue, createPriorityQueue, createQueueMetrics } from "./index.ts";

const SECOND = 1_000_000;

function stage() {
  const kernel = createKernel({ seed: 1 });
  const metrics = createQueueMetrics<string>(kernel.clock);
  const queue = createPriorityQueue<string>({ scope: kernel.root, clock: kernel.clock, label: "queue", metrics });
  const log: string[] = [];
  /** Takes so many, and is never done with them. */
  const take = (times: number): readonly string[] => {
    const from = log.length;
    for (let i = 0; i < times; i += 1) {
      queue.getWithPriority({ item: (item, priority) => log.push(`${item} ${priority}`), shutDown: () => log.push("shut down") });
    }
    return log.slice(from);
  };
  return { kernel, queue, metrics, log, take };
}

describe("a priority queue", () => {
  test("higher priorities first, then age", () => {
    const { queue, take } = stage();
    queue.add("a");
    queue.addWithOptions({ priority: 5 }, "b", "c");
    queue.addWithOptions({ priority: -1 }, "d");
    queue.add("e");
    expect([queue.length, take(5)]).toEqual([5, ["b 5", "c 5", "a 0", "e 0", "d -1"]]);
  });

  test("what had to wait comes behind what did not", () => {
    const { kernel, queue, take } = stage();
    queue.addAfter("late", 2 * SECOND);
    queue.addAfter("early", SECOND);
    expect([queue.length, queue.delayed, queue.isDelayed("late")]).toEqual([0, 2, true]);
    kernel.advanceSync(3 * SECOND);
    queue.add("now");
    expect(take(3)).toEqual(["now 0", "early 0", "late 0"]);
  });

  test("an item keeps the highest priority and the earliest time", () => {
    const { kernel, queue, log, take } = stage();
    queue.addWithOptions({ after: 5 * SECOND, priority: 3 }, "a");
    queue.addWithOptions({ after: SECOND, priority: 1 }, "a");
    queue.addWithOptions({ after: 9 * SECOND }, "a");
    take(1);
    kernel.advanceSync(SECOND - 1);
    expect(log).toEqual([]);
    kernel.advanceSync(1);
    expect(log).toEqual(["a 3"]);
  });

  test("raised while it is ready, it moves up", () => {
    const { queue, take } = stage();
    for (const item of ["a", "b"]) queue.add(item);
    queue.addWithOptions({ priority: 1 }, "b");
    expect(take(2)).toEqual(["b 1", "a 0"]);
  });

  test("what is in work waits for its end, whatever its priority", () => {
    const { queue, log, take } = stage();
    queue.add("a");
    take(1);
    queue.addWithOptions({ priority: 9 }, "a");
    queue.add("b");
    take(2);
    expect([log, queue.working, queue.length]).toEqual([["a 0", "b 0"], 2, 1]);
    queue.done("a");
    expect(log).toEqual(["a 0", "b 0", "a 9"]);
  });

  test("the limiter's wait counts, unless another is shorter", () => {
    const { kernel, queue, take, log } = stage();
    queue.addRateLimited("a");
    queue.addWithOptions({ rateLimited: true, after: 1_000 }, "b");
    take(2);
    kernel.advanceSync(1_000);
    expect(log).toEqual(["b 0"]);
    kernel.advanceSync(4_000);
    expect([log, queue.retries("a")]).toEqual([["b 0", "a 0"], 1]);
    queue.forget("a");
    expect(queue.retries("a")).toBe(0);
  });

  test("shut down, nothing is handed out, and nobody waited for", () => {
    const { kernel, queue, log, take } = stage();
    take(1);
    queue.addAfter("a", SECOND);
    queue.shutDown();
    queue.add("b");
    take(1);
    queue.shutDownWithDrain(() => log.push("drained"));
    kernel.advanceSync(2 * SECOND);
    expect([log, queue.shuttingDown]).toEqual([["shut down", "shut down", "drained"], true]);
  });

  test("many items come in order", () => {
    const { kernel, queue, take } = stage();
    const random = kernel.random;
    for (let i = 0; i < 500; i += 1) queue.addWithOptions({ priority: random.int(7) }, `${i}`);
    const taken = take(500).map((each) => each.split(" ").map(Number) as [number, number]);
    expect(taken).toEqual([...taken].sort(([a, p], [b, q]) => q - p || a - b));
  });
});

describe("metrics", () => {
  test.each(["delaying", "priority"] as const)("of a %s queue", (kind) => {
    const kernel = createKernel({ seed: 1 });
    const metrics = createQueueMetrics<string>(kernel.clock);
    const options = { scope: kernel.root, clock: kernel.clock, label: "queue", metrics };
    const queue = kind === "delaying" ? createDelayingQueue<string>(options) : createPriorityQueue<string>(options);
    expect(queue.metrics).toBe(metrics);
    for (const item of ["a", "a", "b"]) queue.add(item);
    queue.addAfter("c", 10 * SECOND);
    expect(metrics).toMatchObject({ adds: 2, depth: 2, retries: 1 });
    kernel.advanceSync(2 * SECOND);
    for (let i = 0; i < 2; i += 1) queue.get({ item() {}, shutDown() {} });
    expect(metrics).toMatchObject({ depth: 0, queueDuration: { count: 2, sum: 4, max: 2 } });
    kernel.advanceSync(3 * SECOND);
    queue.done("a");
    kernel.advanceSync(SECOND);
    expect(metrics).toMatchObject({ workDuration: { count: 1, sum: 3, max: 3 }, unfinishedWorkSeconds: 4, longestRunningProcessorSeconds: 4 });
    kernel.advanceSync(10 * SECOND);
    expect(metrics).toMatchObject({ adds: 3, depth: 1 });
  });
});
