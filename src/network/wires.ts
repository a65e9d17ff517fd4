import type { ApiRequest, Cancel, Handler, ReplyEnd, ReplySink } from "../api/index.ts";
import type { Clock, Held, Micros, Scope, Timer, Trace } from "../kernel/index.ts";
import type { Balancer } from "./balancer.ts";
import { throughWire } from "./byte-form.ts";
import type { Connection, HealthCheck } from "./connection.ts";
import { untilLost } from "./connection.ts";
import { Exchange } from "./exchange.ts";
import type { Wiring } from "./exchange.ts";
import { answerHead, COMPLETE, CONNECTION_LOST, DIAL_TIMEOUT, REFUSED, RESET, statusFor } from "./failures.ts";
import type { Verdict } from "./fault.ts";
import { drawLatency } from "./latency.ts";
import type { Latency } from "./latency.ts";
import type { NetworkObserver } from "./network.ts";
import type { Partition, Partitions } from "./partitions.ts";
import { cuts } from "./partitions.ts";
import type { Form, Party } from "./party.ts";
import { countRequest, labelOf } from "./party-books.ts";
import type { RuleBook } from "./rules.ts";

export interface WiresOptions {
  readonly clock: Clock;
  readonly trace: Trace;
  readonly scope: Scope;
  readonly book: RuleBook;
  readonly partitions: Partitions;
  readonly balancer: Balancer;
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly latency: Latency;
  readonly dialTimeout: Micros;
  readonly healthCheck: HealthCheck;
  readonly window: number;
  readonly weigh: ((value: object) => number) | undefined;
}

/** What is under way: exchanges, the connections they share, and orphans whose server does not know that nobody listens. */
export class Wires implements Wiring {
  readonly weigh: ((value: object) => number) | undefined;
  readonly window: number;
  delivered: Wiring["delivered"] = undefined;
  answered: Wiring["answered"] = undefined;
  observers: readonly NetworkObserver[] = [];
  latency: Latency;
  readonly #options: WiresOptions;
  readonly #live = new Set<Exchange>();
  readonly #orphans = new Map<Exchange, Held>();
  readonly #connections = new Set<Connection>();
  readonly #words: { readonly open: number; readonly end: number; readonly event: number };
  #ids = 0;

  constructor(options: WiresOptions) {
    this.#options = options;
    this.weigh = options.weigh;
    this.window = options.window;
    this.latency = options.latency;
    this.#words = { open: options.trace.intern("network request"), end: options.trace.intern("network end"), event: options.trace.intern("network event") };
  }

  /** Hot paths ask only for what somebody listens to. */
  observe(observers: readonly NetworkObserver[]): void {
    this.observers = observers;
    this.delivered = observers.some(({ delivered }) => delivered !== undefined)
      ? (exchange, event) => {
          for (const observer of this.observers) observer.delivered?.(exchange.id, exchange.party.name, event);
        }
      : undefined;
    this.answered = observers.some(({ answered }) => answered !== undefined)
      ? (exchange, head) => {
          for (const observer of this.observers) observer.answered?.(exchange.id, head);
        }
      : undefined;
  }

  get instant(): boolean {
    return this.latency.kind === "constant" && this.latency.of === 0;
  }

  now(): Micros {
    return this.#options.clock.now();
  }

  draw(party: Party): Micros {
    return drawLatency(this.latency, party.random);
  }

  after(delay: Micros, label: string, run: () => void): Timer {
    return this.#options.scope.after(delay, label, run);
  }

  note({ id, party }: Exchange): void {
    this.#options.trace.note(this.#words.event, id, party.counts.events);
  }

