import type { Micros } from "../../kernel/index.ts";
import type { ClientError } from "../transport/index.ts";
import { isNotFound } from "../transport/index.ts";
import type { ElectionRecord } from "./election-record.ts";
import { noRecord, rawOf } from "./election-record.ts";

/**
 * What a candidate does next: try for the lease, keep it, give it up. A pure function from a state and an input to a
 * state and effects; the elector performs them.
 *
 * @source client-go tools/leaderelection/leaderelection.go (Run, acquire, renew, release, tryAcquireOrRenew, tryCoordinatedRenew)
 */
export interface ElectionRules {
  readonly identity: string;
  readonly leaseDuration: Micros;
  readonly renewDeadline: Micros;
  readonly retryPeriod: Micros;
  readonly releaseOnCancel: boolean;
  /** Leaders are chosen by somebody else: a lease is kept, never made nor taken. */
  readonly coordinated: boolean;
  /** The lease is read before it is given up, for its version. */
  readonly releaseReads: boolean;
}

export interface Memory {
  readonly observed: ElectionRecord;
  readonly observedRaw: string;
  /** When `observed` was seen first, by our own clock: the only one that counts. */
  readonly observedAt: Micros;
  readonly reported: string;
}

/** The moment of an input: monotonic for intervals, wall for what is written. */
export interface Now {
  readonly at: Micros;
  readonly wall: Micros;
}

interface Attempt {
  readonly step: "updateFast" | "get" | "create" | "update";
  readonly began: Now;
  /** Written, or to be written. */
  readonly record: ElectionRecord;
}

/** Tries of one renewal, by a ticker. */
interface Round {
  readonly nextTick: Micros;
}

export type ElectionState =
  | { readonly phase: "idle"; readonly memory: Memory }
  | { readonly phase: "acquiring"; readonly memory: Memory; readonly attempt: Attempt }
  | { readonly phase: "waiting"; readonly memory: Memory }
  | { readonly phase: "renewing"; readonly memory: Memory; readonly attempt: Attempt; readonly round: Round }
  /** Between two tries of a renewal. */
  | { readonly phase: "retrying"; readonly memory: Memory; readonly round: Round }
  /** Between two renewals. */
  | { readonly phase: "leading"; readonly memory: Memory }
  | { readonly phase: "releasing"; readonly memory: Memory; readonly record: ElectionRecord | undefined; readonly leading: boolean }
  | { readonly phase: "over"; readonly memory: Memory };

export type ElectionInput = { readonly now: Now } & (
  | { readonly kind: "start" | "written" | "woken" | "deadline" | "cancel" }
  | { readonly kind: "got"; readonly record: ElectionRecord }
  | { readonly kind: "failed"; readonly error: ClientError }
);

export type ElectionEffect =
  | { readonly do: "get" }
  | { readonly do: "create" | "update"; readonly record: ElectionRecord }
  /** Gives up the request in hand. */
  | { readonly do: "abort" }
  /** With a random share of so much of it. */
  | { readonly do: "sleep"; readonly wait: Micros; readonly jitter: number }
  | { readonly do: "wake" }
  | { readonly do: "setDeadline"; readonly wait: Micros }
  | { readonly do: "clearDeadline" }
  | { readonly do: "startedLeading" | "endLeading" | "stoppedLeading" | "returned" }
  | { readonly do: "newLeader"; readonly identity: string }
  | { readonly do: "recordEvent"; readonly text: string }
  | { readonly do: "leaderOn" | "leaderOff" | "slowpathExercised" };

export interface Step {
  readonly state: ElectionState;
  readonly effects: readonly ElectionEffect[];
}

/** Retries to acquire are spread over this share of the period more. */
export const JITTER_FACTOR = 1.2;

export const idle: ElectionState = { phase: "idle", memory: { observed: noRecord, observedRaw: "", observedAt: 0, reported: "" } };

export function isLeader({ observed }: Memory, { identity }: ElectionRules): boolean {
  return observed.holderIdentity === identity;
}

export function transition(state: ElectionState, input: ElectionInput, rules: ElectionRules): Step {
  const { now } = input;
  switch (input.kind) {
    case "start":
      return state.phase === "idle" ? acquire(state.memory, now, rules) : stay(state);
    case "got":
      return onGot(state, input.record, now, rules);
    case "written":
      return onWritten(state, now, rules);
    case "failed":
      return onFailed(state, input.error, now, rules);
    case "woken":
      return onWoken(state, now, rules);
    case "deadline":
      return onDeadline(state, now, rules);
    case "cancel":
      return onCancel(state, now, rules);
  }
}

function stay(state: ElectionState): Step {
  return { state, effects: [] };
}

