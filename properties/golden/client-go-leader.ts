import type { ApiRequest, Cancel, KubeObject, ReplyEnd, ReplySink, Status } from "../../src/api/index.ts";
import { createRegistry, failure, rfc3339Micro } from "../../src/api/index.ts";
import type { ClientProfile, LeaderElector, Lease, LeaseSpec, Transport } from "../../src/client/index.ts";
import { createClient, createLeaderElector, createLeaseLock } from "../../src/client/index.ts";
import type { Kernel } from "../../src/kernel/index.ts";
import { createKernel } from "../../src/kernel/index.ts";
import { Unsupported } from "./client-go-informer.ts";
import { lanes, Observer } from "./client-go-observer.ts";
import type { Instant, Script } from "./client-go-recording.ts";

interface Candidate {
  readonly id: string;
  readonly start_ms?: number;
  readonly cancel_ms?: number;
  readonly lease_ms?: number;
  readonly renew_ms?: number;
  readonly retry_ms?: number;
  readonly release_on_cancel?: boolean;
  readonly faults?: readonly Fault[];
}

interface Fault {
  readonly verb: string;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly times?: number;
  readonly answer: string;
}

interface Options {
  readonly candidates?: readonly Candidate[];
  readonly lease?: { readonly holder: string; readonly duration_s: number; readonly renewed_at_ms: number; readonly transitions: number };
}

/** Kind `leaderElection`: candidates for one lease, each behind its own faults. */
export function replayLeaderElection(script: Script, profile: ClientProfile): readonly Instant[] {
  const kernel = createKernel({ seed: 36 });
  const observer = new Observer(kernel, () => ({}));
  const { candidates = [], lease } = script.options as Options;
  const server = new LeaseServer(kernel, observer);
  if (lease !== undefined) {
    const renewTime = rfc3339Micro(kernel.clock.wall() + lease.renewed_at_ms * 1000);
    server.seed({ holderIdentity: lease.holder, leaseDurationSeconds: lease.duration_s, leaseTransitions: lease.transitions, acquireTime: renewTime, renewTime });
  }
  for (const candidate of candidates) {
    const elector = electorOf(candidate, profile, kernel, observer, server);
    if (elector === undefined) continue;
    const note = (e: string, more: object = {}): void => observer.note(lanes.handler(candidate.id), { e, h: candidate.id, ...more });
    at(kernel, candidate.start_ms ?? 0, () => {
      note("run");
      elector.run(() => note("runReturns", { x: { isLeader: elector.isLeader, leader: elector.leader } }));
    });
    if (candidate.cancel_ms === undefined || candidate.cancel_ms === 0) continue;
    at(kernel, candidate.cancel_ms, () => {
      observer.note(lanes.action, { e: "cancel", h: candidate.id });
      elector.cancel();
    });
  }
  kernel.advanceSync((script.until_ms ?? 0) * 1000);
  observer.end();
  kernel.root.close();
  return observer.instants();
}

function at(kernel: Kernel, ms: number, run: () => void): void {
  if (ms === 0) run();
  else kernel.root.after(ms * 1000, "candidate", run);
}

