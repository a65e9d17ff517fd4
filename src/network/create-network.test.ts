import { describe, expect, test } from "vitest";
import { createKernel, SECOND } from "../kernel/index.ts";
import type { Kernel } from "../kernel/index.ts";
import { listen, modified, request, scriptedServer } from "../../properties/network/scripted-server.ts";
import type { Heard } from "../../properties/network/scripted-server.ts";
import { badRequest, createRegistry } from "../api/index.ts";
import type { ApiRequest, Flow } from "../api/index.ts";
import { createNetwork, InvalidNetworkOption } from "./index.ts";
import type { Fault, Match, Network, NetworkOptions } from "./index.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface World {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly server: ReturnType<typeof scriptedServer>;
  ask(over?: ApiRequest, party?: string): Heard & { cancel(): void };
}

function world(options: Partial<NetworkOptions> = {}, replicas = 1): World {
  const kernel = createKernel({ seed: 1 });
  const network = createNetwork({ kernel, scope: kernel.root.child("network"), ...options });
  const server = scriptedServer();
  for (let i = 0; i < replicas; i += 1) network.serve(`apiserver-${i}`, server);
  return {
    kernel, network, server,
    ask(what = request("watch"), party = "controller") {
      const heard = listen(() => kernel.clock.now());
      const cancel = network.connect(party).open(what, heard);
      return Object.assign(heard, {
        cancel() {
          heard.over();
          cancel();
        },
      });
    },
  };
}

describe("a healthy link without latency", () => {
  test("answers in the same event, and passes objects by reference", () => {
    const { ask } = world();
    const heard = ask(request("get"));
    expect(heard.heads.map(({ status }) => status)).toEqual([200]);
    expect(heard.bodies).toHaveLength(1);
    expect(heard.ended).toEqual({ kind: "complete" });
  });

  test("hands each event on as it is pushed, without an event of the kernel", () => {
    const { ask, server, kernel } = world();
    const heard = ask();
    server.push(modified(1));
    server.push(modified(2));
    expect(heard.versions).toEqual([1, 2]);
    expect(kernel.drainSync()).toMatchObject({ kind: "idle" });
  });

  test("a cancel reaches the server at once", () => {
    const { ask, server } = world();
    const heard = ask();
    expect(server.open).toBe(1);
    heard.cancel();
    expect(server.open).toBe(0);
  });
});

