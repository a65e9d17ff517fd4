import { connect, type Socket } from "node:net";
import type { ServedCluster } from "../../src/http/index.ts";
import { serveCluster } from "../../src/http/index.ts";

/** What is done to a connection, and what has to come of it. */
interface Attack {
  readonly name: string;
  /** Written one after the other, a turn of the event loop between them. Null: the write side is closed. Undefined: reset. */
  readonly writes: readonly (string | Uint8Array | null | undefined)[];
  /** What must have been heard when the connection is over; undefined: nothing need be. */
  readonly hears: RegExp | undefined;
}

const GET = "GET /api/v1/namespaces/default HTTP/1.1\r\nHost: x\r\n";
const CLOSE = "Connection: close\r\n\r\n";
const MAPS = "/api/v1/namespaces/default/configmaps";
const json = (body: string, more = CLOSE): string => `POST ${MAPS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}${body}`;
const bytes = (length: number, seed: number): Buffer => Buffer.from(Array.from({ length }, (_, i) => (seed * 31 + i * 17 + ((i * seed) >> 3)) & 0xff));

/** @param n makes each a little different from the last of its kind */
function attacks(n: number): readonly Attack[] {
  const [answered, refused] = [/^HTTP\/1\.1 200 /, /^HTTP\/1\.1 400 /];
  return [
    { name: "well-formed", writes: [GET + CLOSE], hears: answered },
    { name: "a head in pieces", writes: `${GET}X: y\r\n${CLOSE}`.match(/[^]{1,12}/g) ?? [], hears: answered },
    { name: "a head that stops (slow-loris)", writes: [GET.slice(0, 5 + (n % 40))], hears: /^(?:HTTP\/1\.1 408 |$)/ },
    { name: "a head that goes on for ever", writes: [GET, ...Array.from({ length: 20 }, (_, i) => `X-${i}: y\r\n`)], hears: /^(?:HTTP\/1\.1 408 |$)/ },
    { name: "a body that stops", writes: [json("{}").replace("Length: 2", "Length: 2000")], hears: /^(?:HTTP\/1\.1 408 |$)/ },
    { name: "nothing at all", writes: [""], hears: /^$/ },
    { name: "half-closed behind its request", writes: [`${GET}\r\n`, null], hears: answered },
    { name: "half-closed in its head", writes: [GET, null], hears: /^(?:HTTP\/1\.1 400 |$)/ },
    { name: "half-closed watch", writes: [`GET ${MAPS}?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n`, null], hears: answered },
    { name: "reset in a watch", writes: [`GET ${MAPS}?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n`, undefined], hears: undefined },
    { name: "reset in a body", writes: [json("{}").replace("Length: 2", "Length: 2000"), undefined], hears: undefined },
    { name: "reset at once", writes: [undefined], hears: undefined },
    { name: "pipelined", writes: [`${GET}\r\n`.repeat(20) + GET + CLOSE], hears: /^(?:HTTP\/1\.1 200 [^]*?\r\n\r\n[^]*?){21}$/ },
    { name: "pipelined behind a watch", writes: [`GET ${MAPS}?watch=1&timeoutSeconds=1 HTTP/1.1\r\nHost: x\r\n\r\n${GET}${CLOSE}`, null], hears: answered },
    { name: "pipelined behind a refusal", writes: [`BREW / HTTP/1.1\r\nHost: x\r\n\r\n${GET}${CLOSE}`], hears: refused },
    { name: "a long header", writes: [`${GET}X: ${"y".repeat(100_000)}\r\n${CLOSE}`], hears: answered },
    { name: "an oversized header", writes: [`${GET}X: ${"y".repeat(1_200_000)}\r\n${CLOSE}`], hears: /^(?:HTTP\/1\.1 431 |$)/ },
    { name: "many headers", writes: [`${GET}${Array.from({ length: 1_500 }, (_, i) => `X-${i}: y\r\n`).join("")}${CLOSE}`], hears: answered },
    { name: "an oversized target", writes: [`GET /${"a".repeat(1_200_000)} HTTP/1.1\r\nHost: x\r\n${CLOSE}`], hears: /^(?:HTTP\/1\.1 4(?:31|14) |$)/ },
    { name: "a body announced beyond the limit", writes: [json("{}").replace("Length: 2", "Length: 4000000")], hears: /^HTTP\/1\.1 413 / },
    { name: "a chunked body beyond the limit", writes: [`POST ${MAPS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`, ...Array.from({ length: 4 }, () => `100000\r\n${"x".repeat(1_048_576)}\r\n`)], hears: /^(?:HTTP\/1\.1 413 |$)/ },
    { name: "a bad chunk", writes: [`POST ${MAPS} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`], hears: refused },
    { name: "two lengths", writes: [json("{}").replace("Content-Type", "Content-Length: 3\r\nContent-Type")], hears: refused },
    { name: "a length and chunks", writes: [json("{}").replace("Content-Type", "Transfer-Encoding: chunked\r\nContent-Type")], hears: refused },
    { name: "a length below zero", writes: [json("{}").replace("Length: 2", "Length: -2")], hears: refused },
    { name: "a NUL in the target", writes: [GET.replace("default", "def\0ault") + CLOSE], hears: refused },
    { name: "a header without a name", writes: [`${GET}: y\r\n${CLOSE}`], hears: refused },
    { name: "no version", writes: ["GET /healthz\r\n\r\n"], hears: refused },
    { name: "another version", writes: ["GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n"], hears: /^HTTP\/1\.1 (?:400|505) / },
    { name: "bytes of no protocol", writes: [bytes(1 + (n % 300), n).fill(1, 0, 1)], hears: /^(?:HTTP\/1\.1 40[08] |$)/ },
    { name: "a handshake of no protocol", writes: [Buffer.concat([Buffer.from([22, 3, 1]), bytes(n % 300, n)])], hears: undefined },
    { name: "HTTP/2 without TLS", writes: ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", bytes(40, n)], hears: /^(?:HTTP\/1\.1 (?:400|505) |$)/ },
    { name: "an upgrade to nothing", writes: [`${GET}Upgrade: nothing\r\nConnection: Upgrade\r\n\r\n`], hears: answered },
    { name: "a WebSocket of broken frames", writes: [`GET ${MAPS}?watch=1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eHh4eHh4eHh4eHh4eHh4eA==\r\n\r\n`, bytes(20, n), null], hears: /^(?:HTTP\/1\.1 101 |$)/ },
    { name: "a body that is no JSON", writes: [json("{".repeat(1 + (n % 50_000)))], hears: refused },
    { name: "credentials of nobody", writes: [`${GET}Authorization: Bearer ${"s3cret".repeat(20)}\r\n${CLOSE}`], hears: /^HTTP\/1\.1 401 / },
    { name: "expects to be told to continue", writes: [json("{}", `Expect: 100-continue\r\n${CLOSE}`)], hears: /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 4\d\d / },
  ];
}

const AT_A_TIME = 64;
/** Real milliseconds after which a connection counts as stuck. */
const PATIENCE = 20_000;

/**
 * Opens so many connections, does one of the attacks to each, and says what should not have been: an answer other than the
 * server's, an exception of ours, a change of the store, or something left open.
 */
export async function attackSockets(connections: number): Promise<readonly string[]> {
  const problems: string[] = [];
  const served = await serveCluster({ tokens: [{ token: "known", user: { name: "u", groups: [] } }], timeouts: { head: 1_000, request: 1_200, idle: 1_500 }, control: true, defect: (cause) => void problems.push(`an exception of ours: ${cause instanceof Error ? (cause.stack ?? "") : String(cause)}`) });
  const before = await versionOf(served);
  let sent = 0;
  await Promise.all(Array.from({ length: AT_A_TIME }, async () => {
    while (sent < connections) {
      const n = sent;
      sent += 1;
      const each = attacks(Math.floor(n / 36));
      const problem = await suffered(served.port, each[n % each.length] as Attack);
      if (problem !== undefined) problems.push(problem);
    }
  }));
  const after = await versionOf(served);
  if (after !== before) problems.push(`the store was at ${before}, and is at ${after}`);
  const { leaks, requests } = await served.close();
  await new Promise((turn) => setImmediate(turn));
  if (served.load.connections + served.load.requests > 0) problems.push(`left open: ${JSON.stringify(served.load)} of ${requests} requests`);
  return [...problems, ...leaks.map(({ kind, label }) => `leaked: ${kind} ${label}`)];
}

async function versionOf({ url }: ServedCluster): Promise<string> {
  const list = (await (await fetch(`${url.replace("https", "http")}/api/v1/configmaps`, { headers: { authorization: "Bearer known" } })).json()) as { readonly metadata: { readonly resourceVersion: string } };
  return list.metadata.resourceVersion;
}

function suffered(port: number, { name, writes, hears }: Attack): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    let heard = "";
    const over = (): void => {
      resolve((hears === undefined || hears.test(heard)) && !heard.endsWith("(and then nothing)") ? undefined : `${name}: heard ${JSON.stringify(heard.slice(0, 200))}`);
    };
    socket.setTimeout(PATIENCE, () => {
      heard += " (and then nothing)";
      socket.destroy();
    });
    socket.on("data", (chunk: Buffer) => {
      if (heard.length < 100_000) heard += chunk.toString("latin1");
    });
    socket.on("error", () => socket.destroy()).on("close", over).on("end", () => socket.end());
    socket.on("connect", () => write(socket, writes));
  });
}

function write(socket: Socket, [first, ...rest]: Attack["writes"]): void {
  if (socket.destroyed) return;
  if (first === null) socket.end();
  else if (first === undefined) socket.resetAndDestroy();
  else if (first.length > 0) socket.write(first);
  if (rest.length > 0) setImmediate(() => write(socket, rest));
}
