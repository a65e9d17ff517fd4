import fc from "fast-check";
import type { Fault, Latency, Match, Verdict } from "../../src/network/index.ts";

/** Faults, matches and latencies of every kind, as JSON. Times are microseconds below `lasts`. */

const micros = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });

export const parties = ["manager/pods", "manager/nodes", "gateway"] as const;
export const replicas = ["apiserver-1", "apiserver-2"] as const;

export const latency: fc.Arbitrary<Latency> = fc.oneof(
  fc.record({ kind: fc.constant("constant" as const), of: micros(2_000_000) }),
  fc.tuple(micros(1_000_000), micros(1_000_000)).map(([from, more]) => ({ kind: "uniform" as const, from, to: from + more })),
  fc.record({ kind: fc.constant("exponential" as const), from: micros(100_000), mean: micros(1_000_000) }),
  fc.record({ kind: fc.constant("lognormal" as const), median: micros(500_000), sigma: fc.double({ min: 0, max: 2, noNaN: true }) }),
);

export const match: fc.Arbitrary<Match> = fc.record(
  {
    from: fc.constantFrom("manager", ...parties),
    to: fc.constantFrom("apiserver", ...replicas),
    verb: fc.constantFrom("get" as const, "list" as const, "watch" as const, "update" as const),
    resource: fc.constantFrom("pods", "deployments.apps"),
    namespace: fc.constantFrom("shop"),
    name: fc.constantFrom("web"),
    subresource: fc.constantFrom("", "status"),
  },
  { requiredKeys: [] },
);

export const verdict: fc.Arbitrary<Verdict> = fc.oneof(
  fc.constantFrom<Verdict>({ do: "deliver" }, { do: "drop" }, { do: "silence" }, { do: "truncate" }, { do: "loseReply" }, { do: "refuse" }),
  micros(5_000_000).map((by) => ({ do: "delay" as const, by })),
  fc.tuple(fc.constantFrom(409, 410, 429, 500, 503, 504), fc.integer({ min: 0, max: 5 })).map(([code, retryAfter]): Verdict => ({
    do: "answer", retryAfter,
    status: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", code },
  })),
);

/** @param lasts the length of the story */
export function fault(lasts: number): fc.Arbitrary<Fault> {
  const at = micros(lasts);
  const span = fc.integer({ min: 1, max: lasts });
  return fc.oneof(
    fc.record({ kind: fc.constant("rule" as const), at, lasts: span, match, verdict }),
    fc.record({ kind: fc.constant("rule" as const), at, lasts: span, match, verdict, nth: fc.integer({ min: 1, max: 4 }), times: fc.integer({ min: 1, max: 3 }) }),
    fc.record({
      kind: fc.constant("partition" as const), at, lasts: span,
      a: fc.constantFrom("manager", ...parties), b: fc.constantFrom("apiserver", ...replicas),
      streams: fc.constantFrom("halfOpen" as const, "drop" as const, "stall" as const), dials: fc.constantFrom("refuse" as const, "timeout" as const),
    }),
    fc.record({ kind: fc.constant("dropStreams" as const), at, match }),
    fc.record({ kind: fc.constant("slowConsumer" as const), at, lasts: span, client: fc.constantFrom("manager", ...parties), perEvent: micros(1_000_000) }),
    fc.record({ kind: fc.constant("restart" as const), at, replica: fc.constantFrom(...replicas), downFor: span }),
    fc.record({ kind: fc.constant("lag" as const), at, lasts: span, replica: fc.constantFrom(...replicas), by: micros(5_000_000) }),
    fc.record({ kind: fc.constant("failover" as const), at, client: fc.constantFrom(...parties), to: fc.constantFrom(...replicas) }),
    fc.record({ kind: fc.constant("compact" as const), at, keep: fc.integer({ min: 0, max: 10 }) }),
    fc.record({ kind: fc.constant("clockSkew" as const), at, client: fc.constantFrom(...parties), by: fc.integer({ min: -5_000_000, max: 5_000_000 }) }),
  );
}
