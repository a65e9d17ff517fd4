import { beforeEach, expect, test } from "vitest";
import { expired, type ApiRequest, type KubeList, type KubeObject, type ReplySink, type RequestOptions } from "../../api/index.ts";
import type { Transport } from "../../client/transport/index.ts";
import { observeTraffic, type Traffic } from "./traffic.ts";

const pod = (name: string, version: number): KubeObject => ({ apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "shop", resourceVersion: String(version) } });
const list = (version: number, items: readonly KubeObject[], more = ""): KubeList => ({ apiVersion: "v1", kind: "PodList", metadata: { resourceVersion: String(version), ...(more === "" ? {} : { continue: more }) }, items });
const bookmark = (version: number, end = false) => ({
  type: "BOOKMARK" as const,
  object: { apiVersion: "v1", kind: "Pod", metadata: { resourceVersion: String(version), ...(end ? { annotations: { "k8s.io/initial-events-end": "true" } } : {}) } },
});

let now: number;
let open: Transport["open"];
let traffic: Traffic;
let heard: number[];

beforeEach(() => {
  now = 0;
  heard = [];
  const subjects: string[] = [];
  const observed = observeTraffic({ open: (_request, sink) => ((server = sink), () => {}) }, {
    clock: { now: () => now, wall: () => now },
    subject: (key) => (subjects.includes(key) ? subjects.indexOf(key) : subjects.push(key) - 1),
    onHeard: () => heard.push(observed.traffic.heard),
  });
  ({ traffic } = observed);
  open = observed.transport.open;
});

/** The server's end of the request asked last. */
let server: ReplySink;
const silent: ReplySink = { head: () => {}, object: () => {}, event: () => {}, bytes: () => {}, end: () => {} };

function ask(verb: "list" | "watch", options: RequestOptions): () => void {
  const request: ApiRequest = { verb, resource: { group: "", version: "v1", resource: "pods" }, namespace: "", name: "", subresource: "", options, user: { name: "u", groups: [] }, agent: "c" };
  return open(request, silent);
}

function answer(body: KubeList): void {
  server.head({ status: 200, headers: {} });
  server.object(body);
  server.end({ kind: "complete" });
}

test("the pages of a list are one list, as old as its first request", () => {
  ask("list", { limit: 1, resourceVersion: "0" });
  now = 2;
  answer(list(7, [pod("a", 3)], "token"));
  ask("list", { limit: 1, continue: "token" });
  now = 5;
  answer(list(7, [pod("b", 4)]));
  expect(traffic.lists).toEqual([{ at: 5, took: 5, items: 2, resourceVersion: "7", asked: "0" }]);
  expect(traffic.exchanges.map(({ continued, end }) => [continued, end])).toEqual([[false, "complete"], [true, "complete"]]);
  expect([traffic.listed, heard]).toEqual([2, [7]]);
});

test("bytes are those of the JSON that would be sent", () => {
  ask("list", {});
  answer(list(7, [pod("a", 3), pod("b", 4)]));
  const sent = `${JSON.stringify(list(7, [pod("a", 3), pod("b", 4)]))}\n`;
  expect(traffic.bytes).toBe(sent.length);
  ask("watch", { resourceVersion: "7" });
  server.event({ type: "MODIFIED", object: pod("ä", 8) });
  expect(traffic.bytes).toBe(sent.length + Buffer.byteLength(`${JSON.stringify({ type: "MODIFIED", object: pod("ä", 8) })}\n`));
});

test("a streamed list is complete with its marked bookmark, and counts as heard only then", () => {
  ask("watch", { sendInitialEvents: true });
  server.head({ status: 200, headers: {} });
  server.event({ type: "ADDED", object: pod("a", 9) });
  server.event({ type: "ADDED", object: pod("b", 3) });
  expect([traffic.lists, heard]).toEqual([[], []]);
  server.event(bookmark(10, true));
  expect(traffic.lists).toMatchObject([{ items: 2, resourceVersion: "10" }]);
  server.event({ type: "DELETED", object: pod("a", 11) });
  expect([heard, traffic.repeats]).toEqual([[10, 11], []]);
  expect(traffic.delivered).toEqual([0, 0, 9, 0, 0, 0, 3, 1, 0, 3, 10, -1, 0, 2, 11, 0]);
});

test("an event at or below what the stream told, or began after, is a repeat; a bookmark may say the same version again", () => {
  ask("watch", { resourceVersion: "7" });
  server.event({ type: "ADDED", object: pod("a", 7) });
  server.event({ type: "ADDED", object: pod("b", 9) });
  server.event(bookmark(9));
  server.event({ type: "MODIFIED", object: pod("b", 8) });
  server.event(bookmark(8));
  expect(traffic.repeats.map(({ subject, version, after }) => [subject, version, after])).toEqual([["shop/a", 7, 7], ["shop/b", 8, 9], ["a bookmark", 8, 9]]);
});

test("410 counts as an answer and in a stream", () => {
  ask("watch", { resourceVersion: "7" });
  server.head({ status: 410, headers: {} });
  server.end({ kind: "complete" });
  ask("watch", { resourceVersion: "7" });
  server.head({ status: 200, headers: {} });
  now = 3;
  server.event({ type: "ERROR", object: expired("too old") });
  server.end({ kind: "complete" });
  expect(traffic.expired).toEqual([0, 3]);
  expect(traffic.exchanges.map(({ status, error, end }) => [status, error, end])).toEqual([[410, 0, "complete"], [200, 410, "expired"]]);
});

test("what was given up is closed, whatever comes later", () => {
  const cancel = ask("watch", { resourceVersion: "7" });
  now = 4;
  cancel();
  now = 9;
  server.end({ kind: "failure", failure: "reset", message: "reset" });
  expect(traffic.exchanges).toMatchObject([{ ended: 4, end: "cancelled" }]);
});
