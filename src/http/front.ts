import type { ApiRequest, Cancel, Flow, ReplyEnd, ReplyHead, ReplySink, Status, User } from "../api/index.ts";
import { failure, internalError } from "../api/index.ts";
import type { Cluster } from "../cluster/index.ts";
import type { Micros, Scope, Timer } from "../kernel/index.ts";
import { MILLISECOND, SECOND } from "../kernel/index.ts";
import type { ParsedHead } from "../wire/index.ts";
import { encodingSink, parseRequestHead, splitTarget } from "../wire/index.ts";
import type { Auditor } from "./audit.ts";
import { accessProblem, unauthorized } from "./authorize.ts";
import type { Command, FrontInput, Received } from "./input.ts";
import { createMetrics } from "./metrics.ts";
import { createWays } from "./ways.ts";

/** Takes one answer as bytes. Nothing comes after `end`. */
export interface Answering {
  /** @param form whether what follows is one document or comes bit by bit */
  head(head: ReplyHead, form: "whole" | "stream"): void;
  bytes(chunk: Uint8Array): void;
  end(end: ReplyEnd): void;
  /** So many bytes were given at one instant that nothing more is until the input "reads" says to go on. */
  full(): void;
}

export interface FrontOptions {
  readonly cluster: Cluster;
  /** Whether only administrators get in. */
  readonly rbac: boolean;
  readonly inFlight: InFlight;
  /** Where the answer to a request goes; undefined: nobody listens any more. */
  readonly answering: (id: number) => Answering | undefined;
  readonly audit?: Auditor;
  /** Told of an exception of ours, which the client sees as a 500. */
  readonly defect: (cause: unknown) => void;
}

/** Requests at a time, watches apart. 0: any number. @source apiserver pkg/server/options/server_run_options.go (400 and 200 there) */
export interface InFlight {
  readonly reading: number;
  readonly mutating: number;
}

/**
 * The serving side without sockets: inputs, as they were stamped, become requests of the cluster, and answers bytes.
 * What comes out depends on the cluster and on the inputs alone.
 *
 * @source apiserver pkg/server/config.go DefaultBuildHandlerChain
 */
export interface Front {
  take(input: FrontInput): void;
  readonly underWay: number;
}

/** Bytes that a stream is given at one instant before it must have read them. */
const ROOM = 1 << 18;
/** @source apiserver pkg/server/config.go RequestTimeout */
const PATIENCE: Micros = 60 * SECOND;

const complete: ReplyEnd = Object.freeze({ kind: "complete" });
const encoder = new TextEncoder();

export function createFront({ cluster, rbac, inFlight, answering, audit, defect }: FrontOptions): Front {
  const scope = cluster.core.scope.child("http");
  const { clock } = cluster.core.kernel;
  const open = new Map<number, Exchange>();
  const ways = createWays(cluster);
  const metrics = createMetrics(cluster);
  const counts = { reading: 0, mutating: 0 };
  let closing = false;

  function request(id: number, received: Received): void {
    const { method, headers, user } = received;
    const { path, query } = splitTarget(received.target);
    const body = received.oversized === true ? new Uint8Array(OVERSIZED) : received.body;
    const parsed = parseRequestHead({ method, path, query, headers, ...(body === undefined ? {} : { body }) }, user ?? NOBODY);
    const sink = answering(id);
    const audited = audit?.request(received, parsed);
    const stream = parsed.kind === "request" && parsed.request.verb === "watch";
    const limit = stream ? undefined : method === "GET" || method === "HEAD" ? "reading" : "mutating";
    const refusal = refusalOf(parsed, method, path, user);
    const counted = metrics.began(parsed);
    const exchange = new Exchange({
      sink, scope, stream,
      now: clock.now,
      began: (status) => (stream && status === 200 ? audited?.started(status) : undefined),
      sent: counted.event,
      ...(parsed.kind === "path" && path === "/metrics" && method === "GET" ? { tail: metrics.text } : {}),
      over(status) {
        open.delete(id);
        counted.over(status);
        if (limit !== undefined) counts[limit] -= 1;
        audited?.complete(status, refusal === undefined ? "allow" : "forbid");
      },
    });
    if (limit !== undefined) counts[limit] += 1;
    open.set(id, exchange);
    if (closing) return exchange.text(429, "The apiserver is shutting down, please try again later.", { "retry-after": "5", connection: "close" });
    if (limit !== undefined && inFlight[limit] > 0 && counts[limit] > inFlight[limit]) return exchange.text(429, "Too many requests, please try again later.\n", { "retry-after": "1" });
    if (refusal !== undefined) return exchange.status(refusal);
    if (parsed.kind !== "refused") ask(parsed.request, exchange);
  }

  /** An exception of ours is a 500 to the client, and told. */
  function answered(id: number, received: Received): void {
    try {
      request(id, received);
    } catch (cause) {
      defect(cause);
      const exchange = open.get(id) ?? new Exchange({ sink: answering(id), scope, stream: false, now: clock.now, began: () => {}, sent: () => {}, over: () => {} });
      exchange.status(internalError("the simulator failed; its log says more"));
    }
  }

  function refusalOf(parsed: ParsedHead, method: string, path: string, user: User | null): Status | undefined {
    if (user === null) return unauthorized;
    const forbidden = rbac ? accessProblem(parsed, method, path, user) : undefined;
    return forbidden ?? (parsed.kind === "refused" ? parsed.status : undefined);
  }

  function ask(asked: ApiRequest, exchange: Exchange): void {
    const items = cluster.core.registry.isBuiltIn(asked.resource) ? "bare" : "whole";
    exchange.began(ways.of(asked.agent).open(asked, encodingSink(exchange, items)));
  }

  function control(command: Command): void {
    switch (command.do) {
      case "compact": {
        const { storage } = cluster.core;
        if (command.caches) cluster.apiserver.compact(command.keep);
        else storage.compact(Math.max(storage.compacted, storage.current - command.keep));
        return;
      }
      case "restart": return cluster.apiserver.restart({ downFor: command.downFor / MILLISECOND });
      case "partition": return void cluster.network.partition(command.a, command.b);
      case "heal": return cluster.network.heal();
    }
  }

  return {
    take(input) {
      switch (input.kind) {
        case "request": return answered(input.id, input.request);
        case "gone": return open.get(input.id)?.gone();
        case "reads": return open.get(input.id)?.reads(input.ready);
        case "control": return control(input.command);
        case "shutdown":
          closing = true;
          for (const exchange of [...open.values()]) exchange.shutdown();
      }
    },
    get underWay() {
      return open.size;
    },
  };
}

