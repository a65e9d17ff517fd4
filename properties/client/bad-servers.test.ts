import { describe, expect, test } from "vitest";
import type { ApiRequest, Cancel, ReplySink } from "../../src/api/index.ts";
import type { ClientError, InformerOptions } from "../../src/client/index.ts";
import { createInformer, textOf } from "../../src/client/index.ts";
import type { Scope } from "../../src/kernel/index.ts";
import { createKernel } from "../../src/kernel/index.ts";
import { configMaps } from "../golden/client-go-informer.ts";

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;

type Server = (request: ApiRequest, reply: Reply) => void;

class Reply {
  readonly #sink: ReplySink;
  readonly #scope: Scope;
  /** The client has gone; it hears nothing more. */
  gone = false;

  constructor(sink: ReplySink, scope: Scope) {
    this.#sink = sink;
    this.#scope = scope;
  }

  head(status = 200, headers: { readonly [name: string]: string } = {}): this {
    if (!this.gone) this.#sink.head({ status, headers });
    return this;
  }

  text(text: string): this {
    if (!this.gone) this.#sink.bytes(new TextEncoder().encode(text));
    return this;
  }

  json(value: unknown): this {
    return this.text(`${JSON.stringify(value)}\n`);
  }

  end(): void {
    if (!this.gone) this.#sink.end({ kind: "complete" });
  }

  after(delay: number, run: () => void): void {
    this.#scope.after(delay, "server", () => {
      if (!this.gone) run();
    });
  }
}

const object = (name: string, resourceVersion = "5", kind = "ConfigMap") => ({ apiVersion: "v1", kind, metadata: { name, namespace: "a", resourceVersion } });
const list = (names: string, resourceVersion = "10", next = "") => ({
  apiVersion: "v1", kind: "ConfigMapList", metadata: { resourceVersion, ...(next === "" ? {} : { continue: next }) }, items: names.split("").map((name) => object(name)),
});
const event = (type: string, of: unknown) => ({ type, object: of });
const gone = { apiVersion: "v1", kind: "Status", status: "Failure", reason: "Expired", code: 410, message: "too old" };

interface Outcome {
  readonly requests: number;
  /** What was told first. */
  readonly error: string | undefined;
  readonly store: string;
  readonly version: string;
  /** It did not come to the end: an instant had more than a thousand events. */
  readonly busy: boolean;
}

