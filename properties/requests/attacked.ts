import type { Answering } from "../../src/http/index.ts";
import { openServed } from "../../src/http/served.ts";
import { collectionOf } from "../../src/server/index.ts";
import { aimedKinds, definition } from "./kinds.ts";
import type { RawRequest } from "./malformed.ts";

/** A served cluster without sockets, and what it says to requests. */
export interface Attacked {
  /** Sends a request and looks at what comes of it. Undefined: all is well. */
  problem(request: RawRequest): string | undefined;
  /** Kinds of what is open beyond what was at the start; caches that requests made are not meant. */
  leaks(): readonly string[];
  close(): void;
}

const REPLENISHED_EVERY = 50;
const ROOT = { name: "root", groups: ["system:masters"] };

/** As the front takes it off a socket: no line breaks in a target, no body behind what has none. */
export function attack(): Attacked {
  const defects: unknown[] = [];
  const heard = new Map<number, Heard>();
  const { cluster, front } = openServed(
    { seed: 1, epoch: "2026-01-01T00:00:00Z", profile: "modern", gates: {}, objects: [definition], writes: [], faults: [], rbac: false, inFlight: { reading: 0, mutating: 0 }, controllers: "none" },
    { answering: (id) => heard.get(id), defect: (cause) => void defects.push(cause) },
  );
  const { kernel, registry, storage } = cluster.core;
  /** Each kind that is aimed at is there, and again when somebody has deleted it. */
  const replenish = (): void => {
    for (const { object } of aimedKinds) {
      if (object.kind.endsWith("Review") || object.kind === "None") continue;
      try {
        if (cluster.get({ apiVersion: object.apiVersion, kind: object.kind, name: object.metadata.name, namespace: "default" }) === undefined) cluster.create(object);
      } catch {
        // What the requests before have set up (a quota, a definition that is being deleted) may forbid it.
      }
    }
  };
  replenish();
  /** Caches keep timers, and each program a connection (64 at most); nobody has a watch or a request under way. */
  const openKinds = (): readonly string[] => {
    const counts = new Map<string, number>();
    for (const { kind, openedBy } of kernel.ledger.open()) {
      if (kind === "timer" || kind === "connection") continue;
      // A cache subscribes once, and few resources have two of one name.
      const what = kind === "subscription" ? `${kind} of ${openedBy.join(" > ")}` : kind;
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
    return [...counts].filter(([what, count]) => count > (what.startsWith("subscription") ? 2 : 0)).map(([what, count]) => `${count} ${what}`);
  };
  let ids = 0;

  /** What is there, and in which version: what was allocated and released again does not count. */
  const contents = (): string => registry.all().map((info) => {
    const page = storage.list({ prefix: collectionOf(info), limit: 0 });
    return "items" in page ? page.items.map(({ entry, revision }) => `${entry.path}@${revision}`).join() : "";
  }).join();
  let [known, knownAt] = ["", -1];

  return {
    problem({ method, target, headers, body }) {
      const id = (ids += 1);
      if (id % REPLENISHED_EVERY === 0) replenish();
      const one = new Heard();
      heard.set(id, one);
      if (storage.current !== knownAt) [known, knownAt] = [contents(), storage.current];
      try {
        front.take({ kind: "request", id, request: { method, target, headers, user: ROOT, from: "127.0.0.1", ...(body === undefined ? {} : { body }) } });
        kernel.drainSync();
        // Freshness waits, grace and deadlines pass.
        if (one.status === 0) kernel.advanceSync(70_000_000);
      } catch (cause) {
        return `threw ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`;
      }
      const stays = !one.ended;
      if (stays) {
        front.take({ kind: "gone", id });
        kernel.drainSync();
      }
      heard.delete(id);
      if (defects.length > 0) {
        const cause = defects.pop();
        return `an exception of ours: ${cause instanceof Error ? `${cause.stack ?? ""}\n${String(cause.cause instanceof Error ? cause.cause.stack : cause.cause)}` : String(cause)}`;
      }
      if (one.status < 200 || one.status > 599) return `answered with status ${one.status}`;
      if (one.heads !== 1 || one.ends > 1) return `answered ${one.heads} times, ended ${one.ends} times`;
      if (stays && !one.stream) return "never ended";
      // A form that the answer cannot have is found out when there is an answer, upstream too.
      const unshown = one.status === 406 || one.text.includes("as requested");
      if (one.status >= 400 && !unshown && storage.current !== knownAt && contents() !== known) return `refused with ${one.status}, and changed the store: ${one.text.slice(0, 300)}`;
      return one.status >= 400 && method !== "HEAD" ? statusProblem(one) : undefined;
    },
    leaks() {
      // Caches of resources that are no more are taken down in their time.
      kernel.advanceSync(120_000_000);
      return openKinds();
    },
    close: () => cluster.core.closeNow(),
  };
}

/** A refusal is a Status that says its own code, or one of the texts that real servers send. */
function statusProblem({ status, text, contentType }: Heard): string | undefined {
  if (!contentType.includes("json")) return undefined;
  try {
    const said = JSON.parse(text) as { readonly kind?: unknown; readonly status?: unknown; readonly code?: unknown };
    if (said.kind !== "Status" || said.status !== "Failure" || said.code !== status) return `answered ${status} with ${text.slice(0, 300)}`;
  } catch {
    return `answered ${status} with no JSON: ${text.slice(0, 300)}`;
  }
  return undefined;
}

class Heard implements Answering {
  status = 0;
  contentType = "";
  heads = 0;
  ends = 0;
  ended = false;
  stream = false;
  #chunks: Uint8Array[] = [];

  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }

  head({ status, headers }: Parameters<Answering["head"]>[0], form: "whole" | "stream"): void {
    this.status = status;
    this.contentType = headers["content-type"] ?? "";
    this.stream = form === "stream";
    this.heads += 1;
  }

  bytes(chunk: Uint8Array): void {
    if (this.status >= 400) this.#chunks.push(chunk);
  }

  end(): void {
    this.ended = true;
    this.ends += 1;
  }

  full(): void {}
}