/** Who asks where credentials were nobody's: refused before anybody looks. */
const NOBODY: User = Object.freeze({ name: "", groups: [] });
/** More than any limit of a body: what exactly was sent then does not matter. */
const OVERSIZED = 3_145_729;

interface ExchangeOptions {
  readonly sink: Answering | undefined;
  readonly scope: Scope;
  readonly now: () => Micros;
  readonly stream: boolean;
  readonly began: (status: number) => void;
  /** A frame of a stream goes out. */
  readonly sent: () => void;
  /** What stands behind an answer of 200. */
  readonly tail?: () => string;
  /** Called once, with the status that was answered (0: none). */
  readonly over: (status: number) => void;
}

/** One request under way: the cluster's sink, and the flow of its client. */
class Exchange implements ReplySink, Flow {
  readonly flow: Flow = this;
  ready = true;
  resume: (() => void) | undefined = undefined;
  readonly #sink: Answering | undefined;
  readonly #scope: Scope;
  readonly #now: () => Micros;
  readonly #began: (status: number) => void;
  readonly #sent: () => void;
  readonly #tail: (() => string) | undefined;
  readonly #over: (status: number) => void;
  readonly #stream: boolean;
  #cancel: Cancel | undefined = undefined;
  #deadline: Timer | undefined = undefined;
  #status = 0;
  #ended = false;
  #given = 0;
  #givenAt: Micros = -1;

  constructor({ sink, scope, now, stream, began, sent, tail, over }: ExchangeOptions) {
    this.#sink = sink;
    this.#scope = scope;
    this.#now = now;
    this.#began = began;
    this.#sent = sent;
    this.#tail = tail;
    this.#over = over;
    this.#stream = stream;
  }

  began(cancel: Cancel): void {
    if (this.#ended) return;
    this.#cancel = cancel;
    if (!this.#stream) this.#deadline = this.#scope.after(PATIENCE, "request timeout", () => this.#late());
  }

  head(head: ReplyHead): void {
    this.#status = head.status;
    this.#began(head.status);
    this.#sink?.head(head, this.#stream && head.status === 200 ? "stream" : "whole");
  }

  bytes(chunk: Uint8Array): void {
    this.#sink?.bytes(chunk);
    if (!this.#stream) return;
    if (this.#status === 200) this.#sent();
    const now = this.#now();
    if (now !== this.#givenAt) {
      this.#givenAt = now;
      this.#given = 0;
    }
    this.#given += chunk.length;
    if (this.#given < ROOM || !this.ready) return;
    this.ready = false;
    this.#sink?.full();
  }

  end(end: ReplyEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancel = undefined;
    this.#deadline?.cancel();
    if (this.#tail !== undefined && this.#status === 200) this.#sink?.bytes(encoder.encode(this.#tail()));
    this.#sink?.end(end);
    this.#over(this.#status);
  }

  // The encoding stands before this sink: it hears bytes alone.
  object(): void {}
  event(): void {}

  gone(): void {
    this.#giveUp();
    this.end(complete);
  }

  reads(ready: boolean): void {
    this.ready = ready;
    if (!ready) return;
    this.#given = 0;
    this.resume?.();
  }

  /** A watch ends in good order; what waits is told to try again. */
  shutdown(): void {
    this.#giveUp();
    if (this.#status === 0) this.text(429, "The apiserver is shutting down, please try again later.", { "retry-after": "5", connection: "close" });
    else this.end(complete);
  }

  /** @source apiserver pkg/server/filters/timeout.go */
  #late(): void {
    this.#giveUp();
    if (this.#status !== 0) return this.end({ kind: "failure", failure: "timeout", message: "the request took too long" });
    this.status(failure({ code: 504, reason: "Timeout", message: "Timeout: request did not complete within the allotted timeout", details: {} }));
  }

  status(status: Status): void {
    this.head({ status: status.code ?? 500, headers: { "content-type": "application/json" } });
    this.bytes(encoder.encode(JSON.stringify(status)));
    this.end(complete);
  }

  text(status: number, text: string, headers: ReplyHead["headers"] = {}): void {
    this.head({ status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
    this.bytes(encoder.encode(text));
    this.end(complete);
  }

  #giveUp(): void {
    const cancel = this.#cancel;
    this.#cancel = undefined;
    cancel?.();
  }
}
