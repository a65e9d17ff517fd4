import { gzip } from "node:zlib";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { ReplyEnd, ReplyHead } from "../api/index.ts";
import type { Answering } from "./front.ts";

/** HTTP/1.1 or HTTP/2: Node's compatible faces of both. */
export type Incoming = IncomingMessage | Http2ServerRequest;
export type Outgoing = ServerResponse | Http2ServerResponse;

/** Tells the front what only the socket knows. */
export interface ClientNews {
  /** The client left before the answer was complete. */
  gone(): void;
  reads(ready: boolean): void;
  /** The answer is with the socket, and hears nothing more. */
  over(): void;
}

/**
 * One answer on its way to a socket. What the front gives is kept until `flush`, which the driver calls when the kernel
 * has come to rest: so the events of one batch go out in one write, and a whole answer with its length.
 *
 * @source apiserver pkg/endpoints/handlers/watch.go (flush when nothing more is there), responsewriters/writers.go (gzip)
 */
export class SocketAnswer implements Answering {
  readonly #res: Outgoing;
  readonly #zips: boolean;
  readonly #closes: boolean;
  readonly #news: ClientNews;
  readonly #dirty: (answer: SocketAnswer) => void;
  #head: ReplyHead | undefined = undefined;
  #headSent = false;
  #streams = false;
  #chunks: Uint8Array[] = [];
  #end: ReplyEnd | undefined = undefined;
  #marked = false;
  /** The front was told to wait, or waits of itself, until the socket has taken what it has. */
  #waits = false;
  #over = false;

  /** @param closes the connection is not used again: its client still sends what nobody reads */
  constructor(req: Incoming, res: Outgoing, closes: boolean, news: ClientNews, dirty: (answer: SocketAnswer) => void) {
    this.#res = res;
    this.#closes = closes;
    this.#news = news;
    this.#dirty = dirty;
    this.#zips = /\bgzip\b/.test(req.headers["accept-encoding"]?.toString() ?? "");
    res.on("drain", () => this.#drained());
    res.on("close", () => {
      if (this.#over) return;
      this.#over = true;
      news.gone();
    });
  }

  head(head: ReplyHead, form: "whole" | "stream"): void {
    this.#head = head;
    this.#streams = form === "stream";
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
    if (this.#end?.kind === "failure") return this.#break();
    if (this.#end !== undefined && !this.#streams && !this.#headSent) return this.#whole();
    this.#sendHead();
    const flows = this.#write();
    if (this.#end !== undefined) {
      this.#finish();
      this.#res.end();
    } else if (!flows && !this.#waits) {
      this.#waits = true;
      this.#news.reads(false);
    } else if (flows && this.#waits) this.#drained();
  }

  #finish(): void {
    this.#over = true;
    this.#news.over();
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

  /** An answer that is complete when it is first sent. */
  #whole(): void {
    this.#finish();
    const { status, headers } = this.#head ?? nothingSaid;
    const body = joined(this.#chunks);
    this.#chunks = [];
    if (!this.#zips || body.length < ZIPPED_FROM || status !== 200) return this.#send(status, headers, body);
    gzip(body, { level: 1 }, (error, zipped) => {
      if (error !== null) this.#send(status, headers, body);
      else this.#send(status, { ...headers, "content-encoding": "gzip", vary: "Accept-Encoding" }, zipped);
    });
  }

  #send(status: number, headers: ReplyHead["headers"], body: Uint8Array): void {
    const { connection, ...rest } = headers;
    const closes = this.#closes || connection === "close";
    const hop = closes && this.#res.req.httpVersionMajor === 1 ? { connection: "close" } : {};
    const length = BODILESS.has(status) ? {} : { "content-length": String(body.length) };
    this.#writeHead(status, { ...common, ...rest, ...hop, ...length });
    this.#res.end(body);
  }

  #sendHead(): void {
    if (this.#headSent || this.#head === undefined) return;
    this.#headSent = true;
    this.#writeHead(this.#head.status, { ...common, ...this.#head.headers });
    if (this.#chunks.length === 0) (this.#res as ServerResponse).flushHeaders();
  }

  #writeHead(status: number, headers: { [name: string]: string }): void {
    (this.#res as ServerResponse).writeHead(status, headers);
  }

  /** Whether the socket took it all. */
  #write(): boolean {
    const chunks = this.#chunks;
    if (chunks.length === 0) return true;
    this.#chunks = [];
    return (this.#res as ServerResponse).write(joined(chunks));
  }

  /** The link of the simulated network broke: so does the real one. */
  #break(): void {
    this.#finish();
    this.#sendHead();
    this.#write();
    if (this.#res.req.httpVersionMajor > 1) (this.#res as Http2ServerResponse).stream.close(INTERNAL_ERROR);
    else this.#res.req.socket.destroy();
  }
}

/** @source apiserver responsewriters/writers.go defaultGzipThresholdBytes */
const ZIPPED_FROM = 128 * 1024;
const BODILESS: ReadonlySet<number> = new Set([204, 304]);
/** @source RFC 9113, section 7 */
const INTERNAL_ERROR = 2;
const nothingSaid: ReplyHead = Object.freeze({ status: 500, headers: Object.freeze({}) });
/** @source apiserver pkg/server/filters/cache_control.go */
const common = Object.freeze({ "cache-control": "no-cache, private" });

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0];
  return Buffer.concat(chunks);
}
