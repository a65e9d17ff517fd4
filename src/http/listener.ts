import type { IncomingMessage, Server } from "node:http";
import type { Http2SecureServer, Http2Session, ServerHttp2Session } from "node:http2";
import { createServer as createPort } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import type { User } from "../api/index.ts";
import type { Incoming, Outgoing } from "./answers.ts";
import type { KeyPair } from "./certificates.ts";
import { nodeHttp, nodeHttp2 } from "./node-http.ts";

/** Which protocols a port speaks. "both": its first byte says what a connection is. */
export type Protocols = "both" | "tls" | "plain";

/** Real milliseconds. */
export interface Timeouts {
  /** From the connection's begin, or the request's first byte, to the end of its head. */
  readonly head: number;
  /** From the request's first byte to the end of its body. */
  readonly request: number;
  /** A connection without a request. */
  readonly idle: number;
}

/** @source apiserver pkg/server/secure_serving.go Serve (32 s, 90 s), config.go (60 s) */
export const upstreamTimeouts: Timeouts = { head: 32_000, request: 60_000, idle: 90_000 };

export interface ListenerOptions {
  readonly host: string;
  /** 0: one that the system chooses. */
  readonly port: number;
  readonly protocols: Protocols;
  readonly timeouts: Timeouts;
  /** Asked for once, when the first connection speaks TLS. */
  readonly tls: () => KeyPair & { readonly authority: string };
  readonly request: (req: Incoming, res: Outgoing) => void;
  /** A request to speak another protocol from now on; `first` is what came behind it. */
  readonly upgrade: (req: IncomingMessage, socket: Duplex, first: Uint8Array) => void;
}

export interface Listener {
  readonly port: number;
  /** Connections that are open. */
  readonly connections: number;
  /** Takes no more connections; settles when those that are open have ended, at the latest after `grace` milliseconds. */
  close(grace: number): Promise<void>;
}

/** The first byte of a TLS handshake. @source RFC 8446, section 5.1 */
const HANDSHAKE = 22;
/** @source go net/http DefaultMaxHeaderBytes, and what it reads beyond */
const MAX_HEAD_BYTES = (1 << 20) + 4_096;
/** @source golang.org/x/net/http2 defaultMaxStreams */
const MAX_STREAMS = 250;
/** How often connections that have become idle are closed at the end, in milliseconds. */
const CLOSE_EVERY = 5;
/** How often slow requests are looked for, in milliseconds. */
const CHECK_EVERY = 1_000;
/** Memory of one HTTP/2 connection, in megabytes: as much as a large list may take. */
const SESSION_MEMORY = 256;

/** @throws what the system says: the port is taken, or not ours to take */
export async function listen({ host, port, protocols, timeouts, tls, request, upgrade }: ListenerOptions): Promise<Listener> {
  const plain = nodeHttp().createServer({ maxHeaderSize: MAX_HEAD_BYTES, connectionsCheckingInterval: Math.min(CHECK_EVERY, timeouts.head) }, (req, res) => {
    // Node answers who names no version; Go takes it for no request.
    if (req.httpVersionMajor > 0) request(req, res);
    else refuse(new Error("no HTTP version"), req.socket);
  });
  // Their bytes are limited, not their number, as in Go.
  plain.maxHeadersCount = 0;
  plain.headersTimeout = timeouts.head;
  plain.requestTimeout = timeouts.request;
  plain.keepAliveTimeout = timeouts.idle;
  plain.on("clientError", refuse).on("upgrade", upgrade);
  watchOver(plain);
  let secure: SecureServer | undefined;
  const secured = (): Http2SecureServer => {
    if (secure === undefined) {
      secure = secureServer(tls(), timeouts, request);
      secure.server.on("upgrade", upgrade);
    }
    return secure.server;
  };
  const sockets = new Set<Socket>();
  const door = createPort({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    if (protocols === "plain") admit(plain, socket);
    else if (protocols === "tls") admit(secured(), socket);
    else sniff(socket, timeouts.head, (first) => admit(first === HANDSHAKE ? secured() : plain, socket));
  });
  await new Promise<void>((resolve, reject) => {
    door.once("error", reject);
    door.listen({ host, port, backlog: 4_096 }, () => {
      door.off("error", reject);
      resolve();
    });
  });
  return {
    port: (door.address() as AddressInfo).port,
    get connections() {
      return sockets.size;
    },
    close: (grace) =>
      new Promise((resolve) => {
        const late = setTimeout(() => {
          for (const socket of sockets) socket.destroy();
        }, grace);
        // A connection is idle once its last answer has gone out.
        const idle = setInterval(() => {
          plain.closeIdleConnections();
          secure?.closeIdle();
          for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
        }, CLOSE_EVERY);
        door.close(() => {
          clearTimeout(late);
          clearInterval(idle);
          plain.close();
          secure?.server.close();
          resolve();
        });
        secure?.closeIdle();
      }),
  };
}

