import { expect, test } from "vitest";
import type { KubeList, KubeObject, WatchEvent } from "../api/index.ts";
import { createCluster } from "../cluster/index.ts";
import type { Cluster, ClusterOptions } from "../cluster/index.ts";
import { FetchFailure } from "./fetch-failure.ts";
import { fetchOn } from "./virtual-fetch.ts";
import { timersOn } from "./virtual-timers.ts";

const PODS = "/api/v1/namespaces/default/pods";

function pod(name: string, labels: { readonly [name: string]: string } = {}, annotations: { readonly [name: string]: string } = {}): KubeObject {
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "default", labels, annotations }, spec: { containers: [{ name: "main", image: "web" }] } };
}

function world(options: ClusterOptions = {}): { cluster: Cluster; fetch: typeof globalThis.fetch } {
  const cluster = createCluster({ seed: 1, ...options });
  return { cluster, fetch: fetchOn(cluster, { party: "dashboard" }) };
}

/** What a promise comes to as the cluster runs. */
async function outcome<T>(cluster: Cluster, promise: Promise<T>, by = "1s"): Promise<T> {
  promise.catch(() => {});
  await cluster.advance(by);
  return promise;
}

/** Lines of a body as they come, each with the virtual time it came at. */
async function follow(cluster: Cluster, response: Response, take: (event: WatchEvent, at: number) => void): Promise<void> {
  let rest = "";
  for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(JSON.parse(line) as WatchEvent, cluster.now);
  }
}

const nameOf = ({ object }: WatchEvent): string => (object as KubeObject).metadata.name ?? "";

test("creates, gets and lists, as a request by hand would", async () => {
  const { cluster, fetch } = world();
  const made = await outcome(cluster, fetch(PODS, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(pod("a", { app: "web" })) }));
  expect(made.status).toBe(201);
  expect(made.headers.get("content-type")).toBe("application/json");
  cluster.create(pod("b"));

  const got = await outcome(cluster, fetch(new URL(`https://10.96.0.1${PODS}/a`)));
  expect(await got.json()).toEqual(cluster.get({ apiVersion: "v1", kind: "Pod", name: "a" }));
  const listed = await outcome(cluster, fetch(new Request(`https://localhost${PODS}?labelSelector=app%3Dweb`)));
  const list = await listed.json() as KubeList;
  expect(list.items.map(({ metadata }) => metadata.name)).toEqual(["a"]);

  const deleted = await outcome(cluster, fetch(`${PODS}/a?gracePeriodSeconds=0`, { method: "DELETE" }));
  expect(deleted.ok).toBe(true);
  expect(cluster.get({ apiVersion: "v1", kind: "Pod", name: "a" })).toBeUndefined();
  await cluster.close();
});

test.each([
  ["an object that is not there", `${PODS}/none`, {}, 404, { kind: "Status", reason: "NotFound", message: 'pods "none" not found' }],
  ["a malformed option", `${PODS}?limit=many`, {}, 400, { kind: "Status", reason: "BadRequest" }],
  ["a method nobody has", PODS, { method: "OPTIONS" }, 405, { kind: "Status", reason: "MethodNotAllowed" }],
  ["a body without its type", PODS, { method: "POST", body: "{}" }, 415, { kind: "Status", reason: "UnsupportedMediaType" }],
])("%s is answered with a Status, not with an exception", async (_, path, init, code, status) => {
  const { cluster, fetch } = world();
  const response = await outcome(cluster, fetch(path, init));
  expect(response.status).toBe(code);
  expect(await response.json()).toMatchObject({ ...status, code });
  await cluster.close();
});

test("a path without a resource is answered by the server, as text", async () => {
  const { cluster, fetch } = world();
  const response = await outcome(cluster, fetch("/nowhere"));
  expect([response.status, await response.text()]).toEqual([404, "404 page not found\n"]);
  cluster.network.partition("dashboard", "apiserver", { dials: "refuse" });
  cluster.network.dropStreams();
  await expect(outcome(cluster, fetchOn(cluster, { party: "dashboard/new" })("/nowhere"))).rejects.toThrow("fetch failed");
  await cluster.close();
});

test("a watch streams its events as time advances", async () => {
  const { cluster, fetch } = world({ latency: { kind: "constant", of: 20_000 } });
  const timers = timersOn(cluster.core.kernel, cluster.core.scope);
  const seen: string[] = [];
  const ended = (async () => {
    const response = await fetch(`${PODS}?watch=1&timeoutSeconds=60`);
    seen.push(`opened at ${cluster.now}`);
    await follow(cluster, response, (event, at) => seen.push(`${event.type} ${nameOf(event)} at ${at}`));
    seen.push(`closed at ${cluster.now}`);
  })();
  timers.setTimeout(() => cluster.create(pod("a")), 1_000);
  timers.setTimeout(() => cluster.update({ apiVersion: "v1", kind: "Pod", name: "a" }, (draft) => { draft.metadata.labels = { app: "web" }; }), 2_000);
  await cluster.advance("5m");
  await ended;
  expect(seen[0]).toBe("opened at 40");
  expect(seen.slice(1, -1)).toEqual(["ADDED a at 1020", "MODIFIED a at 2020"]);
  expect(seen.at(-1)).toMatch(/^closed at 60/);
  await cluster.close();
});