describe("rules", () => {
  test("the third status update fails with 409, the others pass", () => {
    const { ask, network, server } = world();
    network.fail({ verb: "update", subresource: "status" }, { nth: 3, status: 409 });
    const statuses = [1, 2, 3, 4].map(() => ask(request("update", { subresource: "status" })).heads[0]?.status);
    expect(statuses).toEqual([200, 200, 409, 200]);
    expect(server.requests).toHaveLength(3);
  });

  test("an answer says what it is about", () => {
    const { ask, network } = world();
    network.fail({ resource: "deployments.apps" }, { status: 409 });
    const heard = ask(request("update", { resource: { group: "apps", version: "v1", resource: "deployments" } }));
    expect(heard.bodies).toMatchObject([{ reason: "Conflict", code: 409, details: { name: "web", group: "apps", kind: "deployments" } }]);
    expect(heard.bodies[0]).toHaveProperty("message", expect.stringContaining('deployments.apps "web"'));
  });

  test("Retry-After is in the header and in the details", () => {
    const { ask, network } = world();
    network.fail({}, { status: 429, retryAfter: 7 });
    const heard = ask(request("list"));
    expect(heard.heads).toMatchObject([{ status: 429, headers: { "retry-after": "7" } }]);
    expect(heard.bodies).toMatchObject([{ details: { retryAfterSeconds: 7 } }]);
  });

  test("the first one installed wins; deliver exempts; a guard uninstalls", () => {
    const { ask, network } = world();
    network.rule({ name: "spared" }, { do: "deliver" });
    const lift = network.fail({ verb: "get" }, { status: 500 });
    network.fail({ verb: "get" }, { status: 503 });
    const status = (name: string): number | undefined => ask(request("get", { name })).heads[0]?.status;
    expect([status("spared"), status("web")]).toEqual([200, 500]);
    lift();
    lift();
    expect([status("spared"), status("web")]).toEqual([200, 503]);
  });

  test.each([
    ["refuse", { do: "refuse" }, "refused", 0],
    ["drop", { do: "drop" }, "reset", 0],
    ["lose the reply", { do: "loseReply" }, "eof", 1],
    ["truncate", { do: "truncate" }, "unexpectedEOF", 1],
  ] as const)("%s", (_, verdict, failure, reached) => {
    const { ask, network, server } = world();
    network.rule({}, verdict);
    const heard = ask(request("update"));
    expect(heard.ended).toMatchObject({ kind: "failure", failure });
    expect(heard.bodies).toEqual([]);
    expect(server.requests).toHaveLength(reached);
  });

  test("drop takes hold of open streams on both sides, and of no others", () => {
    const { ask, network, server } = world();
    const pods = ask();
    const nodes = ask(request("watch", { resource: { group: "", version: "v1", resource: "nodes" } }));
    network.rule({ resource: "nodes" }, { do: "drop" });
    expect(nodes.ended).toMatchObject({ failure: "reset" });
    expect(pods.ended).toBeUndefined();
    expect(server.open).toBe(1);
  });

  test("truncate cuts an open stream inside its next frame", () => {
    const { ask, network, server } = world({ form: "bytes" });
    const heard = ask();
    server.push(modified(1));
    network.rule({}, { do: "truncate" });
    expect(heard.ended).toBeUndefined();
    server.push(modified(2));
    expect(heard.ended).toMatchObject({ failure: "unexpectedEOF" });
    const [whole, half] = heard.text().split("\n");
    expect(JSON.parse(whole ?? "")).toMatchObject({ type: "MODIFIED" });
    expect(half).not.toBe("");
    expect(() => JSON.parse(half ?? "")).toThrow(/JSON/);
  });

  test("delay makes requests and pieces late", () => {
    const { ask, network, kernel, server } = world();
    const open = ask();
    network.rule({}, { do: "delay", by: 2 * SECOND });
    server.push(modified(1));
    const late = ask(request("get"));
    kernel.advanceSync(2 * SECOND - 1);
    expect([open.versions, server.requests.length]).toEqual([[], 1]);
    kernel.advanceSync(1);
    expect([open.versions, server.requests.length]).toEqual([[1], 2]);
    kernel.advanceSync(2 * SECOND);
    expect(late.ended).toEqual({ kind: "complete" });
  });
});

describe("half-open links", () => {
  test("silence ends with the health check: 45 s after the last frame", () => {
    const { ask, network, server, kernel } = world();
    const heard = ask();
    kernel.advanceSync(20 * SECOND);
    network.rule({}, { do: "silence" });
    server.push(modified(1));
    kernel.advanceSync(25 * SECOND - 1);
    expect(heard.ended).toBeUndefined();
    kernel.advanceSync(1);
    expect(heard.ended).toMatchObject({ failure: "reset", message: "http2: client connection lost" });
    expect(heard.versions).toEqual([]);
    // The server does not know; it keeps the stream until its own deadline.
    expect(server.open).toBe(1);
    server.endAll();
    expect(kernel.ledger.lines().find(({ kind }) => kind === "stream")).toEqual({ kind: "stream", opened: 2, closed: 2 });
  });

  test("without a health check nobody ever notices", () => {
    const { ask, network, kernel } = world({ healthCheck: "off" });
    const heard = ask();
    network.rule({}, { do: "silence" });
    kernel.advanceSync(3_600 * SECOND);
    expect(heard.ended).toBeUndefined();
  });
});

