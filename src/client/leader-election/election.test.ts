import { describe, expect, test } from "vitest";
import { failure } from "../../api/index.ts";
import { createKernel } from "../../kernel/index.ts";
import type { ClientError } from "../transport/index.ts";
import { statusError } from "../transport/index.ts";
import type { ElectionEffect, ElectionInput, ElectionRules, ElectionState, Memory } from "./election.ts";
import { idle, transition } from "./election.ts";
import type { ElectionRecord } from "./election-record.ts";
import { noRecord, rawOf, recordOf, specOf } from "./election-record.ts";
import type { LeaderElectorOptions } from "./index.ts";
import { createLeaderElector, createLeaseLock } from "./index.ts";

const SECOND = 1_000_000;
const WALL = 946_684_800 * SECOND;
const rules: ElectionRules = {
  identity: "me", leaseDuration: 15 * SECOND, renewDeadline: 10 * SECOND, retryPeriod: 2 * SECOND, releaseOnCancel: false, coordinated: false, releaseReads: true,
};
const at = (seconds: number) => ({ at: seconds * SECOND, wall: WALL + seconds * SECOND });
const held = (holderIdentity: string, seconds = 0, more: Partial<ElectionRecord> = {}): ElectionRecord => ({
  ...noRecord, holderIdentity, leaseDurationSeconds: 15, renewTime: at(seconds).wall, acquireTime: at(seconds).wall, leaderTransitions: 3, ...more,
});
const observed = (record: ElectionRecord, seconds = 0, reported = record.holderIdentity): Memory => ({ observed: record, observedRaw: rawOf(record), observedAt: seconds * SECOND, reported });
const missing = statusError(failure({ code: 404, reason: "NotFound", message: "no" }));
const conflict = statusError(failure({ code: 409, reason: "Conflict", message: "no" }));

/** One input after the other; what was done. */
function play(from: ElectionState, inputs: readonly ElectionInput[], by: ElectionRules = rules): { readonly state: ElectionState; readonly done: readonly ElectionEffect[] } {
  let state = from;
  const done: ElectionEffect[] = [];
  for (const input of inputs) {
    const step = transition(state, input, by);
    state = step.state;
    done.push(...step.effects);
  }
  return { state, done };
}

const start = (seconds = 0): ElectionInput => ({ kind: "start", now: at(seconds) });
const got = (record: ElectionRecord, seconds = 0): ElectionInput => ({ kind: "got", record, now: at(seconds) });
const failed = (error: ClientError, seconds = 0): ElectionInput => ({ kind: "failed", error, now: at(seconds) });
const written = (seconds = 0): ElectionInput => ({ kind: "written", now: at(seconds) });
const woken = (seconds: number): ElectionInput => ({ kind: "woken", now: at(seconds) });
const cancel = (seconds: number): ElectionInput => ({ kind: "cancel", now: at(seconds) });
const deadline = (seconds: number): ElectionInput => ({ kind: "deadline", now: at(seconds) });
const names = (effects: readonly ElectionEffect[]): readonly string[] => effects.map((effect) => effect.do);
const waiting = (memory: Memory): ElectionState => ({ phase: "waiting", memory });
const leading = (memory: Memory): ElectionState => ({ phase: "leading", memory });

