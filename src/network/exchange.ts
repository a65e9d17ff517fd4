import type { ApiRequest, Cancel, Flow, ReplyBody, ReplyEnd, ReplyHead, ReplySink, WatchEvent } from "../api/index.ts";
import type { Held, Micros, Timer } from "../kernel/index.ts";
import { eventBytes } from "../wire/index.ts";
import type { Connection } from "./connection.ts";
import { CUT, REPLY_LOST } from "./failures.ts";
import type { Form, Party } from "./party.ts";
import { encodeBody, FRAME_BYTES, frameOf } from "./piece.ts";
import type { KeyedBody, Piece } from "./piece.ts";

/** What an exchange needs of the network around it. */
export interface Wiring {
  now(): Micros;
  /** One way's time, drawn for this party. */
  draw(party: Party): Micros;
  after(delay: Micros, label: string, run: () => void): Timer;
  /** Mixes a delivered event into the digest. */
  note(exchange: Exchange): void;
  /** The bytes of a frozen value's JSON. Undefined: not counted. */
  readonly weigh: ((value: object) => number) | undefined;
  /** Pieces under way to a slow consumer before the server is asked to wait. */
  readonly window: number;
  readonly delivered: ((exchange: Exchange, event: WatchEvent) => void) | undefined;
  readonly answered: ((exchange: Exchange, head: ReplyHead) => void) | undefined;
  /** The client hears no more of it. */
  finished(exchange: Exchange, end: ReplyEnd | "cancelled"): void;
  /** The client gave up where the server cannot learn it: the server's side goes on by itself. */
  orphaned(exchange: Exchange): void;
  /** The server's side of an orphan came to its end. */
  orphanEnded(exchange: Exchange): void;
}

/** "open": packets pass; "stalled": they wait; "silent": they are lost. */
export type Link = "open" | "stalled" | "silent";

/**
 * One request and its answer. To the server it is the sink; on a healthy link without latency a piece is handed through
 * in one call, without a queue and without an event of the kernel. Otherwise pieces queue in order, and one timer of the
 * kernel carries all that is due at one instant.
 *
 * @differs a client's cancel reaches the server at once unless the link is broken
 */
export class Exchange implements ReplySink, Flow {
  readonly request: ApiRequest;
  readonly party: Party;
  readonly replica: string;
  readonly id: number;
  readonly flow: Flow;
  /** How fast the client reads. Undefined: as fast as it is given. */
  readonly reads: Flow | undefined;
  readonly wiring: Wiring;
  readonly form: Form;
  /** Of the answer, once its head was given. */
  private contentType = "";
  connection: Connection | undefined;
  held: Held | undefined;
  ready = true;
  resume: (() => void) | undefined = undefined;
  /** Undefined once the client hears nothing more. */
  client: ReplySink | undefined;
  /** Undefined before the server has the request, and once it is through with it. */
  server: Cancel | undefined = undefined;
  serverDone = false;
  /** Given up before `handle` returned what to give up with. */
  released = false;
  /** Not yet with the server, which will have it once the link is open. */
  waiting = false;
  /** Extra delay of each piece, by a standing rule. */
  delay: Micros = 0;
  /** Cut inside the next frame. */
  cut = false;
  /** The server works, its answer is dropped. */
  muted = false;
  link: Link = "open";
  /** Dialling, travelling to the server, or the health check of a silent link. */
  timer: Timer | undefined = undefined;
  private direct: boolean;
  private instant: boolean;
  private queue: Piece[] | undefined = undefined;
  private courier: Timer | undefined = undefined;
  private lastDue: Micros = 0;
  private lastDraw: Micros = 0;
  private drawnAt: Micros = -1;
  private queued = 0;
  private carrying = false;

  constructor(wiring: Wiring, party: Party, replica: string, request: ApiRequest, client: ReplySink, id: number, instant: boolean, form: Form) {
    this.wiring = wiring;
    this.party = party;
    this.replica = replica;
    this.request = request;
    this.client = client;
    this.id = id;
    this.form = form;
    this.flow = this;
    this.instant = instant;
    this.reads = client.flow;
    if (this.reads !== undefined) this.reads.resume = () => this.dispatch();
    this.direct = instant && party.perEvent === 0 && this.reads === undefined;
    this.connection = undefined;
    this.held = undefined;
  }

  head(value: ReplyHead): void {
    if (this.direct) this.giveHead(value);
    else this.send("head", value);
  }

