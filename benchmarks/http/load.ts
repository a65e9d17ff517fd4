/**
 * The served cluster over HTTP on loopback, in a process of its own: requests a second, and events to a thousand watches.
 * Figures are of the wall clock, since two processes work; compare ratios of one run on a quiet machine.
 *
 *   npm run bench -- http/load
 *   KUBE_URL=https://127.0.0.1:6443 KUBE_TOKEN=oracle npm run bench -- http/load      # another apiserver beside it, in turn
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { dirname, join, resolve } from "node:path";
import { connect as connectTls } from "node:tls";
import { fileURLToPath } from "node:url";

/** An apiserver to be loaded. */
interface Target {
  readonly name: string;
  readonly url: URL;
  readonly token: string;
}

const CONNECTIONS = 16;
const OBJECTS = 2_000;
const WATCHES = 1_000;
const ROUNDS = 3;
const PAD = "x".repeat(1_000);

/** A kept connection: one request at a time. */
interface Line {
  ask(method: string, path: string, body?: object): Promise<number>;
  /** Opens a watch; calls back with each chunk once its head has come. */
  watch(path: string, heard: (chunk: Buffer) => void): Promise<void>;
  close(): void;
}

function dial({ url, token }: Target): Line {
  const port = Number(url.port);
  const socket: Socket = url.protocol === "https:" ? connectTls({ host: url.hostname, port, rejectUnauthorized: false }) : connect({ host: url.hostname, port });
  socket.setNoDelay(true);
  let take: (chunk: Buffer) => void = () => undefined;
  socket.on("data", (chunk: Buffer) => take(chunk));
  const head = (method: string, path: string, text: string): string =>
    `${method} ${path} HTTP/1.1\r\nHost: ${url.host}\r\nAccept: application/json\r\n${token === "" ? "" : `Authorization: Bearer ${token}\r\n`}${text === "" ? "" : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`}\r\n${text}`;
  return {
    ask: (method, path, body) =>
      new Promise((done, fail) => {
        const answer = answerReader((status, size) => (status < 300 ? done(size) : fail(new Error(`${method} ${path}: ${status}`))));
        take = answer;
        socket.write(head(method, path, body === undefined ? "" : JSON.stringify(body)));
      }),
    watch: (path, heard) =>
      new Promise((opened) => {
        take = (chunk) => {
          take = heard;
          opened();
          heard(chunk);
        };
        socket.write(head("GET", path, ""));
      }),
    close: () => void socket.destroy(),
  };
}

/** Reads one answer of a known length, or of chunks, without keeping its body. */
function answerReader(done: (status: number, size: number) => void): (chunk: Buffer) => void {
  let text = "";
  let status = 0;
  let left = -1;
  let size = 0;
  let chunked = false;
  return (chunk) => {
    let body = chunk;
    if (status === 0) {
      text += chunk.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      if (end < 0) return;
      status = Number(text.slice(9, 12));
      const [, length] = /content-length: (\d+)/i.exec(text.slice(0, end)) ?? [];
      chunked = length === undefined;
      left = Number(length ?? 0);
      body = Buffer.from(text.slice(end + 4), "latin1");
    }
    size += body.length;
    left -= body.length;
    if (chunked ? body.subarray(-5).toString("latin1") === "0\r\n\r\n" : left <= 0) done(status, size);
  };
}

/** A second's work. */
type Figures = Map<string, number[]>;

async function rate(figures: Figures, name: string, count: number, lines: readonly Line[], each: (line: Line, i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const began = performance.now();
  await Promise.all(lines.map(async (line) => {
    while (next < count) {
      const i = next;
      next += 1;
      await each(line, i);
    }
  }));
  note(figures, name, (count * 1_000) / (performance.now() - began));
}

function note(figures: Figures, name: string, figure: number): void {
  figures.set(name, [...(figures.get(name) ?? []), figure]);
}

const configMap = (i: number, v: string): object => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: `cm-${i}`, labels: { app: `a${i % 50}`, own: `o${i}` } }, data: { v, pad: PAD } });

async function load(target: Target, figures: Figures, round: number): Promise<void> {
  const lines = Array.from({ length: CONNECTIONS }, () => dial(target));
  const [first] = lines as [Line];
  const namespace = `load-${process.pid}-${round}`;
  await first.ask("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const maps = `/api/v1/namespaces/${namespace}/configmaps`;
  await rate(figures, "create 1 KB", OBJECTS, lines, (line, i) => line.ask("POST", maps, configMap(i, "1")));
  await rate(figures, "get", OBJECTS, lines, (line, i) => line.ask("GET", `${maps}/cm-${i}`));
  await rate(figures, "update", OBJECTS, lines, (line, i) => line.ask("PUT", `${maps}/cm-${i}`, configMap(i, "2")));
  await rate(figures, `list of ${OBJECTS}`, 40, lines, (line) => line.ask("GET", maps));
  await rate(figures, "list by label, 1 in 50", 80, lines, (line) => line.ask("GET", `${maps}?labelSelector=app%3Da1`));
  await events(target, figures, `events, each to 1 of ${WATCHES} watches`, lines, maps, 1_000, (i) => `&labelSelector=own%3Do${i}`, 1);
  await events(target, figures, `events, each to all ${WATCHES} watches`, lines, maps, 100, () => "", WATCHES);
  await first.ask("DELETE", `/api/v1/namespaces/${namespace}`);
  for (const line of lines) line.close();
}

/** Writes, and waits until every watch has heard what it should. @throws when something is lost */
async function events(target: Target, figures: Figures, name: string, lines: readonly Line[], maps: string, writes: number, selector: (i: number) => string, reach: number): Promise<void> {
  let heard = 0;
  const began: Line[] = [];
  for (let i = 0; i < WATCHES; i += 1) {
    const line = dial(target);
    began.push(line);
    await line.watch(`${maps}?watch=1${selector(i)}&timeoutSeconds=600`, (chunk) => {
      // Marks of this round's writes: initial events do not count.
      for (let at = chunk.indexOf('"v":"w'); at >= 0; at = chunk.indexOf('"v":"w', at + 6)) heard += 1;
    });
  }
  const start = performance.now();
  let next = 0;
  await Promise.all(lines.map(async (line) => {
    while (next < writes) {
      const i = next;
      next += 1;
      await line.ask("PUT", `${maps}/cm-${i % WATCHES}`, configMap(i % WATCHES, `w${name.length}-${i}`));
    }
  }));
  const deadline = start + 120_000;
  while (heard < writes * reach && performance.now() < deadline) await new Promise((soon) => setTimeout(soon, 2));
  if (heard < writes * reach) throw new Error(`${target.name}: ${name}: heard ${heard} of ${writes * reach}`);
  note(figures, name, (heard * 1_000) / (performance.now() - start));
  for (const line of began) line.close();
}

async function main(): Promise<void> {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
  const served = spawn(process.execPath, [join(root, "scripts/kubeloom.mjs"), "serve", "--port", "0", "--plain"], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  while (!/http:\S+/.test(said)) said += String((await once(served.stdout, "data"))[0]);
  served.stdout.resume();
  const targets: Target[] = [{ name: "kubeloom", url: new URL(/http:\S+/.exec(said)?.[0] ?? ""), token: "" }];
  const other = process.env["KUBE_URL"];
  if (other !== undefined) targets.push({ name: "other", url: new URL(other), token: process.env["KUBE_TOKEN"] ?? "" });
  const figures = targets.map((): Figures => new Map());
  try {
    for (let round = 0; round < ROUNDS; round += 1) for (const [i, target] of targets.entries()) await load(target, figures[i] as Figures, round);
  } finally {
    served.kill("SIGTERM");
  }
  const median = (samples: readonly number[] = []): number => samples.toSorted((a, b) => a - b)[samples.length >> 1] ?? 0;
  for (const name of (figures[0] as Figures).keys()) {
    const [own = 0, others] = figures.map((each) => median(each.get(name)));
    console.log(`${name.padEnd(42)} ${own.toFixed(0).padStart(9)} /s${others === undefined ? "" : `   other ${others.toFixed(0).padStart(8)} /s   ${(own / others).toFixed(1)} ×`}`);
  }
}

await main();
