import { once } from "node:events";
import type { IncomingHttpHeaders, RequestOptions } from "node:http";
import { request as httpRequest } from "node:http";
import { connect as http2Connect } from "node:http2";
import { request as httpsRequest } from "node:https";
import { connect, type Socket } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import type { ServedCluster, ServeOptions } from "./index.ts";
import { replayServed, serveCluster } from "./index.ts";

let running: ServedCluster[] = [];
afterEach(async () => {
  await Promise.all(running.map((each) => each.close()));
  running = [];
});

async function serve(options: ServeOptions = {}): Promise<ServedCluster> {
  const served = await serveCluster({ epoch: "2026-01-01T00:00:00Z", defect: fail, ...options });
  running.push(served);
  return served;
}

function fail(cause: unknown): never {
  throw new Error("a defect", { cause });
}

const root = { token: "t0p-secret", user: { name: "root", groups: ["system:masters"] } };
const bearer = { authorization: `Bearer ${root.token}` };

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface Asked extends Omit<RequestOptions, "method" | "path" | "headers"> {
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | object;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

function ask({ port }: ServedCluster, whole: string, { body, headers, ca, ...options }: Asked = {}): Promise<Answer> {
  const [method = "", path = ""] = whole.split(" ");
  const payload = typeof body === "object" ? JSON.stringify(body) : body;
  const send = ca === undefined ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const req = send({ host: "127.0.0.1", port, method, path, ca, agent: false, headers: { ...(payload === undefined ? {} : { "content-type": "application/json" }), ...headers }, ...options }, (res) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk: Buffer) => chunks.push(chunk));
      res.on("end", () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text: Buffer.concat(chunks).toString("latin1") }));
      res.on("error", reject);
    });
    req.on("error", reject);
    req.end(payload);
  });
}

const configMap = (name: string, data = {}): object => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data });
const MAPS = "/api/v1/namespaces/default/configmaps";
const WATCH = `GET ${MAPS}?watch=1&resourceVersion=0 HTTP/1.1\r\nHost: x\r\n\r\n`;

/** What was heard last is looked through, not all of it again and again. */
const RECENT = 600_000;

/** A socket, and all that it has heard. */
interface Line {
  readonly socket: Socket;
  text: string;
  /** Settles once the text matches, or the other side has closed. */
  heard(pattern: RegExp): Promise<string>;
  closed: boolean;
}

function dial({ port }: ServedCluster, first: string | Uint8Array): Line {
  const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  let wake = (): void => {};
  const line: Line = {
    socket,
    text: "",
    closed: false,
    async heard(pattern) {
      while (!pattern.test(line.text.slice(-RECENT)) && !line.closed) await new Promise<void>((done) => (wake = done));
      return line.text;
    },
  };
  socket.on("data", (chunk: Buffer) => {
    line.text += chunk.toString("latin1");
    wake();
  });
  const over = (): void => {
    line.closed = true;
    wake();
  };
  socket.on("end", over).on("close", over).on("error", over);
  socket.write(first);
  return line;
}

test("what was served over sockets replays from its log to the same digest", async () => {
  const served = await serve({ control: true });
  const watch = dial(served, WATCH);
  await watch.heard(/\r\n\r\n/);
  expect((await ask(served, `POST ${MAPS}`, { body: configMap("a", { k: "ü" }) })).status).toBe(201);
  expect((await ask(served, `POST ${MAPS}`, { body: Buffer.from([0x7b, 0xff]).toString("latin1") })).status).toBe(400);
  await watch.heard(/ADDED/);
  watch.socket.destroy();
  expect((await ask(served, "POST /_loom/compact")).status).toBe(200);
  expect((await ask(served, `DELETE ${MAPS}/a`)).status).toBe(200);
  const { log, leaks, digest } = await served.close();
  expect(leaks).toEqual([]);
  const audit: string[] = [];
  const again = await replayServed(JSON.parse(JSON.stringify(log)) as NonNullable<typeof log>, { audit: (line) => void audit.push(line) });
  expect(again.digest()).toBe(digest);
  expect(audit).not.toEqual([]);
});

