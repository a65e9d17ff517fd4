import { internalError, tooManyRequests } from "../../api/index.ts";
import { MILLISECOND, SECOND, type Micros, type Random } from "../../kernel/index.ts";
import type { Fault } from "../../network/index.ts";

export type Intensity = "none" | "light" | "normal" | "heavy";

export const INTENSITIES: readonly Intensity[] = ["none", "light", "normal", "heavy"];

/** What faults can be aimed at. */
export interface FaultContext {
  /** Names of clients, or of parties above them: "gateway" stands for "gateway/pods" too. */
  readonly clients: readonly string[];
  /** Names of apiserver replicas. */
  readonly replicas: readonly string[];
  /** Length of the story; faults begin after its first tenth and have healed by its last quarter. */
  readonly lasts: Micros;
}

/** The kinds of trouble a plan is made of. At "normal" each occurs at least once. */
export type Trouble = "partition" | "droppedStreams" | "halfOpen" | "restart" | "lagFailover" | "compaction" | "slowConsumer" | "overload" | "truncation" | "delay" | "clockSkew";

/**
 * A plan of faults, ordered by time, one bout of trouble after another with some overlap.
 *
 * "light": three bouts. "normal": one of each kind that the story names. "heavy": three of each, slow links and skewed
 * clocks besides.
 */
export function drawFaults(random: Random, intensity: Intensity, context: FaultContext): readonly Fault[] {
  if (context.clients.length === 0 || context.replicas.length === 0) throw new RangeError("drawFaults needs at least one client and one replica to aim at");
  const bouts = boutsOf(random, intensity);
  const from = Math.floor(context.lasts * BEGIN);
  const slot = Math.floor((context.lasts * (END - BEGIN)) / Math.max(bouts.length, 1));
  const faults = bouts.flatMap((trouble, i) => {
    const at = from + i * slot + random.int(Math.max(1, Math.floor(slot / 3)));
    return draw[trouble]({ random, at, room: Math.max(1, Math.floor(context.lasts * END) - at), context });
  });
  return faults.sort((a, b) => a.at - b.at);
}

/** Shares of the story between which faults happen. */
const BEGIN = 0.1;
const END = 0.75;

const EVERY_KIND: readonly Trouble[] = ["partition", "droppedStreams", "halfOpen", "restart", "lagFailover", "compaction", "slowConsumer", "overload", "truncation"];
const EVEN_MORE: readonly Trouble[] = [...EVERY_KIND, "delay", "clockSkew"];

function boutsOf(random: Random, intensity: Intensity): readonly Trouble[] {
  switch (intensity) {
    case "none": return [];
    case "light": return shuffled(random, EVERY_KIND).slice(0, 3);
    case "normal": return endingHard(random, shuffled(random, EVERY_KIND));
    case "heavy": return [...shuffled(random, EVEN_MORE), ...shuffled(random, EVEN_MORE), ...shuffled(random, EVEN_MORE)];
  }
}

/** The last bout takes a while to recover from, so that recovery has something to show. */
function endingHard(random: Random, bouts: readonly Trouble[]): readonly Trouble[] {
  const last = oneOf(random, ["partition", "compaction", "restart"] as const);
  return [...bouts.filter((trouble) => trouble !== last), last];
}

interface Draw {
  readonly random: Random;
  readonly at: Micros;
  /** Time until all must have healed. */
  readonly room: Micros;
  readonly context: FaultContext;
}

const draw: { readonly [trouble in Trouble]: (draw: Draw) => readonly Fault[] } = {
  partition: (d) => [{ kind: "partition", at: d.at, lasts: span(d, 4, 30), a: client(d), b: ANY_REPLICA, streams: oneOf(d.random, ["halfOpen", "drop", "stall"]), dials: oneOf(d.random, ["refuse", "timeout"]) }],
  droppedStreams: (d) => [{ kind: "dropStreams", at: d.at, match: { from: client(d) } }],
  halfOpen: (d) => [{ kind: "rule", at: d.at, lasts: span(d, 4, 20), match: { from: client(d), verb: "watch" }, verdict: { do: "silence" } }],
  restart: (d) => [{ kind: "restart", at: d.at, replica: replica(d), downFor: span(d, 1, 8) }],
  lagFailover,
  compaction,
  slowConsumer: (d) => [{ kind: "slowConsumer", at: d.at, lasts: span(d, 5, 20), client: client(d), perEvent: (20 + d.random.int(480)) * MILLISECOND }],
  overload,
  truncation: (d) => [{ kind: "rule", at: d.at, lasts: span(d, 2, 8), match: { from: client(d), verb: "watch" }, verdict: { do: "truncate" } }],
  delay: (d) => [{ kind: "rule", at: d.at, lasts: span(d, 4, 20), match: { from: client(d) }, verdict: { do: "delay", by: (50 + d.random.int(1_950)) * MILLISECOND } }],
  clockSkew: (d) => [{ kind: "clockSkew", at: d.at, client: client(d), by: (d.random.int(7_200) - 3_600) * SECOND }],
};

