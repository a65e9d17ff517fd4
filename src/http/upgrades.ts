import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { clientFrames, closeFrame, pongFrame, textFrame } from "../wire/index.ts";
import { nodeHttp } from "./node-http.ts";
import { KeptAnswer, type ClientNews } from "./kept-answer.ts";

/** @source RFC 6455, section 1.3 */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** What a client that asked for an upgrade is answered: a WebSocket with a text message an event for a watch, else HTTP. */
export class UpgradeAnswer extends KeptAnswer {
  readonly #socket: Duplex;
  readonly #key: string | undefined;
  #upgraded = false;

  constructor(req: IncomingMessage, socket: Duplex, first: Uint8Array, news: ClientNews, dirty: (answer: KeptAnswer) => void) {
    super(news, dirty);
    this.#socket = socket;
    this.#key = webSocketKey(req);
    const frames = clientFrames((frame) => {
      if (frame.kind === "ping") {
        // Nothing goes out ahead of the answer to the upgrade.
        if (this.#upgraded) socket.write(pongFrame(frame.payload));
        return;
      }
      this.#leave(frame.kind === "close" ? 1000 : 1002);
    });
    if (first.length > 0) frames(first);
    socket.on("data", frames).on("drain", () => this.drained());
    socket.on("error", () => socket.destroy()).on("end", () => this.#leave(1000)).on("close", () => this.#leave(1000));
  }

  protected override begin(form: "whole" | "stream"): void {
    this.#upgraded = form === "stream" && this.#key !== undefined;
    if (this.#upgraded) this.#socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(this.#key ?? "")}\r\n\r\n`);
  }

  protected override send(): void {
    if (this.ended?.kind === "failure") return this.#close(() => this.#socket.destroy());
    if (!this.#upgraded) return this.#plain();
    const flows = this.empty || this.#socket.write(Buffer.concat(this.take().map(textFrame)));
    if (this.ended !== undefined) this.#close(() => this.#socket.end(closeFrame(1000)));
    else this.pace(flows);
  }

  /** An answer without an upgrade: whole, since nothing else is asked for this way. */
  #plain(): void {
    if (this.ended === undefined || this.kept === undefined) return;
    const { status, headers } = this.kept;
    const body = Buffer.concat(this.take());
    const lines = Object.entries({ ...headers, "content-length": String(body.length), connection: "close" }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#close(() => this.#socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 ${status} ${nodeHttp().STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n`), body])));
  }

  /** The client's side is over before ours. */
  #leave(code: number): void {
    if (this.over) return;
    this.over = true;
    if (this.#upgraded && this.#socket.writable) this.#socket.end(closeFrame(code));
    else this.#socket.destroy();
    this.news.gone();
  }

  #close(close: () => void): void {
    this.finish();
    close();
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