describe("who asks", () => {
  test("one port speaks TLS and plain HTTP, HTTP/2 and 1.1; a certificate or a token names an administrator", async () => {
    const served = await serve({ rbac: true, tokens: [root] });
    const { authority } = served;
    if (authority === undefined) throw new Error("no TLS");
    const ca = authority.certificate;
    const own = authority.client({ name: "ann", groups: ["team", "system:masters"] });
    const path = "GET /api/v1/namespaces";
    expect((await ask(served, path, { headers: bearer })).status).toBe(200);
    expect((await ask(served, path, { headers: bearer, ca })).status).toBe(200);
    expect((await ask(served, path, { ca, cert: own.certificate, key: own.key })).status).toBe(200);

    const session = http2Connect(`https://127.0.0.1:${served.port}`, { ca });
    const stream = session.request({ ":path": "/api/v1/namespaces/default", ...bearer });
    const [headers] = await once(stream, "response") as [{ ":status": number }];
    expect(headers[":status"]).toBe(200);
    stream.resume();
    session.close();
  });

  test("nobody is refused, and a wrong token is told apart from none", async () => {
    const served = await serve({ rbac: true, tokens: [root] });
    expect(await ask(served, "GET /api/v1/namespaces")).toMatchObject({
      status: 403,
      headers: { "content-type": "application/json" },
      text: expect.stringContaining(String.raw`"message":"namespaces is forbidden: User \"system:anonymous\" cannot list resource \"namespaces\" in API group \"\" at the cluster scope"`) as string,
    });
    expect(JSON.parse((await ask(served, "GET /metrics")).text)).toMatchObject({ code: 403, details: {}, message: 'forbidden: User "system:anonymous" cannot get path "/metrics"' });
    expect((await ask(served, "GET /healthz")).text).toBe("ok");
    const refused = await ask(served, "GET /healthz", { headers: { authorization: "Bearer wrong" } });
    expect(refused.status).toBe(401);
    expect(JSON.parse(refused.text)).toEqual({ kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message: "Unauthorized", reason: "Unauthorized", code: 401 });
    const { authority } = await serve({ rbac: true });
    const foreign = authority?.client({ name: "ann", groups: ["system:masters"] });
    expect((await ask(served, "GET /healthz", { ca: served.authority?.certificate ?? "", cert: foreign?.certificate ?? "", key: foreign?.key ?? "" })).status).toBe(401);
  });

  test("an account that is no administrator may discover, and nothing else", async () => {
    const served = await serve({ rbac: true, tokens: [{ token: "ann", user: { name: "ann", groups: ["team"] } }] });
    const headers = { authorization: "Bearer ann" };
    expect((await ask(served, "GET /api", { headers })).status).not.toBe(403);
    expect((await ask(served, "GET /api/v1/namespaces/kube-system", { headers })).text).toContain(String.raw`User \"ann\" cannot get resource \"namespaces\" in API group \"\" in the namespace \"kube-system\"`);
    expect((await ask(served, `PUT ${MAPS}/x`, { headers, body: {} })).text).toContain(String.raw`configmaps \"x\" is forbidden: User \"ann\" cannot update resource \"configmaps\"`);
  });

  test("tokens reach neither the input log nor the audit log", async () => {
    const lines: string[] = [];
    const served = await serve({ rbac: true, tokens: [root], keepInputs: true, audit: (line) => void lines.push(line) });
    await ask(served, "GET /api/v1/namespaces/default", { headers: { ...bearer, cookie: root.token } });
    await ask(served, "GET /api/v1/namespaces/default");
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { kind: "Event", stage: "ResponseComplete", verb: "get", user: { username: "root" }, objectRef: { resource: "namespaces", name: "default" }, responseStatus: { code: 200 }, annotations: { "authorization.k8s.io/decision": "allow" } },
      { user: { username: "system:anonymous" }, responseStatus: { code: 403 }, annotations: { "authorization.k8s.io/decision": "forbid" } },
    ]);
    const { log } = await served.close();
    expect(JSON.stringify([log, lines])).not.toContain(root.token);
  });
});