describe("partitions", () => {
  test("open streams fall silent, new requests hang, then dials time out; the heal lets dials through", () => {
    const { ask, network, server, kernel } = world();
    const stream = ask();
    network.partition("controller", "apiserver");
    server.push(modified(1));
    const hanging = ask(request("get"));
    kernel.advanceSync(45 * SECOND);
    expect(stream.ended).toMatchObject({ message: "http2: client connection lost" });
    expect(hanging.ended).toMatchObject({ message: "http2: client connection lost" });
    const timedOut = ask(request("get"));
    kernel.advanceSync(30 * SECOND);
    expect(timedOut.ended).toMatchObject({ failure: "timeout" });
    const dialling = ask(request("get"));
    kernel.advanceSync(10 * SECOND);
    network.heal();
    expect(dialling.ended).toEqual({ kind: "complete" });
    expect(stream.versions).toEqual([]);
  });

  test("drop and refuse, both named in any order, others untouched", () => {
    const { ask, network, server } = world();
    const cut = ask();
    const other = ask(request("watch"), "other");
    network.partition("apiserver-0", "controller", { streams: "drop", dials: "refuse" });
    expect(cut.ended).toMatchObject({ failure: "reset" });
    expect(ask(request("get")).ended).toMatchObject({ failure: "refused" });
    server.push(modified(1));
    expect(other.versions).toEqual([1]);
    expect(server.open).toBe(1);
  });

  test("stalled packets arrive in order after the heal, and the server waits meanwhile", () => {
    const { ask, network, server, kernel } = world({ window: 2 });
    const heard = ask();
    server.push(modified(1));
    const mend = network.partition("controller", "apiserver-0", { streams: "stall" });
    for (const version of [2, 3, 4, 5]) server.push(modified(version));
    kernel.advanceSync(10 * SECOND);
    expect(heard.versions).toEqual([1]);
    mend();
    kernel.drainSync();
    expect(heard.versions).toEqual([1, 2, 3, 4, 5]);
  });
});

describe("servers", () => {
  test("a replica that goes down resets its clients, who go to the next one", () => {
    const { ask, network, server } = world({}, 2);
    const heard = ask();
    network.down("apiserver-0");
    expect(heard.ended).toMatchObject({ failure: "reset" });
    expect(ask().ended).toBeUndefined();
    network.down("apiserver-1");
    expect(ask().ended).toMatchObject({ failure: "refused" });
    network.up("apiserver-1");
    expect(ask().ended).toBeUndefined();
    expect(server.open).toBe(1);
  });

  test("failover moves one client", () => {
    const { ask, network } = world({}, 2);
    const moved = ask();
    const stays = ask(request("watch"), "other");
    network.failover("controller", "apiserver-1");
    expect(moved.ended).toMatchObject({ failure: "goAway" });
    expect(stays.ended).toBeUndefined();
  });
});

test("a slow consumer reads at its pace, and the server keeps back what it has no room for", () => {
  const { ask, network, server, kernel } = world({ window: 3 });
  const heard = ask();
  network.slow("controller", SECOND);
  for (let version = 1; version <= 6; version += 1) server.push(modified(version));
  kernel.advanceSync(10 * SECOND);
  expect(heard.versions).toEqual([1, 2, 3, 4, 5, 6]);
  expect(heard.times).toEqual([1, 2, 3, 4, 5, 6].map((n) => n * SECOND));
});

test("while a client does not read, the server keeps back what there is no room for; the end comes all the same", () => {
  const { network, server, kernel } = world({ window: 2 });
  let served: Flow | undefined;
  network.serve("apiserver-0", {
    handle(request, sink) {
      served = sink.flow;
      return server.handle(request, sink);
    },
  });
  const flow: Mutable<Flow> = { ready: true, resume: undefined };
  const heard = Object.assign(listen(() => kernel.clock.now()), { flow });
  network.connect("controller").open(request("watch"), heard);
  server.push(modified(1));
  flow.ready = false;
  for (let version = 2; version <= 6; version += 1) server.push(modified(version));
  kernel.advanceSync(SECOND);
  expect(heard.versions).toEqual([1]);
  expect(served?.ready).toBe(false);

  flow.ready = true;
  flow.resume?.();
  kernel.drainSync();
  expect(heard.versions).toEqual([1, 2, 3, 4, 5, 6]);
  expect(heard.times.at(-1)).toBe(SECOND);
  expect(served?.ready).toBe(true);

  flow.ready = false;
  server.endAll();
  expect(heard.ended).toEqual({ kind: "complete" });
  expect(kernel.ledger.open().map(({ kind }) => kind)).toEqual(["connection"]);
});

