import { describe, expect, test } from "vitest";
import type { ApiRequest, FailureKind, ReplySink, Status, WatchEvent } from "../../api/index.ts";
import { expired } from "../../api/index.ts";
import { createKernel } from "../../kernel/index.ts";
import { defaultClientProfile } from "../profile.ts";
import type { Answer, WatchTaker } from "./rest-client.ts";
import { createRestClient } from "./rest-client.ts";

const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "a", resourceVersion: "5" } };

const request = (verb: ApiRequest["verb"]): ApiRequest => ({
  verb, resource: { group: "", version: "v1", resource: "pods" }, namespace: "default", name: verb === "get" ? "a" : "", subresource: "", options: {},
  user: { name: "u", groups: [] }, agent: "test",
});

type Play = (sink: ReplySink) => void;

/** Answers one play after the other; the last one for ever. */
function stage(...plays: readonly Play[]) {
  const kernel = createKernel({ seed: 1 });
  let asked = 0;
  let cancelled = 0;
  const rest = createRestClient({
    scope: kernel.root,
    profile: defaultClientProfile,
    host: "http://api",
    transport: {
      open(_, sink) {
        const play = plays[Math.min(asked, plays.length - 1)] as Play;
        asked += 1;
        play(sink);
        return () => {
          cancelled += 1;
        };
      },
    },
  });
  return { kernel, rest, asked: () => asked, cancelled: () => cancelled };
}

const answers = (status: number, body: unknown, headers: { [name: string]: string } = {}): Play => (sink) => {
  sink.head({ status, headers });
  if (body !== undefined) sink.object(body as Status);
  sink.end({ kind: "complete" });
};
const says = (status: number, text: string): Play => (sink) => {
  sink.head({ status, headers: {} });
  const bytes = new TextEncoder().encode(text);
  for (let i = 0; i < bytes.length; i += 3) sink.bytes(bytes.subarray(i, i + 3));
  sink.end({ kind: "complete" });
};
const breaks = (failure: FailureKind): Play => (sink) => sink.end({ kind: "failure", failure, message: "" });

function heard() {
  const log: string[] = [];
  const taker: WatchTaker = {
    opened: () => void log.push("opened"),
    event: (event: WatchEvent) => void log.push(event.type),
    closed: () => void log.push("closed"),
    failed: (error) => void log.push(`failed ${error.kind}`),
  };
  return { log, taker };
}

describe("one answer", () => {
  const send = (verb: ApiRequest["verb"], ...plays: readonly Play[]) => {
    const set = stage(...plays);
    const done: Answer[] = [];
    set.rest.send(request(verb), (answer) => done.push(answer));
    set.kernel.advanceSync(60_000_000);
    return { ...set, done };
  };

  test("objects and bytes say the same", () => {
    expect(send("get", says(200, JSON.stringify(pod))).done).toEqual(send("get", answers(200, pod)).done);
    expect(send("get", says(410, JSON.stringify(expired("old")))).done).toEqual(send("get", answers(410, expired("old"))).done);
  });

  test("what was decoded is frozen", () => {
    const [answer] = send("get", says(200, JSON.stringify(pod))).done;
    expect(answer?.ok && Object.isFrozen(answer.body) && Object.isFrozen(answer.body.metadata)).toBe(true);
  });

  test("a text is worded as upstream words it", () => {
    const [answer] = send("get", says(500, "etcd is down\n")).done;
    expect(answer).toMatchObject({ ok: false, error: { kind: "status", status: { reason: "InternalError", code: 500 } } });
    expect(answer?.ok === false && answer.error.message).toBe('an error on the server ("etcd is down") has prevented the request from succeeding');
  });

  test.each([429, 500, 503])("%i with Retry-After is asked eleven times, without it once", (status) => {
    expect(send("get", answers(status, undefined, { "retry-after": "1" })).asked()).toBe(11);
    expect(send("get", answers(status, undefined)).asked()).toBe(1);
  });

  test("404 is not asked again, whatever the header", () => {
    expect(send("get", answers(404, undefined, { "retry-after": "1" })).asked()).toBe(1);
  });

  test.each<[ApiRequest["verb"], FailureKind, number]>([
    ["get", "reset", 11], ["list", "eof", 11], ["create", "reset", 1], ["patch", "eof", 1], ["get", "refused", 1], ["get", "timeout", 1],
  ])("a %s that breaks with %s is sent %i times: a write may have taken effect", (verb, kind, times) => {
    expect(send(verb, breaks(kind)).asked()).toBe(times);
  });

  test("a body that is no JSON is an error, and so is none", () => {
    expect(send("get", says(200, '{"apiVersion":')).done).toMatchObject([{ ok: false, error: { kind: "decode" } }]);
    expect(send("get", says(200, "")).done).toMatchObject([{ ok: false, error: { kind: "decode" } }]);
  });

  test("nothing is heard after a cancel", () => {
    const set = stage(answers(503, undefined, { "retry-after": "5" }));
    const done: Answer[] = [];
    const call = set.rest.send(request("get"), (answer) => done.push(answer));
    expect(call.cancel()).toMatchObject({ kind: "canceled" });
    set.kernel.advanceSync(60_000_000);
    expect(done).toEqual([]);
  });
});

describe("a stream", () => {
  const watch = (...plays: readonly Play[]) => {
    const set = stage(...plays);
    const { log, taker } = heard();
    set.rest.watch(request("watch"), taker);
    set.kernel.advanceSync(60_000_000);
    return { ...set, log };
  };
  const frame = (type: string): string => `${JSON.stringify({ type, object: pod })}\n`;

  test("frames may be cut anywhere", () => {
    expect(watch(says(200, frame("ADDED") + frame("MODIFIED"))).log).toEqual(["opened", "ADDED", "MODIFIED", "closed"]);
  });

  test("half a frame at the end is dropped", () => {
    expect(watch(says(200, frame("ADDED") + frame("ADDED").slice(0, 20))).log).toEqual(["opened", "ADDED", "closed"]);
  });

  test.each([["garbage", "no json\n"], ["a type nobody knows", frame("RENAMED")]])("%s ends it with an error of the client's own, and lets go of the connection", (_, text) => {
    const set = watch((sink) => {
      sink.head({ status: 200, headers: {} });
      sink.bytes(new TextEncoder().encode(text));
    });
    expect(set.log).toEqual(["opened", "ERROR", "closed"]);
    expect(set.cancelled()).toBe(1);
  });

  test("one that cannot be opened for a broken connection reads as empty, after ten more tries a second apart", () => {
    const set = watch(breaks("eof"));
    expect([set.asked(), set.log]).toEqual([11, ["opened", "closed"]]);
  });

  test("a refused connection is told at once", () => {
    const set = watch(breaks("refused"));
    expect([set.asked(), set.log]).toEqual([1, ["failed transport"]]);
  });
});
