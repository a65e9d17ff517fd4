import { concatMap, debounceTime, delay, interval, of, take, timer } from "rxjs";
import { expect, test } from "vitest";
import { createKernel, MILLISECOND, SECOND } from "../kernel/index.ts";
import { schedulerOn } from "./rxjs-scheduler.ts";

test("operators run on the kernel's clock", () => {
  const kernel = createKernel({ seed: 1 });
  const scheduler = schedulerOn(kernel.root.child("rx"), kernel.clock);
  const log: string[] = [];
  const say = (name: string) => (value: unknown): void => { log.push(`${kernel.clock.now() / MILLISECOND} ${name} ${String(value)}`); };
  interval(100, scheduler).pipe(take(3)).subscribe({ next: say("interval"), complete: () => say("interval")("complete") });
  of("late").pipe(delay(150, scheduler)).subscribe(say("delay"));
  of(1, 2, 3).pipe(concatMap((n) => timer(n * 10, scheduler)), debounceTime(25, scheduler)).subscribe(say("debounce"));
  expect(kernel.advanceSync(10 * SECOND).kind).toBe("reached");
  expect(log).toEqual([
    "55 debounce 0", "60 debounce 0", "100 interval 0", "150 delay late", "200 interval 1", "300 interval 2", "300 interval complete",
  ]);
});

test("unsubscribing and closing the scope leave nothing pending", () => {
  const kernel = createKernel({ seed: 1 });
  const scope = kernel.root.child("rx");
  const scheduler = schedulerOn(scope, kernel.clock);
  const beats: number[] = [];
  const first = interval(10, scheduler).subscribe((n) => beats.push(n));
  interval(10, scheduler).subscribe((n) => beats.push(n));
  kernel.advanceSync(10 * MILLISECOND);
  first.unsubscribe();
  scope.close();
  expect(kernel.runUntilSync(() => false, SECOND).kind).toBe("deadlock");
  expect(beats).toEqual([0, 0]);
  expect(kernel.ledger.lines().every(({ opened, closed }) => opened === closed)).toBe(true);
});

test("now is the wall in milliseconds", () => {
  const kernel = createKernel({ seed: 1, epoch: 0 });
  kernel.advanceSync(2 * SECOND);
  expect(schedulerOn(kernel.root, kernel.clock).now()).toBe(2_000);
});