/** Ten minutes with such a server. Then the informer stops, and nothing may be left. */
function meet(server: Server, wishes: Partial<InformerOptions> = {}): Outcome {
  const kernel = createKernel({ seed: 5 });
  let requests = 0;
  const errors: string[] = [];
  const told = (error: ClientError): void => void errors.push(textOf(error));
  const informer = createInformer({
    transport: {
      open(request, sink): Cancel {
        const reply = new Reply(sink, kernel.root);
        requests += 1;
        server(request, reply);
        return () => void (reply.gone = true);
      },
    },
    scope: kernel.root, clock: kernel.clock, random: kernel.random.stream("informer"), resource: configMaps, agent: "test", user: { name: "u", groups: [] },
    host: "http://bad", onWatchError: told, onError: told, ...wishes,
  });
  informer.start();
  const busy = kernel.advanceSync(10 * MINUTE, { stepsPerInstant: 1000 }).kind === "stepLimit";
  const store = informer.store.list().map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`).join(" ");
  const outcome: Outcome = { requests, error: errors[0], store, version: informer.lastSyncResourceVersion, busy };
  informer.stop();
  kernel.advanceSync(MINUTE);
  expect(kernel.ledger.open()).toEqual([]);
  return outcome;
}

/** No streamed lists: they fall back to plain ones. */
const plain = (server: Server): Server => (request, reply) => {
  if (request.options.sendInitialEvents === true) reply.head(422).json({ ...gone, code: 422, reason: "Invalid" }).end();
  else server(request, reply);
};

/** Requests in ten minutes: what a quiet watch takes, a backoff, or a watch a second. */
const QUIET = 3;
const BACKOFF = 110;
const EACH_SECOND = 603;

const kept = { store: "a@5 b@5", version: "10" };
const nothing = { store: "", version: "" };
const half = '{"type":"ADDED","obj';
const letters = JSON.stringify(event("ADDED", object("é", "11"))).split("");
const pair = JSON.stringify(event("ADDED", object("x", "11"))) + JSON.stringify(event("ADDED", object("y", "12")));
const unversioned = event("BOOKMARK", { apiVersion: "v1", kind: "ConfigMap", metadata: {} });
const refused = (why: string) => ({ ...nothing, error: `failed to list ConfigMap: ${why}` });
const noJson = (why: string) => refused(`couldn't get version/kind; json parse error: ${why}`);

/** A list that is well, and then this stream. */
const streams = (events: (reply: Reply) => void): Server =>
  plain((request, reply) => (request.verb === "watch" ? events(reply.head()) : reply.head().json(list("ab")).end()));
/** This list, and then a stream that says nothing. */
const lists = (answer: (reply: Reply) => void): Server => plain((request, reply) => (request.verb === "watch" ? void reply.head() : answer(reply.head())));

test.each<[string, Server, Partial<Outcome>, number]>([
  ["half an event, then the end: no event, and on from where it was", streams((w) => w.text(half).after(SECOND, () => w.end())), kept, EACH_SECOND],
  ["frames cut anywhere: no matter", streams((w) => letters.forEach((c, i) => w.after(i, () => w.text(c)))), { store: "a@5 b@5 é@11", version: "11" }, QUIET],
  ["two objects on a line: two events", streams((w) => w.text(pair)), { store: "a@5 b@5 x@11 y@12", version: "12" }, QUIET],
  ["no JSON in a stream: a list anew, after a wait", streams((w) => w.text("{nonsense")), kept, BACKOFF],
  ["a Status among the events: the same", streams((w) => w.json(event("ADDED", object("x", "11"))).json(gone)), { store: "a@5 b@5 x@11", version: "11" }, BACKOFF],
  ["another kind where none was expected: taken", streams((w) => w.json(event("ADDED", object("x", "11", "Secret")))), { store: "a@5 b@5 x@11", version: "11" }, QUIET],
  ["a bookmark without a version: the version is lost", streams((w) => w.json(unversioned).after(SECOND, () => w.end())), { ...kept, version: "" }, EACH_SECOND],
  ["a limit that is ignored: the list is whole", lists((r) => r.json(list("abc")).end()), { store: "a@5 b@5 c@5", version: "10" }, QUIET],
  ["a token that is ignored: an error", lists((r) => r.json(list("abc", "10", "same")).end()), refused("the server answered a continued list with the same continue token"), BACKOFF],
  ["200 and a 410 for a list: a 410", lists((r) => r.json(gone).end()), refused("too old"), BACKOFF],
  ["200 and a 410 for a watch: an event of no type", streams((w) => w.json(gone).end()), kept, BACKOFF],
  ["no answer: patience", () => {}, nothing, QUIET],
  ["two answers in one body: no JSON", lists((r) => r.json(list("ab")).json(list("zz")).end()), noJson("invalid character '{' after top-level value"), BACKOFF],
  ["two answers one after the other: the first", lists((r) => (r.json(list("ab")).end(), r.head().json(list("zz")).end())), kept, QUIET],
  ["a redirect: not followed", plain((_, r) => r.head(302, { location: "http://elsewhere" }).end()), refused("the server responded with the status code 302 but did not return more information"), BACKOFF],
  ["a version that goes back: believed", streams((w) => w.json(event("ADDED", object("x", "3"))).after(SECOND, () => w.end())), { store: "a@5 b@5 x@3", version: "3" }, EACH_SECOND],
  ["a list without a version: watched from anywhere", lists((r) => r.json(list("ab", "")).end()), { ...kept, version: "" }, QUIET],
  ["a version that is no number: handed back", lists((r) => r.json(list("ab", "many")).end()), { ...kept, version: "many" }, QUIET],
  ["streams that end at once: a list anew, after a wait", streams((w) => w.end()), kept, BACKOFF],
  ["no body", plain((_, r) => r.head().end()), noJson("unexpected end of JSON input"), BACKOFF],
  ["a body that is no object", plain((_, r) => r.head().text("7").end()), noJson("the answer is not an object"), BACKOFF],
  ["a streamed list that never ends: patience", (_, r) => r.head().json(event("ADDED", object("a"))), nothing, QUIET],
])("%s", (_, server, expected, most) => {
  const outcome = meet(server);
  expect(outcome).toMatchObject({ busy: false, ...expected });
  if (expected.error === undefined) expect(outcome.error).toBeUndefined();
  expect(outcome.requests).toBeLessThanOrEqual(most);
});

test("another kind where one was expected is told and left out", () => {
  const secret = streams((w) => w.json(event("ADDED", object("x", "11", "Secret"))));
  expect(meet(secret, { expects: { apiVersion: "v1", kind: "ConfigMap", by: "gvk" } })).toMatchObject({ ...kept, error: "Unexpected watch event object gvk" });
});

describe("one event a stream, and the end at once", () => {
  const watches = streams((w) => w.json(event("MODIFIED", object("a", "11"))).end());
  const streamed: Server = (request, reply) => (request.options.sendInitialEvents === true ? reply.head().json(event("ADDED", object("a"))).end() : undefined);

  test.each([
    ["a watch", watches, { store: "a@11 b@5", version: "11" }],
    ["a streamed list", streamed, nothing],
  ])("%s: paced where that is asked for", (_, server, expected) => {
    const outcome = meet(server, { pacesShortWatches: true });
    expect(outcome).toMatchObject({ busy: false, ...expected });
    expect(outcome.requests).toBeLessThanOrEqual(BACKOFF);
  });

  test("as upstream it is as fast as the server, and the limit of steps stops the run", () => {
    expect(meet(watches).busy).toBe(true);
  });
});
