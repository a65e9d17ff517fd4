import { expect, test } from "vitest";
import type { Fault } from "../network/index.ts";
import { faultMark } from "./fault-mark.ts";
import { streamEnd } from "./stream-end.ts";

const clients = [{ name: "controller/pods", resource: "pods" }, { name: "watcher", resource: "nodes" }];

test.each<[Fault, string, number | undefined, readonly string[] | undefined]>([
  [{ kind: "partition", at: 5, lasts: 10, a: "controller", b: "apiserver" }, "partition controller ⇹ apiserver", 15, ["controller/pods"]],
  [{ kind: "partition", at: 5, lasts: 10, a: "apiserver-0", b: "store" }, "partition apiserver-0 ⇹ store", 15, undefined],
  [{ kind: "dropStreams", at: 5, match: {} }, "drop all streams", undefined, undefined],
  [{ kind: "dropStreams", at: 5, match: { resource: "nodes" } }, "drop nodes", undefined, ["watcher"]],
  [{ kind: "rule", at: 5, lasts: 7, match: { verb: "list", resource: "pods" }, verdict: { do: "silence" } }, "half-open list pods", 12, ["controller/pods"]],
  [{ kind: "restart", at: 5, replica: "apiserver-0", downFor: 3 }, "restart apiserver-0", 8, undefined],
  [{ kind: "compact", at: 5, keep: 0 }, "compaction", undefined, undefined],
  [{ kind: "slowConsumer", at: 5, lasts: 1, client: "watcher", perEvent: 9 }, "slow watcher", 6, ["watcher"]],
])("%o", (fault, name, until, touches) => {
  expect(faultMark(fault, clients)).toEqual({ at: 5, until, name, kind: fault.kind, touches });
});

test.each([
  ["timeout", "clean"], ["eof", "clean"], ["unexpected EOF", "broken"], ["connection reset", "broken"], ["410 Expired", "expired"], ["too old resource version", "expired"],
  ["silent", "silent"], ["connection refused", "refused"], ["503 ServiceUnavailable", "refused"], ["stopped", "open"],
])("a stream that ended with %s is %s", (text, end) => {
  expect(streamEnd(text)).toBe(end);
});