test("an abort ends a stream with its reason and leaves nothing open", async () => {
  const { cluster, fetch } = world();
  const abort = new AbortController();
  const response = await outcome(cluster, fetch(`${PODS}?watch=1`, { signal: abort.signal }));
  const read = response.body!.getReader().read();
  read.catch(() => {});
  await cluster.advance("1s");
  expect(cluster.core.kernel.ledger.open().map(({ kind }) => kind).sort()).toContain("stream");
  abort.abort(new Error("enough"));
  await expect(read).rejects.toThrow("enough");
  expect(cluster.core.kernel.ledger.open().filter(({ kind }) => kind === "watch" || kind === "stream" || kind === "request")).toEqual([]);
  await cluster.close();
});

test("an abort before the answer rejects with the signal's reason; one before the request sends none", async () => {
  const { cluster, fetch } = world({ latency: { kind: "constant", of: 100_000 } });
  const abort = new AbortController();
  const asked = fetch(new Request(`https://localhost${PODS}`, { signal: abort.signal }));
  asked.catch(() => {});
  await cluster.advance("50ms");
  abort.abort();
  await expect(asked).rejects.toMatchObject({ name: "AbortError" });
  await expect(fetch(PODS, { signal: abort.signal })).rejects.toMatchObject({ name: "AbortError" });
  expect(cluster.ledger.parties()).toMatchObject([{ party: "dashboard", requests: 1 }]);
  await cluster.close();
});

test.each([
  ["a partition that refuses", { dials: "refuse" }, "refused", "ECONNREFUSED", "1s"],
  ["a partition that is silent", { dials: "timeout" }, "timeout", "UND_ERR_CONNECT_TIMEOUT", "31s"],
] as const)("%s rejects with a TypeError that names the failure", async (_, partition, failure, code, by) => {
  const { cluster, fetch } = world();
  cluster.network.partition("dashboard", "apiserver", partition);
  const error = await outcome(cluster, fetch(PODS).catch((error: unknown) => error), by);
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ message: "fetch failed", cause: { failure, code } });
  expect((error as TypeError).cause).toBeInstanceOf(FetchFailure);
  await cluster.close();
});

test("a stream that is cut breaks off inside a line", async () => {
  const { cluster, fetch } = world();
  const response = await outcome(cluster, fetch(`${PODS}?watch=1`));
  const chunks: string[] = [];
  const reading = (async () => {
    for await (const text of response.body!.pipeThrough(new TextDecoderStream())) chunks.push(text);
  })().catch((error: unknown) => error);
  cluster.network.rule({ from: "dashboard", verb: "watch" }, { do: "truncate" });
  cluster.create(pod("a"));
  await cluster.advance("1s");
  expect(await reading).toMatchObject({ name: "TypeError", message: "terminated", cause: { failure: "unexpectedEOF" } });
  expect(chunks.join("")).toMatch(/^\{"type":"ADDED"/);
  expect(() => JSON.parse(chunks.join(""))).toThrow(/JSON/);
  await cluster.close();
});

test("an injected 429 carries Retry-After", async () => {
  const { cluster, fetch } = world();
  cluster.network.fail({ from: "dashboard", verb: "list", resource: "pods" }, { nth: 1, status: 429, retryAfter: 3 });
  const refused = await outcome(cluster, fetch(PODS));
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "3"]);
  expect(await refused.json()).toMatchObject({ reason: "TooManyRequests", details: { retryAfterSeconds: 3 } });
  expect((await outcome(cluster, fetch(PODS))).status).toBe(200);
  await cluster.close();
});

test("a body nobody reads holds the server back, and is whole once it is read", async () => {
  const { cluster, fetch } = world();
  const response = await outcome(cluster, fetch(`${PODS}?watch=1`));
  const delivered = (): number => cluster.ledger.parties()[0]!.events;
  const note = "x".repeat(20_000);
  for (let i = 0; i < 50; i += 1) cluster.create(pod(`p${i}`, {}, { note }));
  await cluster.advance("1s");
  expect(delivered()).toBe(4); // of some 21 kB: three leave room in 64 KiB

  const names: string[] = [];
  const ended = follow(cluster, response, (event) => names.push(nameOf(event))).catch((error: unknown) => error);
  await cluster.advance("1s");
  expect(names).toHaveLength(50);
  expect(delivered()).toBe(50);
  await cluster.close();
  expect(await ended).toMatchObject({ message: "terminated" });
});

test("a watch that nobody reads for long is given up by the server, as any slow watcher", async () => {
  const { cluster, fetch } = world();
  const response = await outcome(cluster, fetch(`${PODS}?watch=1`));
  for (let i = 0; i < 1_000; i += 1) cluster.create(pod(`p${i}`, {}, { note: "x".repeat(1_000) }));
  await cluster.advance("10s");
  const names: string[] = [];
  await outcome(cluster, follow(cluster, response, (event) => names.push(nameOf(event))));
  expect(names.length).toBeGreaterThan(50);
  expect(names.length).toBeLessThan(1_000);
  expect(names).toEqual(Array.from(names, (_, i) => `p${i}`));
  await cluster.close();
});