/** Servers that are handed their connections look for slow requests from when they are told that they listen. */
function watchOver(server: Server | Http2SecureServer): void {
  server.emit("listening");
}

function admit(server: Server | Http2SecureServer, socket: Socket): void {
  server.emit("connection", socket);
}

/** Looks at the first byte and puts it back. */
function sniff(socket: Socket, patience: number, then: (first: number) => void): void {
  socket.setTimeout(patience, () => socket.destroy());
  socket.once("end", () => socket.destroy());
  socket.once("data", (chunk: Buffer) => {
    socket.pause();
    socket.setTimeout(0);
    socket.removeAllListeners("timeout");
    socket.removeAllListeners("end");
    socket.unshift(chunk);
    then(chunk[0] ?? 0);
    process.nextTick(() => socket.resume());
  });
}

interface SecureServer {
  readonly server: Http2SecureServer;
  /** Ends connections on which nothing is under way. */
  closeIdle(): void;
}

/** HTTP/2, and HTTP/1.1 for who does not ask for it. A client may show a certificate of ours. */
function secureServer({ certificate, key, authority }: ReturnType<ListenerOptions["tls"]>, timeouts: Timeouts, request: ListenerOptions["request"]): SecureServer {
  const server = nodeHttp2().createSecureServer(
    {
      allowHTTP1: true,
      cert: certificate,
      key,
      ca: authority,
      requestCert: true,
      rejectUnauthorized: false,
      maxSessionMemory: SESSION_MEMORY,
      settings: { maxConcurrentStreams: MAX_STREAMS },
      handshakeTimeout: timeouts.head,
      ...{ connectionsCheckingInterval: Math.min(CHECK_EVERY, timeouts.head) },
    },
    request,
  );
  const idle = new Set<Http2Session>();
  server.on("session", (session) => endWhenIdle(session, timeouts.idle, idle));
  server.on("sessionError", () => undefined);
  server.on("clientError", refuse);
  server.on("tlsClientError", (_, socket) => socket.destroy());
  Object.assign(server, { headersTimeout: timeouts.head, requestTimeout: timeouts.request, keepAliveTimeout: timeouts.idle, maxHeadersCount: 0 });
  watchOver(server);
  return {
    server,
    closeIdle: () => {
      // Those that speak HTTP/1.1.
      (server as Http2SecureServer & Pick<Server, "closeIdleConnections">).closeIdleConnections();
      for (const session of [...idle]) session.destroy();
    },
  };
}

/** A quiet watch is not idle: streams count, not frames. */
function endWhenIdle(session: ServerHttp2Session, after: number, idle: Set<Http2Session>): void {
  let streams = 0;
  idle.add(session);
  session.on("stream", (stream) => {
    streams += 1;
    idle.delete(session);
    stream.on("close", () => {
      streams -= 1;
      if (streams === 0) idle.add(session);
    });
  });
  session.on("close", () => idle.delete(session));
  session.setTimeout(after, () => {
    if (streams === 0) session.destroy();
  });
}

/** What is no HTTP is told so, as far as it listens. @source go net/http server.go (badRequestError, statusError) */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const line = error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? "408 Request Timeout" : "400 Bad Request";
  socket.end(`HTTP/1.1 ${line}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${line}`, () => socket.destroy());
}

/** Whom a client certificate names; null for one that is not ours, undefined where none was shown. */
export function certified(req: Incoming): User | null | undefined {
  const connection = "stream" in req ? req.stream.session : req.socket;
  if (connection === undefined) return undefined;
  if (known.has(connection)) return known.get(connection);
  const socket = ("stream" in req ? req.stream.session?.socket : req.socket) as Partial<TLSSocket>;
  const user = certifiedUser(socket);
  known.set(connection, user);
  return user;
}

const known = new WeakMap<object, User | null | undefined>();

function certifiedUser(socket: Partial<TLSSocket>): User | null | undefined {
  if (socket.getPeerCertificate === undefined) return undefined;
  const { subject } = socket.getPeerCertificate() as { readonly subject?: { readonly CN?: string; readonly O?: string | readonly string[] } };
  if (subject === undefined) return undefined;
  if (socket.authorized !== true || subject.CN === undefined) return null;
  return { name: subject.CN, groups: subject.O === undefined ? [] : typeof subject.O === "string" ? [subject.O] : subject.O };
}