/** The network's name for every replica. */
const ANY_REPLICA = "apiserver";

/** A replica falls behind, and a client that had seen more is moved to it: time goes back unless it takes care. */
function lagFailover(d: Draw): readonly Fault[] {
  const to = replica(d);
  const lasts = span(d, 8, 30);
  const from = client(d);
  const moved = d.at + Math.floor(lasts / 2);
  return [
    { kind: "lag", at: d.at, lasts, replica: to, by: Math.min(lasts, (1 + d.random.int(20)) * SECOND) },
    { kind: "failover", at: moved, client: from, to },
    { kind: "dropStreams", at: moved, match: { from } },
    // Watching on would do, so that time does not go back; half of the time a failure makes it list.
    ...(d.random.int(2) === 0 ? [] : [{ kind: "rule", at: moved, lasts: span({ ...d, room: d.room - (moved - d.at) }, 4, 20), match: { from, verb: "watch" }, nth: 1, verdict: broken } as const]),
  ];
}

/** A client is away while history is thrown away, so that watching again gets 410. */
function compaction(d: Draw): readonly Fault[] {
  const lasts = span(d, 6, 30);
  const from = client(d);
  return [
    { kind: "partition", at: d.at, lasts, a: from, b: ANY_REPLICA, streams: "drop", dials: "refuse" },
    { kind: "compact", at: d.at + Math.floor(lasts * 0.9), keep: 0 },
  ];
}

/** Watches end, and those who come back are turned away for a while. */
function overload(d: Draw): readonly Fault[] {
  const from = client(d);
  const busy = d.random.int(2) === 0;
  const lasts = span(d, 4, 20);
  return [
    { kind: "rule", at: d.at, lasts, match: { from, verb: "watch" }, nth: 1, times: 1 + d.random.int(4), verdict: busy ? tooBusy(d.random.int(3)) : broken },
    { kind: "rule", at: d.at, lasts, match: { from, verb: "list" }, nth: 1, times: 1 + d.random.int(2), verdict: busy ? broken : tooBusy(1) },
    { kind: "dropStreams", at: d.at + MILLISECOND, match: { from } },
  ];
}

/** Without a time to come back (0) the answer reaches the reflector; with one the client below it waits and asks again. */
function tooBusy(retryAfter: number) {
  const status = tooManyRequests("too many requests, please try again later", retryAfter);
  return retryAfter === 0 ? ({ do: "answer", status } as const) : ({ do: "answer", status, retryAfter } as const);
}

const broken = { do: "answer", status: internalError("etcdserver: no leader") } as const;

function span({ random, room }: Draw, from: number, to: number): Micros {
  return Math.max(1, Math.min(room, from * SECOND + random.int((to - from) * 1_000) * MILLISECOND));
}

/** Half of the time a party with others below it, where there are any: a whole process. */
function client({ random, context: { clients } }: Draw): string {
  const processes = clients.filter((name) => clients.some((other) => other.startsWith(`${name}/`)));
  return oneOf(random, processes.length > 0 && random.int(2) === 0 ? processes : clients);
}

function replica({ random, context }: Draw): string {
  return oneOf(random, context.replicas);
}

function oneOf<T>(random: Random, values: readonly T[]): T {
  return values[random.int(values.length)] as T;
}

function shuffled<T>(random: Random, values: readonly T[]): readonly T[] {
  const left = [...values];
  return values.map(() => left.splice(random.int(left.length), 1)[0] as T);
}
