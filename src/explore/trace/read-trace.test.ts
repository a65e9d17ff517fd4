import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readTrace, TraceError, unpackTrace } from "./index.ts";

const meta = (name: string, resourceVersion: string, more = {}): object => ({ name, namespace: "shop", uid: `uid-${name}`, resourceVersion, ...more });
const pod = (name: string, version: number, more = {}): object => ({ apiVersion: "v1", kind: "Pod", metadata: meta(name, String(version), more) });
const recorded = (t: number, type: string, object: object, more = {}): string => JSON.stringify({ t, resource: "pods", ...more, event: { type, object } });
const listed = (version: number, more = {}): string => recorded(0, "LIST", { apiVersion: "v1", kind: "PodList", metadata: { resourceVersion: String(version) } }, more);
const watched = (type: string, object: object): string => JSON.stringify({ type, object });
const lines = (...texts: readonly string[]): string => `${texts.join("\n")}\n`;
const read = (text: string) => readTrace([{ name: "my.jsonl", text }]);
const told = (text: string) => read(text).writes.map(({ at, type, object }) => `${at / 1000} ${type} ${object.metadata.name}@${object.metadata.resourceVersion}`);
const names = (text: string) => read(text).initial.map(({ object }) => object.metadata.name);

describe("the recorder's lines", () => {
  test("the first lists come in key order, whatever their versions, and the rest in order of versions", () => {
    const text = lines(listed(10), recorded(0, "ADDED", pod("a", 9)), recorded(0, "ADDED", pod("b", 3)), recorded(20, "MODIFIED", pod("b", 11)), recorded(30, "DELETED", pod("a", 12)));
    expect(names(text)).toEqual(["a", "b"]);
    expect(told(text)).toEqual(["20 MODIFIED b@11", "30 DELETED a@12"]);
  });

  test("an ADDED above the list's version is a write even at the start", () => {
    expect(told(lines(listed(10), recorded(0, "ADDED", pod("a", 11))))).toEqual(["0 ADDED a@11"]);
  });

  test("arrival times of two resources may cross; versions win, and time never runs backwards", () => {
    const service = (version: number): object => ({ apiVersion: "v1", kind: "Service", metadata: meta("s", String(version)) });
    const text = lines(listed(1), recorded(0, "LIST", { apiVersion: "v1", kind: "ServiceList", metadata: { resourceVersion: "1" } }, { resource: "services" }),
      recorded(50, "ADDED", pod("a", 2)), recorded(40, "ADDED", service(3), { resource: "services" }));
    expect(told(text)).toEqual(["50 ADDED a@2", "50 ADDED s@3"]);
  });

  test("a second list after lost history tells what was missed", () => {
    const relist = { relist: true };
    const text = lines(listed(10), recorded(0, "ADDED", pod("a", 9)), recorded(0, "ADDED", pod("b", 3)), recorded(0, "ADDED", pod("c", 4)),
      recorded(70, "LIST", { apiVersion: "v1", kind: "PodList", metadata: { resourceVersion: "20" } }, relist),
      recorded(70, "ADDED", pod("a", 9), relist), recorded(70, "ADDED", pod("b", 15), relist), recorded(70, "ADDED", pod("d", 16), relist), recorded(80, "MODIFIED", pod("d", 21)));
    expect(told(text)).toEqual(["70 MODIFIED b@15", "70 ADDED d@16", "70 DELETED c@4", "80 MODIFIED d@21"]);
  });

  test("bookmarks and errors tell nothing of the cluster", () => {
    const text = lines(listed(1), recorded(1, "BOOKMARK", pod("x", 9)), recorded(2, "ERROR", { kind: "Status" }), recorded(3, "ADDED", pod("a", 2)));
    expect(told(text)).toEqual(["3 ADDED a@2"]);
  });

  test("the epoch is the latest time at which every object had been made when it was seen", () => {
    const text = lines(listed(1), recorded(0, "ADDED", pod("a", 1, { creationTimestamp: "2026-02-28T23:59:59Z" })), recorded(2_000, "ADDED", pod("b", 2, { creationTimestamp: "2026-03-01T00:00:05Z" })));
    expect(read(text).epoch).toBe(Date.parse("2026-03-01T00:00:03Z") * 1000);
  });

  test("custom resources come along with what a cluster must know of them", () => {
    const text = lines(recorded(0, "ADDED", { apiVersion: "db.example/v1", kind: "Database", metadata: { name: "a", resourceVersion: "1" } }, { resource: "databases.db.example" }));
    expect(read(text).resources).toMatchObject([{ group: "db.example", version: "v1", resource: "databases", kind: "Database", namespaced: false }]);
  });
});

