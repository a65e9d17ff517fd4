import { mock } from "node:test";
import { VirtualTimeScheduler } from "rxjs";
import { createKernel, createRandom, MILLISECOND } from "../../src/kernel/index.ts";
import { compare, report } from "../harness.ts";
import type { Table, Variant } from "../harness.ts";
import { peer } from "../peers.ts";

/**
 * The price of one event: with P timers pending, the earliest runs and arms itself again after 1 to 1 000 ms at random
 * ("hold"). The kernel runs as users have it: scopes, ledger, trace and digest on.
 *
 * Events are counted so that every variant's round takes about 100 ms of CPU (RxJS's less, since it is slow): a round begins
 * with a collection, behind which V8 compiles anew what it had optimised, and a shorter round would measure that.
 */
const SIZES = [10, 1_000, 100_000];
const SPAN = 1_000;
/** Milliseconds in which some fall due even with few pending. */
const LONG_STEP = 50;

interface FakeTimers {
  createClock(now?: number, loopLimit?: number): {
    setTimeout(run: () => void, delay: number): unknown;
    next(): number;
    tick(by: number): number;
  };
}

const { createClock } = await peer<FakeTimers>("@sinonjs/fake-timers");

/** Delays of 1 to SPAN ms, drawn beforehand: the same for every variant and round. */
const DELAYS = Uint16Array.from({ length: 8_192 }, (() => {
  const random = createRandom(1);
  return () => 1 + random.int(SPAN);
})());

function delays(): () => number {
  let drawn = 0;
  return () => DELAYS[drawn++ & 8_191]!;
}

function kernel(pending: number, events: number): Variant {
  return {
    name: "kubeloom kernel",
    ops: events,
    prepare: () => {
      const kernel = createKernel({ seed: 1 });
      const scopes = Array.from({ length: 10 }, (_, i) => kernel.root.child(`actor ${i}`));
      const delay = delays();
      for (let i = 0; i < pending; i++) {
        const scope = scopes[i % scopes.length]!;
        const wake = (): void => { scope.after(delay() * MILLISECOND, "wake", wake); };
        wake();
      }
      return () => { kernel.advanceSync(1e12, { steps: events }); };
    },
  };
}

function fakeTimers(pending: number, events: number): Variant {
  return {
    name: "@sinonjs/fake-timers next()",
    ops: events,
    prepare: () => {
      const clock = createClock(0, Infinity);
      const delay = delays();
      const wake = (): void => { clock.setTimeout(wake, delay()); };
      for (let i = 0; i < pending; i++) wake();
      return () => { for (let i = 0; i < events; i++) clock.next(); };
    },
  };
}

/**
 * `tick` moves the clock to its end before it runs what fell due, so that every callback reads the end as now and arms from
 * there: only steps of the resolution, 1 ms, keep this program's instants. Longer steps run another program; they show what
 * timers cost without stepping.
 */
function nodeMock(pending: number, events: number, step: number): Variant {
  return {
    name: mockBy(step),
    ops: events,
    prepare: () => {
      mock.timers.reset();
      mock.timers.enable({ apis: ["setTimeout"] });
      const delay = delays();
      let left = events;
      const wake = (): void => { left--; setTimeout(wake, delay()); };
      for (let i = 0; i < pending; i++) setTimeout(wake, delay());
      return () => {
        while (left > 0) mock.timers.tick(step);
        mock.timers.reset();
      };
    },
  };
}

function mockBy(step: number): string {
  return `node:test mock.timers tick(${step})`;
}

function rxjs(pending: number, events: number): Variant {
  return {
    name: "RxJS VirtualTimeScheduler",
    ops: events,
    prepare: () => {
      const scheduler = new VirtualTimeScheduler();
      const delay = delays();
      let left = events;
      // Past the last event nothing is armed again and the rest of the queue is dropped, so that flush() comes to an end.
      const wake = (): void => {
        if (--left > 0) scheduler.schedule(wake, delay());
        else scheduler.actions.length = 0;
      };
      for (let i = 0; i < pending; i++) scheduler.schedule(wake, delay());
      return () => { scheduler.flush(); };
    },
  };
}

const tables: Table[] = [];
for (const pending of SIZES) {
  const heavy = pending >= 100_000;
  const variants = [
    kernel(pending, heavy ? 300_000 : 1_000_000),
    fakeTimers(pending, heavy ? 30_000 : 60_000),
    // With few pending, steps of 1 ms are nearly all of the work: fewer events are measured.
    nodeMock(pending, heavy ? 60_000 : pending < 100 ? 20_000 : 120_000, 1),
    ...(heavy ? [] : [nodeMock(pending, 120_000, LONG_STEP)]),
    // At 100 000 pending RxJS sorts the whole queue on every call: filling it alone takes longer than all the rest.
    ...(heavy ? [] : [rxjs(pending, pending >= 1_000 ? 2_000 : 40_000)]),
  ];
  const rows = await compare(variants, heavy ? { rounds: 5, warmUp: 1 } : { rounds: 9, warmUp: 3 });
  const targets = pending === 1_000
    ? [
      { against: "@sinonjs/fake-timers next()", atLeast: 5 },
      { against: mockBy(1), atLeast: 5 },
      { against: "RxJS VirtualTimeScheduler", atLeast: 50 },
    ]
    : [];
  tables.push({ title: `One event with ${pending} timers pending`, rows, targets });
}
if (!report(tables)) process.exitCode = 1;
