import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { User } from "../api/index.ts";
import type { Leak, LedgerLine } from "../kernel/index.ts";
import type { RealDriverOptions } from "../integrations/time.ts";
import { driveInRealTime } from "../integrations/time.ts";
import { serverProfile } from "../server/index.ts";
import type { Incoming, Outgoing } from "./answers.ts";
import { SocketAnswer } from "./answers.ts";
import type { Token } from "./authenticate.ts";
import { anonymous, authenticate } from "./authenticate.ts";
import type { Authority } from "./certificates.ts";
import { createAuthority } from "./certificates.ts";
import type { Look } from "./control.ts";
import { answerControl, CONTROL, fromHere } from "./control.ts";
import type { FrontInput, Received } from "./input.ts";
import { loggedInput } from "./input.ts";
import type { Protocols, Timeouts } from "./listener.ts";
import { certified, listen, upstreamTimeouts } from "./listener.ts";
import { receive } from "./reception.ts";
import type { ServedLog, ServedSetup } from "./served.ts";
import { openServed } from "./served.ts";
import type { ClientNews, KeptAnswer } from "./kept-answer.ts";
import { UpgradeAnswer } from "./upgrades.ts";

export interface ServeOptions extends Partial<ServedSetup> {
  /** Default "127.0.0.1". */
  readonly host?: string;
  /** Default 0: one that the system chooses. */
  readonly port?: number;
  /** Default "both": TLS and plain HTTP on one port. */
  readonly protocols?: Protocols;
  readonly tokens?: readonly Token[];
  /** Virtual seconds a real second, or "manual". Default 1. */
  readonly pace?: number | "manual";
  /** Whether the control endpoints answer, to requests from this machine alone. Default false. */
  readonly control?: boolean;
  /** Whether the inputs are kept, so that the run can be replayed. Default: as `control`. */
  readonly keepInputs?: boolean;
  readonly timeouts?: Partial<Timeouts>;
  /** Takes the lines of an audit log. */
  readonly audit?: (line: string) => void;
  /** Told of each exception of ours. Default: written to standard error. */
  readonly defect?: (cause: unknown) => void;
}

/** How a served cluster was when it closed. */
export interface Farewell {
  readonly resources: readonly LedgerLine[];
  readonly leaks: readonly Leak[];
  /** Exceptions of ours. */
  readonly defects: number;
  readonly requests: number;
  readonly digest: string;
  /** Where inputs were kept. */
  readonly log: ServedLog | undefined;
}

export interface ServedCluster {
  readonly host: string;
  readonly port: number;
  /** With TLS where it is spoken. */
  readonly url: string;
  /** Undefined where TLS is not spoken. */
  readonly authority: Authority | undefined;
  readonly setup: ServedSetup;
  /** Connections open, and requests under way. */
  readonly load: { readonly connections: number; readonly requests: number };
  /** The run so far, where inputs are kept. */
  log(): Promise<ServedLog | undefined>;
  /** Moves a clock that is moved by hand. Virtual microseconds. */
  advance(by: number): Promise<void>;
  /** Watches end in good order, connections are closed, and what is left open is told. Idempotent. */
  close(): Promise<Farewell>;
}

/** How long connections may take to end by themselves, in real milliseconds. */
const GRACE_MS = 1_000;

const MASTERS = "system:masters";

/**
 * A cluster behind a real socket, under real time (or a clock moved by hand).
 *
 * @throws InvalidOption, InvalidManifest, and what the system says of the port
 */