  object(body: ReplyBody, keys?: readonly string[]): void {
    if (this.direct) this.giveObject(body, keys);
    else this.send("object", { body, keys });
  }

  event(value: WatchEvent): void {
    if (this.direct) this.giveEvent(value);
    else this.send("event", value);
  }

  bytes(value: Uint8Array): void {
    if (this.direct) this.giveChunk(value);
    else this.send("bytes", value);
  }

  end(value: ReplyEnd): void {
    this.server = undefined;
    this.serverDone = true;
    if (this.direct) this.finish(value);
    else this.send("end", value);
  }

  /** The link, the party's pace, a delay or the latency changed: which way do pieces take from now on? */
  reroute(instant: boolean): void {
    this.instant = instant;
    this.direct = instant && this.delay === 0 && this.link === "open" && this.party.perEvent === 0 && !this.cut && !this.muted && this.queue === undefined && this.reads === undefined;
    this.lookAtFlow();
  }

  /** Nothing arrives until `flows` (or `silent`, or the end). */
  stall(): void {
    if (this.link !== "open") return;
    this.link = "stalled";
    this.direct = false;
    this.courier?.cancel();
    this.courier = undefined;
    this.lookAtFlow();
  }

  /** What waited goes on, in order, not earlier than now. */
  flows(): void {
    if (this.link !== "stalled") return;
    this.link = "open";
    this.dispatch();
    this.reroute(this.instant);
  }

  /** Nothing will arrive any more. */
  silence(): void {
    this.link = "silent";
    this.direct = false;
    this.courier?.cancel();
    this.courier = undefined;
    this.queue = undefined;
    this.queued = 0;
    this.lookAtFlow();
  }

  /** The client sees this failure now; the server is told, unless the link is broken. */
  fail(end: ReplyEnd): void {
    if (this.client === undefined) return;
    const client = this.client;
    this.leave();
    this.party.counts.failures += 1;
    this.wiring.finished(this, end);
    client.end(end);
  }

  /** The client gives up. */
  cancel(): void {
    if (this.client === undefined) return;
    this.leave();
    this.wiring.finished(this, "cancelled");
  }

  /** The server's side is told that nobody listens. */
  release(): void {
    const cancel = this.server;
    this.server = undefined;
    this.serverDone = true;
    this.released = true;
    cancel?.();
  }

  /** The client's side is over: no timer stays, and the server hears of it where it can. */
  private leave(): void {
    this.client = undefined;
    this.timer?.cancel();
    this.courier?.cancel();
    this.courier = undefined;
    this.queue = undefined;
    this.direct = false;
    if (this.serverDone) return;
    if (this.link === "open" && !this.muted) this.release();
    else this.wiring.orphaned(this);
  }

  private finish(end: ReplyEnd): void {
    const client = this.client;
    if (client === undefined) return;
    if (end.kind === "failure") this.party.counts.failures += 1;
    this.leave();
    this.wiring.finished(this, end);
    client.end(end);
  }

  private send(kind: Piece["kind"], value: Piece["value"]): void {
    if (this.client === undefined) return kind === "end" ? this.wiring.orphanEnded(this) : undefined;
    if (this.muted) return this.lose(kind);
    if (this.link === "silent") return;
    if (this.cut && kind !== "head") return this.tear(kind, value);
    const due = this.dueOf(kind);
    const piece = { due, kind, value } as Piece;
    if (this.link === "open" && this.queue === undefined && due <= this.wiring.now() && this.takes(piece)) return this.deliver(piece);
    this.queue ??= [];
    this.queue.push(piece);
    this.queued += 1;
    this.lookAtFlow();
    this.dispatch();
  }

  /** A stream's reply is lost as it opens, any other once the server is through. */
  private lose(kind: Piece["kind"]): void {
    if (this.request.verb === "watch") this.muted = false;
    else if (kind !== "end") return;
    this.fail(REPLY_LOST);
  }

  /** In order: never before the piece ahead. What is written at one instant travels together. */
  private dueOf(kind: Piece["kind"]): Micros {
    const { wiring, party } = this;
    const now = wiring.now();
    if (this.drawnAt !== now) {
      this.drawnAt = now;
      this.lastDraw = this.instant ? 0 : wiring.draw(party);
    }
    const arrives = Math.max(now + this.lastDraw + this.delay, this.lastDue);
    this.lastDue = kind === "event" ? arrives + party.perEvent : arrives;
    return this.lastDue;
  }