test("a skewed client reads another wall, and the same monotonic time", () => {
  const { network, kernel } = world();
  const clock = network.clock("controller/pods");
  const lift = network.skew("controller", -5 * SECOND);
  expect(clock.wall() - kernel.clock.wall()).toBe(-5 * SECOND);
  expect(clock.now()).toBe(kernel.clock.now());
  lift();
  expect(clock.wall()).toBe(kernel.clock.wall());
});

test("bytes and objects say the same", () => {
  const objects = world();
  const bytes = world({ form: "bytes" });
  const asObjects = objects.ask(request("get"));
  const asBytes = bytes.ask(request("get"));
  expect(JSON.parse(asBytes.text())).toEqual(asObjects.bodies[0]);
});

test("a request that a front has read already goes on as it was read, and is answered in bytes", () => {
  const { network, server, kernel } = world();
  const received = request("list", { watchPath: true, refusal: badRequest("strconv.ParseInt") });
  const heard = listen(() => kernel.clock.now());
  network.connect("front", { form: "received" }).open(received, heard);
  expect(server.requests).toEqual([received]);
  expect(heard.bodies).toEqual([]);
  expect(JSON.parse(heard.text())).toMatchObject({ kind: "Pod" });
});

test("the party's line counts what it asked and got", () => {
  const { ask, network, server } = world({ countBytes: "always" });
  ask(request("list"));
  ask(request("watch", { options: { sendInitialEvents: true } }));
  ask(request("update"));
  server.push(modified(1));
  network.fail({}, { status: 410 });
  ask(request("list"));
  expect(network.ledger()).toEqual([
    { party: "controller", requests: 4, lists: 2, watches: 0, watchLists: 1, writes: 1, events: 1, bytes: expect.any(Number), expired: 1, failures: 0 },
  ]);
  expect(network.ledger()[0]?.bytes).toBeGreaterThan(300);
});

