import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { ReplyEnd, ReplyHead } from "../api/index.ts";
import { clientFrames, closeFrame, pongFrame, textFrame } from "../wire/index.ts";
import type { ClientNews } from "./answers.ts";
import type { Answering } from "./front.ts";

/** @source RFC 6455, section 1.3 */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** What a client that asked for an upgrade is answered: a WebSocket with a text message an event for a watch, else HTTP. */
export class UpgradeAnswer implements Answering {
  readonly #socket: Duplex;
  readonly #key: string | undefined;
  readonly #news: ClientNews;
  readonly #dirty: (answer: UpgradeAnswer) => void;
  #head: ReplyHead | undefined = undefined;
  #upgraded = false;
  #chunks: Uint8Array[] = [];
  #end: ReplyEnd | undefined = undefined;
  #marked = false;
  #waits = false;
  #over = false;

  constructor(req: IncomingMessage, socket: Duplex, first: Uint8Array, news: ClientNews, dirty: (answer: UpgradeAnswer) => void) {
    this.#socket = socket;
    this.#key = webSocketKey(req);
    this.#news = news;
    this.#dirty = dirty;
    const frames = clientFrames((frame) => {
      if (frame.kind === "ping") return void socket.write(pongFrame(frame.payload));
      this.#leave(frame.kind === "close" ? 1000 : 1002);
    });
    if (first.length > 0) frames(first);
    socket.on("data", frames).on("drain", () => this.#drained());
    socket.on("error", () => socket.destroy()).on("end", () => this.#leave(1000)).on("close", () => this.#leave(1000));
  }

  head(head: ReplyHead, form: "whole" | "stream"): void {
    this.#head = head;
    this.#upgraded = form === "stream" && this.#key !== undefined;
    if (this.#upgraded) this.#socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(this.#key ?? "")}\r\n\r\n`);
    this.#mark();
  }

  bytes(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#mark();
  }

  end(end: ReplyEnd): void {
    this.#end = end;
    this.#mark();
  }

  full(): void {
    this.#waits = true;
    this.#mark();
  }

  flush(): void {
    this.#marked = false;
    if (this.#over) return;
    if (this.#end?.kind === "failure") return this.#finish(() => this.#socket.destroy());
    if (!this.#upgraded) return this.#plain();
    const chunks = this.#chunks;
    this.#chunks = [];
    const flows = chunks.length === 0 || this.#socket.write(Buffer.concat(chunks.map(textFrame)));
    if (this.#end !== undefined) this.#finish(() => this.#socket.end(closeFrame(1000)));
    else if (!flows && !this.#waits) {
      this.#waits = true;
      this.#news.reads(false);
    } else if (flows && this.#waits) this.#drained();
  }

  /** An answer without an upgrade: whole, since nothing else is asked for this way. */
  #plain(): void {
    if (this.#end === undefined || this.#head === undefined) return;
    const { status, headers } = this.#head;
    const body = Buffer.concat(this.#chunks);
    const lines = Object.entries({ ...headers, "content-length": String(body.length), connection: "close" }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#finish(() => this.#socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n`), body])));
  }

  /** The client's side is over before ours. */
  #leave(code: number): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#upgraded && this.#socket.writable) this.#socket.end(closeFrame(code));
    else this.#socket.destroy();
    this.#news.gone();
  }

  #finish(close: () => void): void {
    this.#over = true;
    this.#news.over();
    close();
  }

  #mark(): void {
    if (this.#marked) return;
    this.#marked = true;
    this.#dirty(this);
  }

  #drained(): void {
    if (!this.#waits || this.#over) return;
    this.#waits = false;
    this.#news.reads(true);
  }
}

/** Undefined where no WebSocket of the one version there is was asked for. */
function webSocketKey({ headers }: IncomingMessage): string | undefined {
  if (headers.upgrade?.toLowerCase() !== "websocket" || headers["sec-websocket-version"] !== "13") return undefined;
  return headers["sec-websocket-key"];
}

function acceptOf(key: string): string {
  return createHash("sha1").update(key + GUID).digest("base64");
}