describe("a candidate", () => {
  test.each<[string, Memory, ElectionRecord, number, "update" | "sleep", number]>([
    ["takes what nobody holds", idle.memory, held("", 0, { leaseDurationSeconds: 1 }), 0, "update", 4],
    ["waits for what somebody holds, however old it says it is", idle.memory, held("other", -3600), 0, "sleep", 0],
    ["takes what it has seen unchanged for its whole duration", observed(held("other")), held("other"), 15, "update", 4],
    ["but not a moment before", observed(held("other")), held("other"), 14.999999, "sleep", 0],
    ["counts by the record's own duration", observed(held("other", 0, { leaseDurationSeconds: 30 })), held("other", 0, { leaseDurationSeconds: 30 }), 29, "sleep", 0],
    ["begins to count anew with each renewal", observed(held("other")), held("other", 1), 15, "sleep", 0],
    ["does not see renewals within one second", observed(held("other")), held("other", 0.9), 15, "update", 4],
    ["takes its own lease back without a transition", idle.memory, held("me"), 0, "update", 3],
  ])("%s", (_, memory, record, seconds, does, transitions) => {
    const { done } = play(waiting(memory), [woken(seconds), got(record, seconds)]);
    const last = done.at(-1);
    expect(last?.do).toBe(does);
    if (last?.do === "update") expect(last.record).toMatchObject({ holderIdentity: "me", leaderTransitions: transitions, leaseDurationSeconds: 15 });
  });

  test("makes the lease where there is none, and renews it at once", () => {
    const { state, done } = play(idle, [start(), failed(missing), written()]);
    expect(names(done)).toEqual(["get", "create", "recordEvent", "leaderOn", "startedLeading", "newLeader", "setDeadline", "update"]);
    expect(state.phase).toBe("renewing");
  });

  test("reports each holder once", () => {
    const { done } = play(idle, [start(), got(held("other")), woken(2), got(held("other", 2), 2)]);
    expect(done.filter((effect) => effect.do === "newLeader")).toEqual([{ do: "newLeader", identity: "other" }]);
  });

  test("spreads its tries", () => {
    expect(play(idle, [start(), failed(conflict)]).done.at(-1)).toEqual({ do: "sleep", wait: 2 * SECOND, jitter: 1.2 });
  });

  test("hears of a cancellation at any moment, and stops as a leader would", () => {
    for (const state of [idle, waiting(idle.memory), play(idle, [start()]).state]) {
      expect(names(play(state, [cancel(1)]).done)).toEqual(["abort", "wake", "stoppedLeading", "returned"]);
    }
  });
});

describe("a leader", () => {
  const mine = observed(held("me"));

  test("writes without looking while its lease is good", () => {
    const { done } = play(leading(mine), [woken(2), written(2)]);
    expect(names(done)).toEqual(["setDeadline", "update", "clearDeadline", "sleep"]);
    expect(done[1]).toMatchObject({ record: { acquireTime: WALL, renewTime: at(2).wall, leaderTransitions: 3 } });
  });

  test("looks when it is not, or when the write fails", () => {
    expect(names(play(leading(mine), [woken(15)]).done)).toEqual(["setDeadline", "get"]);
    expect(names(play(leading(mine), [woken(2), failed(conflict, 2), got(held("me", 1), 2), written(2)]).done)).toEqual(["setDeadline", "update", "get", "slowpathExercised", "update", "clearDeadline", "sleep"]);
  });

  test("tries again by a ticker", () => {
    const tried = play(leading(mine), [woken(2), failed(conflict, 2), failed(conflict, 2.5)]);
    expect(tried.done.at(-1)).toEqual({ do: "sleep", wait: 1.5 * SECOND, jitter: 0 });
    // An answer that took longer than a tick is followed by the next try at once, and by the tick after the missed ones.
    expect(play(tried.state, [woken(4), failed(conflict, 4), failed(conflict, 9)]).done.at(-1)).toEqual({ do: "sleep", wait: 0, jitter: 0 });
  });

  test("gives up at the deadline: others are told after a release", () => {
    const { done } = play(leading(mine), [woken(2), deadline(12)]);
    expect(names(done)).toEqual(["setDeadline", "update", "abort", "wake", "leaderOff", "clearDeadline", "recordEvent", "endLeading", "stoppedLeading", "returned"]);
    expect(names(play(leading(mine), [woken(2), deadline(12)], { ...rules, releaseOnCancel: true }).done)).toEqual(["setDeadline", "update", "abort", "wake", "leaderOff", "setDeadline", "get"]);
  });

  test("cancelled, its work is told at once; then the lease is read, emptied, and that is not tried twice", () => {
    const release = { ...rules, releaseOnCancel: true };
    const { state, done } = play(leading(mine), [cancel(3), got(held("me", 2, { leaderTransitions: 7 }), 3)], release);
    expect(names(done)).toEqual(["wake", "endLeading", "setDeadline", "get", "update"]);
    expect(done.at(-1)).toEqual({ do: "update", record: { ...noRecord, leaseDurationSeconds: 1, leaderTransitions: 7, renewTime: at(3).wall, acquireTime: at(3).wall } });
    expect(play(state, [written(3)], release).state.memory.observed.holderIdentity).toBe("");
    const lost = play(state, [failed(conflict, 3)], release);
    expect([names(lost.done), lost.state.memory.observed.holderIdentity]).toEqual([["clearDeadline", "recordEvent", "stoppedLeading", "returned"], "me"]);
  });

  test("before 1.35 the lease is emptied unread", () => {
    expect(names(play(leading(mine), [cancel(3)], { ...rules, releaseOnCancel: true, releaseReads: false }).done)).toEqual(["wake", "endLeading", "setDeadline", "update"]);
  });
});

