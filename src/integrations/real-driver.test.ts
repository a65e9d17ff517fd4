import { expect, test } from "vitest";
import { createKernel, HOUR, replayInputs, SECOND } from "../kernel/index.ts";
import { driveInRealTime } from "./real-driver.ts";

test("a run driven by the real clock replays from its input log to the same digest", async () => {
  const build = (): { kernel: ReturnType<typeof createKernel>; deliver: (data: unknown) => void } => {
    const kernel = createKernel({ seed: 1 });
    const scope = kernel.root.child("server");
    const beat = (): void => { scope.after(SECOND, "beat", beat); };
    beat();
    return { kernel, deliver: (data) => { scope.after(Number(data), "answer", () => {}); } };
  };
  const served = build();
  // Ten seconds a millisecond: the test waits for arrivals, not for the clock.
  const driver = driveInRealTime(served.kernel, { pace: 10_000, period: 1 });
  for (const data of [5, 0, 900_000]) {
    await new Promise<void>((done) => { driver.arrive("request", data, () => { served.deliver(data); done(); }); });
  }
  await driver.stop();
  expect(served.kernel.inputs.map(({ data }) => data)).toEqual([5, 0, 900_000]);
  const again = build();
  await replayInputs(again.kernel, served.kernel.inputs, (_, data) => again.deliver(data));
  const end = Math.max(served.kernel.clock.now(), again.kernel.clock.now()) + HOUR;
  for (const { kernel } of [served, again]) await kernel.advance(end - kernel.clock.now());
  expect(again.kernel.digest()).toBe(served.kernel.digest());
});

test("an event's failure is what stop rejects with", async () => {
  const kernel = createKernel({ seed: 1 });
  const driver = driveInRealTime(kernel);
  await new Promise<void>((done) => { driver.arrive("request", null, () => { done(); throw new Error("bang"); }); });
  await expect(driver.stop()).rejects.toThrow("bang");
  expect(() => driver.arrive("request", null, () => {})).toThrow("after the driver had stopped");
});

test.each([0, -1, Number.NaN, Infinity])("a pace of %s throws", (pace) => {
  expect(() => driveInRealTime(createKernel({ seed: 1 }), { pace })).toThrow(/pace is/);
});