test.each([
  ["latency.of", () => world({ latency: { kind: "constant", of: -1 } })],
  ["latency.to", () => world({ latency: { kind: "uniform", from: 5, to: 1 } })],
  ["window", () => world({ window: 0 })],
  ["to", () => world().network.failover("controller", "apiserver-7")],
  ["status", () => world().network.fail({}, { status: 200 })],
  ["nth", () => world().network.fail({}, { status: 500, nth: 0 })],
  ["fault.lasts", () => world().network.apply({ kind: "partition", at: 0, lasts: -1, a: "a", b: "apiserver" })],
  ["fault.kind", () => world().network.apply({ kind: "compact", at: 0, keep: 0 })],
  ["fault", () => world().network.apply(JSON.parse("null") as Fault)],
  ["a field of match", () => wrong((network) => network.fail({ resourse: "pods" } as object, { status: 500 }))],
  ["match.verb", () => wrong((network) => network.rule({ verb: "upsert" as "update" }, { do: "drop" }))],
  ["match.to", () => wrong((network) => network.rule({ to: "apiserver-7" }, { do: "drop" }))],
  ["match.resource", () => wrong((network) => network.rule({ resource: "podz" }, { do: "drop" }))],
  ["match.resource", () => wrong((network) => network.dropStreams({ resource: "deployments" }))],
  ["a field of turns", () => wrong((network) => network.rule({}, { do: "drop" }, { nht: 1 } as object))],
  ["a field of the answer", () => wrong((network) => network.fail({}, { status: 500, time: 1 } as { status: 500 }))],
  ["status", () => wrong((network) => network.fail({}, {} as { status: 500 }))],
  ["streams", () => wrong((network) => network.partition("x", "apiserver", { streams: "explode" as "drop" }))],
  ["a field of the options", () => wrong((network) => network.partition("x", "apiserver", { stream: "drop" } as object))],
  ["b", () => wrong((network) => network.partition("x", "apiserver-7"))],
  ["b", () => wrong((network) => network.partition("apiserver-0", "apiserver"))],
  ["fault.b", () => apply('{"kind":"partition","at":0,"lasts":5,"a":"a","b":"b"}')],
  ["a field of fault", () => apply('{"kind":"compact","at":0,"keep":1,"lasts":5}')],
  ["fault.kind", () => apply('{"kind":"meteor","at":0}')],
  ["fault.at", () => apply('{"kind":"compact","at":-1,"keep":0}')],
  ["fault.match", () => apply('{"kind":"dropStreams","at":0}')],
  ["fault.match.verb", () => apply('{"kind":"rule","at":0,"match":{"verb":"lisst"},"verdict":{"do":"drop"}}')],
  ["a field of match", () => world().network.rule(JSON.parse('{"form":"a"}') as Match, { do: "drop" })],
  ["verdict.do", () => apply('{"kind":"rule","at":0,"match":{},"verdict":{"do":"explode"}}')],
  ["verdict.do", () => apply('{"kind":"rule","at":0,"match":{}}')],
  ["nth", () => apply('{"kind":"rule","at":0,"match":{},"verdict":{"do":"drop"},"nth":0}')],
  ["fault.a", () => apply('{"kind":"partition","at":0,"lasts":5}')],
  ["fault.streams", () => apply('{"kind":"partition","at":0,"lasts":5,"a":"a","b":"b","streams":"wet"}')],
  ["dials", () => world().network.partition("a", "b", JSON.parse('{"dials":"rotary"}') as object)],
  ["fault.client", () => apply('{"kind":"slowConsumer","at":0,"lasts":1,"perEvent":3}')],
  ["fault.to", () => apply('{"kind":"failover","at":0,"client":"a","to":"apiserver-7"}')],
  ["fault.replica", () => apply('{"kind":"restart","at":0,"replica":"apiserver-7","downFor":1}')],
  ["fault.replica", () => apply('{"kind":"lag","at":0,"lasts":1,"replica":"apiserver-7","by":1}')],
])("a bad %s is refused by name", (field, run) => {
  expect(run).toThrow(expect.objectContaining({ name: InvalidNetworkOption.name, field }));
});

/** A call to a network that knows its resources. */
function wrong(call: (network: Network) => unknown): void {
  call(world({ registry: createRegistry() }).network);
}

/** What JSON brings is told at once, not when its time comes. */
function apply(fault: string): void {
  world().network.apply(JSON.parse(fault) as Fault);
}

test("resources of a group that nobody knows may come later, those of a known one are said in full", () => {
  const { network } = world({ registry: createRegistry() });
  network.rule({ resource: "widgets.example.com" }, { do: "drop" });
  expect(() => network.rule({ resource: "deploy" }, { do: "drop" })).toThrow('perhaps "deployments.apps"?');
  expect(() => network.rule({ resorce: "pods" } as object, { do: "drop" })).toThrow('perhaps "resource"?');
});

test("a rule or partition that ends without having met anything says so; one that has met something does not", () => {
  const { network, ask } = world();
  const heard: string[] = [];
  network.observe({ changed: (what) => heard.push(what) });
  ask();
  const guards = [network.rule({ from: "contoller" }, { do: "delay", by: 1 }), network.partition("contoller", "apiserver")];
  const met = [network.rule({ verb: "watch" }, { do: "delay", by: 1 }), network.partition("controller", "apiserver")];
  for (const guard of [...guards, ...met]) guard();
  expect(heard).toEqual([expect.stringMatching(/^matched nothing: every request by contoller/), expect.stringMatching(/^cut nobody off: contoller and apiserver/)]);
});