function acquire(memory: Memory, now: Now, rules: ElectionRules): Step {
  const [attempt, effect] = firstStep(memory, now, rules);
  return { state: { phase: "acquiring", memory, attempt }, effects: [effect] };
}

function renew(memory: Memory, round: Round, now: Now, rules: ElectionRules, before: readonly ElectionEffect[] = []): Step {
  const [attempt, effect] = firstStep(memory, now, rules);
  return { state: { phase: "renewing", memory, attempt, round }, effects: [...before, effect] };
}

function newRound(memory: Memory, now: Now, rules: ElectionRules, before: readonly ElectionEffect[] = []): Step {
  return renew(memory, { nextTick: now.at + rules.retryPeriod }, now, rules, [...before, { do: "setDeadline", wait: rules.renewDeadline }]);
}

/** A leader whose lease is still good writes without looking. */
function firstStep(memory: Memory, began: Now, rules: ElectionRules): readonly [Attempt, ElectionEffect] {
  const record = draft(began, rules);
  if (rules.coordinated || !isLeader(memory, rules) || !isValid(memory, began)) return [{ step: "get", began, record }, { do: "get" }];
  const { acquireTime, leaderTransitions } = memory.observed;
  const kept = { ...record, acquireTime, leaderTransitions };
  return [{ step: "updateFast", began, record: kept }, { do: "update", record: kept }];
}

function draft({ wall }: Now, { identity, leaseDuration }: ElectionRules): ElectionRecord {
  return { ...noRecord, holderIdentity: identity, leaseDurationSeconds: Math.floor(leaseDuration / SECOND), renewTime: wall, acquireTime: wall };
}

const SECOND = 1_000_000;

function isValid({ observed, observedAt }: Memory, { at }: Now): boolean {
  return observedAt + observed.leaseDurationSeconds * SECOND > at;
}

function observe(memory: Memory, observed: ElectionRecord, { at }: Now): Memory {
  return { ...memory, observed, observedAt: at };
}

function onGot(state: ElectionState, old: ElectionRecord, now: Now, rules: ElectionRules): Step {
  if (state.phase === "releasing") return release(state, old, now, rules);
  if (state.phase !== "acquiring" && state.phase !== "renewing") return stay(state);
  const { attempt } = state;
  const raw = rawOf(old);
  const memory = raw === state.memory.observedRaw ? state.memory : { ...observe(state.memory, old, now), observedRaw: raw };
  if (!mayWrite(memory, old, attempt.began, rules)) return lostTry({ ...state, memory }, now, rules);
  const mine = isLeader(memory, rules);
  const record: ElectionRecord = {
    ...draft(attempt.began, rules),
    ...(mine ? { acquireTime: old.acquireTime, leaderTransitions: old.leaderTransitions } : { leaderTransitions: old.leaderTransitions + 1 }),
    ...(rules.coordinated ? { strategy: old.strategy } : {}),
  };
  return {
    state: { ...state, memory, attempt: { ...attempt, step: "update", record } },
    effects: [...(mine ? [{ do: "slowpathExercised" } as const] : []), { do: "update", record }],
  };
}

function mayWrite(memory: Memory, old: ElectionRecord, began: Now, rules: ElectionRules): boolean {
  if (!rules.coordinated) return old.holderIdentity === "" || !isValid(memory, began) || isLeader(memory, rules);
  const expired = memory.observedAt + old.leaseDurationSeconds * SECOND < began.at;
  return !expired && isLeader(memory, rules) && old.preferredHolder === "";
}

function onFailed(state: ElectionState, error: ClientError, now: Now, rules: ElectionRules): Step {
  if (state.phase === "releasing") return end(state.memory, state.leading);
  if (state.phase !== "acquiring" && state.phase !== "renewing") return stay(state);
  const { attempt } = state;
  if (attempt.step === "updateFast") return { state: { ...state, attempt: { ...attempt, step: "get" } }, effects: [{ do: "get" }] };
  if (attempt.step !== "get" || rules.coordinated || !isNotFound(error)) return lostTry(state, now, rules);
  const record = draft(attempt.began, rules);
  return { state: { ...state, attempt: { ...attempt, step: "create", record } }, effects: [{ do: "create", record }] };
}

function onWritten(state: ElectionState, now: Now, rules: ElectionRules): Step {
  if (state.phase === "releasing") return end(observe(state.memory, state.record ?? noRecord, now), state.leading);
  if (state.phase !== "acquiring" && state.phase !== "renewing") return stay(state);
  const [memory, report] = reported(observe(state.memory, state.attempt.record, now));
  if (state.phase === "acquiring") {
    return newRound(memory, now, rules, [{ do: "recordEvent", text: "became leader" }, { do: "leaderOn" }, { do: "startedLeading" }, ...report]);
  }
  return { state: { phase: "leading", memory }, effects: [...report, { do: "clearDeadline" }, { do: "sleep", wait: rules.retryPeriod, jitter: 0 }] };
}