test("chunks belong to who reads them: what one changes, another does not see", async () => {
  const { cluster, fetch } = world();
  const readers = await outcome(cluster, Promise.all([1, 2].map(async () => (await fetch(`${PODS}?watch=1`)).body!.getReader())));
  cluster.create(pod("a"));
  await cluster.advance("1s");
  const [first, second] = await Promise.all(readers.map((reader) => reader.read()));
  first!.value!.fill(0);
  expect(JSON.parse(new TextDecoder().decode(second!.value))).toMatchObject({ type: "ADDED" });
  await outcome(cluster, Promise.all(readers.map((reader) => reader.cancel())));
  expect(cluster.core.kernel.ledger.open().filter(({ kind }) => kind === "stream")).toEqual([]);
  await cluster.close();
});

test("closing the cluster ends what is under way, and refuses what comes after", async () => {
  const { cluster, fetch } = world({ latency: { kind: "constant", of: 100_000 } });
  const watched = await outcome(cluster, fetch(`${PODS}?watch=1`));
  const read = watched.body!.getReader().read().catch((error: unknown) => error);
  const asked = fetch(PODS).catch((error: unknown) => error);
  await cluster.advance("10ms");
  await cluster.close();
  expect(await read).toMatchObject({ message: "terminated", cause: { name: "ClusterClosed" } });
  expect(await asked).toMatchObject({ message: "fetch failed", cause: { name: "ClusterClosed" } });
  await expect(fetch(PODS)).rejects.toMatchObject({ name: "ClusterClosed" });
});

test("a call from real time is refused, and so is a body that is read from there", async () => {
  const { cluster, fetch } = world();
  const { kernel, scope } = cluster.core;
  const timers = timersOn(kernel, scope);
  const watched = await outcome(cluster, fetch(`${PODS}?watch=1`));
  const late: Promise<unknown>[] = [];
  const fromRealTime = (run: () => Promise<unknown>): void => {
    // Two immediates on: behind the turn of the event that is running.
    setImmediate(() => setImmediate(() => late.push(run().catch((error: unknown) => error))));
  };
  timers.setTimeout(() => fromRealTime(() => fetch(PODS)), 1);
  timers.setTimeout(() => fromRealTime(() => watched.body!.cancel()), 2);
  timers.setInterval(async () => {}, 10);
  await cluster.advance("1s");
  expect(await Promise.all(late)).toMatchObject([{ name: "OutsideTurn" }, { name: "OutsideTurn" }]);
  await cluster.close();
});

test("one seed, one digest, however bodies are read", async () => {
  const first = await rehearse(7);
  expect(first.log.join("\n")).toMatch(/FetchFailure.*refused/);
  expect(first.log.at(-1)).toMatch(/enough/);
  expect(first.log.length).toBeGreaterThan(60);
  expect(await rehearse(7)).toEqual(first);
  expect((await rehearse(8)).digest).not.toBe(first.digest);
});

const said = (error: unknown): string => (error instanceof Error ? String(error.cause) : String(error));

/** Two readers, one of which thinks about each chunk, writers, and a partition in between. */
async function rehearse(seed: number): Promise<{ readonly log: readonly string[]; readonly digest: string }> {
  const { cluster, fetch } = world({ seed, tieBreak: "seeded", latency: { kind: "uniform", from: 1_000, to: 30_000 } });
  const timers = timersOn(cluster.core.kernel, cluster.core.scope);
  const log: string[] = [];
  const say = (what: string): unknown => log.push(`${cluster.now} ${what}`);
  const stop = new AbortController();
  timers.setTimeout(() => stop.abort("enough"), 10_000);
  const watch = async (name: string, think: number): Promise<void> => {
    const response = await fetch(`${PODS}?watch=1&resourceVersion=0`, { signal: stop.signal });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      say(`${name} ${part.value.length}`);
      if (think > 0) await timers.sleep(think);
    }
  };
  const keepWatching = async (name: string, think: number): Promise<void> => {
    while (!stop.signal.aborted) {
      await watch(name, think).catch((error: unknown) => say(`${name} ${said(error)}`));
      await timers.sleep(300);
    }
  };
  const create = async (name: string): Promise<void> => {
    const made = await fetch(PODS, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(pod(name)) });
    say(`${name} ${made.status} ${(await made.text()).length}`);
  };
  const watching = [keepWatching("eager", 0), keepWatching("lazy", 70)];
  for (let i = 0; i < 40; i += 1) timers.setTimeout(() => create(`p${i}`).catch((error: unknown) => say(`p${i} ${said(error)}`)), 50 * i);
  cluster.apply({ kind: "partition", at: 900_000, lasts: 400_000, a: "dashboard", b: "apiserver", streams: "drop", dials: "refuse" });
  await cluster.advance("30s");
  await Promise.all(watching);
  await cluster.close();
  return { log, digest: cluster.digest() };
}