  private dispatch(): void {
    const first = this.queue?.[0];
    if (first === undefined || this.link !== "open" || this.courier !== undefined || this.carrying || !this.takes(first)) return;
    const { wiring } = this;
    this.courier = wiring.after(Math.max(0, first.due - wiring.now()), "deliver", () => this.carry());
  }

  private carry(): void {
    this.courier = undefined;
    const queue = this.queue;
    const now = this.wiring.now();
    let taken = 0;
    this.carrying = true;
    while (queue !== undefined && taken < queue.length && this.queue === queue && this.link === "open") {
      const piece = queue[taken];
      if (piece === undefined || piece.due > now || !this.takes(piece)) break;
      taken += 1;
      this.deliver(piece);
    }
    this.carrying = false;
    // While delivering, the client may have left or the link may have broken.
    if (queue === undefined || this.queue !== queue) return;
    queue.splice(0, taken);
    this.queued = queue.length;
    if (queue.length === 0) this.queue = undefined;
    else this.dispatch();
    this.reroute(this.instant);
  }

  /** A head and an end need no room. */
  private takes({ kind }: Piece): boolean {
    return this.reads === undefined || this.reads.ready || kind === "end" || kind === "head";
  }

  private deliver(piece: Piece): void {
    if (piece.kind === "end") this.finish(piece.value);
    else this.give(piece.kind, piece.value);
  }

  private give(kind: Exclude<Piece["kind"], "end">, value: Piece["value"]): void {
    switch (kind) {
      case "event": return this.giveEvent(value as WatchEvent);
      case "head": return this.giveHead(value as ReplyHead);
      case "object": return this.giveObject((value as KeyedBody).body, (value as KeyedBody).keys);
      case "bytes": return this.giveChunk(value as Uint8Array);
    }
  }

  private giveEvent(event: WatchEvent): void {
    const client = this.reading();
    if (client === undefined) return;
    this.count(event);
    if (this.form === "objects") client.event(event);
    else this.giveBytes(client, eventBytes(event, this.contentType));
  }

  private giveHead(head: ReplyHead): void {
    const client = this.reading();
    if (client === undefined) return;
    this.contentType = head.headers["content-type"] ?? "";
    if (head.status === 410) this.party.counts.expired += 1;
    this.wiring.answered?.(this, head);
    client.head(head);
  }

  private giveObject(body: ReplyBody, keys: readonly string[] | undefined): void {
    const client = this.reading();
    if (client === undefined) return;
    const { party, wiring } = this;
    if (this.form !== "objects") return this.giveBytes(client, encodeBody(body, this.contentType));
    if (wiring.weigh !== undefined) party.counts.bytes += wiring.weigh(body);
    client.object(body, keys);
  }

  private giveChunk(chunk: Uint8Array): void {
    const client = this.reading();
    if (client !== undefined) this.giveBytes(client, chunk);
  }

  /** Who is given a piece, which is a sign of life of the connection. */
  private reading(): ReplySink | undefined {
    const { client, connection } = this;
    if (client !== undefined && connection !== undefined) connection.readAt = this.wiring.now();
    return client;
  }

  private giveBytes(client: ReplySink, chunk: Uint8Array): void {
    this.party.counts.bytes += chunk.length;
    client.bytes(chunk);
  }

  private count(event: WatchEvent): void {
    const { wiring, party: { counts } } = this;
    counts.events += 1;
    wiring.note(this);
    if (event.type === "ERROR" && event.object.code === 410) counts.expired += 1;
    if (wiring.weigh !== undefined && this.form === "objects") counts.bytes += wiring.weigh(event.object) + FRAME_BYTES + event.type.length;
    wiring.delivered?.(this, event);
  }

  /** The connection dies inside this frame: as objects it never came, as bytes half of it did. */
  private tear(kind: Piece["kind"], value: Piece["value"]): void {
    const { client } = this;
    const frame = this.form === "objects" ? undefined : frameOf(kind, value, this.contentType);
    if (frame !== undefined && client !== undefined) this.giveBytes(client, frame.subarray(0, frame.length >> 1));
    this.fail(CUT);
  }

  private lookAtFlow(): void {
    const ready = this.link === "open" && this.queued < this.wiring.window;
    if (ready === this.ready) return;
    this.ready = ready;
    if (ready) this.resume?.();
  }
}
