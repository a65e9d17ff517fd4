import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../api/index.ts";
import { failure } from "../../api/index.ts";
import type { Kernel } from "../../kernel/index.ts";
import { createKernel } from "../../kernel/index.ts";
import type { ClientError } from "../transport/index.ts";
import { statusError } from "../transport/index.ts";
import { eventName } from "./event-name.ts";
import type { CorrelatorOptions, EventSink, KubeEvent } from "./index.ts";
import { createEventBroadcaster, createEventCorrelator, referenceTo } from "./index.ts";

const SECOND = 1_000_000;
const pod: KubeObject = { apiVersion: "v1", kind: "Pod", metadata: { namespace: "shop", name: "web", uid: "u", resourceVersion: "5" } };
const node: KubeObject = { apiVersion: "v1", kind: "Node", metadata: { name: "n1", uid: "n" } };
const eventOf = (message: string, more: Partial<KubeEvent> = {}): KubeEvent => ({
  apiVersion: "v1", kind: "Event", metadata: { namespace: "shop", name: `web.${message}` }, involvedObject: referenceTo(pod), reason: "R", message, type: "Normal",
  firstTimestamp: "2000-01-01T00:00:00Z", lastTimestamp: "2000-01-01T00:00:00Z", count: 1, source: { component: "test" }, reportingComponent: "test", reportingInstance: "", ...more,
});

describe("the correlator", () => {
  function correlating(options: Partial<CorrelatorOptions> = {}) {
    const kernel = createKernel({ seed: 1 });
    const correlator = createEventCorrelator({ clock: kernel.clock, random: kernel.random, ...options });
    const told = (event: KubeEvent): string => {
      const correlated = correlator.correlate(event);
      return correlated.skip ? "skip" : `${correlated.event.count} ${correlated.event.message}${correlated.patch === undefined ? "" : " patch"}`;
    };
    return { kernel, correlator, told };
  }

  test("25 events of one object, then one in five minutes; what is dropped counts all the same", () => {
    const { kernel, told } = correlating();
    const all = Array.from({ length: 26 }, () => told(eventOf("m")));
    expect([all[0], all[24], all[25]]).toEqual(["1 m", "25 m patch", "skip"]);
    expect(told(eventOf("m", { involvedObject: referenceTo(node) }))).toBe("1 m");
    kernel.advanceSync(300 * SECOND);
    expect([told(eventOf("m")), told(eventOf("m"))]).toEqual(["27 m patch", "skip"]);
  });

  test("ten messages of one reason are one event, until it has been quiet for ten minutes", () => {
    const { kernel, told } = correlating({ burstSize: 1000 });
    for (let i = 1; i < 10; i += 1) expect(told(eventOf(`m${i}`))).toBe(`1 m${i}`);
    expect(told(eventOf("m10"))).toBe("1 (combined from similar events): m10");
    expect(told(eventOf("m11"))).toBe("2 (combined from similar events): m11 patch");
    kernel.advanceSync(600 * SECOND);
    expect(told(eventOf("m12"))).toBe("3 (combined from similar events): m12 patch");
    kernel.advanceSync(601 * SECOND);
    expect(told(eventOf("m13"))).toBe("1 m13");
  });

  test("a patch says what changed, and no empty message", () => {
    const { correlator } = correlating();
    correlator.correlate(eventOf(""));
    expect(correlator.correlate(eventOf("", { lastTimestamp: "2000-01-01T00:00:09Z" }))).toMatchObject({ patch: { count: 2, lastTimestamp: "2000-01-01T00:00:09Z" } });
    expect(correlator.correlate(eventOf(""))).not.toHaveProperty("patch.message");
  });

  test("the server's version goes into the next one", () => {
    const { correlator } = correlating();
    correlator.correlate(eventOf("m"));
    correlator.updateState(eventOf("m", { metadata: { namespace: "shop", name: "web.m", resourceVersion: "77" } }));
    expect(correlator.correlate(eventOf("m"))).toMatchObject({ event: { count: 2, metadata: { name: "web.m", resourceVersion: "77" } } });
  });

  test("memories are bounded", () => {
    const { told } = correlating({ lruCacheSize: 2, burstSize: 1000 });
    for (const message of ["a", "b", "a", "c"]) told(eventOf(message));
    expect(["a", "b"].map((message) => told(eventOf(message)))).toEqual(["3 a patch", "1 b"]);
  });

  test("keys and words are the caller's", () => {
    const { told } = correlating({ maxEvents: 2, keyFunction: ({ type, reason }) => [type, reason], messageFunction: () => "many" });
    expect([told(eventOf("m", { reason: "A" })), told(eventOf("n", { reason: "B" }))]).toEqual(["1 m", "1 many"]);
  });
});