function electorOf(candidate: Candidate, profile: ClientProfile, kernel: Kernel, observer: Observer, server: LeaseServer): LeaderElector | undefined {
  const { id, lease_ms = 15_000, renew_ms = 10_000, retry_ms = 2000, release_on_cancel = false } = candidate;
  const note = (e: string, more: object = {}): void => observer.note(lanes.handler(id), { e, h: id, ...more });
  const client = createClient({
    transport: server.behind(candidate), scope: kernel.root, turns: kernel, registry: createRegistry(), agent: id, user: { name: id, groups: [] }, profile,
  });
  try {
    return createLeaderElector({
      lock: createLeaseLock({ client, namespace: "default", name: "lock", identity: id }),
      scope: kernel.root,
      clock: kernel.clock,
      random: kernel.random.stream(id),
      turns: kernel,
      profile,
      leaseDuration: lease_ms * 1000,
      renewDeadline: renew_ms * 1000,
      retryPeriod: retry_ms * 1000,
      releaseOnCancel: release_on_cancel,
      callbacks: {
        onStartedLeading(signal) {
          note("startedLeading");
          signal.addEventListener("abort", () => note("leadingContextEnds"));
        },
        onStoppedLeading: () => note("stoppedLeading"),
        onNewLeader: (identity) => note("newLeader", { v: identity }),
      },
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    note("refused", { msg: error.message });
    return undefined;
  }
}

/** One lease, with versions. */
class LeaseServer {
  readonly #kernel: Kernel;
  readonly #observer: Observer;
  #lease: Lease | undefined;
  #version = 0;

  constructor(kernel: Kernel, observer: Observer) {
    this.#kernel = kernel;
    this.#observer = observer;
  }

  seed(spec: LeaseSpec): void {
    this.#store({ apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { namespace: "default", name: "lock" }, spec });
  }

  behind({ id, faults = [] }: Candidate): Transport {
    const live = faults.map((fault) => ({ fault, left: fault.times ?? 0 }));
    return {
      open: (request, sink) => {
        const ms = this.#kernel.clock.now() / 1000;
        const hit = live.find(({ fault, left }) => left >= 0 && (fault.verb === "any" || fault.verb === request.verb) && ms >= fault.from_ms && ms < fault.to_ms);
        if (hit === undefined) return this.#answer(request, sink, id);
        if (hit.left > 0) hit.left = hit.left === 1 ? -1 : hit.left - 1;
        return this.#fault(hit.fault.answer, request, sink, id);
      },
    };
  }

  #fault(answer: string, request: ApiRequest, sink: ReplySink, id: string): Cancel {
    const [kind, ms] = answer.split(":");
    switch (kind) {
      case "refused":
        sink.end(refused);
        return () => {};
      case "conflict":
        return status(sink, 409, "Conflict");
      case "500":
        return status(sink, 500, "InternalError");
      case "hang":
        return () => {};
      case "delay": {
        const timer = this.#kernel.root.after(Number(ms) * 1000, "delay", () => this.#answer(request, sink, id));
        return () => void timer.cancel();
      }
      default:
        throw new Unsupported(`answer "${answer}"`);
    }
  }

  #answer(request: ApiRequest, sink: ReplySink, id: string): Cancel {
    const lease = this.#lease;
    if (request.verb === "get") return lease === undefined ? status(sink, 404, "NotFound") : object(sink, 200, lease);
    const written = request.body?.form === "object" ? (request.body.value as unknown as Lease) : undefined;
    if (written === undefined) throw new Unsupported(`request "${request.verb}"`);
    if (request.verb === "create" && lease !== undefined) return status(sink, 409, "AlreadyExists");
    if (request.verb === "update" && lease?.metadata.resourceVersion !== written.metadata.resourceVersion) return status(sink, 409, "Conflict");
    const { holderIdentity = "", leaseDurationSeconds, leaseTransitions } = written.spec ?? {};
    if (holderIdentity !== (lease?.spec?.holderIdentity ?? "")) {
      this.#observer.note(lanes.path("lease"), { e: "holderChanges", by: id, x: { durationSeconds: leaseDurationSeconds, holder: holderIdentity, transitions: leaseTransitions } });
    }
    return object(sink, request.verb === "create" ? 201 : 200, this.#store(written));
  }

  #store(lease: Lease): Lease {
    this.#version += 1;
    this.#lease = Object.freeze({ ...lease, metadata: { ...lease.metadata, resourceVersion: String(this.#version) } });
    return this.#lease;
  }
}

const refused: ReplyEnd = { kind: "failure", failure: "refused", message: "" };

function status(sink: ReplySink, code: number, reason: string): Cancel {
  return object(sink, code, failure({ code, reason, message: reason }));
}

function object(sink: ReplySink, code: number, body: KubeObject | Status): Cancel {
  sink.head({ status: code, headers: {} });
  sink.object(body);
  sink.end({ kind: "complete" });
  return () => {};
}
