import type { Entry, Instant, State, Time } from "./client-go-recording.ts";
import { trimmed } from "./client-go-recording.ts";

/**
 * Whether a replay shows a recorded timeline, by the rules of the recordings' README. One comparator for every kind.
 *
 * Not compared, each with its reason:
 * - `errType` and `listType`: Go's types. `goTypeChains` (client-go-errors.ts) is the one table from our kinds of errors to them.
 * - `running` and `stillRunning` name goroutines; whether anything still runs is compared.
 * - sampled ranges of jittered times: a wait is checked against its law instead.
 * - `rand`: sampled ranges; `timeoutSeconds` is checked against its law where requests are made.
 */
export function difference(expected: readonly Instant[], actual: readonly Instant[], law: Law = reflectorLaw): string | undefined {
  for (let i = 0; i < Math.max(expected.length, actual.length); i += 1) {
    const want = expected[i];
    const got = actual[i];
    if (want === undefined) return `instant ${i}: not recorded, replayed at ${String(got?.t)} ms: ${show(got?.ev)}`;
    if (got === undefined) return `instant ${i}: recorded at ${JSON.stringify(want.t)} ms, not replayed: ${show(want.ev)}`;
    const where = `instant ${i} (${JSON.stringify(want.t)} ms)`;
    const time = timeDifference(expected, actual, i, law);
    if (time !== undefined) return `${where}: ${time}; replayed ${show(got.ev)}`;
    const entries = entriesDifference(want.ev ?? [], got.ev ?? []);
    if (entries !== undefined) return `${where}: ${entries}`;
    const drawn = drawnDifference(want.ev ?? [], got.ev ?? []);
    if (drawn !== undefined) return `${where}: ${drawn}`;
    const state = stateDifference(want.state ?? {}, got.state ?? {});
    if (state !== undefined) return `${where}: ${state}`;
  }
  return undefined;
}

/** A variant seen once shows samples where others show ranges: whole numbers are exact, the rest were drawn. */
export function asRanges(instants: readonly Instant[], count: number | undefined): readonly Instant[] {
  if (count !== 1) return instants;
  return instants.map((instant) => ({ ...instant, t: asRange(instant.t), dt: asRange(instant.dt) }));
}

function asRange(time: Time): Time {
  return isExact(time) && !Number.isInteger(time) ? [time, time] : time;
}

/** What jittered waits of a recording may be, in milliseconds. */
export interface Law {
  /** Each wait is in one of these. */
  readonly waits: readonly Range[];
  /** What happens after an unknown number of waits may do so so much earlier or later than any run showed. */
  readonly slack: number;
}

type Range = readonly [least: number, below: number];

/** The reflector's backoff: d + U[0,1)·d. */
export const reflectorLaw: Law = { waits: [800, 1600, 3200, 6400, 12_800, 25_600, 30_000].map((base): Range => [base, 2 * base]), slack: 0 };

/** Replays cut waits to microseconds, recordings to a thousandth of a millisecond. */
const EXACT = 0.0011;

function timeDifference(expected: readonly Instant[], actual: readonly Instant[], i: number, { waits, slack }: Law): string | undefined {
  const want = expected[i] as Instant;
  const got = actual[i] as Instant;
  const t = got.t as number;
  const dt = got.dt as number;
  if (isExact(want.t)) return Math.abs(t - want.t) <= EXACT ? undefined : `at ${t} ms`;
  if (isExact(want.dt)) return Math.abs(dt - want.dt) <= EXACT ? undefined : `${dt} ms after the instant before, recorded ${want.dt}`;
  if (slack > 0 && t >= low(want.t) - slack && t <= high(want.t) + slack) return undefined;
  const within = waits.filter(([least, below]) => low(want.dt) >= least && high(want.dt) < below);
  const ranges = within.length > 0 ? within : waits.filter(([least, below]) => low(want.dt) < below && high(want.dt) >= least);
  if (ranges.some(([least, below]) => dt >= least && dt < below)) return undefined;
  // Samples that no single wait explains: one that began at an earlier instant, with others in between.
  for (let j = i - 2; j >= -1 && within.length === 0; j -= 1) {
    const since = j < 0 ? 0 : ((actual[j] as Instant).t as number);
    const from: Time = j < 0 ? 0 : (expected[j] as Instant).t;
    const shortest = low(want.t) - high(from);
    const longest = high(want.t) - low(from);
    if (waits.some(([least, below]) => shortest < below && longest >= least && t - since >= least && t - since < below)) return undefined;
  }
  return `${dt} ms after the instant before, which no law allows (recorded ${JSON.stringify(want.dt)})`;
}