export async function serveCluster(options: ServeOptions = {}): Promise<ServedCluster> {
  const { host = "127.0.0.1", port = 0, protocols = "both", tokens = [], pace = 1, control = false, keepInputs = control } = options;
  let authority: Authority | undefined;
  /** Made when somebody speaks TLS or asks for it. */
  const ownAuthority = (): Authority => (authority ??= createAuthority(Date.now()));
  const setup = setupOf(options, () => (protocols === "plain" ? undefined : ownAuthority().certificate));
  const answers = new Map<number, KeptAnswer>();
  let dirty: KeptAnswer[] = [];
  let defects = 0;
  let ids = 0;
  let closing: Promise<Farewell> | undefined;

  const defect = (cause: unknown): void => {
    defects += 1;
    (options.defect ?? console.error)(cause);
  };
  const served = openServed(setup, { answering: (id) => answers.get(id), defect, ...(options.audit === undefined ? {} : { audit: options.audit }) });
  const { cluster, front } = served;
  const { kernel } = cluster.core;
  const limit = serverProfile(setup.profile).constants.maxRequestBytes;

  const rested = (): void => {
    const batch = dirty;
    dirty = [];
    for (const answer of batch) answer.flush();
    if (!keepInputs) kernel.forgetInputs();
  };
  const driving: RealDriverOptions = { pace, foreign: false, rested, failed: defect };
  const driver = driveInRealTime(kernel, driving);
  const enter = (input: FrontInput): void => {
    if (closing === undefined) driver.arrive(input.kind, keepInputs ? loggedInput(input) : { kind: input.kind }, () => front.take(input));
  };

  /** A token of another cluster is as good as none where nobody needs one. A token shown goes before a certificate. */
  const identify = (req: Incoming): User | null => {
    const { authorization } = req.headers;
    const user = authenticate({ authorization, certificate: authorization === undefined ? certified(req) : undefined }, tokens, cluster.core.authenticate);
    return user === null && tokens.length === 0 && !setup.rbac ? anonymous : user;
  };

  const request = (req: Incoming, res: Outgoing): void => {
    const user = identify(req);
    if (control && (req.url ?? "").startsWith(CONTROL)) return controlled(req, res, user?.groups.includes(MASTERS) === true);
    receive(req, limit, user, (received) => enterRequest(received, (news, mark) => new SocketAnswer(req, res, received.oversized === true, news, mark)));
  };

  const upgrade = (req: IncomingMessage, socket: Duplex, first: Uint8Array): void =>
    receive(req, limit, identify(req), (received) => enterRequest(received, (news, mark) => new UpgradeAnswer(req, socket, first, news, mark)));

  /** @param made what carries the answer, told whom to tell and how to be flushed */
  const enterRequest = (received: Received, made: (news: ClientNews, mark: (answer: KeptAnswer) => void) => KeptAnswer): void => {
    ids += 1;
    const id = ids;
    const news = {
      gone: (): void => {
        answers.delete(id);
        enter({ kind: "gone", id });
      },
      reads: (ready: boolean): void => enter({ kind: "reads", id, ready }),
      over: (): void => void answers.delete(id),
    };
    answers.set(id, made(news, (answer) => void dirty.push(answer)));
    enter({ kind: "request", id, request: received });
  };

  const look = (what: Look): unknown => {
    switch (what) {
      case "ledger": return { resources: cluster.ledger.resources(), parties: cluster.ledger.parties(), leaks: cluster.ledger.leaks(), open: kernel.ledger.open(), defects };
      case "digest": return { digest: kernel.digest(), at: kernel.clock.now(), inputs: kernel.inputs.length };
      case "inputs": return logNow() ?? {};
    }
  };

  const logNow = (): ServedLog | undefined =>
    keepInputs ? { kubeloom: "inputs", schemaVersion: 1, setup, inputs: [...kernel.inputs], at: kernel.clock.now(), digest: kernel.digest() } : undefined;

  const controlled = (req: Incoming, res: Outgoing, master: boolean): void => {
    if (!fromHere(req) || (setup.rbac && !master)) {
      res.statusCode = 403;
      return void res.end(`${CONTROL} answers to administrators on this machine alone\n`);
    }
    req.resume();
    answerControl(req, res, {
      command: async (command) => {
        enter({ kind: "control", command });
        await driver.look(() => undefined);
      },
      advance: pace === "manual" ? driver.advance : undefined,
      look: (what) => driver.look(() => look(what)),
    }).catch((cause: unknown) => {
      defect(cause);
      res.destroy();
    });
  };

  const listener = await listen({
    host, port, protocols, request, upgrade,
    timeouts: { ...upstreamTimeouts, ...options.timeouts },
    tls: () => ({ ...ownAuthority().server(namesOf(host)), authority: ownAuthority().certificate }),
  }).catch(async (cause: unknown) => {
    await driver.stop();
    cluster.core.closeNow();
    throw cause;
  });

  const close = async (): Promise<Farewell> => {
    driver.arrive("shutdown", { kind: "shutdown" }, () => front.take({ kind: "shutdown" }));
    await driver.look(() => undefined);
    const requests = ids;
    const log = logNow();
    const digest = kernel.digest();
    await listener.close(GRACE_MS);
    await driver.stop();
    cluster.core.closeNow();
    await kernel.drain();
    return { resources: kernel.ledger.lines(), leaks: kernel.ledger.leaks(), defects, requests, digest, log };
  };

  return {
    host,
    port: listener.port,
    url: `${protocols === "plain" ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${listener.port}`,
    get authority() {
      return protocols === "plain" ? undefined : ownAuthority();
    },
    setup,
    get load() {
      return { connections: listener.connections, requests: front.underWay };
    },
    log: () => driver.look(logNow),
    advance: (by) => driver.advance(by),
    close: () => {
      if (closing === undefined) {
        const ending = close();
        closing = ending;
      }
      return closing;
    },
  };
}

/** @param authority the certificate of the server's authority, if it has one */
function setupOf(options: ServeOptions, authority: () => string | undefined): ServedSetup {
  const { seed = 1, epoch, profile = "modern", gates = {}, objects = [], writes = [], faults = [], rbac = false, inFlight = { reading: 0, mutating: 0 }, controllers = "none" } = options;
  const clientAuthority = authority();
  const rootCertificate = options.rootCertificate ?? (controllers === "core" ? clientAuthority : undefined);
  return { seed, epoch: epoch ?? wholeSeconds(new Date()), profile, gates, objects, writes, faults, rbac, inFlight, controllers, ...(rootCertificate === undefined ? {} : { rootCertificate }), ...(clientAuthority === undefined ? {} : { clientAuthority }) };
}

function wholeSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+/, "");
}

/** How a server on this host is called. */
function namesOf(host: string): readonly string[] {
  return [...new Set([host, "127.0.0.1", "localhost", "::1", "kubernetes", "kubernetes.default", "kubernetes.default.svc"])];
}
