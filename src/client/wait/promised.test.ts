import { expect, test } from "vitest";
import { failure } from "../../api/index.ts";
import { createKernel } from "../../kernel/index.ts";
import { ApiError } from "../api-error.ts";
import { statusError } from "../transport/index.ts";
import { backoff, createWaits } from "./index.ts";

const SECOND = 1_000_000;
const conflict = (): ApiError => new ApiError(statusError(failure({ code: 409, reason: "Conflict", message: "changed" })));

/** Runs code that awaits, and tells how it ended and when. */
async function ended(run: (waits: ReturnType<typeof createWaits>) => Promise<unknown>): Promise<string> {
  const kernel = createKernel({ seed: 1 });
  const waits = createWaits({ scope: kernel.root, clock: kernel.clock, random: kernel.random, turns: kernel });
  let end = "never";
  const at = (): string => `${kernel.clock.now() / SECOND}`;
  kernel.root.soon("run", () =>
    kernel.foreign("run", async () => {
      try {
        end = `${String(await run(waits))} at ${at()}`;
      } catch (error) {
        end = `${error instanceof ApiError ? `${error.failure.kind}: ` : ""}${(error as Error).message} at ${at()}`;
      }
    }),
  );
  await kernel.advance(100 * SECOND);
  return end;
}

test("sleep", async () => {
  expect(await ended((waits) => waits.sleep(3 * SECOND))).toBe("undefined at 3");
});

test.each<[string, number, string]>([
  ["holds", 3, "undefined at 3"],
  ["never holds", 99, "deadlineExceeded: context deadline exceeded at 5"],
])("poll with a condition that awaits and %s", async (_, holdsAt, expected) => {
  let looks = 0;
  const condition = async () => {
    await Promise.resolve();
    looks += 1;
    return looks >= holdsAt;
  };
  expect(await ended((waits) => waits.poll({ interval: SECOND, immediate: false, timeout: 5 * SECOND }, condition))).toBe(expected);
});

test("what a condition throws is what comes out", async () => {
  const boom = () => {
    throw new TypeError("boom");
  };
  expect(await ended((waits) => waits.poll({ interval: SECOND, immediate: true }, boom))).toBe("boom at 0");
  expect(await ended((waits) => waits.exponentialBackoff(backoff({ initial: SECOND, steps: 2 }), () => false))).toBe("timedOut: timed out waiting for the condition at 1");
});

test("a conflict is tried again, and the answer handed on", async () => {
  let tries = 0;
  const attempt = async () => {
    await Promise.resolve();
    tries += 1;
    if (tries < 3) throw conflict();
    return `try ${tries}`;
  };
  expect(await ended((waits) => waits.retryOnConflict(attempt, backoff({ initial: SECOND, steps: 5 })))).toBe("try 3 at 2");
});

test("the last conflict is what comes out, and other errors at once", async () => {
  const policy = backoff({ initial: SECOND, steps: 3 });
  expect(await ended((waits) => waits.retryOnConflict(() => Promise.reject(conflict()), policy))).toBe("status: changed at 2");
  expect(await ended((waits) => waits.retryOnConflict(() => Promise.reject(new TypeError("boom")), policy))).toBe("boom at 0");
});