describe("kubectl's stream", () => {
  const stream = [watched("ADDED", pod("a", 9)), watched("ADDED", pod("b", 3)), watched("MODIFIED", pod("a", 10)), watched("DELETED", pod("b", 11))];

  test("the leading run of ADDED in key order is the first list; events stand an interval apart", () => {
    const workload = readTrace([{ name: "k", text: lines(...stream) }], { interval: 250_000 });
    expect(workload.initial.map(({ object }) => object.metadata.name)).toEqual(["a", "b"]);
    expect(workload.writes.map(({ at, type, resource }) => [at, type, resource])).toEqual([[250_000, "MODIFIED", "pods"], [500_000, "DELETED", "pods"]]);
  });

  test("printed over many lines, with blank lines and Windows line ends, it reads the same", () => {
    const pretty = stream.map((text) => JSON.stringify(JSON.parse(text), null, 4)).join("\n\n").replaceAll("\n", "\r\n");
    expect(read(pretty).writes).toEqual(read(lines(...stream)).writes);
  });

  test("compact, printed and crowded objects may follow one another in one stream", () => {
    const braces = { ...pod("a", 5), note: 'a "}{ b\\' };
    const [first, second, last] = [watched("ADDED", pod("a", 1)), watched("MODIFIED", braces), watched("DELETED", pod("a", 9))];
    const loose = JSON.stringify(JSON.parse(second), null, 2).replace(/\n}$/, "}");
    expect(read(`${first}\n${loose}${last}\n`).writes).toEqual(read(lines(first, second, last)).writes);
  });

  test("several files are merged by version", () => {
    const slice = (name: string, version: number): object => ({ apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", metadata: meta(name, String(version)) });
    const workload = readTrace([
      { name: "pods", text: lines(watched("ADDED", pod("a", 1)), watched("MODIFIED", pod("a", 5))) },
      { name: "slices", text: lines(watched("ADDED", slice("s", 2)), watched("MODIFIED", slice("s", 4)), watched("MODIFIED", slice("s", 6))) },
    ]);
    expect(workload.writes.map(({ resource, object }) => `${resource} ${object.metadata.resourceVersion}`)).toEqual(["endpointslices.discovery.k8s.io 4", "pods 5", "endpointslices.discovery.k8s.io 6"]);
  });

  test("one object in two files is refused", () => {
    expect(() => readTrace([{ name: "x", text: lines(watched("ADDED", pod("a", 1))) }, { name: "y", text: lines(watched("ADDED", pod("a", 1))) }])).toThrow(/^y:1: pods shop\/a is in the first list of two files/);
  });
});

describe("what cannot be read says where, what was expected and how to record", () => {
  const good = listed(10);
  test.each([
    ["not JSON", lines(good, '{"t": 1, oops}'), "malformed", 2, /not JSON/],
    ["cut in the middle", `${good}\n${recorded(5, "ADDED", pod("a", 11)).slice(0, 60)}`, "malformed", 2, /cut off/],
    ["cut before more lines", `${good}\n{"t":5,"resource":\n${recorded(5, "ADDED", pod("a", 11))}`, "malformed", 2, /cut off/],
    ["no object at all", lines("NAME READY"), "malformed", 1, /found "NAME READY"/],
    ["an array", lines("[1]"), "malformed", 1, /expected a JSON object/],
    ["a plain list of kubectl", lines(JSON.stringify({ apiVersion: "v1", kind: "List", items: [] })), "shape", 1, /add --watch --output-watch-events/],
    ["an unknown type", lines(watched("CHANGED", pod("a", 1))), "shape", 1, /"type" is "CHANGED"; expected ADDED, MODIFIED, DELETED or BOOKMARK/],
    ["no event", lines(JSON.stringify({ t: 1, resource: "pods", event: 7 })), "shape", 1, /"event" is 7/],
    ["no time", lines(JSON.stringify({ resource: "pods", event: { type: "ADDED", object: pod("a", 1) } })), "time", 1, /"t" is missing/],
    ["a negative time", lines(recorded(-5, "ADDED", pod("a", 1))), "time", 1, /"t" is -5/],
    ["time that runs backwards", lines(good, recorded(9, "ADDED", pod("a", 11)), recorded(8, "ADDED", pod("b", 12))), "time", 3, /runs backwards within pods: 8 ms after 9 ms/],
    ["no kind", lines(watched("ADDED", { apiVersion: "v1", metadata: meta("a", "1") })), "object", 1, /"kind" is missing/],
    ["no apiVersion", lines(watched("ADDED", { kind: "Pod", metadata: meta("a", "1") })), "object", 1, /"apiVersion" is missing/],
    ["no metadata", lines(watched("ADDED", { apiVersion: "v1", kind: "Pod" })), "object", 1, /"metadata" is missing/],
    ["no name", lines(watched("ADDED", pod("", 1))), "object", 1, /"metadata.name" is ""/],
    ["a namespace that is no text", lines(watched("ADDED", pod("a", 1, { namespace: 5 }))), "object", 1, /"metadata.namespace" is 5/],
    ["no version", lines(watched("ADDED", pod("a", 1, { resourceVersion: undefined }))), "object", 1, /"metadata.resourceVersion" is missing/],
    ["a version that is no number", lines(watched("ADDED", pod("a", 1, { resourceVersion: "abc" }))), "object", 1, /"abc"; expected a text of digits/],
    ["a version beyond safe integers", lines(watched("ADDED", pod("a", 1, { resourceVersion: "99999999999999999" }))), "object", 1, /cannot be told apart/],
    ["an unknown resource", lines(recorded(0, "ADDED", pod("a", 1), { resource: "podz" })), "unknownResource", 1, /"resource" is "podz", but its object is a Pod of v1, which is "pods"/],
    ["a resource that is no name", lines(recorded(0, "ADDED", pod("a", 1), { resource: "../pods" })), "unknownResource", 1, /expected a plural/],
    ["versions that go backwards", lines(good, recorded(1, "ADDED", pod("a", 12)), recorded(2, "MODIFIED", pod("a", 11))), "versionOrder", 3, /shop\/a MODIFIED: version 11 after 12/],
    ["a change below the list", lines(good, recorded(1, "ADDED", pod("a", 9)), recorded(1, "MODIFIED", pod("a", 10))), "versionOrder", 3, /version 10 after 10/],
    ["MODIFIED of what is absent", lines(good, recorded(1, "MODIFIED", pod("a", 12))), "presence", 2, /nothing ADDED it before/],
    ["DELETED of what is absent", lines(good, recorded(1, "DELETED", pod("a", 12))), "presence", 2, /nothing ADDED it before/],
    ["ADDED twice", lines(good, recorded(1, "ADDED", pod("a", 12)), recorded(1, "ADDED", pod("a", 13))), "presence", 3, /it was there since line 2/],
    ["listed twice", lines(good, recorded(0, "ADDED", pod("a", 2)), recorded(0, "ADDED", pod("a", 3))), "presence", 3, /listed twice/],
    ["another uid", lines(good, recorded(1, "ADDED", pod("a", 12)), recorded(1, "MODIFIED", pod("a", 13, { uid: "other" }))), "presence", 3, /with uid other/],
    ["a second list that is not said to be one", lines(good, good), "presence", 2, /only one that says "relist": true/],
    ["__proto__", lines('{"type":"ADDED","object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","resourceVersion":"1","labels":{"__proto__":{"x":1}}}}}'), "dangerousKey", 1, /"__proto__"/],
    ["__proto__ in disguise", lines('{"type":"ADDED","object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","resourceVersion":"1"},"\\u005f\\u005fproto__":{}}}'), "dangerousKey", 1, /"__proto__"/],
    ["constructor.prototype", lines('{"type":"ADDED","object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","resourceVersion":"1"},"constructor":{"prototype":{"x":1}}}}'), "dangerousKey", 1, /"constructor"/],
    ["bottomless nesting", lines(`{"type":"ADDED","object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","resourceVersion":"1"},"spec":${"[".repeat(300)}${"]".repeat(300)}}}`), "object", 1, /nested deeper than 256/],
    ["a huge object", lines(watched("ADDED", { ...pod("a", 1), data: "x".repeat(3 * 1024 * 1024) })), "tooLarge", 1, /at most 3145728 bytes/],
    ["nothing", "\n\n", "empty", 0, /holds no event/],
  ] as const)("%s", (_, text, fault, line, message) => {
    let seen: unknown;
    try {
      read(text);
    } catch (error) {
      seen = error;
    }
    expect(seen).toBeInstanceOf(TraceError);
    expect(seen).toMatchObject({ fault, line, file: "my.jsonl" });
    expect((seen as TraceError).message).toMatch(message);
    expect((seen as TraceError).message).toMatch(/Record with: kubectl get/);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });
});

describe("packed recordings", () => {
  const shop = readFileSync(new URL("../../../properties/recordings/shop.jsonl.gz", import.meta.url));

  test("what was read is frozen all the way down", () => {
    const { initial } = read(lines(watched("ADDED", { ...pod("a", 1), spec: { containers: [{ name: "main" }] } })));
    const spec = initial[0]?.object["spec"] as { readonly containers: readonly object[] };
    expect([initial[0]?.object, spec, spec.containers, spec.containers[0]].every(Object.isFrozen)).toBe(true);
  });

  test("shop reads whole", () => {
    const workload = readTrace([{ name: "shop", text: unpackTrace("shop.jsonl.gz", shop) }]);
    expect([workload.initial.length, workload.writes.length, workload.lasts / 1e6]).toEqual([35, 1453, 246.67]);
  });

  test("cut-off gzip and damaged brotli are told, not half-loaded", () => {
    expect(() => unpackTrace("shop.jsonl.gz", shop.subarray(0, 5_000))).toThrow(/shop.jsonl.gz: the gzip data is cut off/);
    expect(() => unpackTrace("a.jsonl.br", new Uint8Array([1, 2, 3]))).toThrow(/the brotli data is cut off/);
    expect(() => unpackTrace("a.jsonl", new Uint8Array([0xff, 0xfe, 0x41]))).toThrow(/not UTF-8/);
  });
});