describe("the broadcaster", () => {
  const refused: ClientError = { kind: "transport", failure: "refused", message: "refused" };
  const missing = statusError(failure({ code: 404, reason: "NotFound", message: "gone" }));

  function broadcasting(answers: readonly (ClientError | "ok")[] = [], kernel: Kernel = createKernel({ seed: 1 })) {
    const calls: string[] = [];
    const errors: string[] = [];
    const written: KubeEvent[] = [];
    const answer = (verb: string, event: KubeEvent, done: (answer: KubeEvent | ClientError) => void) => {
      const said = answers[calls.length] ?? "ok";
      calls.push(`${verb} ${event.message} ${event.count}`);
      written.push(event);
      done(said === "ok" ? { ...event, metadata: { ...event.metadata, resourceVersion: "9" } } : said);
      return () => {};
    };
    const sink: EventSink = { create: (event, done) => answer("create", event, done), patch: (event, _, done) => answer("patch", event, done) };
    const broadcaster = createEventBroadcaster({ scope: kernel.root, clock: kernel.clock, random: kernel.random, onError: (message) => errors.push(message) });
    broadcaster.startRecordingToSink(sink);
    return { kernel, calls, errors, written, broadcaster, recorder: broadcaster.newRecorder({ component: "test", host: "h" }) };
  }

  test("an event says of what it is, by whom and when", () => {
    const { kernel, recorder, written } = broadcasting();
    recorder.annotatedEvent(pod, { a: "b" }, "Warning", "Because", "it broke");
    recorder.event(node, "Normal", "R", "m");
    kernel.drainSync();
    expect(written[0]).toEqual({
      apiVersion: "v1", kind: "Event", metadata: { name: "web.d234ccf52430000", namespace: "shop", annotations: { a: "b" } },
      involvedObject: { kind: "Pod", namespace: "shop", name: "web", uid: "u", apiVersion: "v1", resourceVersion: "5" },
      reason: "Because", message: "it broke", source: { component: "test", host: "h" }, firstTimestamp: "2000-01-01T00:00:00Z", lastTimestamp: "2000-01-01T00:00:00Z",
      count: 1, type: "Warning", reportingComponent: "test", reportingInstance: "h",
    });
    expect(written[1]?.metadata.namespace).toBe("default");
  });

  test("twelve tries, ten seconds apart but for the first, and then the next event", () => {
    const { kernel, recorder, calls, errors } = broadcasting(Array.from({ length: 12 }, () => refused));
    recorder.event(pod, "Normal", "R", "lost");
    recorder.event(pod, "Normal", "R", "next");
    kernel.advanceSync(99 * SECOND);
    expect(calls.length).toBeLessThan(12);
    kernel.advanceSync(20 * SECOND);
    expect(calls.length).toBe(13);
    expect(calls.at(-1)).toBe("create next 1");
    expect(errors.at(-1)).toBe("Unable to write event (retry limit exceeded!)");
  });

  test("a patch of what has expired becomes a new event, without a version", () => {
    const { kernel, recorder, calls, written } = broadcasting(["ok", missing]);
    for (let i = 0; i < 2; i += 1) recorder.event(pod, "Normal", "R", "m");
    kernel.drainSync();
    expect(calls).toEqual(["create m 1", "patch m 2", "create m 2"]);
    expect(written.map(({ metadata }) => metadata.resourceVersion)).toEqual([undefined, "9", undefined]);
  });

  test("what a sink is too slow for is dropped", () => {
    const { recorder, errors } = broadcasting();
    for (let i = 0; i < 1001; i += 1) recorder.event(pod, "Normal", "R", `m${i}`);
    expect(errors).toEqual(["Unable to record event: too many queued events, dropped event"]);
  });

  test("after a shutdown nothing is written, nor waited for", () => {
    const { kernel, recorder, broadcaster, calls, errors } = broadcasting([refused]);
    recorder.event(pod, "Normal", "R", "m");
    kernel.drainSync();
    broadcaster.shutdown();
    recorder.event(pod, "Normal", "R", "n");
    kernel.advanceSync(100 * SECOND);
    expect(calls).toEqual(["create m 1"]);
    expect(errors.at(-1)).toBe("Unable to record event (will not retry!)");
    kernel.root.close();
    kernel.drainSync();
    expect(kernel.ledger.leaks()).toEqual([]);
  });

  test("a name that is none for an event is replaced", () => {
    const { random } = createKernel({ seed: 1 });
    expect(eventName("web", 0, random)).toBe("web.0");
    expect(eventName("Upper_Case", 0, random)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(eventName("x".repeat(250), 1, random)).toHaveLength(36);
  });
});