describe("streams", () => {
  test("a watch's head comes before any event, an event is a line in a chunk, and closing ends it in good order", async () => {
    const served = await serve();
    const watch = dial(served, WATCH);
    const head = await watch.heard(/\r\n\r\n$/);
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(head).toMatch(/\r\nTransfer-Encoding: chunked\r\n/i);
    await ask(served, `POST ${MAPS}`, { body: configMap("a") });
    expect((await watch.heard(/}\n\r\n/)).slice(head.length)).toMatch(/^[0-9a-f]+\r\n{"type":"ADDED","object":{.*}}\n\r\n$/);
    await served.close();
    expect(await watch.heard(/never/)).toMatch(/}\n\r\n0\r\n\r\n$/);
  });

  test("events of one batch share a write", async () => {
    const served = await serve({ pace: "manual" });
    for (const name of ["a", "b", "c"]) await ask(served, `POST ${MAPS}`, { body: configMap(name) });
    const watch = dial(served, WATCH);
    const text = await watch.heard(/}\n\r\n/);
    const [, body = ""] = text.split("\r\n\r\n");
    expect(body.split("\r\n").filter((part) => part !== "")).toEqual([expect.stringMatching(/^[0-9a-f]+$/), expect.stringMatching(/"a".*\n.*"b".*\n.*"c".*\n$/s)]);
  });

  test("who does not read is kept waiting, costs no more than a window, and misses nothing", async () => {
    const served = await serve({ keepInputs: true });
    const watch = dial(served, WATCH);
    await watch.heard(/\r\n\r\n$/);
    watch.socket.pause();
    const COUNT = 24;
    const text = "x".repeat(250_000);
    for (let i = 0; i < COUNT; i += 1) expect((await ask(served, `POST ${MAPS}`, { body: configMap(`n${i}`, { text }) })).status).toBe(201);
    const reads = async (): Promise<readonly boolean[]> => ((await served.log())?.inputs ?? []).map(({ data }) => data as { kind: string; ready: boolean }).filter(({ kind }) => kind === "reads").map(({ ready }) => ready);
    expect((await reads()).at(-1)).toBe(false);
    watch.socket.resume();
    const heard = await watch.heard(new RegExp(`"name":"n${COUNT - 1}"`));
    expect([...heard.matchAll(/"name":"(n\d+)"/g)].map(([, name]) => name)).toEqual(Array.from({ length: COUNT }, (_, i) => `n${i}`));
    watch.socket.destroy();
    const { log, digest } = await served.close();
    if (log !== undefined) expect((await replayServed(log)).digest()).toBe(digest);
  });

  test("a client that half-closes ends its watch", async () => {
    const served = await serve();
    const watch = dial(served, WATCH);
    await watch.heard(/\r\n\r\n$/);
    expect(served.load.requests).toBe(1);
    watch.socket.end();
    await watch.heard(/never/);
    await ask(served, "GET /healthz");
    expect(served.load.requests).toBe(0);
  });

  test("over HTTP/2 a watch ends in good order too, and so does its connection", async () => {
    const served = await serve();
    const session = http2Connect(`https://127.0.0.1:${served.port}`, { ca: served.authority?.certificate ?? "" });
    const watch = session.request({ ":path": `${MAPS}?watch=1` });
    let text = "";
    watch.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    await once(watch, "response");
    await ask(served, `POST ${MAPS}`, { body: configMap("a") });
    while (!text.endsWith("\n")) await once(watch, "data");
    const over = [once(watch, "end"), once(session, "close")];
    await served.close();
    await Promise.all(over);
    expect({ code: watch.rstCode, events: text.split("\n").length - 1 }).toEqual({ code: 0, events: 1 });
    expect(served.load.connections).toBe(0);
  });

  test("a watch over a WebSocket is a text message an event, and closes in good order", async () => {
    const served = await serve();
    await ask(served, `POST ${MAPS}`, { body: configMap("a") });
    const socket = new WebSocket(`ws://127.0.0.1:${served.port}${MAPS}?watch=1`);
    const heard: string[] = [];
    let wake = (): void => undefined;
    socket.addEventListener("message", ({ data }) => {
      heard.push(String(data));
      wake();
    });
    const closed = once(socket, "close") as Promise<[CloseEvent]>;
    await once(socket, "open");
    await ask(served, `POST ${MAPS}`, { body: configMap("b", { text: "x".repeat(70_000) }) });
    while (heard.length < 2) await new Promise<void>((done) => (wake = done));
    expect(heard.map((text) => (JSON.parse(text) as { object: { metadata: { name: string } } }).object.metadata.name)).toEqual(["a", "b"]);
    await served.close();
    expect((await closed)[0].code).toBe(1000);
  });

  test("a client that closes its WebSocket ends its watch, and what is no watch is answered without one", async () => {
    const served = await serve();
    const socket = new WebSocket(`ws://127.0.0.1:${served.port}${MAPS}?watch=1`);
    await once(socket, "open");
    expect(served.load.requests).toBe(1);
    socket.close();
    await once(socket, "close");
    await ask(served, "GET /healthz");
    expect(served.load.requests).toBe(0);
    const line = dial(served, "GET /api/v1/namespaces/default HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n");
    expect(await line.heard(/never/)).toMatch(/^HTTP\/1\.1 200 OK\r\n.*"name":"default"/s);
  });

  test("the link of the simulated network breaks the real one", async () => {
    const served = await serve({ control: true });
    const watch = dial(served, WATCH.replace("Host: x", "Host: x\r\nUser-Agent: kubectl/v1"));
    await watch.heard(/\r\n\r\n$/);
    expect((await ask(served, "POST /_loom/restart")).status).toBe(200);
    expect(await watch.heard(/never/)).not.toContain("0\r\n\r\n");
    expect((await ask(served, "GET /api/v1/namespaces/default")).status).toBe(200);
  });
});