function isExact(time: Time): time is number {
  return typeof time === "number";
}

function low(time: Time): number {
  return isExact(time) ? time : time[0];
}

function high(time: Time): number {
  return isExact(time) ? time : time[1];
}

/** In order, but for entries that were seen to change places. */
function entriesDifference(expected: readonly Entry[], actual: readonly Entry[]): string | undefined {
  const left = actual.map(comparable);
  const inOrder: string[] = [];
  for (const entry of expected) {
    const text = comparable(entry);
    if (entry["anyOrder"] !== true) {
      inOrder.push(text);
      continue;
    }
    const at = left.lastIndexOf(text);
    if (at < 0) return `missing ${text}; replayed ${left.join(" ")}`;
    left.splice(at, 1);
  }
  for (let i = 0; i < Math.max(inOrder.length, left.length); i += 1) {
    if (inOrder[i] === left[i]) continue;
    if (inOrder[i] === undefined) return `not recorded: ${left[i]}`;
    if (left[i] === undefined) return `not replayed: ${inOrder[i]}`;
    return `recorded ${inOrder[i]}, replayed ${left[i]}`;
  }
  return undefined;
}

function comparable(entry: Entry): string {
  const { rand: _rand, anyOrder: _anyOrder, errType: _errType, ...rest } = entry.e === "stillRunning" ? { e: entry.e } : entry;
  return JSON.stringify(sorted(trimmed(starred(rest))));
}

/** Drawn numbers stand as stars in recordings. */
function starred(entry: { readonly [field: string]: unknown }): { readonly [field: string]: unknown } {
  const query = entry["query"];
  const msg = entry["msg"];
  const { listType: _listType, ...x } = (entry["x"] ?? {}) as { readonly listType?: string };
  return {
    ...entry,
    x,
    ...(typeof query === "object" && query !== null ? { query: { ...query, ...star(query, "timeoutSeconds"), ...star(query, "timeout") } } : {}),
    ...(typeof msg === "string" ? { msg: msg.replace(/timeoutSeconds=\d+/, "timeoutSeconds=*") } : {}),
  };
}

function star(query: object, name: string): object {
  return name in query ? { [name]: "*" } : {};
}

/** A watch asks for floor(U[least, 2·least)) seconds; `least` is 300, or what the script set, as the samples tell. */
function drawnDifference(expected: readonly Entry[], actual: readonly Entry[]): string | undefined {
  const asked = actual.filter(({ e }) => e === "request");
  for (const [i, want] of expected.filter(({ e }) => e === "request").entries()) {
    const range = (want["rand"] as { timeoutSeconds?: readonly [number, number] } | undefined)?.timeoutSeconds;
    if (range === undefined) continue;
    const seconds = Number((asked[i]?.["query"] as { timeoutSeconds?: string } | undefined)?.timeoutSeconds);
    const least = low(range) >= 600 ? 1800 : 300;
    if (!Number.isInteger(seconds) || seconds < least || seconds >= 2 * least) return `timeoutSeconds is ${seconds}, outside [${least}, ${2 * least})`;
  }
  return undefined;
}

function stateDifference(expected: State, actual: State): string | undefined {
  const want = comparableState(expected);
  const got = comparableState(actual);
  return want === got ? undefined : `state: recorded ${want}, replayed ${got}`;
}

function comparableState(state: State): string {
  const { running, ...rest } = state;
  const more = Array.isArray(running) ? { running: running.length > 0 } : {};
  const kept = Object.fromEntries(Object.entries({ ...rest, ...more }).filter(([, value]) => !isEmptyMap(value)));
  return JSON.stringify(sorted(kept));
}

function isEmptyMap(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, sorted(each)]));
}

function show(entries: readonly Entry[] | undefined): string {
  return (entries ?? []).map(comparable).join(" ");
}