/** One try failed. */
function lostTry(state: ElectionState & { readonly phase: "acquiring" | "renewing" }, now: Now, rules: ElectionRules): Step {
  if (state.phase === "acquiring") {
    const [memory, report] = reported(state.memory);
    return { state: { phase: "waiting", memory }, effects: [...report, { do: "sleep", wait: rules.retryPeriod, jitter: JITTER_FACTOR }] };
  }
  const { memory, round } = state;
  return { state: { phase: "retrying", memory, round }, effects: [{ do: "sleep", wait: Math.max(0, round.nextTick - now.at), jitter: 0 }] };
}

function reported(memory: Memory): readonly [Memory, readonly ElectionEffect[]] {
  const identity = memory.observed.holderIdentity;
  return identity === memory.reported ? [memory, []] : [{ ...memory, reported: identity }, [{ do: "newLeader", identity }]];
}

function onWoken(state: ElectionState, now: Now, rules: ElectionRules): Step {
  switch (state.phase) {
    case "waiting":
      return acquire(state.memory, now, rules);
    case "leading":
      return newRound(state.memory, now, rules);
    case "retrying": {
      const { nextTick } = state.round;
      const missed = Math.floor((now.at - nextTick) / rules.retryPeriod);
      return renew(state.memory, { nextTick: nextTick + (missed + 1) * rules.retryPeriod }, now, rules);
    }
    default:
      return stay(state);
  }
}

function onDeadline(state: ElectionState, now: Now, rules: ElectionRules): Step {
  if (state.phase === "releasing") return end(state.memory, state.leading, [{ do: "abort" }]);
  if (state.phase !== "renewing" && state.phase !== "retrying") return stay(state);
  const [memory, report] = reported(state.memory);
  return leave(memory, true, now, rules, [{ do: "abort" }, { do: "wake" }, ...report, { do: "leaderOff" }]);
}

function onCancel(state: ElectionState, now: Now, rules: ElectionRules): Step {
  switch (state.phase) {
    case "idle":
    case "waiting":
    case "acquiring":
      return { state: { phase: "over", memory: state.memory }, effects: [{ do: "abort" }, { do: "wake" }, { do: "stoppedLeading" }, { do: "returned" }] };
    case "renewing":
    case "retrying":
      return leave(state.memory, false, now, rules, [{ do: "abort" }, { do: "wake" }, { do: "clearDeadline" }, { do: "endLeading" }, { do: "leaderOff" }]);
    case "leading":
      return leave(state.memory, false, now, rules, [{ do: "wake" }, { do: "endLeading" }]);
    case "releasing":
      return state.leading ? { state: { ...state, leading: false }, effects: [{ do: "endLeading" }] } : stay(state);
    case "over":
      return stay(state);
  }
}

/** @param leading the leader's work has not been told to end: upstream tells it only after the release */
function leave(memory: Memory, leading: boolean, now: Now, rules: ElectionRules, before: readonly ElectionEffect[]): Step {
  if (!rules.releaseOnCancel) return end(memory, leading, before);
  const state = { phase: "releasing", memory, record: undefined, leading } as const;
  const deadline: ElectionEffect = { do: "setDeadline", wait: rules.renewDeadline };
  if (rules.releaseReads) return { state, effects: [...before, deadline, { do: "get" }] };
  const released = release(state, memory.observed, now, rules);
  return { state: released.state, effects: [...before, deadline, ...released.effects] };
}

/** The lease's holder is not compared with what was just read, but with what was observed before. */
function release(state: ElectionState & { readonly phase: "releasing" }, old: ElectionRecord, { wall }: Now, rules: ElectionRules): Step {
  if (!isLeader(state.memory, rules)) return end(state.memory, state.leading);
  const record: ElectionRecord = { ...noRecord, leaderTransitions: old.leaderTransitions, leaseDurationSeconds: 1, renewTime: wall, acquireTime: wall };
  return { state: { ...state, record }, effects: [{ do: "update", record }] };
}

function end(memory: Memory, leading: boolean, before: readonly ElectionEffect[] = []): Step {
  const told: readonly ElectionEffect[] = leading ? [{ do: "endLeading" }] : [];
  return {
    state: { phase: "over", memory },
    effects: [...before, { do: "clearDeadline" }, { do: "recordEvent", text: "stopped leading" }, ...told, { do: "stoppedLeading" }, { do: "returned" }],
  };
}