describe("a coordinated candidate", () => {
  const coordinated = { ...rules, coordinated: true };

  test.each<[string, Memory, ElectionRecord | ClientError, "update" | "sleep"]>([
    ["makes no lease", idle.memory, missing, "sleep"],
    ["takes none", idle.memory, held(""), "sleep"],
    ["keeps what it was given", idle.memory, held("me", 0, { strategy: "OldestEmulationVersion" }), "update"],
    ["lets go at the end of its term", idle.memory, held("me", 0, { preferredHolder: "other" }), "sleep"],
  ])("%s", (_, memory, answer, does) => {
    const { done } = play(waiting(memory), [woken(1), "holderIdentity" in answer ? got(answer, 1) : failed(answer, 1)], coordinated);
    expect(done.at(-1)?.do).toBe(does);
  });
});

test("a record and a lease say the same", () => {
  const record = held("me", 1.5, { strategy: "s", preferredHolder: "p" });
  expect(specOf(record)).toEqual({ holderIdentity: "me", leaseDurationSeconds: 15, acquireTime: "2000-01-01T00:00:01.500000Z", renewTime: "2000-01-01T00:00:01.500000Z", leaseTransitions: 3, strategy: "s", preferredHolder: "p" });
  expect(recordOf(specOf(record))).toEqual(record);
  expect(recordOf()).toEqual(noRecord);
});

test("a lease that was never read cannot be updated", () => {
  const errors: (string | undefined)[] = [];
  const send = () => {
    throw new Error("nothing is sent");
  };
  createLeaseLock({ client: { send }, namespace: "a", name: "b", identity: "me" }).update(noRecord, (error) => errors.push(error?.message));
  expect(errors).toEqual(["lease not initialized, call get or create first"]);
});

test.each<[string, Partial<LeaderElectorOptions>]>([
  ["leaseDuration must be greater than renewDeadline", { leaseDuration: 10 * SECOND }],
  ["renewDeadline must be greater than retryPeriod*JitterFactor", { retryPeriod: 9 * SECOND }],
  ["retryPeriod must be greater than zero", { retryPeriod: 0 }],
  ["renewDeadline must be greater than zero", { renewDeadline: 0, retryPeriod: -1 }],
])("%s", (message, wrong) => {
  const kernel = createKernel({ seed: 1 });
  const lock = createLeaseLock({ client: { send: () => () => {} }, namespace: "a", name: "b", identity: "me" });
  const options: LeaderElectorOptions = {
    lock, scope: kernel.root, clock: kernel.clock, random: kernel.random, turns: kernel, callbacks: { onStartedLeading() {}, onStoppedLeading() {} },
    leaseDuration: 15 * SECOND, renewDeadline: 10 * SECOND, retryPeriod: 2 * SECOND,
  };
  expect(() => createLeaderElector({ ...options, ...wrong })).toThrow(message);
});