describe("hygiene", () => {
  test.each([
    ["no HTTP at all", "hello\r\n\r\n", /^HTTP\/1\.1 400 Bad Request\r\n.*\r\n\r\n400 Bad Request$/s],
    ["a head of two megabytes", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(2_000_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
    ["no host", "GET /api HTTP/1.1\r\n\r\n", /^HTTP\/1\.1 400 /],
    ["two lengths", `POST ${MAPS} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx`, /^HTTP\/1\.1 400 /],
    ["a length and chunks", `POST ${MAPS} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, /^HTTP\/1\.1 400 /],
    ["an escape that is none", "GET /api/v1/pods/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", /^HTTP\/1\.1 400 /],
  ])("%s is refused, and the connection closed", async (_, sent, answer) => {
    const served = await serve();
    const line = dial(served, sent);
    await line.heard(/never/);
    expect(line.text).toMatch(answer);
  });

  test("a body beyond the limit is refused without being read to its end", async () => {
    const served = await serve();
    const head = `POST ${MAPS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
    const told = dial(served, `${head}Content-Length: 99999999\r\n\r\n`);
    expect(await told.heard(/never/)).toMatch(/^HTTP\/1\.1 413 .*"message":"Request entity too large: limit is 3145728"/s);
    const chunk = `100000\r\n${"x".repeat(1 << 20)}\r\n`;
    const streamed = dial(served, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(4)}`);
    expect(await streamed.heard(/never/)).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("an empty body is a body: what it lacks is told", async () => {
    const served = await serve();
    await ask(served, `POST ${MAPS}`, { body: configMap("a") });
    const { status, text } = await ask(served, `PATCH ${MAPS}/a`, { headers: { "content-type": "application/json-patch+json", "content-length": "0" } });
    expect(status).toBe(400);
    expect(text).toContain("unexpected end of JSON input");
  });

  test.each([["says nothing", ""], ["sends its head too slowly", "GET /api HTTP/1.1\r\nHos"], ["sends its body too slowly", `POST ${MAPS} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{`]])("who %s is not waited for", async (_, sent) => {
    const served = await serve({ timeouts: { head: 60, request: 60 } });
    const line = dial(served, sent);
    expect(await line.heard(/never/)).toMatch(/^(?:HTTP\/1\.1 408 .*)?$/s);
    expect(served.load.requests).toBe(0);
  });

  test("pipelined requests are answered in their order, on one connection", async () => {
    const served = await serve();
    const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const line = dial(served, get("/api/v1/namespaces/default") + get("/healthz") + get("/api/v1/namespaces/kube-system"));
    expect(await line.heard(/"name":"kube-system"/)).toMatch(/"name":"default".*\r\n\r\nokHTTP.*"name":"kube-system"/s);
    line.socket.destroy();
  });

  test("an answer of more than 128 KiB is compressed for who understands it", async () => {
    const served = await serve();
    await ask(served, `POST ${MAPS}`, { body: configMap("big", { text: "x".repeat(200_000) }) });
    const { headers, text } = await ask(served, `GET ${MAPS}/big`, { headers: { "accept-encoding": "gzip" } });
    expect(headers).toMatchObject({ "content-encoding": "gzip", vary: "Accept-Encoding" });
    expect(gunzipSync(Buffer.from(text, "latin1")).length).toBeGreaterThan(200_000);
    expect((await ask(served, `GET ${MAPS}/big`)).headers["content-encoding"]).toBeUndefined();
    expect((await ask(served, "GET /healthz", { headers: { "accept-encoding": "gzip" } })).headers["content-encoding"]).toBeUndefined();
  });

  test("too many at a time are told to come back", async () => {
    const served = await serve({ pace: "manual", inFlight: { reading: 1, mutating: 0 } });
    const waiting = ask(served, `GET ${MAPS}?resourceVersion=999999`);
    while (served.load.requests === 0) await ask(served, "POST /healthz");
    expect(await ask(served, "GET /api/v1/namespaces")).toMatchObject({ status: 429, headers: { "retry-after": "1", "content-type": "text/plain; charset=utf-8" }, text: "Too many requests, please try again later.\n" });
    await served.advance(60_000_000);
    expect((await waiting).status).toBe(504);
    expect((await ask(served, "GET /api/v1/namespaces")).status).toBe(200);
  });
});

describe("control", () => {
  test("is not there unless it was asked for", async () => {
    expect((await ask(await serve(), "GET /_loom/digest")).status).toBe(404);
  });

  test.each([{ host: "evil.example" }, { origin: "http://127.0.0.1:1" }, { "sec-fetch-site": "same-origin" }])("refuses %j", async (headers) => {
    expect((await ask(await serve({ control: true }), "POST /_loom/restart", { headers })).status).toBe(403);
  });

  test("needs an administrator where the server does", async () => {
    const served = await serve({ control: true, rbac: true, tokens: [root] });
    expect((await ask(served, "GET /_loom/digest")).status).toBe(403);
    expect(JSON.parse((await ask(served, "GET /_loom/digest", { headers: bearer })).text)).toMatchObject({ digest: expect.stringMatching(/^[0-9a-f]{16}$/) as string });
  });

  test.each([
    ["POST /_loom/advance?by=soon", 400, /by .*duration/],
    ["POST /_loom/compact?keep=-1", 400, /keep/],
    ["POST /_loom/partition", 400, /a is undefined.*kubectl/],
    ["POST /_loom/explode", 404, /compact, restart/],
    ["POST /_loom/digest", 405, /GET/],
    ["GET /_loom/restart", 405, /POST/],
  ])("%s is refused with a way out", async (whole, status, message) => {
    const answer = await ask(await serve({ control: true, pace: "manual" }), whole);
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(message);
  });

  test("a clock moved by hand stands still, and moves as far as it is told", async () => {
    const served = await serve({ control: true, pace: "manual" });
    const at = async (): Promise<number> => (JSON.parse((await ask(served, "GET /_loom/digest")).text) as { at: number }).at;
    expect(await at()).toBe(0);
    expect((await ask(served, "POST /_loom/advance?by=1h")).status).toBe(200);
    expect(await at()).toBe(3_600_000_000);
    expect((await ask(await serve({ control: true }), "POST /_loom/advance?by=1h")).status).toBe(409);
  });

  test("compaction makes a watch from before expire", async () => {
    const served = await serve({ control: true });
    const { metadata: { resourceVersion } } = JSON.parse((await ask(served, `GET ${MAPS}`)).text) as { metadata: { resourceVersion: string } };
    await ask(served, `POST ${MAPS}`, { body: configMap("a") });
    await ask(served, "POST /_loom/compact?caches=true");
    const watch = dial(served, `GET ${MAPS}?watch=1&resourceVersion=${resourceVersion} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(await watch.heard(/0\r\n\r\n$/)).toContain('"code":410');
    watch.socket.destroy();
  });

  test("a partition keeps a program away until it heals, and the ledger tells who asked for what", async () => {
    const served = await serve({ control: true, pace: "manual" });
    const headers = { "user-agent": "kubectl/v1.32" };
    await ask(served, "POST /_loom/partition?a=kubectl");
    const kept = ask(served, "GET /api/v1/namespaces/default", { headers });
    expect((await ask(served, "GET /api/v1/namespaces/default")).status).toBe(200);
    await ask(served, "POST /_loom/heal");
    await ask(served, "POST /_loom/advance?by=1s");
    expect((await kept).status).toBe(200);
    expect(JSON.parse((await ask(served, "GET /_loom/ledger")).text)).toMatchObject({ leaks: [], defects: 0, parties: expect.arrayContaining([expect.objectContaining({ party: "kubectl", requests: 1 })]) as object[] });
  });
});

test("what is loaded is there from the first request on, custom resources too", async () => {
  const definition = {
    apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata: { name: "crontabs.example.com" },
    spec: { group: "example.com", scope: "Namespaced", names: { plural: "crontabs", singular: "crontab", kind: "CronTab", listKind: "CronTabList" }, versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }] },
  };
  const served = await serve({ objects: [{ apiVersion: "example.com/v1", kind: "CronTab", metadata: { name: "c" } }, definition] });
  expect((await ask(served, "GET /apis/example.com/v1/namespaces/default/crontabs/c")).status).toBe(200);
});

test("those who look into kube-system find since when old tokens are counted, and whose certificates are taken where some are", async () => {
  const maps = "GET /api/v1/namespaces/kube-system/configmaps";
  const data = async (served: ServedCluster): Promise<readonly object[]> => {
    const { items } = JSON.parse((await ask(served, maps)).text) as { items: readonly { metadata: { name: string; managedFields: readonly { manager: string }[] }; data: object }[] };
    return items.map(({ metadata: { name, managedFields }, data: told }) => ({ name, by: managedFields.map(({ manager }) => manager), told }));
  };
  const since = { name: "kube-apiserver-legacy-service-account-token-tracking", by: ["kube-apiserver"], told: { since: "2026-01-01" } };
  const secure = await serve({ protocols: "both" });
  expect(await data(secure)).toEqual([{ name: "extension-apiserver-authentication", by: ["kube-apiserver"], told: { "client-ca-file": secure.authority?.certificate } }, since]);
  expect(await data(await serve({ protocols: "plain" }))).toEqual([since]);

  const brought = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: since.name, namespace: "kube-system", managedFields: [] }, data: { since: "2020-02-02" } };
  expect(await data(await serve({ protocols: "plain", objects: [brought] }))).toEqual([{ ...since, by: [], told: brought.data }]);
});

test("with core controllers a deleted namespace is emptied, the root certificate is the server's own, and the run replays to the same digest", async () => {
  const served = await serve({ controllers: "core", protocols: "both", pace: "manual", keepInputs: true });
  const root = JSON.parse((await ask(served, "GET /api/v1/namespaces/default/configmaps/kube-root-ca.crt")).text) as { data: object };
  expect(root.data).toEqual({ "ca.crt": served.authority?.certificate });
  await ask(served, "POST /api/v1/namespaces", { body: JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } }) });
  await ask(served, "DELETE /api/v1/namespaces/shop");
  await served.advance(5_000_000);
  expect((await ask(served, "GET /api/v1/namespaces/shop")).status).toBe(404);
  const { leaks, log, digest } = await served.close();
  expect(leaks).toEqual([]);
  expect(log === undefined ? "" : (await replayServed(log)).digest()).toBe(digest);
});

