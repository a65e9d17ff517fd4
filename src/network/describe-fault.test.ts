import { expect, test } from "vitest";
import type { Fault } from "./index.ts";
import { describeFault, spanText } from "./index.ts";

const conflict = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", code: 409, reason: "Conflict" } as const;

test.each<[Fault, string]>([
  [
    { kind: "rule", at: 0, match: { verb: "update", subresource: "status", resource: "deployments.apps" }, verdict: { do: "answer", status: conflict }, nth: 3 },
    "the 3rd of the updates of deployments.apps/status is answered 409 Conflict",
  ],
  [{ kind: "rule", at: 0, lasts: 90_000_000, match: { from: "manager", namespace: "shop" }, verdict: { do: "delay", by: 250_000 } }, "for 90 s, every request in shop by manager is 250 ms late"],
  [{ kind: "rule", at: 0, match: { name: "web", namespace: "shop", resource: "pods" }, verdict: { do: "loseReply" } }, 'every request of pods "shop/web" takes effect, but its reply is lost'],
  [{ kind: "partition", at: 0, lasts: 600_000_000, a: "controller", b: "apiserver" }, "for 10 m, controller and apiserver cannot reach each other (open streams fall silent)"],
  [{ kind: "dropStreams", at: 0, match: { to: "apiserver-1" } }, "open streams at apiserver-1 are reset"],
  [{ kind: "dropStreams", at: 0, match: {} }, "all open streams are reset"],
  [{ kind: "rule", at: 0, match: { verb: "watch", from: "gateway" }, verdict: { do: "truncate" }, nth: 1, times: 4 }, "the 1st to 4th of the watches by gateway are cut in mid-frame"],
  [{ kind: "slowConsumer", at: 0, lasts: 7_500_000_000, client: "gateway", perEvent: 1_500 }, "for 2 h 5 m, gateway takes 1.5 ms to read each event"],
  [{ kind: "restart", at: 0, replica: "apiserver-2", downFor: 5_000_000 }, "apiserver-2 restarts and is down for 5 s"],
  [{ kind: "lag", at: 0, lasts: 5_000_000, replica: "apiserver-2", by: 2_000_000 }, "for 5 s, apiserver-2 lags 2 s behind the store"],
  [{ kind: "failover", at: 0, client: "gateway", to: "apiserver-2" }, "gateway is moved to apiserver-2"],
  [{ kind: "compact", at: 0, keep: 0 }, "all history is compacted away"],
  [{ kind: "clockSkew", at: 0, client: "gateway", by: -3_000_000 }, "the wall clock of gateway jumps 3 s back"],
])("%j", (fault, sentence) => {
  expect(describeFault(fault)).toBe(sentence);
});

test.each([[0, "0 µs"], [999, "999 µs"], [1_500, "1.5 ms"], [61_000_000, "61 s"], [120_000_000, "2 m"], [3_600_000_000, "1 h"], [125_500_000, "125.5 s"]])("%d µs is %s", (span, text) => {
  expect(spanText(span)).toBe(text);
});