  /** One round trip, held by `owner`. */
  open(party: Party, owner: Scope, form: Form, request: ApiRequest, sink: ReplySink): Cancel {
    const { balancer, book, trace } = this.#options;
    countRequest(party, request);
    const replica = balancer.choose(party);
    const exchange = new Exchange(this, party, replica ?? "", request, sink, ++this.#ids, this.instant, form);
    trace.note(this.#words.open, exchange.id, party.id);
    for (const observer of this.observers) observer.opened?.(exchange.id, party.name, exchange.replica, request);
    const cancel = (): void => exchange.cancel();
    exchange.held = owner.hold(request.verb === "watch" ? "stream" : "request", labelOf(party, request), cancel);
    if (replica === undefined) exchange.fail(REFUSED);
    else this.#begin(exchange, book.decide(party.name, replica, request));
    if (exchange.client !== undefined) this.#live.add(exchange);
    return cancel;
  }

  /** Every exchange a client waits for, oldest first. */
  live(pick: (exchange: Exchange) => boolean): readonly Exchange[] {
    return [...this.#live].filter(pick);
  }

  /** A standing rule came or went. */
  takeHold(exchange: Exchange): void {
    const verdict = this.#options.book.standing(exchange.party.name, exchange.replica, exchange.request);
    exchange.delay = verdict?.do === "delay" ? verdict.by : 0;
    if (verdict?.do === "drop") return exchange.fail(RESET);
    if (verdict?.do === "silence") return this.#silence(exchange);
    if (verdict?.do === "truncate") exchange.cut = true;
    exchange.reroute(this.instant);
  }

  sever(partition: Partition): void {
    for (const connection of [...this.#connections]) {
      if (connection.link !== "open" || !cuts(partition, connection.party.name, connection.replica)) continue;
      if (partition.streams === "drop") this.reset(connection, RESET);
      else this.#stopFlow(connection, partition.streams === "stall" ? "stalled" : "lost");
    }
  }

  /** A partition is over: dials get through, what waited flows, and servers learn who has left meanwhile. */
  mend(partition: Partition): void {
    const { partitions } = this.#options;
    const free = (party: string, replica: string): boolean => cuts(partition, party, replica) && partitions.between(party, replica) === undefined;
    for (const [orphan] of [...this.#orphans]) {
      if (orphan.link === "stalled" && free(orphan.party.name, orphan.replica)) this.#endOrphan(orphan);
    }
    for (const connection of [...this.#connections]) {
      if (connection.link !== "stalled" || !free(connection.party.name, connection.replica)) continue;
      connection.link = "open";
      connection.check?.cancel();
      for (const exchange of [...connection.exchanges]) {
        if (exchange.link !== "stalled") continue;
        exchange.flows();
        if (!exchange.waiting) continue;
        exchange.timer?.cancel();
        this.#travel(exchange);
      }
    }
    for (const exchange of this.live(({ connection, link, waiting }) => connection === undefined && waiting && link === "open")) {
      if (!free(exchange.party.name, exchange.replica)) continue;
      exchange.timer?.cancel();
      this.#travel(exchange);
    }
  }

  /** The connection is gone on both sides, unless its link is broken: then one side does not hear of it. */
  reset(connection: Connection, end: ReplyEnd): void {
    this.#forget(connection);
    for (const exchange of [...connection.exchanges]) exchange.fail(end);
  }

  /** Connections of a party (or all) to replicas that the caller picks. */
  connections(pick: (connection: Connection) => boolean): readonly Connection[] {
    return [...this.#connections].filter(pick);
  }

  /** The replica's process is gone. Clients behind a broken link do not hear of it before the link is whole. */
  died(replica: string): void {
    for (const [orphan] of [...this.#orphans]) if (orphan.replica === replica) this.#endOrphan(orphan);
    for (const connection of this.connections((each) => each.replica === replica)) {
      if (connection.link === "open") this.reset(connection, RESET);
      else {
        for (const exchange of [...connection.exchanges]) {
          exchange.release();
          exchange.waiting = false;
          if (connection.link === "stalled") exchange.end(RESET);
        }
      }
    }
  }

  finished(exchange: Exchange, end: ReplyEnd | "cancelled"): void {
    this.#live.delete(exchange);
    exchange.connection?.exchanges.delete(exchange);
    exchange.held?.done();
    this.#options.trace.note(this.#words.end, exchange.id, end === "cancelled" ? 0 : end.kind === "complete" ? 1 : 2);
    for (const observer of this.observers) observer.ended?.(exchange.id, end);
  }

  orphaned(exchange: Exchange): void {
    // Nothing to let go of: the server never had it.
    if (exchange.server === undefined) return;
    if (!this.#options.scope.open) return exchange.release();
    const { verb, resource } = exchange.request;
    const held = this.#options.scope.hold("stream", `${verb} ${resource.resource} of ${exchange.party.name}, which has left`, () => this.#endOrphan(exchange));
    this.#orphans.set(exchange, held);
  }

  orphanEnded(exchange: Exchange): void {
    this.#orphans.get(exchange)?.done();
    this.#orphans.delete(exchange);
  }

  #endOrphan(exchange: Exchange): void {
    exchange.release();
    this.orphanEnded(exchange);
  }

  #begin(exchange: Exchange, verdict: Verdict | undefined): void {
    switch (verdict?.do) {
      case undefined:
      case "deliver": break;
      case "refuse": return exchange.fail(REFUSED);
      case "drop": return exchange.fail(RESET);
      case "silence": return this.#silence(exchange);
      case "delay":
        exchange.delay = verdict.by;
        break;
      case "truncate":
        exchange.cut = true;
        break;
      case "loseReply":
        exchange.muted = true;
        break;
      case "answer": {
        const { status, retryAfter } = verdict;
        return this.#answer(exchange, () => {
          exchange.head(answerHead(status.code ?? 500, retryAfter));
          exchange.object(statusFor(status, exchange.request, retryAfter));
          exchange.end(COMPLETE);
        });
      }
    }
    if (verdict !== undefined) exchange.reroute(this.instant);
    this.#dial(exchange);
  }

  /** An answer that comes from before the server travels as one from the server would. */
  #answer(exchange: Exchange, answer: () => void): void {
    const delay = this.instant ? 0 : this.draw(exchange.party);
    if (delay === 0) answer();
    else exchange.timer = this.after(delay, "answer", answer);
  }

  #dial(exchange: Exchange): void {
    const { party, replica } = exchange;
    if (party.connections.has(replica)) return this.#travel(exchange);
    const cut = this.#options.partitions.between(party.name, replica);
    if (cut === undefined) return this.#travel(exchange);
    if (cut.dials === "refuse") return exchange.fail(REFUSED);
    exchange.waiting = true;
    exchange.timer = this.after(this.#options.dialTimeout, "dial timeout", () => exchange.fail(DIAL_TIMEOUT));
  }

  /** From the client's door to the server's, over a connection that is opened where there is none. */
  #travel(exchange: Exchange): void {
    const connection = exchange.connection ?? this.#connect(exchange);
    exchange.waiting = true;
    if (connection.link === "lost") return exchange.silence();
    if (connection.link === "stalled") return exchange.stall();
    const delay = exchange.delay + (this.instant ? 0 : this.draw(exchange.party));
    if (delay === 0) this.#arrive(exchange);
    else exchange.timer = this.after(delay, "request", () => this.#arrive(exchange));
  }

  #connect(exchange: Exchange): Connection {
    const { party, replica } = exchange;
    let connection = party.connections.get(replica);
    if (connection === undefined) {
      const held = this.#options.scope.hold("connection", `${party.name} to ${replica}`, () => this.reset(opened, RESET));
      const opened: Connection = { party, replica, exchanges: new Set(), held, link: "open", readAt: this.now(), check: undefined };
      connection = opened;
      party.connections.set(replica, connection);
      this.#connections.add(connection);
    }
    connection.exchanges.add(exchange);
    exchange.connection = connection;
    return connection;
  }

  #arrive(exchange: Exchange): void {
    // A link that broke on the way: it waits for the heal, or it is lost.
    if (exchange.client === undefined || exchange.link !== "open") return;
    exchange.waiting = false;
    const handler = this.#options.handlers.get(exchange.replica);
    if (handler === undefined || !this.#options.balancer.isUp(exchange.replica)) return exchange.fail(RESET);
    const request = exchange.form === "bytes" ? throughWire(exchange.request) : exchange.request;
    if ("kind" in request) {
      exchange.head(answerHead(request.code ?? 500, undefined));
      exchange.object(request);
      return exchange.end(COMPLETE);
    }
    const cancel = handler.handle(request, exchange);
    if (exchange.released) cancel();
    else if (!exchange.serverDone) exchange.server = cancel;
  }

  #silence(exchange: Exchange): void {
    exchange.silence();
    const { healthCheck } = this.#options;
    if (healthCheck === "off" || exchange.client === undefined) return;
    exchange.timer?.cancel();
    const wait = untilLost(healthCheck, exchange.connection?.readAt ?? this.now(), this.now());
    exchange.timer = this.after(wait, "health check", () => exchange.fail(CONNECTION_LOST));
  }

  #stopFlow(connection: Connection, link: "stalled" | "lost"): void {
    connection.link = link;
    for (const exchange of connection.exchanges) {
      if (link === "stalled") exchange.stall();
      else exchange.silence();
    }
    const { healthCheck } = this.#options;
    if (healthCheck === "off") return;
    connection.check = this.after(untilLost(healthCheck, connection.readAt, this.now()), "health check", () => this.reset(connection, CONNECTION_LOST));
  }

  #forget(connection: Connection): void {
    connection.check?.cancel();
    connection.party.connections.delete(connection.replica);
    this.#connections.delete(connection);
    connection.held.done();
  }
}