test("metrics count requests, watches, events and objects, and know only resources that there are", async () => {
  const served = await serve({ protocols: "plain" });
  const watch = dial(served, WATCH);
  await watch.heard(/200 OK/);
  await ask(served, `POST ${MAPS}`, { body: configMap("a") });
  await watch.heard(/ADDED/);
  await ask(served, `GET ${MAPS}/none`);
  await ask(served, "GET /apis/made.up/v1/things");
  await ask(served, "GET /healthz");
  const { text, headers } = await ask(served, "GET /metrics");
  expect(headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
  for (const line of [
    'apiserver_request_total{code="201",component="apiserver",dry_run="",group="",resource="configmaps",scope="resource",subresource="",verb="POST",version="v1"} 1',
    'apiserver_request_total{code="404",component="apiserver",dry_run="",group="",resource="configmaps",scope="resource",subresource="",verb="GET",version="v1"} 1',
    'apiserver_request_total{code="200",component="",dry_run="",group="",resource="",scope="",subresource="/healthz",verb="GET",version=""} 1',
    'apiserver_longrunning_requests{component="apiserver",group="",resource="configmaps",scope="namespace",subresource="",verb="WATCH",version="v1"} 1',
    'apiserver_watch_events_total{group="",resource="configmaps",version="v1"} 1',
    'apiserver_current_inflight_requests{request_kind="readOnly"} 1',
    // Beside what serving itself publishes in kube-system: since when old tokens are counted.
    'apiserver_storage_objects{resource="configmaps"} 2',
    'apiserver_resource_objects{group="apps",resource="deployments"} 0',
  ]) expect(text.split("\n")).toContain(line);
  expect(text).not.toContain("made.up");
  expect(text.split("\n").filter((line) => !/^(?:#.*|\w+(?:\{(?:\w+="[^"]*",?)*\})? -?\d+|)$/.test(line))).toEqual([]);
});

test("aggregated discovery is cached by its tag until the resources change", async () => {
  const served = await serve({ protocols: "plain" });
  const headers = { accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" };
  const first = await ask(served, "GET /apis", { headers });
  expect(first.headers).toMatchObject({ etag: expect.stringMatching(/^"[0-9A-F]{64}"$/) as string, vary: "Accept", "cache-control": "public" });
  const again = await ask(served, "GET /apis", { headers: { ...headers, "if-none-match": first.headers.etag ?? "" } });
  expect([again.status, again.text]).toEqual([304, ""]);
  expect((await ask(served, "GET /apis", { headers: { ...headers, "if-none-match": '"other"' } })).status).toBe(200);
});

test("a ping that comes with the request for a WebSocket is not answered ahead of it", async () => {
  const served = await serve({ protocols: "plain" });
  const ping = Buffer.from([0x89, 0x80, 0, 0, 0, 0]);
  const asks = `GET ${MAPS}?watch=1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eHh4eHh4eHh4eHh4eHh4eA==\r\n\r\n`;
  const line = dial(served, Buffer.concat([Buffer.from(asks), ping]));
  expect(await line.heard(/101/)).toMatch(/^HTTP\/1\.1 101 /);
  line.socket.destroy();
});
