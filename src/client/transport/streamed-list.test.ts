import { expect, test } from "vitest";
import type { ApiRequest, KubeObject, RequestOptions, WatchEvent } from "../../api/index.ts";
import type { Answer, Call, RestClient, WatchTaker } from "./rest-client.ts";
import { withStreamedLists } from "./streamed-list.ts";

const list = (options: RequestOptions): ApiRequest => ({
  verb: "list", resource: { group: "", version: "v1", resource: "pods" }, namespace: "", name: "", subresource: "", options, user: { name: "u", groups: [] }, agent: "test",
});
const pod = (name: string): KubeObject => ({ apiVersion: "v1", kind: "Pod", metadata: { name } });
const end = (annotations: { [name: string]: string } = {}): WatchEvent => ({
  type: "BOOKMARK",
  object: { apiVersion: "v1", kind: "Pod", metadata: { resourceVersion: "9", annotations: { "k8s.io/initial-events-end": "true", ...annotations } } },
});
const whole = end({ "kubernetes.io/initial-events-list-blueprint": "e30=" });
const added = (name: string): WatchEvent => ({ type: "ADDED", object: pod(name) });

function stage(options: RequestOptions) {
  const asked: string[] = [];
  const answers: Answer[] = [];
  let taker: WatchTaker | undefined;
  const call: Call = { cancel: () => (asked.push("cancel"), { kind: "canceled", sent: true, message: "" }) };
  const plain: RestClient = {
    send: () => (asked.push("list"), call),
    watch: (request, by) => (asked.push(`watch ${JSON.stringify(request.options)}`), (taker = by), call),
  };
  withStreamedLists(plain).send(list(options), (answer) => answers.push(answer));
  return { asked, answers, taker: taker as WatchTaker };
}

test("a stream that is whole is the list", () => {
  const { asked, answers, taker } = stage({ resourceVersion: "0", limit: 500 });
  for (const event of [added("a"), added("b"), whole]) taker.event(event);
  expect(answers).toEqual([{ ok: true, status: 200, body: { apiVersion: "v1", kind: "PodList", metadata: { resourceVersion: "9" }, items: [pod("a"), pod("b")] } }]);
  expect(asked).toEqual(['watch {"resourceVersion":"0","resourceVersionMatch":"NotOlderThan","allowWatchBookmarks":true,"sendInitialEvents":true}', "cancel"]);
});

test.each<[string, (taker: WatchTaker) => void]>([
  ["objects out of order", (taker) => taker.event(added("b")) ?? taker.event(added("a"))],
  ["an event that does not belong", (taker) => taker.event({ type: "MODIFIED", object: pod("a") })],
  ["an end without the list's form", (taker) => taker.event(end())],
  ["an early end", (taker) => taker.closed()],
  ["a refusal", (taker) => taker.failed({ kind: "text", message: "no" })],
])("%s leads to a plain list, once", (_, play) => {
  const { asked, taker } = stage({ resourceVersion: "5" });
  play(taker);
  taker.closed();
  expect(asked.filter((each) => each === "list")).toHaveLength(1);
});

test.each<[string, RequestOptions]>([
  ["pages of what storage holds", { limit: 500 }],
  ["pages at a version", { limit: 500, resourceVersion: "5" }],
  ["one exact version", { resourceVersion: "5", resourceVersionMatch: "Exact" }],
  ["a page that goes on", { continue: "c" }],
])("%s are no stream", (_, options) => {
  expect(stage(options).asked).toEqual(["list"]);
});
