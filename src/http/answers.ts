import { gzip } from "node:zlib";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { ReplyHead } from "../api/index.ts";
import { KeptAnswer, type ClientNews } from "./kept-answer.ts";

/** HTTP/1.1 or HTTP/2: Node's compatible faces of both. */
export type Incoming = IncomingMessage | Http2ServerRequest;
export type Outgoing = ServerResponse | Http2ServerResponse;

/**
 * An answer of HTTP: a stream as it comes, a whole one with its length.
 *
 * @source apiserver pkg/endpoints/handlers/responsewriters/writers.go (gzip)
 */
export class SocketAnswer extends KeptAnswer {
  readonly #res: Outgoing;
  readonly #zips: boolean;
  readonly #closes: boolean;
  #headSent = false;
  #streams = false;

  /** @param closes the connection is not used again: its client still sends what nobody reads */
  constructor(req: Incoming, res: Outgoing, closes: boolean, news: ClientNews, dirty: (answer: KeptAnswer) => void) {
    super(news, dirty);
    this.#res = res;
    this.#closes = closes;
    this.#zips = /\bgzip\b/.test(req.headers["accept-encoding"]?.toString() ?? "");
    res.on("drain", () => this.drained());
    res.on("close", () => {
      if (this.over) return;
      this.over = true;
      news.gone();
    });
  }

  protected override begin(form: "whole" | "stream"): void {
    this.#streams = form === "stream";
  }

  protected override send(): void {
    if (this.ended?.kind === "failure") return this.#break();
    if (this.ended !== undefined && !this.#streams && !this.#headSent) return this.#whole();
    this.#sendHead();
    const flows = this.#write();
    if (this.ended === undefined) return this.pace(flows);
    this.finish();
    this.#res.end();
  }

  /** An answer that is complete when it is first sent. */
  #whole(): void {
    this.finish();
    const { status, headers } = this.kept ?? nothingSaid;
    const parts = this.take();
    if (!this.#zips || status !== 200 || lengthOf(parts) < ZIPPED_FROM) return this.#sendWhole(status, headers, parts);
    gzip(joined(parts), { level: 1 }, (error, zipped) => {
      if (error !== null) this.#sendWhole(status, headers, parts);
      else this.#sendWhole(status, { ...headers, "content-encoding": "gzip", vary: "Accept-Encoding" }, [zipped]);
    });
  }

  #sendWhole(status: number, headers: ReplyHead["headers"], parts: readonly Uint8Array[]): void {
    const { connection, ...rest } = headers;
    const closes = this.#closes || connection === "close";
    const hop = closes && this.#res.req.httpVersionMajor === 1 ? { connection: "close" } : {};
    const size = lengthOf(parts);
    const length = BODILESS.has(status) ? {} : { "content-length": String(size) };
    this.#writeHead(status, { ...common, ...rest, ...hop, ...length });
    if (size < JOINED_BELOW) return void this.#res.end(joined(parts));
    // Copying a large list once more would cost more than its parts.
    for (const part of parts) (this.#res as ServerResponse).write(part);
    this.#res.end();
  }

  #sendHead(): void {
    if (this.#headSent || this.kept === undefined) return;
    this.#headSent = true;
    this.#writeHead(this.kept.status, { ...common, ...this.kept.headers });
    if (this.empty) (this.#res as ServerResponse).flushHeaders();
  }

  #writeHead(status: number, headers: { [name: string]: string }): void {
    (this.#res as ServerResponse).writeHead(status, headers);
  }

  /** Whether the socket took it all. */
  #write(): boolean {
    return this.empty || (this.#res as ServerResponse).write(joined(this.take()));
  }

  /** The link of the simulated network broke: so does the real one. */
  #break(): void {
    this.finish();
    this.#sendHead();
    this.#write();
    if (this.#res.req.httpVersionMajor > 1) (this.#res as Http2ServerResponse).stream.close(INTERNAL_ERROR);
    else this.#res.req.socket.destroy();
  }
}

/** @source apiserver responsewriters/writers.go defaultGzipThresholdBytes */
const ZIPPED_FROM = 128 * 1024;
const JOINED_BELOW = 64 * 1024;
const BODILESS: ReadonlySet<number> = new Set([204, 304]);
/** @source RFC 9113, section 7 */
const INTERNAL_ERROR = 2;
const nothingSaid: ReplyHead = Object.freeze({ status: 500, headers: Object.freeze({}) });
/** @source apiserver pkg/server/filters/cache_control.go */
const common = Object.freeze({ "cache-control": "no-cache, private" });

function lengthOf(chunks: readonly Uint8Array[]): number {
  let length = 0;
  for (const chunk of chunks) length += chunk.length;
  return length;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0];
  return Buffer.concat(chunks);
}
